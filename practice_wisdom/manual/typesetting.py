"""The manual's one program for paper (paper.typ), and the code on each print: the only module that knows segno."""

import io
from hashlib import sha256
from pathlib import Path
from typing import Any

import segno

from backend.kernel import typesetting
from backend.kernel.typesetting import VERSION, as_json

PROGRAM = Path(__file__).with_name("paper.typ").read_bytes()


def fingerprint(document: dict[str, Any]) -> str:
    """The same for two documents exactly when they give the same bytes."""
    return sha256(b"\0".join((VERSION.encode(), PROGRAM, as_json(document).encode()))).hexdigest()


def typeset(document: dict[str, Any]) -> bytes:
    """`document`: what `queries.paper` gives."""
    return typesetting.typeset(program=PROGRAM, document=document)


def qr_code(address: str) -> str:
    """As SVG, with the quiet zone that scanners need."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=4, xmldecl=False, light="#fff")
    return drawn.getvalue().decode()
