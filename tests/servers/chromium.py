"""A real Chromium, headless, for looking at pages as their readers' browsers do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_ARGUMENTS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; it is closed when this ends."""
    program = shutil.which("chromium")
    assert program is not None, "Chromium is not installed; make test installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            # As root it runs in no sandbox of its own.
            chromium_sandbox=False,
            args=[*_ARGUMENTS, "--disable-component-update", "--disable-sync"],
        )
        try:
            yield browser
        finally:
            browser.close()
