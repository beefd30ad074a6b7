"""When the index cannot be trusted: answer from the database, and have the index rebuilt meanwhile."""

import logging
import threading
import time

from django.db import connection

from backend.search import indexing
from backend.search.engines import engine
from backend.search.engines.base import Engine, IndexDamaged
from backend.search.engines.memory import MemoryEngine

_PAUSE = 30.0
_log = logging.getLogger(__name__)
_lock = threading.Lock()
_last_try = 0.0
_stand_in: tuple[int | None, MemoryEngine] | None = None


def recover(reason: IndexDamaged) -> Engine:
    """An engine that can answer now."""
    used = engine()
    if isinstance(used, MemoryEngine):
        rebuild_if_damaged()
        return used
    if _may_try():
        _log.warning("The search index is rebuilt: %s.", reason)
        in_background()
    return _from_database()


def in_background() -> None:
    threading.Thread(target=_rebuild_and_disconnect, name="search-rebuild", daemon=True).start()


def rebuild_if_damaged() -> None:
    """Nothing happens when somebody else is at it, or was."""
    used = engine()
    with used.hold() as held:
        if held and not indexing.is_in_step(used):
            indexing.build(used)


def _rebuild_and_disconnect() -> None:
    try:
        rebuild_if_damaged()
    finally:
        connection.close()


def _may_try() -> bool:
    """Not at every search: a disk that is full stays full for a while."""
    global _last_try  # noqa: PLW0603 -- one rebuild a process
    with _lock:
        now = time.monotonic()
        if _last_try and now - _last_try < _PAUSE:
            return False
        _last_try = now
        return True


def _from_database() -> MemoryEngine:
    """Kept until something changes: reading every page takes a second."""
    global _stand_in  # noqa: PLW0603 -- one a process
    with _lock:
        newest = indexing.pending().order_by("-pk").values_list("pk", flat=True).first()
        if _stand_in is None or _stand_in[0] != newest:
            _stand_in = newest, indexing.in_memory()
        return _stand_in[1]


def forget() -> None:
    """As after a restart; for tests."""
    global _last_try, _stand_in
    _last_try, _stand_in = 0.0, None
