"""A site without demo people: from an empty folder to a colleague who reads and writes the manual."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE, PHONE, Site, sign_in, then_the_page_is_accessible
from tests.browser.newcomers import PASSWORD, invite, make_account, set_up_an_app

TOGETHER = ("--partnership", "Northshire Together", "--role", "APPROVER")
POLICE = ("Northshire Police", "--kind", "police", "--area", "England/Northshire")
COUNCIL = ("Northtown Council", "--kind", "local-authority", "--area", "England/Northshire/Northtown")
FIRST, SECOND = "first@northshire.example", "first@northtown.example"
FOUND = """async () => {
    const answer = await fetch("/search?q=136+home");
    return (await answer.text()).includes("section-136-place-of-safety");
}"""
COLLEAGUE = "pat@northshire.example"


@pytest.fixture
def arrive(browser: Browser, empty_site: Site):
    contexts = []

    def _arrive() -> Page:
        contexts.append(browser.new_context(base_url=empty_site.url, viewport=PHONE))
        return contexts[-1].new_page()

    yield _arrive
    for context in contexts:
        context.close()


def test_from_an_empty_folder_to_a_colleague_at_the_manual(empty_site, arrive):
    nobody = arrive()
    then_the_sign_in_page_says_that_nobody_can_enter(nobody)

    first = when_an_administrator_joins(empty_site, arrive(), POLICE, FIRST)
    when_an_administrator_joins(empty_site, arrive(), COUNCIL, SECOND)
    link = invite(first, COLLEAGUE, job_title="Trainer", roles=("Reader", "Curator"))
    colleague = arrive()
    make_account(colleague, link, "Pat Reed")
    sign_in(colleague, COLLEAGUE, PASSWORD)
    then_the_manual_is_empty(colleague)
    when_the_starter_manual_is_brought_in(empty_site)

    then_a_page_is_found(colleague)
    then_a_page_can_be_written_anew(colleague)


def then_the_sign_in_page_says_that_nobody_can_enter(page: Page) -> None:
    page.goto("/account/login/")
    expect(page.get_by_text("Nobody can sign in here yet.")).to_be_visible()
    then_the_page_is_accessible(page)


def when_an_administrator_joins(site: Site, page: Page, words: tuple[str, ...], email: str) -> Page:
    said = site.manage("organisation", *words, *TOGETHER, "--admin", email)
    page.goto(re.search(r"http\S+/invitation/\S+", said)[0])
    expect(page.get_by_text("Whoever runs this site invited")).to_be_visible()
    make_account(page, page.url, email.split("@")[1])
    sign_in(page, email, PASSWORD)
    set_up_an_app(page)
    return page


def then_the_manual_is_empty(page: Page) -> None:
    expect(page.get_by_role("heading", name="No pages are live in Northshire Together yet")).to_be_visible()


def when_the_starter_manual_is_brought_in(site: Site) -> None:
    approvers = ("--approver", FIRST, "--approver", SECOND)
    said = site.manage("load-starter-content", *TOGETHER[:2], "--author", COLLEAGUE, *approvers)
    assert {line.partition(": ")[2] for line in said.splitlines()} == {"published"}


def then_a_page_is_found(page: Page) -> None:
    # The worker of the running site may be the one that brings the index up to date.
    page.wait_for_function(FOUND, timeout=PATIENCE)
    page.goto("/search?q=136+home")
    page.get_by_role("main").get_by_role("link", name="Section 136").first.click()
    expect(page.get_by_role("heading", name="Do this now")).to_be_visible()


def then_a_page_can_be_written_anew(page: Page) -> None:
    page.get_by_role("button", name="Start a new draft").click()
    expect(page.get_by_label("Title")).to_be_visible()
