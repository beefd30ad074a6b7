"""A consistent copy of the database while the site goes on writing, and the way back, for both engines."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from backend.audit.queries import one_moment
from backend.safekeeping.manifest import DatabaseFacts, database_facts

SQLITE_NAME = "database.sqlite3"
POSTGRESQL_NAME = "database.pgdump"


class CopyFailed(Exception):
    """The database could not be copied or put back; the message says why and what to do."""


def copy_sqlite(*, database: Path, target: Path) -> DatabaseFacts:
    """Everything committed when this begins. Writers are not held up: in WAL mode a reader blocks nobody."""
    with closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True, timeout=30)) as live:
        # Unlike a page-by-page copy, this leaves out freed pages, where erased rows linger.
        live.execute("VACUUM INTO ?", [str(target)])
    target.chmod(0o600)
    return sqlite_facts(database=target)


def sqlite_facts(*, database: Path) -> DatabaseFacts:
    """CopyFailed when the file is damaged."""
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise CopyFailed("The copy of the database is damaged.")
            found = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            tables = [name for (name,) in found]
            return database_facts(rows=lambda sql: copy.execute(sql).fetchall(), tables=tables)
    except sqlite3.DatabaseError as broken:
        raise CopyFailed(f"The copy of the database cannot be read: {broken}.") from broken


def copy_postgresql(*, target: Path) -> DatabaseFacts:
    """pg_dump in one exported snapshot, and the counts in the same one."""
    program = _program("pg_dump")
    with one_moment(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()

        def rows(sql: str) -> list[tuple[object, ...]]:
            cursor.execute(sql)
            return list(cursor.fetchall())

        facts = database_facts(rows=rows, tables=connection.introspection.table_names(cursor))
        _run([program, "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}"])
    target.chmod(0o600)
    return facts


def restore_postgresql(*, source: Path) -> None:
    """All or nothing: one transaction, in which what is there is replaced."""
    connections.close_all()
    database = ["--dbname", _server()["dbname"]]
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run([_program("pg_restore"), *options, *database, str(source)])


def postgresql_has_tables() -> bool:
    with connection.cursor() as cursor:
        return bool(connection.introspection.table_names(cursor))


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    raise CopyFailed(
        f"{name} is not installed on this machine. It comes with PostgreSQL's client programs "
        "(Debian and Ubuntu: apt install postgresql-client), in the version of the server or newer."
    )


def _run(command: list[str]) -> None:
    server = _server()
    # Settings and password by environment: arguments can be read by every account on the machine.
    names = {"dbname": "PGDATABASE", "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    surroundings = os.environ | {names[key]: str(value) for key, value in server.items() if key in names and value}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise CopyFailed(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")


def _server() -> dict[str, Any]:
    found = connection.settings_dict
    options = {key: value for key, value in found.get("OPTIONS", {}).items() if key in {"host", "port", "user"}}
    return {
        "dbname": str(found["NAME"]),
        "host": found.get("HOST"),
        "port": found.get("PORT"),
        "user": found.get("USER"),
        "password": found.get("PASSWORD"),
    } | options


def live_sqlite() -> Path:
    return Path(settings.DATABASES["default"]["NAME"])
