"""A cellar, a car park, a hospital corridor: no signal, and the manual opens."""

import re
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, PHONE, _listen, _running, sign_in, then_the_page_is_accessible
from tests.browser.fake_edition import CANARY, SLUG, TITLE, FakeEdition

OFFICER = "officer@police.example"
# Looks again and again, without making the database that it looks for.
COPIED = """async () => {
    const look = () => new Promise((resolve) => {
        const request = indexedDB.open("alongside-edition");
        request.onupgradeneeded = () => request.transaction.abort();
        request.onerror = () => resolve(false);
        request.onsuccess = () => {
            const database = request.result;
            const wish = database.transaction("meta").objectStore("meta").get("synchronised_at");
            wish.onsuccess = () => { database.close(); resolve(Boolean(wish.result)); };
        };
    });
    for (let tries = 0; tries < 400; tries++) {
        if (await look()) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("the manual was not copied");
}"""


@pytest.fixture
def edition():
    return FakeEdition()


@pytest.fixture
def phone(playwright, browser_type_launch_args, edition):
    """`with phone(site) as context`: the same phone each time, with what it kept."""
    profile = Path(tempfile.mkdtemp(prefix="alongside-phone-"))
    complaints: list[str] = []

    @contextmanager
    def switch_on(site):
        context = playwright.chromium.launch_persistent_context(
            profile, base_url=site.url, viewport=PHONE, **browser_type_launch_args
        )
        context.set_default_timeout(PATIENCE)
        context.route("**/edition/**", edition.answer)
        context.on("console", lambda message: _listen(message, complaints))
        try:
            yield context
        finally:
            context.close()

    switch_on.profile = profile
    yield switch_on
    shutil.rmtree(profile, ignore_errors=True)
    assert complaints == []


def test_an_officer_reads_and_searches_without_a_signal(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)

        when_the_signal_is_gone(context)
        page.goto("/")
        then_it_says_that_it_is_a_copy(page)
        then_the_page_is_accessible(page, dark_too=True)
        page.get_by_role("searchbox").fill("136")
        expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ results?"))).to_be_visible()
        then_the_page_is_accessible(page)
        page.get_by_role("main").get_by_role("link", name=TITLE).click()

        then_the_page_is_open(page)
        expect(page.get_by_role("note", name="Local note for Marchfield")).to_contain_text("The suite is closed.")
        expect(page.get_by_text("In date")).to_be_visible()
        then_the_page_is_accessible(page, dark_too=True)
        page.get_by_role("button", name="AMHP").first.click()
        expect(page.get_by_text("Decides whether somebody is detained.")).to_be_visible()


def given_a_phone_with_the_manual(context: BrowserContext) -> Page:
    page = context.pages[0]
    sign_in(page, OFFICER)
    page.evaluate(COPIED)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return page


def when_the_signal_is_gone(context: BrowserContext) -> None:
    context.set_offline(True)


def then_it_says_that_it_is_a_copy(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"Copy of \d+ \w+ \d{4}, \d\d:\d\d"))).to_be_visible()


def then_the_page_is_open(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    now = page.get_by_role("region", name="Do this now")
    expect(now.get_by_role("link", name="111")).to_have_attribute("href", "tel:111")
    expect(now.get_by_role("link", name="111")).to_be_in_viewport()
