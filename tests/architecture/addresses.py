"""Every address of the project, found by walking the resolver, so that no test has to be told of a new one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    route: str
    name: str | None
    view: Any


def addresses() -> Iterator[Address]:
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Address(route, entry.name, entry.callback)
        else:
            yield from _walk(entry, route)
