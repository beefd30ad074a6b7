"""Every view and every API operation says who may call it, with exactly one of these decorators.

`tests/architecture` walks all addresses and fails on one without a declaration. The finer question, which things
this actor may see or change, belongs to the queries and policies of each app.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from backend.identity.http import Request
from backend.kernel.errors import NotPermitted, NotSignedIn

P = ParamSpec("P")
R = TypeVar("R")
View = Callable[Concatenate[Request, P], R]


class Access(StrEnum):
    PUBLIC = "PUBLIC"
    SIGNED_IN = "SIGNED_IN"
    MEMBER = "MEMBER"
    ACTING = "ACTING"


def _declare(access: Access, check: Callable[[Any], None]) -> Callable[[View[P, R]], View[P, R]]:
    def decorate(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(request: Request, *args: P.args, **kwargs: P.kwargs) -> R:
            check(request)
            return view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


def _anyone(request: Any) -> None:
    return


def _somebody(request: Any) -> None:
    if request.actor is None and not request.user.is_authenticated:
        raise NotSignedIn


def _member(request: Any) -> None:
    _somebody(request)
    if request.actor is None:
        raise NotPermitted("You are signed in, but you do not belong to an organisation here. Ask its administrator.")


def _acting(request: Any) -> None:
    _member(request)
    if request.actor.second_factor_missing:
        raise NotPermitted(
            "Your role needs a second sign-in step before you can do this. Set one up under Your account, Sign-in."
        )


public = _declare(Access.PUBLIC, _anyone)
signed_in = _declare(Access.SIGNED_IN, _somebody)
member = _declare(Access.MEMBER, _member)
acting = _declare(Access.ACTING, _acting)
