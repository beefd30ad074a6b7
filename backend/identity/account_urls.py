"""django-allauth's pages, without those that have no place here.

An account is its work address: invitations are bound to it, and it was proved by opening one. Whoever could add another
address to their account could wait there for an invitation, or a new password, that is meant for somebody else. A
changed address is a matter for the organisation's administrator, who invites the new one.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.urls import urlpatterns as account_patterns
from allauth.account.views import logout
from allauth.usersessions.views import list_usersessions
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import include, path
from django.utils import timezone

from backend.identity.operations.sign_in import leave_devices
from backend.kernel.errors import NotFound

# Their names stay: django-allauth asks for the addresses when it draws other pages.
CLOSED = {"account_signup", "account_email", "account_set_password", "account_confirm_login_code"}


# Whatever our scripts did before: databases, caches, drafts and the service worker go with the sign-in.
FORGET = '"storage"'


def sign_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    response: HttpResponse = logout(request, *args, **kwargs)
    if request.method == "POST" and not request.user.is_authenticated:
        response["Clear-Site-Data"] = FORGET
    return response


def sessions(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    response = list_usersessions(request, *args, **kwargs)
    if request.method == "POST" and request.user.is_authenticated:
        leave_devices(person_id=request.user.pk, reason="signed out everywhere else", now=timezone.now())
    return response


def closed(request: HttpRequest) -> HttpResponse:
    raise NotFound


OURS: dict[str, Callable[..., HttpResponse]] = dict.fromkeys(CLOSED, closed) | {"account_logout": sign_out}
urlpatterns = [
    *(path(str(one.pattern), OURS[one.name], name=one.name) if one.name in OURS else one for one in account_patterns),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", sessions, name="usersessions_list"),
]
