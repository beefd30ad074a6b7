"""Worlds that take long to make are made once a run. Every other test has the same rows put back."""

import copy
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Model


class Kept:
    """What each world left in the database the first time it was made, and what its maker gave back."""

    def __init__(self) -> None:
        self._worlds: dict[str, tuple[list[list[Model]], Any]] = {}

    def world(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` returns, as if it had run just now. It may add rows and must not change or delete any."""
        if name in self._worlds:
            kinds, result = self._worlds[name]
            # What was signed takes no new rows: those of a record come before it, and the database asks at the end.
            with transaction.atomic():
                for rows in reversed(kinds):
                    type(rows[0])._base_manager.bulk_create(rows)
        else:
            before = {model: _keys(model) for model in _models()}
            result = make()
            # A copy, since the test it was made for may change what it is given.
            self._worlds[name] = _added(before), copy.deepcopy(result)
        return copy.deepcopy(result)


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def _keys(model: type[Model]) -> set[Any]:
    return set(model._base_manager.values_list("pk", flat=True))


def _added(before: dict[type[Model], set[Any]]) -> list[list[Model]]:
    """Lists of rows of one model each, as they lie: what points at a row is looked at when a test ends."""
    found = (list(model._base_manager.exclude(pk__in=keys).order_by()) for model, keys in before.items())
    return [rows for rows in found if rows]
