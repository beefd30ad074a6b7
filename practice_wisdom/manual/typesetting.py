"""From a document to PDF, tagged for screen readers (PDF/UA-1): the only module that knows Typst and segno.

The program (paper.typ) is fixed. What people wrote reaches it as JSON, so it is a value and never code. It has an empty
folder for a root and an empty one for packages: there is nothing to read.
"""

import io
import json
import tempfile
from datetime import UTC, date, datetime, time
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import segno
import typst

PROGRAM = Path(__file__).with_name("paper.typ").read_bytes()
VERSION = version("typst")


def fingerprint(document: dict[str, Any]) -> str:
    """The same for two documents exactly when they give the same bytes."""
    return sha256(b"\0".join((VERSION.encode(), PROGRAM, _as_json(document).encode()))).hexdigest()


def typeset(document: dict[str, Any]) -> bytes:
    """`document`: what `queries.paper` gives. Only the fonts inside Typst, so that it looks the same everywhere."""
    empty = _nothing().name
    # Its stubs want the root to be of the type of the program: bytes.
    pdf: bytes = typst.compile(  # type: ignore[call-overload]
        PROGRAM,
        root=empty,
        package_path=empty,
        package_cache_path=empty,
        font_paths=[],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": _as_json(document)},
        timestamp=datetime.combine(date(*document["date"]), time(), UTC),
    )
    return pdf


def qr_code(address: str) -> str:
    """As SVG, with the quiet zone that scanners need."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=False, light="#fff")
    return drawn.getvalue().decode()


def _as_json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=True, sort_keys=True)


@cache
def _nothing() -> tempfile.TemporaryDirectory[str]:
    """An empty folder, for as long as this process lives."""
    return tempfile.TemporaryDirectory(prefix="alongside-paper-")
