"""django-allauth's pages, without those that have no place here.

An account is its work address: invitations are bound to it, and it was proved by opening one. Whoever could add another
address to their account could wait there for an invitation, or a new password, that is meant for somebody else. A
changed address is a matter for the organisation's administrator, who invites the new one.
"""

from allauth.account.urls import urlpatterns as account_patterns
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from backend.kernel.errors import NotFound

# Their names stay: django-allauth asks for the addresses when it draws other pages.
CLOSED = {"account_signup", "account_email", "account_set_password", "account_confirm_login_code"}


def closed(request: HttpRequest) -> HttpResponse:
    raise NotFound


urlpatterns = [
    *(path(str(one.pattern), closed, name=one.name) if one.name in CLOSED else one for one in account_patterns),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
