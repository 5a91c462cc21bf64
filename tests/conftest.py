"""What all tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Time says nothing on a machine that others use as well; failures come again with the printed example.
settings.register_profile("wardxl", deadline=None, print_blob=True)
settings.load_profile("wardxl")


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs LibreOffice where there is none, and what is slow where it is not asked for.

    WARDXL_REQUIRE_LIBREOFFICE makes the first fail instead, WARDXL_SLOW lets the second run.
    """
    if item.get_closest_marker("slow") and not os.environ.get("WARDXL_SLOW"):
        pytest.skip("slow: set WARDXL_SLOW=1 to run it")
    if item.get_closest_marker("libreoffice") and not (
        shutil.which("soffice") or shutil.which("libreoffice")
    ):
        if os.environ.get("WARDXL_REQUIRE_LIBREOFFICE"):
            pytest.fail("LibreOffice is required here but `soffice` is not to be found", pytrace=False)
        pytest.skip("LibreOffice (soffice) is not installed")
