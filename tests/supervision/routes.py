"""Every supervision address there is, found by walking the resolver: a new one joins the tests by existing."""

import re
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView


@dataclass(frozen=True)
class Route:
    """`path` has `{name}` where an id goes; `kind` is API or PAGE."""

    kind: str
    path: str
    methods: tuple[str, ...]
    view: Any
    operations: Any = None


def supervision_routes() -> list[Route]:
    found = [route for pattern, path in _walk(get_resolver().url_patterns, "") if (route := _route(pattern, path))]
    # The API lists an address once a method.
    return list({route.path: route for route in found}.values())


def _walk(patterns, before):
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield pattern, path


def _route(pattern, path):
    # "meetings/" is what stands in calendars.
    if not path.startswith(("supervision/", "api/v1/supervision/", "meetings/")):
        return None
    readable = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", path)
    found = _path_view(pattern.callback)
    if found is None:
        return Route("PAGE", readable, ("GET", "POST"), pattern.callback)
    methods = tuple(sorted(method for operation in found.operations for method in operation.methods))
    return Route("API", readable, methods, pattern.callback, found.operations)


def _path_view(callback):
    """Ninja's own object behind the callback, or None for a page."""
    held = [cell.cell_contents for cell in callback.__closure__ or ()] + [getattr(callback, "__self__", None)]
    return next((one for one in held if isinstance(one, PathView)), None)
