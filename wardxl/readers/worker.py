"""An expendable process in which foreign libraries read: one that crashes, hangs or swells costs one file only.

The parent keeps a live worker and sends it file after file over pipes; whatever it dies of, the next file gets
a fresh one. Plain pipes rather than `multiprocessing`: a worker of a process pool may have no children there.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from typing import IO, Any, NoReturn

from wardxl.model import Book
from wardxl.readers.errors import ReadError
from wardxl.readers.limits import MAX_MEMORY, MAX_SECONDS

#: Engine name → the module whose `read(data) -> Book` the worker calls, or the function; imported there alone.
ENGINES: Mapping[str, str] = {
    "decrypt": "wardxl.readers.decrypt:decrypt",
    "xlrd": "wardxl.readers.by_xlrd",
    "calamine": "wardxl.readers.by_calamine",
    "openpyxl": "wardxl.readers.by_openpyxl",
}
#: A worker is let go after so many files, and its memory with it.
_FILES_PER_WORKER = 100
_START = "import sys; sys.path[:] = sys.argv[1:]; from wardxl.readers.worker import serve; serve()"
_LENGTH = struct.Struct("<BQ")
_REQUEST, _BOOK, _REFUSED = range(3)


class WorkerDied(Exception):
    """The worker ended before it answered; `late` if it was killed because its time was over."""

    def __init__(self, *, late: bool) -> None:
        super().__init__(late)
        self.late = late


def read_apart(engine: str, data: bytes, seconds: float = MAX_SECONDS) -> Book:
    """Let an engine read a file in a worker process, at most `seconds` long and within MAX_MEMORY.

    Raises what the engine raised as ReadError, WorkerDied for everything else that went wrong.
    """
    book: Book = _answer(engine, data, seconds)
    return book


def decrypt_apart(data: bytes, seconds: float = MAX_SECONDS) -> bytes:
    """Open an encrypted Office file in a worker process; raises as `decrypt.decrypt` and `read_apart` do."""
    opened: bytes = _answer("decrypt", data, seconds)
    return opened


def _answer(engine: str, data: bytes, seconds: float) -> Any:
    worker = _borrow()
    try:
        answer = worker.ask(engine, data, seconds)
    except BaseException:
        worker.kill()
        raise
    _give_back(worker)
    if isinstance(answer, ReadError):
        raise answer
    return answer


class _Worker:
    """A worker process as its parent sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.files = 0

    def ask(self, engine: str, data: bytes, seconds: float) -> Any:
        """What the engine makes of the data, or the ReadError that it raised; raises WorkerDied."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        assert self._process.stdin is not None
        assert self._process.stdout is not None
        timer = threading.Timer(seconds, stop)
        timer.daemon = True
        timer.start()
        try:
            _send(self._process.stdin, _REQUEST, engine.encode() + b"\0" + data)
            code, answer = _receive(self._process.stdout)
        except (OSError, EOFError) as end:
            raise WorkerDied(late=late.is_set()) from end
        finally:
            timer.cancel()
        self.files += 1
        content = pickle.loads(answer)  # written by our own code in our own child
        return ReadError(*content) if code == _REFUSED else content

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process and close its pipes."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                # A request that was never taken is still waiting in the pipe's buffer.
                with suppress(OSError):
                    stream.close()
        self._process.wait()


_idle: list[_Worker] = []
_lock = threading.Lock()


def _borrow() -> _Worker:
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.alive:
                return worker
            worker.kill()
    return _Worker()


def _give_back(worker: _Worker) -> None:
    if worker.files >= _FILES_PER_WORKER:
        worker.kill()
        return
    with _lock:
        _idle.append(worker)


def close_idle_workers() -> None:
    """End the workers that wait for a file; done at exit as well."""
    with _lock:
        workers, _idle[:] = _idle[:], []
    for worker in workers:
        worker.kill()


def _forget() -> None:
    """After a fork: the workers are the parent's, two may not write into one pipe."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()


atexit.register(close_idle_workers)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


# ── The pipe ──────────────────────────────────────────────────────────────────────────────


def _send(stream: IO[bytes], code: int, content: bytes) -> None:
    stream.write(_LENGTH.pack(code, len(content)))
    stream.write(content)
    stream.flush()


def _receive(stream: IO[bytes]) -> tuple[int, bytes]:
    """The next message; EOFError where the other side is gone."""
    head = _exactly(stream, _LENGTH.size)
    code, length = _LENGTH.unpack(head)
    return code, _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


# ── Inside the worker ─────────────────────────────────────────────────────────────────────


def serve() -> NoReturn:
    """Read files as the parent sends them, until it is gone.

    An exception that is no ReadError ends the process: it is how the parent learns of it.
    """
    _limit_memory()
    requests = sys.stdin.buffer
    # Libraries print; what is not an answer may not come into the pipe.
    answers = os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    while True:
        try:
            _, request = _receive(requests)
        except EOFError:
            sys.exit(0)
        engine, _, data = request.partition(b"\0")
        del request
        try:
            module, _, function = ENGINES[engine.decode()].partition(":")
            answer = getattr(import_module(module), function or "read")(data)
        except ReadError as refusal:
            _send(answers, _REFUSED, pickle.dumps((refusal.code, refusal.message)))
        else:
            _send(answers, _BOOK, pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
            del answer


def _limit_memory() -> None:
    """Hold the process to MAX_MEMORY where the system can."""
    try:
        import resource
    except ImportError:
        return
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        try:
            resource.setrlimit(limit, (MAX_MEMORY, MAX_MEMORY))
        except (ValueError, OSError):
            # A lower limit is in force already, or the system knows none.
            continue
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
