"""What people are entitled to: their own data, and to learn when the law was let in. By two officers, never by one."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, then_the_page_is_accessible
from tests.browser.joint_supervision import SAM, SERGEANT, SOCIALWORKER, given_a_record_up_for_signing

pytestmark = pytest.mark.browser

ASKS, AGREES = "disclosure@police.example", "privacy@police.example"
WORDS = "{name} rang at noon. I was slow to hear {name}."
MINE = "A heron stood on the weir."


@pytest.mark.parametrize(("scripts", "name"), [(True, "Quirkson"), (False, "Thripple")])
def test_somebody_asks_for_their_data_and_a_second_person_reads_it_first(visit, scripts, name):
    sergeant, officer = visit(SERGEANT, scripts=scripts), visit(AGREES, size=DESK, scripts=scripts)
    given_a_record_up_for_signing(sergeant, WORDS.format(name=name))

    when_i_ask_for_my_data(sergeant)
    then_the_page_is_accessible(sergeant, dark_too=scripts)
    when_i_take_words_out(officer, name)
    then_the_page_is_accessible(officer, dark_too=scripts)
    officer.get_by_role("button", name="I have read it all: hand it over").click()
    expect(officer.get_by_text("Handed over.")).to_be_visible()

    sergeant.goto("/supervision/my-data/")
    given = taken(sergeant, "My data, to read and print (HTML)")
    assert ("[THIRD_PARTY] rang at noon" in given, name in given) == (True, False)
    assert name not in taken(sergeant, "My data, for a machine (JSON)")
    assert name in taken(sergeant, "My own words, for a machine (JSON)")


def test_two_officers_open_what_a_court_demands_and_the_two_learn_of_it(visit):
    sergeant, socialworker = visit(SERGEANT), visit(SOCIALWORKER)
    record = given_a_record_up_for_signing(sergeant, MINE)
    asks, agrees = visit(ASKS, size=DESK), visit(AGREES)

    demand = when_i_ask_whether_sessions_exist(asks)
    expect(asks.get_by_text("Nothing is open to you here.")).to_be_visible()
    when_i_agree(agrees, demand)
    asks.goto(demand)
    then_the_page_is_accessible(asks)
    for session in asks.get_by_role("checkbox").all():
        session.check()
    asks.get_by_role("button", name="Ask for their content").click()
    expect(asks.get_by_text("Content waits for a second person")).to_be_visible()
    when_i_agree(agrees, demand)
    then_one_of_the_sessions_says(agrees, demand, MINE)

    socialworker.goto("/inbox/")
    expect(socialworker.get_by_text("There is something you should know about your data here.").first).to_be_visible()
    socialworker.get_by_text("A legal disclosure").first.click()
    expect(socialworker.get_by_role("heading", name="A legal disclosure")).to_be_visible()
    then_the_page_is_accessible(socialworker)
    socialworker.goto(record)
    expect(socialworker.get_by_text("Ira Wells, Westmarch Police").first).to_be_visible()
    agrees.goto(demand)
    agrees.get_by_role("button", name="Revoke").click()
    asks.goto(demand)
    expect(asks.get_by_text("Nothing is open to you here.")).to_be_visible()


def test_an_administrator_sees_who_is_paired_and_nobody_else_does(visit):
    admin, officer = visit("admin@police.example"), visit("officer@police.example")

    admin.goto("/supervision/reports/")
    then_the_page_is_accessible(admin)
    admin.get_by_role("link", name="Open “Who is paired with whom”").click()
    paired = admin.get_by_role("listitem").filter(has_text=SAM).filter(has_text="Noor Castell")
    expect(paired.first).to_be_visible()
    then_the_page_is_accessible(admin)

    officer.goto("/supervision/reports/")
    expect(officer.get_by_role("heading", name="Who is paired with whom")).to_be_visible()
    expect(officer.get_by_role("link", name="Open")).to_have_count(0)
    assert officer.request.get("/supervision/reports/pairs").status == 403


def when_i_ask_for_my_data(page: Page) -> None:
    page.goto("/supervision/my-data/")
    page.get_by_role("button", name="Ask for my data").click()
    expect(page.get_by_text("It waits for a second reader").first).to_be_visible()


def when_i_take_words_out(page: Page, words: str) -> None:
    page.goto("/supervision/officers/")
    page.get_by_role("link", name=SAM).first.click()
    text = page.locator(".data-line").filter(has_text=WORDS.format(name=words)).first
    text.get_by_text("Take words out").click()
    text.get_by_label("Words to take out").fill(words)
    text.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("[THIRD_PARTY] rang at noon. I was slow to hear [THIRD_PARTY].").first).to_be_visible()


def taken(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name).first.click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def when_i_ask_whether_sessions_exist(page: Page) -> str:
    page.goto("/supervision/officers/disclosures/new")
    then_the_page_is_accessible(page)
    today = datetime.now(tz=UTC)
    page.get_by_label("Member of your organisation").select_option(label=f"{SAM}, Neighbourhood sergeant")
    page.get_by_label("First day").fill(f"{today:%Y-%m-%d}")
    page.get_by_label("Last day").fill(f"{today + timedelta(days=60):%Y-%m-%d}")
    page.get_by_role("radio", name="Court order").check()
    page.get_by_label("Reference").fill("T20261234")
    page.get_by_role("button", name="Ask").click()
    expect(page).to_have_url(re.compile(r"/disclosures/[0-9a-f-]{36}/$"))
    return page.url


def when_i_agree(page: Page, demand: str) -> None:
    page.goto(demand)
    page.get_by_role("button", name="Agree").click()
    expect(page.get_by_role("heading", name="Sessions that exist")).to_be_visible()


def then_one_of_the_sessions_says(page: Page, demand: str, words: str) -> None:
    addresses = [link.get_attribute("href") for link in page.locator("main .rows__link").all()]
    found = []
    for address in addresses:
        page.goto(address)
        found.append(page.get_by_text(words).count())
    assert any(found)
    then_the_page_is_accessible(page)
