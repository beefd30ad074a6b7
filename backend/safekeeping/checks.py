"""What `python -m backend check` says about the set-up of an installation, in plain words.

These look at files and settings and never at the database, which may not be there yet.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Warning, register
from django.utils import timezone

from backend.safekeeping import backups, database_copies, keys, restore_journal
from backend.safekeeping.keyring import KeyTrouble
from backend.safekeeping.keys import KeyringMissing

Apps = Sequence[AppConfig] | None
_STALE = timedelta(hours=26)
_LEAST_FREE = 0.10


@register
def key_file(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    try:
        keys.current_keyring()
    except KeyringMissing as missing:
        if not _has_data():
            return []
        words = f"{missing} There is a database, and its sealed records need it."
        hint = "Put the key file back from your safe copy. On a first start, none is needed: it is made."
        return [Warning(words, hint=hint, id="safekeeping.W001")]
    except KeyTrouble as trouble:
        return [Error(str(trouble), id="safekeeping.E001")]
    return []


@register
def sqlite_version(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Versions 3.7.0 to 3.51.2 can corrupt a WAL database with several connections, in a rare race of checkpoints."""
    if not settings.EMBEDDED or not _is_affected(sqlite3.sqlite_version_info):
        return []
    words = f"SQLite {sqlite3.sqlite_version} has a rare fault that can damage a database used by several connections."
    hint = "Use SQLite 3.51.3 or newer (or 3.50.7, or 3.44.6), or PostgreSQL through DATABASE_URL. Keep backups hourly."
    if getattr(settings, "SERVER_PROCESSES", 1) > 1:
        return [Error(f"{words} Several server processes must not share it.", hint=hint, id="safekeeping.E002")]
    return [Warning(words, hint=hint, id="safekeeping.W002")]


@register
def write_lock(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    mode = settings.DATABASES["default"].get("OPTIONS", {}).get("transaction_mode")
    if not settings.EMBEDDED or mode == "IMMEDIATE":
        return []
    words = "SQLite transactions must begin as IMMEDIATE, or two writers can take the same place in the audit trail."
    return [Error(words, hint='Set OPTIONS["transaction_mode"] to "IMMEDIATE".', id="safekeeping.E003")]


@register
def interrupted_restore(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not restore_journal.is_unfinished(folder=backups.data_folder()):
        return []
    return [Error("A restore was interrupted here.", hint="Run: restore --finish", id="safekeeping.E004")]


@register
def free_disk(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    usage = shutil.disk_usage(_existing(backups.data_folder()))
    if usage.free >= usage.total * _LEAST_FREE:
        return []
    share = round(100 * usage.free / usage.total)
    hint = "Make room, or move the data folder: on a full disk nothing more can be saved."
    return [Warning(f"The disk of the data folder has {share} % left.", hint=hint, id="safekeeping.W003")]


@register
def recent_backup(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not _has_data():
        return []
    made_at = backups.last_backup_at()
    if made_at and timezone.now() - made_at <= _STALE:
        return []
    words = f"The last backup was made at {made_at:%Y-%m-%d %H:%M} UTC." if made_at else "No backup has been made yet."
    hint = "Run `backup` at least daily, and keep the file on another machine."
    return [Info(words, hint=hint, id="safekeeping.I001")]


@register
def debugging(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEBUG:
        return []
    words = "DEBUG is on: error pages show the program's inside to whoever meets one."
    return [Warning(words, hint="Leave ALONGSIDE_DEBUG unset where people work.", id="safekeeping.W004")]


def _is_affected(version: tuple[int, ...]) -> bool:
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return version >= (3, 7) and not mended


def _has_data() -> bool:
    return not settings.EMBEDDED or database_copies.live_sqlite().exists()


def _existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
