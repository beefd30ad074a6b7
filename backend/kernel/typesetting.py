"""From a document to PDF, tagged for screen readers (PDF/UA-1): the only module that knows Typst.

A program is fixed. What people wrote reaches it as JSON, so it is a value and never code. It has an empty folder for a
root and an empty one for packages: there is nothing to read, and nothing is written.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.metadata import version
from threading import Lock
from typing import Any

import typst

from backend.kernel.errors import WrongMoment

VERSION = version("typst")
# One at a time within a request, and nobody holds a web process by standing in line.
_press = Lock()
WAIT_SECONDS = 3


def typeset(*, program: bytes, document: dict[str, Any]) -> bytes:
    """`document["date"]`: year, month and day. Only the fonts inside Typst, so that it looks the same everywhere."""
    empty = _nothing().name
    # Its stubs want the root to be of the type of the program: bytes.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        program,
        root=empty,
        package_path=empty,
        package_cache_path=empty,
        font_paths=[],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": as_json(document)},
        timestamp=datetime.combine(date(*document["date"]), time(), UTC),
    )
    return pdf


@contextmanager
def at_the_press() -> Iterator[None]:
    """While somebody waits for it. WrongMoment when others are before them for longer than a moment."""
    if not _press.acquire(timeout=WAIT_SECONDS):
        raise WrongMoment("Other prints are being made just now. Try again in a minute.")
    try:
        yield
    finally:
        _press.release()


def as_json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True)


@cache
def _nothing() -> tempfile.TemporaryDirectory[str]:
    """An empty folder, for as long as this process lives."""
    return tempfile.TemporaryDirectory(prefix="alongside-paper-")
