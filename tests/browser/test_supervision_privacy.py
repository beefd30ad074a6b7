"""Nobody outside the two sees a record, or that there is one; and a shared phone keeps nothing of it."""

import re
import uuid

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import sign_in, then_the_page_is_accessible
from tests.browser.joint_supervision import (
    NOOR,
    SERGEANT,
    SOCIALWORKER,
    agreed_before,
    given_a_record_being_written,
    given_a_record_up_for_signing,
    then_it_is_saved,
    when_i_sign,
    when_i_write,
)

WORDS, TYPED, NOTE = "A heron stood on the weir.", "It would not fly.", "I saw a crane."
OUTSIDE = (
    "lead@police.example",
    "admin@police.example",
    "admin@council.example",
    "nurse@health.example",
    "outsider@otherforce.example",
)
# What only changes from one answer to the next.
PASSING = re.compile(r'(name="(?:csrfmiddlewaretoken|once)" value|nonce)="[^"]*"')
EVERYTHING_KEPT = """async () => {
  const kept = [document.cookie, document.title, location.href, {...localStorage}, {...sessionStorage}];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) kept.push(request.url, await (await cache.match(request)).text());
  }
  for (const {name} of await indexedDB.databases()) {
    const opened = (asked) =>
      new Promise((ok, no) => { asked.onsuccess = () => ok(asked.result); asked.onerror = no; });
    const database = await opened(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      kept.push(name, store, await opened(objects.getAllKeys()), await opened(objects.getAll()));
    }
    database.close();
  }
  return JSON.stringify(kept);
}"""


@pytest.fixture
def record(visit):
    """Shared, put up for signing and signed by one, with a note: everything that could be seen is there to see."""
    socialworker = visit(SOCIALWORKER)
    address = given_a_record_up_for_signing(socialworker, WORDS)
    socialworker.goto(address)
    when_i_sign(socialworker, note=NOTE)
    return address


def test_somebody_outside_finds_what_stands_at_an_address_that_does_not_exist(visit, record):
    addresses = addresses_the_sergeant_can_open(visit(SERGEANT), record)

    for outside in map(visit, OUTSIDE):
        for address in addresses:
            nowhere = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid.uuid4()), address)
            assert what_is_at(outside, address) == what_is_at(outside, nowhere), address
        outside.goto(record)
        expect(outside.get_by_role("heading", name="Not found")).to_be_visible()
        assert WORDS not in outside.content()


def test_somebody_outside_has_an_empty_page_of_supervision(visit, record):
    nurse = visit("nurse@health.example")

    nurse.goto("/supervision/")

    expect(nurse.get_by_text("You have no supervision agreement yet")).to_be_visible()
    then_the_page_is_accessible(nurse)


def test_back_after_signing_out_shows_nothing(visit, record):
    page = visit()
    sign_in(page, SERGEANT)
    page.goto(record)
    expect(page.get_by_text(WORDS)).to_be_visible()

    page.goto("/supervision/")
    page.get_by_role("banner").get_by_text("Westmarch Police").first.click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()

    for _ in range(2):
        page.go_back()
        expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
        assert WORDS not in page.content()
        assert NOOR not in page.content()
    then_the_page_is_accessible(page)


def test_a_device_keeps_nothing_of_what_was_read_and_written(visit, record):
    page = visit(SERGEANT)
    answers = listened_to(page)

    page.goto(given_a_record_being_written(page))
    when_i_write(page, "What?", TYPED)
    then_it_is_saved(page, "What?")
    when_i_write(page, "So what?", TYPED)
    page.goto(record)
    expect(page.get_by_text(WORDS)).to_be_visible()
    then_nothing_is_kept(page)
    page.goto("/supervision/")

    then_nothing_is_kept(page)
    private = [one for one in answers if "/supervision/" in one.url]
    assert {one.request.method for one in private} >= {"GET", "PUT"}
    assert [one.url for one in private if "no-store" not in one.headers.get("cache-control", "")] == []
    assert [one.url for one in answers if "heron" in one.url or "fly" in one.url] == []


def addresses_the_sergeant_can_open(page: Page, record: str) -> list[str]:
    page.goto(record)
    expect(page.get_by_text(WORDS)).to_be_visible()
    session = page.get_by_role("link", name=f"Session with {NOOR}").get_attribute("href")
    agreement = f"/supervision/agreements/{agreed_before(page)}/"
    return [record, f"{record}share", session, agreement, f"{agreement}versions/1", f"{agreement}terms"]


def what_is_at(page: Page, address: str) -> tuple[int, str]:
    """The answer's own bytes, title and all: more than a person would see."""
    answer = page.request.get(address)
    assert WORDS not in answer.text()
    return answer.status, PASSING.sub(r"\1", answer.text())


def listened_to(page: Page) -> list[Response]:
    answers: list[Response] = []
    # Playwright asks a listener for its signature, and a built-in has none.
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    return answers


def then_nothing_is_kept(page: Page) -> None:
    kept = page.evaluate(EVERYTHING_KEPT) + str(page.context.cookies())
    assert [words for words in (WORDS, TYPED, NOTE, NOOR) if words in kept] == []
