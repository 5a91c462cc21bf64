"""Work spread over any executor: results in the order of the tasks, a dead worker costs a retry.

Only so many tasks wait at a time, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from itertools import islice
from typing import TypeVar

Task = TypeVar("Task")
Outcome = TypeVar("Outcome")


class Here(Executor):
    """Does the work in this process, at once."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # noqa: D102
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def spread(
    work: Callable[[Task], Outcome],
    tasks: Iterable[Task],
    pool: Callable[[int | None], Executor],
    *,
    window: int,
    lost: Callable[[Task, BaseException], Outcome],
) -> Iterator[Outcome]:
    """Yield what `work` makes of every task, in the tasks' order whatever the order in which they end.

    pool: opens an executor, with so many workers (None: as many as it likes); one that breaks is opened anew.
    window: how many tasks may be under way. lost: what stands for a task that brought its worker down, or failed,
    twice.

    When a worker process dies, its executor is lost and with it all that was under way, the guilty task and
    the others: each of them is then done again in an executor of its own, so that only the guilty one fails.
    """
    rest = iter(tasks)
    waiting: deque[tuple[Task, Future[Outcome]]] = deque()
    executor = pool(None)
    try:
        while True:
            waiting.extend(
                (task, _submitted(executor, work, task)) for task in islice(rest, window - len(waiting))
            )
            if not waiting:
                return
            task, future = waiting.popleft()
            error = _error(future)
            if error is None:
                yield future.result()
            elif isinstance(error, BrokenExecutor):
                executor.shutdown(wait=False)
                for again, ended in ((task, future), *waiting):
                    yield ended.result() if _error(ended) is None else _alone(work, again, pool, lost)
                waiting.clear()
                executor = pool(None)
            else:
                second = _submitted(executor, work, task)
                failed = _error(second)
                yield second.result() if failed is None else lost(task, failed)
    finally:
        for _, future in waiting:
            future.cancel()
        executor.shutdown(wait=True)


def _alone(
    work: Callable[[Task], Outcome],
    task: Task,
    pool: Callable[[int | None], Executor],
    lost: Callable[[Task, BaseException], Outcome],
) -> Outcome:
    """Do a task again in an executor of its own."""
    with pool(1) as executor:
        future = _submitted(executor, work, task)
        error = _error(future)
    return future.result() if error is None else lost(task, error)


def _submitted(executor: Executor, work: Callable[[Task], Outcome], task: Task) -> Future[Outcome]:
    try:
        return executor.submit(work, task)
    except BrokenExecutor as error:
        broken: Future[Outcome] = Future()
        broken.set_exception(error)
        return broken


def _error(future: Future[Outcome]) -> BaseException | None:
    """Wait for the end; what went wrong, if anything."""
    try:
        return future.exception()
    except CancelledError as error:
        return error
