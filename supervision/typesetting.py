"""A record on paper: the program it is set with."""

from pathlib import Path
from typing import Any

from backend.kernel import typesetting

PROGRAM = Path(__file__).with_name("paper.typ").read_bytes()


def typeset(document: dict[str, Any]) -> bytes:
    """`document`: what `queries.paper` gives."""
    return typesetting.typeset(program=PROGRAM, document=document)
