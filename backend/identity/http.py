from django.http import HttpRequest

from backend.identity.hats import Hat
from backend.identity.models import Person
from backend.kernel.actor import Actor


class Request(HttpRequest):
    """A request as views see it: the middleware has put the hat on, and the access declaration has checked it.

    `actor` and `hat` are there for whatever declares `member` or `acting`; public views ask before they use them.
    """

    user: Person
    hats: list[Hat]
    hat: Hat
    actor: Actor
