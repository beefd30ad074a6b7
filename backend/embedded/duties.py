"""Work that comes round again and again. An app names its own in `duties` of its AppConfig: a dotted tuple of these."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connections
from django.utils.module_loading import import_string

# What a duty returns that has done a part: it is due again in the next round, and others come first.
MORE = object()


@dataclass(frozen=True, slots=True)
class Duty:
    """`run(now)` is safe to cut short at any moment, and to run again. What takes long says MORE instead.

    `apart`: in a thread beside the others, since it waits for other machines (see `waiting`).
    """

    name: str
    every: timedelta
    run: Callable[[datetime], object]
    apart: bool = False


# Web processes are forked from the worker's. One forked in the middle of a duty would inherit, locked for ever,
# whatever lock the duty holds (an import, the index, a connection): forking waits for the pause between two duties.
_at_work = threading.Lock()
_mine = threading.local()
os.register_at_fork(before=_at_work.acquire, after_in_parent=_at_work.release, after_in_child=_at_work.release)


@contextmanager
def working() -> Iterator[None]:
    """Nobody else works meanwhile, and nobody forks."""
    with _at_work:
        _mine.holds = True
        try:
            yield
        finally:
            _mine.holds = False


@contextmanager
def waiting() -> Iterator[None]:
    """Around a wait for another machine, in no transaction: the other duties go on, and so does a fork."""
    if not getattr(_mine, "holds", False):
        yield
        return
    # Nothing open is inherited.
    connections.close_all()
    _mine.holds = False
    _at_work.release()
    try:
        yield
    finally:
        _at_work.acquire()
        _mine.holds = True


def duties_of_apps() -> Iterator[Duty]:
    for app in apps.get_app_configs():
        if dotted := getattr(app, "duties", None):
            yield from import_string(dotted)
