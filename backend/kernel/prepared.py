"""Reads that happen on every page: their SQL is worked out once, and run many times.

Django builds a query's SQL anew each time, which takes it five to ten times as long as the database needs to answer.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Field, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
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


@dataclass(frozen=True, slots=True)
class Compiled:
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]
    shape: Callable[[Any], Any]


class Prepared:
    """Called with keywords, gives what the queryset of `build` would give: tuples of a `values_list`, else objects.

    `build` gets a Slot for each of its arguments, so it may compare with them and nothing else: no `__in`, no slice by
    them, and no deciding by their value. Objects carry what `select_related` names; `prefetch_related` is left out.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]]) -> None:
        self.build = build
        # PostgreSQL and SQLite write the same query differently.
        self._compiled: dict[str, Compiled] = {}

    def __call__(self, **values: Any) -> list[Any]:
        made = self._compiled.get(connection.vendor) or self._compile()
        given = [_adapted(values[param.name]) if isinstance(param, Slot) else param for param in made.params]
        with connection.cursor() as cursor:
            cursor.execute(made.sql, given)
            rows = cursor.fetchall()
        return [made.shape(_converted(row, made.converters)) for row in rows]

    def first(self, **values: Any) -> Any | None:
        return next(iter(self(**values)), None)

    def _compile(self) -> Compiled:
        found = self.build(**{name: Slot(name) for name in inspect.signature(self.build).parameters})
        compiler = found.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        shape = _object_of(compiler) if found._iterable_class is ModelIterable else tuple
        made = self._compiled[connection.vendor] = Compiled(sql, tuple(params), converters, shape)
        return made


def _object_of(compiler: SQLCompiler) -> Callable[[Any], Any]:
    """How Django itself makes objects of rows (ModelIterable)."""
    info: Any = compiler.klass_info
    first, last = info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _, _ in compiler.select[first:last]]
    related = get_related_populators(info, compiler.select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]  # stubs of 6.1

    def made(row: Any) -> Any:
        found = info["model"].from_db(DEFAULT_DB_ALIAS, names, row[first:last])
        for populator in related:
            populator.populate(row, found)
        return found

    return made


def _adapted(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) and not connection.features.has_native_uuid_field else value


def _converted(row: Any, converters: dict[int, Any]) -> Any:
    if not converters:
        return row
    values = list(row)
    for place, (convertings, expression) in converters.items():
        for convert in convertings:
            values[place] = convert(values[place], expression, connection)
    return values
