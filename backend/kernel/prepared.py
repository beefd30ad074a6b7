"""Reads that happen on every page: their SQL is worked out once, and run many times.

Django builds a query's SQL anew each time, which takes it five to ten times as long as the database needs to answer.
"""

import inspect
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.models import Expression, Field, QuerySet
from django.db.models.sql.compiler import SQLCompiler


class Slot(Expression):
    """Where a value goes that is known at each call only."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)

    def _resolve_output_field(self) -> Field | None:
        """None: it takes the type of what it is compared with."""
        return None


class Prepared:
    """Called with keywords, gives the rows of `build`'s `values_list` as tuples.

    `build` gets a Slot for each of its arguments, so it may compare with them and nothing else: no `__in`, and no
    deciding by their value. A datetime is given as the database takes it (`connection.ops.adapt_datetimefield_value`).
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        # PostgreSQL and SQLite write the same query differently.
        self._made: dict[str, tuple[str, tuple[Any, ...], dict[int, Any]]] = {}

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        sql, params, converters = self._made.get(connection.vendor) or self._make()
        given = [values[param.name] if isinstance(param, Slot) else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            rows = cursor.fetchall()
        return [_converted(row, converters) for row in rows] if converters else rows

    def _make(self) -> tuple[str, tuple[Any, ...], dict[int, Any]]:
        slots = {name: Slot(name) for name in inspect.signature(self.build).parameters}
        compiler = self.build(**slots).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        made = self._made[connection.vendor] = (sql, tuple(params), converters)
        return made


def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
    values = list(row)
    for place, (convertings, expression) in converters.items():
        for convert in convertings:
            values[place] = convert(values[place], expression, connection)
    return tuple(values)
