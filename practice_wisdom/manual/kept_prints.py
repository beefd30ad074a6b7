"""Where prints of today stand until somebody asks for the same again. It can be emptied at any time."""

import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.conf import settings

MAX_PRINTS, MAX_BYTES = 200, 100_000_000
_NAME = re.compile(r"\d{4}-\d\d-\d\d-[0-9a-f]{64}\.pdf")


def take(key: str, *, today: date) -> bytes | None:
    try:
        return _place(key, today).read_bytes()
    except FileNotFoundError:
        return None


def has(key: str, *, today: date) -> bool:
    return _place(key, today).exists()


def put(key: str, pdf: bytes, *, today: date) -> None:
    """Whole or not at all; readable by this site only. Those of other days and the oldest beyond the limits go."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = _place(key, today)
    new = place.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pdf)
    new.replace(place)
    for surplus in _surplus(folder, today):
        surplus.unlink(missing_ok=True)


def _surplus(folder: Path, today: date) -> Iterator[Path]:
    count = size = 0
    prints = [(file.stat(), file) for file in folder.iterdir() if _NAME.fullmatch(file.name)]
    for facts, file in sorted(prints, key=lambda found: found[0].st_mtime_ns, reverse=True):
        count, size = count + 1, size + facts.st_size
        if not file.name.startswith(today.isoformat()) or count > MAX_PRINTS or size > MAX_BYTES:
            yield file


def _folder() -> Path:
    return Path(settings.DATA_DIR) / "prints"


def _place(key: str, today: date) -> Path:
    return _folder() / f"{today.isoformat()}-{key}.pdf"
