"""The API's own description, arranged for reading: no script from elsewhere, and it prints."""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_CODE = re.compile(r"`([^`]+)`")
METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Described:
    method: str
    path: str
    summary: str
    description: SafeString
    parameters: list[str]
    body: str
    answers: str
    statuses: list[str]


def described_operations() -> dict[str, list[Described]]:
    """Every operation by tag, in the order of the description at /api/v1/openapi.json."""
    from backend.api import api  # noqa: PLC0415 -- the API imports every app; this module is imported by one of them

    schema = api.get_openapi_schema()
    groups: dict[str, list[Described]] = defaultdict(list)
    for path, item in schema["paths"].items():
        for method in METHODS:
            if method in item:
                groups[(item[method].get("tags") or ["Other"])[0]].append(_described(method, path, item[method]))
    return dict(groups)


def _described(method: str, path: str, operation: dict[str, Any]) -> Described:
    answers = {str(status): answer for status, answer in operation["responses"].items()}
    good: dict[str, Any] = next((answer for status, answer in answers.items() if status < "300"), {})
    return Described(
        method=method.upper(),
        path=path,
        summary=_sentence(operation.get("summary", "")),
        description=_with_code(operation.get("description", "")),
        parameters=[parameter["name"] for parameter in operation.get("parameters", [])],
        body=_schema_name(operation.get("requestBody", {})),
        answers=_schema_name(good),
        statuses=sorted(answers),
    )


def _sentence(summary: str) -> str:
    """Made from the name of a function, every word of it begins with a capital."""
    return summary.capitalize() if summary == summary.title() else summary


def _with_code(description: str) -> SafeString:
    """Escaped, with <code> where the docstring has `backticks`."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(description)))  # noqa: S308 -- escaped, and tags of ours


def _schema_name(holder: dict[str, Any]) -> str:
    """The name of the JSON schema in a request body or an answer; for a list, the name of its items."""
    schema = holder.get("content", {}).get("application/json", {}).get("schema", {})
    reference = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    return reference.rsplit("/", 1)[-1]
