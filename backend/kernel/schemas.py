"""What every API schema shares: nothing undeclared in, one shape of refusal."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict


class In(Schema):
    """Input. An undeclared field is refused with 422, not ignored."""

    model_config = ConfigDict(extra="forbid")


class Out(Schema):
    """Output. Only declared fields leave."""


class Problem(Out):
    """A refusal: what is wrong and what to do, for people; `fields` for forms; `current` is the server's copy."""

    detail: str | list[Any]
    fields: dict[str, list[str]] | None = None
    current: dict[str, Any] | None = None
