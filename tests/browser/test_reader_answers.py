"""What readers and curators do with a live page: say whether it helped, confirm that it is still right, move it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, then_the_page_is_accessible

OFFICER, NURSE, TRAINER = "officer@police.example", "nurse@health.example", "trainer@police.example"


@pytest.mark.parametrize(("scripts", "page_of"), [(True, "adult-safeguarding-section-42"), (False, "dash-and-marac")])
def test_a_reader_says_that_a_page_did_not_help_and_why(visit, scripts, page_of):
    officer = visit(OFFICER, scripts=scripts)

    officer.goto(f"/manual/{page_of}")
    officer.get_by_role("button", name="No this page was not helpful").click()
    expect(officer.get_by_text("You said: not helpful. Thank you.")).to_be_visible()
    when_a_reason_is_given(officer, "The number for the night team is an old one.")
    then_the_page_is_accessible(officer)

    then_the_desk_says_it_without_a_name(visit(TRAINER, size=DESK, scripts=scripts), page_of)
    when_they_change_their_mind(officer)
    expect(officer.get_by_text("You said: helpful. Thank you.")).to_be_visible()


def test_a_curator_confirms_that_a_page_is_still_right(visit):
    trainer = visit(TRAINER, size=DESK)

    trainer.goto("/manual/cuckooing")
    trainer.get_by_role("button", name="Still right").click()

    expect(trainer.get_by_text(re.compile("In date again, until"))).to_be_visible()
    then_the_page_is_accessible(trainer)
    trainer.goto("/manual/cuckooing/history")
    expect(trainer.get_by_text(re.compile("Still right on .* says"))).to_be_visible()


def test_a_page_that_moves_is_found_at_its_old_address(visit):
    trainer, nurse = visit(TRAINER, size=DESK), visit(NURSE)

    trainer.goto("/manual/words-that-mean-different-things/history")
    trainer.get_by_role("link", name="Change the address").click()
    then_the_page_is_accessible(trainer)
    trainer.get_by_label("Address").fill("one-word-two-meanings")
    trainer.get_by_role("button", name=re.compile("Change|Save")).click()
    expect(trainer.get_by_text("This page is at manual/one-word-two-meanings now.")).to_be_visible()

    nurse.goto("/manual/words-that-mean-different-things")
    expect(nurse).to_have_url(re.compile("/manual/one-word-two-meanings$"))


def when_a_reason_is_given(page: Page, reason: str) -> None:
    page.get_by_text("Say why (optional)").click()
    page.get_by_role("textbox").last.fill(reason)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Change your reason")).to_be_visible()


def when_they_change_their_mind(page: Page) -> None:
    page.get_by_role("button", name="Change to helpful").click()


def then_the_desk_says_it_without_a_name(trainer: Page, page_of: str) -> None:
    trainer.goto("/manual/desk")
    expect(trainer.get_by_text("1 of 1 found it unhelpful").first).to_be_visible()
    expect(trainer.get_by_text("The number for the night team is an old one.").first).to_be_attached()
    then_the_page_is_accessible(trainer)
