"""The API at /api/v1/: every router by dotted string, two ways to sign in, one table of refusals."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from ninja import NinjaAPI
from ninja.security import APIKeyCookie, HttpBearer

from backend import refusals
from backend.identity.http import Request
from backend.identity.queries.hats import hat_of_token
from backend.identity.tokens import hash_of


class SignedInSession(APIKeyCookie):
    """The browser's session. Writes also need the CSRF token, as on pages."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> bool | None:
        # Nobody signed in is a plain 401, before any talk of CSRF.
        return super().__call__(request) if request.user.is_authenticated else None

    def authenticate(self, request: HttpRequest, key: str | None) -> bool:
        return request.user.is_authenticated


class AccessTokenHeader(HttpBearer):
    """`Authorization: Bearer …`, made with `manage token EMAIL`."""

    def authenticate(self, request: HttpRequest, token: str) -> bool:
        """Puts the token's hat on. False when the token is unknown or ended, or its person may not act."""
        hat = hat_of_token(token_hash=hash_of(token), now=timezone.now())
        if hat is None:
            return False
        wearing = cast(Request, request)
        wearing.hat, wearing.actor = hat, hat.actor
        return True


ROUTERS = {
    "": "backend.identity.api.people.router",
    "/search": "practice_wisdom.manual.api.search.router",
    "/manual": "practice_wisdom.manual.api.pages.router",
    "/supervision": "supervision.api.router",
}

api = NinjaAPI(
    title="Alongside",
    version="1",
    description=(
        "The joint-working manual and shared reflective supervision. The same operations as the pages, for the same "
        "people: what you may not see does not exist. Writes take an Idempotency-Key; changes take If-Match."
    ),
    auth=[AccessTokenHeader(), SignedInSession()],
    docs_url=None,
)
refusals.install(api)
for prefix, router in ROUTERS.items():
    api.add_router(prefix, router)
