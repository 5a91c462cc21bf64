"""Sets everything up and does the main job: `python3 run.py`; or runs the tests: `python3 run.py test`.

The main job is `wardxl consolidate` on the files in `inputs/`; it says where the result is.

Only Python is needed: a virtual environment is made in `.venv` beside this file and the package is installed
there, again only when the packaging has changed. Any other words go to `wardxl`:
`python3 run.py check inputs`.
"""

import hashlib
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
OLDEST = (3, 11)

#: What decides whether the package has to be installed again.
PACKAGING = ("setup.cfg", "pyproject.toml")


def say(text):
    """Speak to the person at the terminal; data alone goes to stdout."""
    print(text, file=sys.stderr, flush=True)


def stop(text):
    """End with one line that says what to do."""
    say(text)
    raise SystemExit(2)


def tool(name):
    """The path of a program in the virtual environment."""
    windows = os.name == "nt"
    return VENV / ("Scripts" if windows else "bin") / (name + ".exe" if windows else name)


def works():
    """Whether the virtual environment is there and its Python starts and is no older than ours may be."""
    test = f"import sys, pip; sys.exit(sys.version_info < {OLDEST})"
    try:
        return (
            subprocess.run([str(tool("python")), "-c", test], capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        return False


def make():
    """Make the virtual environment."""
    if importlib.util.find_spec("ensurepip") is None:
        stop(
            "Python trên máy này thiếu mô-đun ensurepip nên chưa tạo được môi trường .venv: hãy cài gói "
            "python3-venv (Debian, Ubuntu: sudo apt install python3-venv), rồi chạy lại lệnh này."
        )
    say("Lần chạy đầu: đang chuẩn bị môi trường trong .venv, mất khoảng một phút …")
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, check=False
    )
    if done.returncode:
        stop(f"Không tạo được môi trường {VENV}: {last_line(done.stderr or done.stdout)}")


def install(extra):
    """Install the package, unless it is there as the packaging now says; `extra` is '' or 'test'."""
    # The folder belongs to it: an environment that was moved along with it points to the old place.
    state = str(ROOT).encode() + b"".join((ROOT / name).read_bytes() for name in PACKAGING)
    packaging = hashlib.sha256(state).hexdigest()
    stamps = [VENV / "wardxl-{}.stamp".format(name or "package") for name in ({extra, "test"})]
    if any(stamp.exists() and stamp.read_text(encoding="ascii") == packaging for stamp in stamps):
        return
    say("Đang cài các gói cần thiết (cần mạng) …")
    what = f".[{extra}]" if extra else "."
    command = [
        str(tool("python")),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--editable",
        what,
    ]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        say(done.stderr.decode("utf-8", "replace").rstrip())
        stop("Không cài được các gói cần thiết: hãy kiểm tra kết nối mạng rồi chạy lại lệnh này.")
    # Nothing compiles an editable package: without this every start would, where the folder cannot be written to.
    subprocess.run([str(tool("python")), "-m", "compileall", "-q", "wardxl"], cwd=ROOT, check=False)
    (VENV / "wardxl-{}.stamp".format(extra or "package")).write_text(packaging, encoding="ascii")


def last_line(output):
    """The last line of what a program said."""
    lines = output.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "không rõ lý do"


def start(command):
    """Run a command of the virtual environment in this folder and return its exit code."""
    try:
        return subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, check=False
        ).returncode
    except KeyboardInterrupt:
        return 130


def main(words):
    """Prepare, then run the tests, the main job, or whatever `wardxl` is asked for."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")
    if sys.version_info < OLDEST:
        stop("Cần Python {}.{} trở lên; đây là Python {}.{}.".format(*OLDEST, *sys.version_info[:2]))
    testing = words[:1] == ["test"]
    if not works():
        make()
    install("test" if testing else "")
    if testing:
        return start([str(tool("python")), "-m", "pytest", "-rs", "-n", "2", *words[1:]])
    return start([str(tool("wardxl")), *(words or ["consolidate"])])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
