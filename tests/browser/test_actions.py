"""What two people agree to do: written in the session, signed, back on the next agenda, and done."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import (
    NOOR,
    SERGEANT,
    SOCIALWORKER,
    given_a_record_being_written,
    given_a_session,
    given_words,
    then_the_record_is_locked,
    when_i_sign,
)


def test_an_action_is_agreed_signed_brought_back_and_done(visit):
    what = "Send two examples of a clear referral."
    sergeant, socialworker = visit(SERGEANT, size=DESK), visit(SOCIALWORKER, size=PHONE)
    record = given_a_record_being_written(sergeant)
    given_words(sergeant, record, "what", "We told them two things", shared=True)

    when_i_agree_an_action(sergeant, record, what, owner=NOOR)
    when_i_put_it_up_for_signing(sergeant, what)
    for page in (sergeant, socialworker):
        page.goto(record)
        expect(row(page, what)).to_be_visible()
        when_i_sign(page)
    then_the_record_is_locked(socialworker)
    then_the_page_is_accessible(socialworker, dark_too=True)

    then_the_next_agenda_shows_it(sergeant, what)
    when_i_say_that_it_changes(socialworker, what, "Three examples: the third one is harder.")
    when_i_tick_it_off(socialworker, what)
    sergeant.goto(record)
    expect(sergeant.get_by_text("Three examples: the third one is harder.")).to_be_visible()
    expect(row(sergeant, what).get_by_text("Done, ")).to_be_visible()


def test_an_action_is_agreed_and_ticked_off_without_scripts(visit):
    what = "Ring the duty desk before eight."
    sergeant = visit(SERGEANT, size=PHONE, scripts=False)
    record = given_a_record_being_written(visit(SERGEANT))

    when_i_agree_an_action(sergeant, record, what, owner="You")
    when_i_tick_it_off(sergeant, what)

    expect(sergeant.get_by_role("heading", name="Over in the last 30 days")).to_be_visible()


def when_i_agree_an_action(page: Page, record: str, what: str, *, owner: str) -> None:
    page.goto(record)
    here = page.get_by_role("region", name="What you agree to do")
    here.get_by_role("button", name="Add this action").click()
    expect(here.get_by_text("Choose who does it.")).to_be_visible()
    here.get_by_label("What will be done?").fill(what)
    here.get_by_role("radio", name=owner).check()
    here.get_by_label(re.compile("By when")).fill("2027-03-01")
    then_the_page_is_accessible(page, dark_too=True)
    here.get_by_role("button", name="Add this action").click()
    expect(row(page, what)).to_be_visible()


def when_i_put_it_up_for_signing(page: Page, what: str) -> None:
    page.get_by_role("link", name="See what will be kept").click()
    expect(page.get_by_role("listitem").filter(has_text=what)).to_be_visible()
    page.get_by_role("button", name="Put it up for signing").click()


def then_the_next_agenda_shows_it(page: Page, what: str) -> None:
    session = given_a_session(page)
    # After the one it was agreed in, which is a week ahead as well.
    page.goto(session)
    expect(page.get_by_role("heading", name="What you agreed to do")).to_be_visible()
    expect(row(page, what).get_by_role("button", name="Done")).to_be_visible()
    then_the_page_is_accessible(page, dark_too=True)


def when_i_say_that_it_changes(page: Page, what: str, reason: str) -> None:
    page.goto("/supervision/")
    page.get_by_role("link", name="My actions").click()
    here = row(page, what)
    here.get_by_text("Change or drop it").click()
    here.get_by_role("radio", name="It changes, and is still to do").check()
    then_the_page_is_accessible(page, dark_too=True)
    here.get_by_role("button", name="Save").click()
    expect(row(page, what).get_by_text("Write something first.")).to_be_visible()
    row(page, what).get_by_label("What changes, or why is it dropped?").fill(reason)
    row(page, what).get_by_role("button", name="Save").click()
    expect(row(page, what).get_by_text(reason)).to_be_visible()


def when_i_tick_it_off(page: Page, what: str) -> None:
    page.goto("/supervision/actions/")
    row(page, what).get_by_role("button", name="Done").click()
    expect(row(page, what).get_by_role("button", name="Put back")).to_be_visible()


def row(page: Page, what: str):
    return page.get_by_role("listitem").filter(has_text=what)
