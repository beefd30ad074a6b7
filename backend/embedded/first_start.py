"""What has to be true before the first page: tables, keys, files, and in a demonstration its people and content."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string

from backend.identity.demo import create_demo_people
from backend.notifications.checks import trouble_of_push_key
from backend.notifications.push_key import ready_key
from backend.pwa.assets_stamp import built_stamp
from backend.safekeeping.operations import ready_keyring
from backend.search.operations import drain


class StepFailed(Exception):
    """Names the step of the set-up that failed; the cause is chained."""


def prepare(*, now: datetime, say: Callable[[str], None]) -> None:
    """Brings the data folder up to date. Every step can be repeated and costs next to nothing when done."""
    with _step("make the data folder"):
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _step("bring the database up to date"):
        _migrate(say)
    with _step("check the keys"):
        ready_keyring(now=now, may_create=True)
    with _step("check the push key"):
        ready_key()
        if trouble := trouble_of_push_key():
            say(f"{trouble}\n")
    with _step("collect the style sheet, scripts and icons"):
        _collect_static()
    if settings.DEMO:
        with _step("make the demo people and their content"):
            create_demo_people(now=now)
            for load in demo_loaders():
                load(now=now)
    with _step("bring the search index up to date"):
        drain()


def demo_loaders() -> Iterator[Callable[..., None]]:
    """What each app adds to the demonstration: its AppConfig names a function in `demo_content`."""
    for app in apps.get_app_configs():
        if dotted := getattr(app, "demo_content", None):
            yield import_string(dotted)


def _migrate(say: Callable[[str], None]) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Setting up the database…")
        call_command("migrate", verbosity=0, interactive=False)


def _collect_static() -> None:
    """Only when a built file is newer than what was collected: compressing takes a second."""
    kept = settings.STATIC_ROOT / "stamp"
    stamp = built_stamp()
    if kept.exists() and kept.read_text() == stamp:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    kept.write_text(stamp)


@contextmanager
def _step(name: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise StepFailed(name) from error
