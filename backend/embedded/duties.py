"""Work that comes round again and again. An app names its own in `duties` of its AppConfig: a dotted tuple of these."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.utils.module_loading import import_string

# What a duty returns that has done a part: it is due again in the next round, and others come first.
MORE = object()


@dataclass(frozen=True, slots=True)
class Duty:
    """`run(now)` is safe to cut short at any moment, and to run again. What takes long says MORE instead."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def duties_of_apps() -> Iterator[Duty]:
    for app in apps.get_app_configs():
        if dotted := getattr(app, "duties", None):
            yield from import_string(dotted)
