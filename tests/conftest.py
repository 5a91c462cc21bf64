"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Time says nothing on a machine that others use as well; failures come again with the printed example.
settings.register_profile("quick", deadline=None, print_blob=True, max_examples=25)
settings.register_profile("thorough", deadline=None, print_blob=True, max_examples=200)
settings.load_profile("thorough" if os.environ.get("WARDXL_THOROUGH") else "quick")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs LibreOffice and what is slow where they are not asked for: a first run takes a minute.

    `-m libreoffice` asks for the first, WARDXL_SLOW for the second. WARDXL_REQUIRE_LIBREOFFICE makes a missing
    LibreOffice a failure.
    """
    if item.get_closest_marker("slow") and not os.environ.get("WARDXL_SLOW"):
        pytest.skip("slow: set WARDXL_SLOW=1 to run it")
    if not item.get_closest_marker("libreoffice"):
        return
    required = bool(os.environ.get("WARDXL_REQUIRE_LIBREOFFICE"))
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        if required:
            pytest.fail("LibreOffice is required here but `soffice` is not to be found", pytrace=False)
        pytest.skip("LibreOffice (soffice) is not installed")
    if not required and "libreoffice" not in item.config.getoption("markexpr"):
        pytest.skip("needs LibreOffice and time: ask for it with -m libreoffice")
