"""The API at /api/v1/: every router by dotted string, two ways to sign in, one table of refusals."""

from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.security import APIKeyCookie, HttpBearer

from backend import refusals
from backend.identity.http import Request
from backend.identity.queries.hats import hat_of_token
from backend.identity.tokens import hash_of
from backend.kernel.preconditions import WITHOUT_IF_MATCH, etag
from backend.kernel.schemas import Problem


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
    "/invitation-requests": "backend.identity.api.invitation_requests.router",
    "/inbox": "backend.notifications.api.inbox.router",
    "/push": "backend.notifications.api.push.router",
    "/search": "practice_wisdom.manual.api.search.router",
    "/manual": "practice_wisdom.manual.api.pages.router",
    "/glossary": "practice_wisdom.manual.api.glossary.router",
    "/supervision": "supervision.api.router",
}


SAFE = {"GET", "HEAD", "OPTIONS"}
REFUSALS = (400, 401, 403, 404, 409, 412, 422, 428, 503)


class Api(NinjaAPI):
    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        """The answer to a write carries the ETag of the new version: the next change needs no reading in between."""
        response = super().create_response(request, data, **kwargs)
        if request.method not in SAFE and response.status_code < 300 and isinstance(data, dict) and "version" in data:
            response["ETag"] = etag(data["version"])
        return response

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        """Also describes what no operation declares: its refusals, and the headers of a write.

        Declared, each of them would be a class for each operation, made at every start.
        """
        schema = super().get_openapi_schema(**kwargs)
        schema["components"]["schemas"][Problem.__name__] = Problem.model_json_schema()
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                operation["responses"] = _refusals() | operation["responses"]
                if method.upper() not in SAFE:
                    operation.setdefault("parameters", []).extend(_headers_of(method, operation))
        return schema


def _refusals() -> dict[int, Any]:
    problem = {"application/json": {"schema": {"$ref": f"#/components/schemas/{Problem.__name__}"}}}
    return {status: {"description": HTTPStatus(status).phrase, "content": problem} for status in REFUSALS}


def _headers_of(method: str, operation: dict[str, Any]) -> list[dict[str, Any]]:
    key = {"type": "string", "title": "Idempotency-Key", "format": "uuid", "minLength": 1, "maxLength": 80}
    headers: list[dict[str, Any]] = [{"in": "header", "name": "Idempotency-Key", "schema": key, "required": True}]
    if not WITHOUT_IF_MATCH.items() <= operation.items():
        if_match = {"type": "string", "title": "If-Match", "example": '"3"', "pattern": r'^(W/)?"[0-9]{1,9}"$'}
        # A POST that adds something has no version to match; one that signs or ends something answers 428 without it.
        headers.append({"in": "header", "name": "If-Match", "schema": if_match, "required": method != "post"})
    return headers


api = Api(
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
