"""The workbook that comes out: one module per sheet, in the order of the tabs.

`write` puts it on disk whole or not at all; `compose` makes its bytes, the same for the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path

from wardxl.outputs import write_whole
from wardxl.result import Result
from wardxl.stamp import PROPERTY, Stamp, stamped
from wardxl.workbook import (
    appendix,
    data,
    departments,
    live,
    overview,
    places,
    problems,
    rules,
    sources,
    styles,
)
from wardxl.workbook.book import new_book
from wardxl.workbook.context import Context, relative_links

#: The sheets in tab order; each module draws its own (the appendices' draws one per form of the template).
SHEETS = (overview, appendix, problems, departments, sources, data, rules)

#: Where no input has a date at all.
_EPOCH = datetime(2000, 1, 1)


def write(
    result: Result,
    path: Path,
    *,
    date: date | None = None,
    files: Mapping[str, Path] | None = None,
) -> Path:
    """Write the consolidated workbook and return where it is.

    It appears whole or not at all. If the target is open in Excel and locked, the result goes to a new name beside it,
    `tong_hop (2).xlsx`, which is returned. `date` is the date printed and stored (default: of the newest input);
    `files` says where the files of the report lie on disk, for links to them. Raises CannotRun where the
    folder cannot be written.
    """
    content = compose(result, date=date, links=relative_links(files or {}, path))
    return write_whole(path, lambda part: part.write_bytes(content))


def compose(result: Result, *, date: date | None = None, links: Mapping[str, str] | None = None) -> bytes:
    """Make the workbook's bytes; `links` are links to the report's files, relative to the workbook."""
    moment = moment_of(result, date)
    target = BytesIO()
    book = new_book(target, {"font_name": styles.WORK_FONT, "font_size": styles.WORK_SIZE})
    settled = places.settle(result)
    ctx = Context(book, styles.Styles(book), result, settled, moment.date(), links or {})
    settled.sources_at = sources.rows(ctx)
    ctx.plans = {code: live.plan(result, settled, code) for code in settled.appendices}
    schema = result.schema
    book.set_properties(
        {
            "title": f"{schema.ward}: tổng hợp phụ lục kế hoạch {schema.start}–{schema.end}",
            "subject": "Số liệu của các đơn vị, đã kiểm tra",
            "author": schema.ward,
            "company": schema.settings.get("co_quan", schema.ward),
            "created": moment,
        }
    )
    book.set_custom_property(PROPERTY, stamped(Stamp.RESULT, moment.replace(tzinfo=UTC)), "text")
    book.set_size(1366 * 20, 768 * 18)
    for sheet in SHEETS:
        sheet.draw(ctx)
    book.close()
    return target.getvalue()


def moment_of(result: Result, given: date | None) -> datetime:
    """The moment of a result: the one given, else that of the newest input, so that equal inputs give equal bytes."""
    if isinstance(given, datetime):
        return given.replace(tzinfo=None, microsecond=0)
    if given is not None:
        return datetime.combine(given, time())
    modified = [s.modified.replace(tzinfo=None) for s in result.submissions if s.modified]
    saved = [datetime.fromtimestamp(s.saved, UTC).replace(tzinfo=None) for s in result.submissions if s.saved]
    return max(modified or saved, default=_EPOCH).replace(microsecond=0)
