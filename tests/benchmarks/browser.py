"""The Chromium that measures, and how it comes to be signed in."""

import os
import shutil

from playwright.sync_api import BrowserContext

from tests.benchmarks.visitor import Visitor


def found_browser() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise SystemExit("These figures need Chromium: install it, or name one with CHROMIUM=/path/to/chromium.")
    return found


def sign_in_with(context: BrowserContext, visitor: Visitor, url: str) -> None:
    """The cookies of somebody who has signed in through the form."""
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in visitor.cookies.items()])
