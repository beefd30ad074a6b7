"""Nobody adds an address without saying who may use it."""

import pytest

from backend.api import api
from backend.identity.access import Access
from tests.architecture.addresses import addresses

# django-allauth declares its own: sign-in pages are public, the others ask for a sign-in themselves.
THEIRS = ("account/",)
# The description of the API holds no data; the root answers 404.
OPEN_API = {"api/v1/openapi.json", "api/v1/"}

# Whoever adds a public address writes it down here, and why.
PUBLIC = {
    "home": "signed out, it says what this is and where to sign in",
    "about": "what this is",
    "privacy": "who can see what",
    "supervision_route_card": "where to turn when supervision is not the place: the same card for all",
    "healthz": "for the machine that watches",
    "readyz": "for the machine that watches",
    "robots": "tells robots to stay out",
    "favicon": "a picture",
    "manifest": "the app's name and icons: the same for all",
    "service_worker": "the script that answers without a network: the same for all",
    "offline": "the page without words in which a device draws what it keeps: the same for all",
    "edition_lease": "whether a device may keep what it was lent: yes or no to a signed lease, no to anything else",
    "approve_by_link": "the link to one revision for one approval; unknown, used and ended links answer alike",
    "calendar_feed": "calendars cannot sign in: an unguessable address, times only; unknown and ended answer alike",
    "invitation": "the link in an invitation; unknown, used and ended links answer alike",
    "printed": "the code on a printed page: whether the print is still current, and the dates; no title, no word of it",
}


def ours():
    return [a for a in addresses() if not a.route.startswith(THEIRS) or hasattr(a.view, "access")]


def test_every_page_declares_who_may_use_it():
    undeclared = [
        a.route
        for a in ours()
        if not hasattr(a.view, "access") and not a.route.startswith("api/v1/") and a.name not in {"api-root"}
    ]

    assert undeclared == []


def test_the_public_pages_are_the_ones_written_down():
    public = {a.name for a in ours() if getattr(a.view, "access", None) == Access.PUBLIC}

    assert public == set(PUBLIC)


def operations():
    for _prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{operation.methods} {path}", operation


def test_every_api_operation_declares_who_may_use_it():
    undeclared = [name for name, operation in operations() if not hasattr(operation.view_func, "access")]

    assert undeclared == []


def test_no_api_operation_is_public():
    public = [name for name, operation in operations() if operation.view_func.access == Access.PUBLIC]

    assert public == []


def test_every_api_write_needs_an_acting_member():
    lax = [
        name
        for name, operation in operations()
        if set(operation.methods) - {"GET"} and operation.view_func.access != Access.ACTING
    ]

    assert lax == []


@pytest.mark.django_db
@pytest.mark.one_database
def test_every_page_without_a_place_in_its_address_sends_strangers_to_sign_in(client):
    answers = {
        a.route: client.get(f"/{a.route}").status_code
        for a in ours()
        if "<" not in a.route and getattr(a.view, "access", Access.PUBLIC) != Access.PUBLIC
    }

    assert {route: status for route, status in answers.items() if status not in (302, 405)} == {}
