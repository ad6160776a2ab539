"""The system's browser, without a window."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser until the block ends; where CI is set there must be one."""
    if CHROMIUM is None:
        if "CI" in os.environ:
            pytest.fail("where CI is set there must be a chromium")
        pytest.skip("there is no chromium here")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield opened
        opened.close()
