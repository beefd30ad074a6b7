"""Structured logs: one JSON object a line, with facts and ids and never anybody's words.

An exception is logged by its type and place. Its message is left out, because messages quote values.
"""

import logging
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from logging.handlers import RotatingFileHandler
from types import TracebackType
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from pythonjsonlogger.json import JsonFormatter

# The innermost frames tell where; the rest is Django.
FRAMES = 8
LINES_BETWEEN_LOOKS = 100
# Their messages are fixed sentences. What other people's code says may quote a header, an address or a value.
OURS = {"alongside", "backend", "practice_wisdom", "supervision"}
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Line(JsonFormatter):
    def __init__(self) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="at",
        )

    def formatException(self, ei: ExcInfo) -> str:
        """File, line and function of each frame, and the exception's type; no source lines, no message."""
        frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(ei[2])[-FRAMES:]]
        return "; ".join([*frames, ei[0].__name__ if ei[0] else ""])


class LogFile(RotatingFileHandler):
    """`log/alongside.jsonl` in the data folder, five files of 5 MB at most."""

    def __init__(self) -> None:
        settings.LOG_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
        super().__init__(settings.LOG_DIR / "alongside.jsonl", maxBytes=5_000_000, backupCount=4, delay=True)
        self._lines = 0

    def shouldRollover(self, record: logging.LogRecord) -> bool:
        # Asks the disk, so not for every line.
        self._lines += 1
        return self._lines % LINES_BETWEEN_LOOKS == 0 and bool(super().shouldRollover(record))

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record if record.name.partition(".")[0] in OURS else _bare(record))

    def handleError(self, record: logging.LogRecord) -> None:
        """Logging's own way prints the record with its arguments."""
        sys.stderr.write("A log line could not be written.\n")


def _bare(record: logging.LogRecord) -> logging.LogRecord:
    """Who spoke, how loud and from where; neither the words nor what hangs on the record, such as the request."""
    place = f"{record.module}:{record.lineno}"
    return logging.LogRecord(
        record.name, record.levelno, record.pathname, record.lineno, place, args=None, exc_info=record.exc_info
    )


def unlogged(view: Callable[..., Any]) -> Callable[..., Any]:
    """For what nobody may count, not even afterwards from a file: a request that gets this far leaves no line."""

    @wraps(view)
    def quiet(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.unlogged = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return quiet


def facts(**values: Any) -> dict[str, Any]:
    """`extra` for a log call, with the empty values left out."""
    return {name: value for name, value in values.items() if value not in (None, "")}
