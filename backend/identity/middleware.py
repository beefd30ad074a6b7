from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from backend.identity.queries.hats import hat_to_wear, hats_of

Handler = Callable[[Any], HttpResponse]


def wear_hat(get_response: Handler) -> Handler:
    """Puts hats, hat and actor on the request, from the database each time: a removal binds on the next request."""

    def middleware(request: Any) -> HttpResponse:
        person_id = request.session.get("_auth_user_id") and request.user.pk
        request.hats = hats_of(person_id=person_id) if person_id else []
        request.hat = hat_to_wear(hats=request.hats, chosen=request.session.get("hat", ""))
        request.actor = request.hat.actor if request.hat else None
        return get_response(request)

    return middleware
