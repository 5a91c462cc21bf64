"""The package as others get it: built, installed into an empty environment and used there, outside the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from make_samples import INPUTS

from wardxl import __version__
from wardxl.cli import COMMANDS

ROOT = Path(__file__).parent.parent
PACKAGING = ("setup.cfg", "pyproject.toml", "README.md", "LICENSE")

pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that knows nothing of the checkout."""
    ours = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**environment, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what the package is made of and nothing else."""
    source = tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "wardxl", source / "wardxl", ignore=shutil.ignore_patterns("__pycache__"))
    for name in PACKAGING:
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", "dist", ".", cwd=source)
    (built,) = (source / "dist").iterdir()
    return built


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel and what it asks for."""
    environment = tmp_path_factory.mktemp("môi trường rỗng") / "env"
    run(sys.executable, "-m", "venv", environment, cwd=ROOT.parent)
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    run(folder / "python", "-m", "pip", "install", "--quiet", wheel, cwd=environment)
    return folder


def test_what_the_wheel_holds(wheel: Path) -> None:
    """Everything that belongs to the package, its template's source included, and nothing else."""
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    ours = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "wardxl").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert names == ours
    assert f"-{__version__}-py3-none-any.whl" in wheel.name


def test_a_day_of_work(programs: Path, tmp_path: Path) -> None:
    """A folder is made, forms are issued, files come in, the result is written; the package carries its template."""
    desk = tmp_path / "Kế hoạch 5 năm"
    wardxl = programs / "wardxl"
    run(wardxl, "init", desk, cwd=tmp_path)
    forms = run(wardxl, "template", "--all", "biểu", cwd=desk)
    assert len(forms.stdout.splitlines()) == len(list((desk / "biểu").iterdir())) > 0
    for path in INPUTS.iterdir():
        shutil.copy(path, desk / "inputs")
    run(wardxl, "consolidate", "--json", "báo cáo.json", cwd=desk)
    report = json.loads((desk / "báo cáo.json").read_text(encoding="utf-8"))
    assert report["wardxl"] == __version__
    assert report["faults"] == []
    assert len([s for s in report["submissions"] if s["state"] == "accepted"]) == len(list(INPUTS.iterdir()))
    assert (desk / "outputs" / "tong_hop.xlsx").exists()
    assert "đơn vị phải nộp" in run(wardxl, "status", cwd=desk).stdout
    again = run(wardxl, "watch", "--once", "--no-returns", "-o", "lại.xlsx", cwd=desk)
    assert "0 lỗi" in again.stdout
    same = run(wardxl, "diff", "outputs/tong_hop.xlsx", "lại.xlsx", cwd=desk)
    assert same.stdout.splitlines()[-1] == "Không có số liệu hay vấn đề nào thay đổi."


def test_no_template_needed_beside_it(programs: Path, tmp_path: Path) -> None:
    rules = run(programs / "wardxl", "rules", "--format", "json", cwd=tmp_path)
    assert len(json.loads(rules.stdout)) > 50


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_there(command: str, programs: Path, tmp_path: Path) -> None:
    assert f"Example: wardxl {command}" in run(programs / "wardxl", command, "--help", cwd=tmp_path).stdout


def test_the_package_is_the_installed_one(programs: Path, tmp_path: Path) -> None:
    where = run(programs / "python", "-c", "import wardxl; print(wardxl.__file__)", cwd=tmp_path).stdout
    assert str(ROOT) not in where
    assert "site-packages" in where
