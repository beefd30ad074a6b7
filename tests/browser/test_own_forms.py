"""A trainer makes a form for the organisation's sessions, and the next record can follow it."""

import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, then_the_page_is_accessible
from tests.browser.joint_supervision import SERGEANT, given_a_session

pytestmark = pytest.mark.browser

TRAINER = "trainer@police.example"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_trainer_makes_a_form_and_a_session_follows_it(visit, scripts):
    trainer, sergeant = visit(TRAINER, size=DESK, scripts=scripts), visit(SERGEANT, scripts=scripts)
    session, name = given_a_session(sergeant), f"After a search, {uuid.uuid4().hex[:6]}"

    when_i_begin_a_form(trainer, name)
    when_i_write_a_stage(trainer, 1, "What it asks of you", "20", "What will you do?\nWith whom?\nBy when?")
    when_i_write_a_stage(trainer, 2, "Where it began", "10", "What did you hear first?")
    then_the_page_is_accessible(trainer, dark_too=scripts)
    trainer.get_by_role("button", name="Move up stage 2").click()
    expect(trainer.get_by_label("Stage 1: its name")).to_have_value("Where it began")
    trainer.get_by_role("button", name="Take out stage 3").click()
    trainer.get_by_role("button", name="Save the draft").last.click()

    expect(trainer.get_by_text("Nobody is offered it yet.")).to_be_visible()
    trainer.get_by_role("link", name="10 minutes").click()
    expect(trainer.get_by_text("With whom?")).to_have_count(0)
    then_the_page_is_accessible(trainer, dark_too=scripts)
    trainer.get_by_role("button", name="Publish").click()
    expect(trainer.get_by_text("Published. It is offered for the next record.")).to_be_visible()

    when_i_start_with(sergeant, session, name)
    expect(sergeant.get_by_role("heading", name="Where it began")).to_be_visible()
    then_the_page_is_accessible(sergeant)

    when_i_withdraw(trainer)
    sergeant.reload()
    expect(sergeant.get_by_role("heading", name="Where it began")).to_be_visible()
    sergeant.goto(f"{given_a_session(sergeant)}record")
    expect(sergeant.get_by_role("radio", name=name)).to_have_count(0)


def test_minutes_that_do_not_add_up_are_said_and_nothing_typed_is_lost(visit):
    trainer = visit(TRAINER)
    when_i_begin_a_form(trainer, "Too short")
    when_i_write_a_stage(trainer, 1, "One", "5", "What?")
    when_i_write_a_stage(trainer, 2, "Two", "5", "And then?")

    trainer.get_by_role("button", name="Save the draft").last.click()

    expect(trainer.get_by_role("alert")).to_contain_text("The stages’ minutes add up to 10, not to 30.")
    expect(trainer.get_by_label("Stage 2: prompts")).to_have_value("And then?")
    then_the_page_is_accessible(trainer)


def when_i_begin_a_form(page: Page, name: str) -> None:
    page.goto("/supervision/")
    page.get_by_role("link", name="The forms a session can follow").click()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Make a form").click()
    page.get_by_label("Name of the form").fill(name)
    page.get_by_label("When it helps").fill("A search that stays with you.")
    page.get_by_label("What to beware of").fill("Not before your statement.")
    page.get_by_role("radio", name="30 minutes").check()


def when_i_write_a_stage(page: Page, number: int, name: str, minutes: str, prompts: str) -> None:
    page.get_by_label(f"Stage {number}: its name").fill(name)
    page.get_by_label(f"Stage {number}: minutes").fill(minutes)
    page.get_by_label(f"Stage {number}: prompts").fill(prompts)


def when_i_start_with(page: Page, session: str, name: str) -> None:
    page.goto(f"{session}record")
    page.get_by_role("radio", name="No, it is not about such an incident").check()
    page.get_by_role("radio", name="30 minutes").check()
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Start the record").click()


def when_i_withdraw(page: Page) -> None:
    page.get_by_text("Withdraw this form").click()
    page.get_by_role("button", name="Withdraw the form").click()
    expect(page.get_by_text("Withdrawn. Records begun with it go on.")).to_be_visible()
