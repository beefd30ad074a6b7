"""What is wrong with the search index, in plain words; for `check` and `search status`."""

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connection

from backend.search import indexing
from backend.search.engines import NAMES, engine
from backend.search.engines.base import IndexDamaged
from backend.search.models import PendingChange


def problems() -> list[str]:
    if settings.SEARCH_ENGINE not in NAMES:
        return [f"SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}; it has to be one of {', '.join(NAMES)}."]
    if settings.SEARCH_ENGINE == "postgres" and connection.vendor != "postgresql":
        return ["SEARCH_ENGINE is postgres, but the database is not PostgreSQL."]
    found = [*_of_folder(Path(settings.DATA_DIR) / "index"), *_of_index()]
    waiting = PendingChange.objects.count() - indexing.pending().count()
    if waiting:
        found.append(f"{waiting} changes wait for a part of the product that is not installed here.")
    return found


def _of_folder(folder: Path) -> list[str]:
    if settings.SEARCH_ENGINE == "whoosh" and folder.exists() and stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return [f"Others on this machine can look into {folder}. Put it right with: chmod 700 {folder}"]
    return []


def _of_index() -> list[str]:
    if settings.SEARCH_ENGINE == "memory":
        return []
    try:
        if engine().mark() is None:
            return ["There is no search index yet. Make it with: search rebuild"]
    except IndexDamaged as reason:
        return [f"The search index cannot be trusted: {reason}. Make it anew with: search rebuild"]
    if not indexing.is_in_step(engine()):
        return ["The search index was made for another state of the database. Bring it in step with: search drain"]
    return []


@register(Tags.database)
def search_index(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """As system checks, for whoever asks with the database; silent before its tables are made."""
    if not databases or PendingChange._meta.db_table not in connection.introspection.table_names():
        return []
    return [Warning(text, id="search.W001") for text in problems()]
