"""The engine in use: one a process."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from backend.search.engines.base import Engine

NAMES = ("whoosh", "postgres", "memory")


def engine() -> Engine:
    return _made(settings.SEARCH_ENGINE, str(settings.DATA_DIR))


@lru_cache(maxsize=8)
def _made(name: str, data_dir: str) -> Engine:
    # Imported only when chosen: an installation without PostgreSQL need not load its driver, nor the other way round.
    if name == "memory":
        from backend.search.engines.memory import MemoryEngine  # noqa: PLC0415 -- chosen by a setting

        return MemoryEngine()
    if name == "postgres":
        from backend.search.engines.postgres import PostgresEngine  # noqa: PLC0415 -- chosen by a setting

        return PostgresEngine()
    if name == "whoosh":
        from backend.search.engines.whoosh import WhooshEngine  # noqa: PLC0415 -- chosen by a setting

        return WhooshEngine(folder=Path(data_dir) / "index", secret=settings.SECRET_KEY)
    raise ImproperlyConfigured(f"SEARCH_ENGINE is one of {', '.join(NAMES)}, not {name!r}.")


def forget() -> None:
    """Make the engine anew at its next use; for tests."""
    _made.cache_clear()
