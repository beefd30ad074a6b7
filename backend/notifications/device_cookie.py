"""By which a browser is known that is told things, also after a sign-in has ended. It says nothing about anybody."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse

NAME = "__Host-device" if settings.SECURE else "device"
KEPT_FOR = 400 * 24 * 60 * 60


def device_of(request: HttpRequest) -> str:
    return request.COOKIES.get(NAME, "")


def ensure_device(request: HttpRequest, response: HttpResponse) -> None:
    """Only where somebody is about to turn their device on: nobody else is given one."""
    response.set_cookie(
        NAME,
        device_of(request) or secrets.token_urlsafe(24),
        max_age=KEPT_FOR,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
