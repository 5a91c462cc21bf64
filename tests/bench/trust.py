"""How far the checks can be trusted: honest tables that must pass, and faults that must be found.

    python tests/bench/trust.py [--tables 10000] [--seed 2026] [--workers 2] [--only KIND:NUMBER]

Makes honest tables of all shapes and as many with one fault each, runs the checks on them in memory, and prints
false errors, misses, and how often the cell that is named was the faulty one. What must be found is worked out by
`oracle.py`, by an arithmetic of its own. A table on which they disagree is printed whole; `--only` makes it again.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path[:0] = [str(folder) for folder in Path(__file__).parents[1:3]]

from bench.measure import jobs, measure, once_more, show  # noqa: E402

SEED = 2026


def main() -> int:
    """Measure and print; exit status 1 when anything is not as it should be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--tables", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", metavar="KIND:NUMBER", help="one table again, printed whole")
    parser.add_argument("--print", type=int, default=3, help="how many failing tables to print whole")
    options = parser.parse_args()
    if options.only:
        print(once_more(options.only, options.seed))
        return 0
    start = time.perf_counter()
    tally = measure(jobs(options.seed, options.tables), options.workers)
    print(f"seed {options.seed}, {options.tables} honest tables and {options.tables} with one fault\n")
    print(show(tally))
    print(f"\n{len(tally.failures)} tables disagree; {time.perf_counter() - start:.0f} s")
    for text in tally.failures[: options.print]:
        print(f"\n{'─' * 100}\n{text}")
    return 1 if tally.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
