"""Every demo person follows every link of the header and the footer, in the light and in the dark."""

import pytest
from playwright.sync_api import Page, expect

from backend.identity.demo import PEOPLE
from tests.browser.conftest import then_the_page_is_accessible

ROLES_WITH_A_DESK = {"CURATOR", "APPROVER"}
# What stands on these is each person's own; any other page is alike for all who see the same header.
OWN_PAGES = {"/", "/supervision/", "/manual/desk", "/inbox/", "/manual/shelf"}
_looked_at: set[tuple[str, bool, bool]] = set()


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.email)
def test_every_link_of_header_and_footer_opens(visit, person):
    page = visit(person.email)
    refused = []
    page.on(
        "response", lambda answer: refused.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
    )

    page.goto("/")
    addresses = links_of_header_and_footer(page)
    then_the_header_offers_what_the_roles_allow(page, person)
    for address in addresses:
        if is_new(address, person):
            page.goto(address)
            expect(page.get_by_role("heading", level=1)).to_have_count(1)
            then_the_page_is_accessible(page, dark_too=True)
        else:
            answered = page.request.get(address)
            assert (answered.status, answered.text().count("<h1")) == (200, 1), address

    assert refused == []


def test_every_link_opens_for_somebody_who_is_not_signed_in(visit):
    page = visit()

    page.goto("/")
    for address in links_of_header_and_footer(page):
        assert page.goto(address).status == 200
        then_the_page_is_accessible(page, dark_too=True)


def is_new(address: str, person) -> bool:
    seen = (address, bool(ROLES_WITH_A_DESK & set(person.roles)), "ORG_ADMIN" in person.roles)
    if seen in _looked_at and address not in OWN_PAGES:
        return False
    _looked_at.add(seen)
    return True


def links_of_header_and_footer(page: Page) -> list[str]:
    """Also those in the closed panel of the hat, whose links are there and not shown yet."""
    hrefs = []
    for part in (page.get_by_role("banner"), page.get_by_role("contentinfo")):
        links = part.get_by_role("link", include_hidden=True)
        hrefs += links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    return [href for href in dict.fromkeys(hrefs) if not href.startswith("tel:")]


def then_the_header_offers_what_the_roles_allow(page: Page, person) -> None:
    desk = page.get_by_role("navigation", name="Main").get_by_role("link", name="Desk")
    expect(desk).to_have_count(1 if ROLES_WITH_A_DESK & set(person.roles) else 0)
    members = page.get_by_role("banner").get_by_role("link", name="Members of your organisation", include_hidden=True)
    expect(members).to_have_count(1 if "ORG_ADMIN" in person.roles else 0)
