"""The session screen in a hand: the question before, the warning while typing, the way out, the marks at the end."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import (
    SAM,
    SERGEANT,
    SOCIALWORKER,
    given_a_record_being_written,
    given_a_session,
    my_words,
    stage,
    then_it_is_saved,
    when_i_choose_who_can_read,
    when_i_write,
)

QUESTION = "Is this about an incident in which you are or may be a witness? Have you made your statement?"
NAMED = "I asked Jane Smith to wait"
CARD = re.compile("/supervision/where-to-turn$")


def test_a_statement_comes_before_a_session(visit):
    page = visit(SERGEANT, size=PHONE)
    session = given_a_session(page)

    page.goto(f"{session}record")
    when_i_answer(page, "Yes, and I have not made my statement yet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your statement comes first")
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Where to turn").click()
    expect(page.get_by_role("link", name="116 123")).to_be_visible()
    then_the_page_is_accessible(page, dark_too=True)

    page.goto(f"{session}record")
    when_i_answer(page, "Yes, and I have made my statement")
    expect(stage(page, "What?")).to_be_visible()
    then_the_page_is_accessible(page, dark_too=True)


def test_names_are_noticed_before_anything_is_sent_and_nothing_is_blocked(visit):
    page = visit(SERGEANT, size=PHONE)
    record = given_a_record_being_written(page)
    page.goto(record)
    sent: list[str] = []
    page.on("request", lambda request: request.method == "PUT" and sent.append(request.post_data))
    page.route("**/sections/**", lambda route: route.abort())

    when_i_write(page, "What?", NAMED)
    expect(warning(page, "What?")).to_contain_text("“Jane Smith”: This looks like somebody's name")
    then_the_page_is_accessible(page)
    then_nothing_about_it_was_sent(sent)

    page.unroute("**/sections/**")
    my_words(page, "What?").blur()
    then_it_is_saved(page, "What?")
    page.reload()
    expect(my_words(page, "What?")).to_have_value(NAMED)
    expect(warning(page, "What?")).to_contain_text("“Jane Smith”")

    my_words(page, "What?").fill("I asked her to wait")
    expect(warning(page, "What?")).to_be_empty()
    then_it_is_saved(page, "What?")
    then_nothing_was_kept_in_the_browser(page)


def test_the_way_out_is_one_tap_and_loses_no_words(visit):
    page = visit(SERGEANT, size=PHONE)
    record = given_a_record_being_written(page)
    page.goto(record)
    when_i_write(page, "Now what?", "Typed just before")

    page.get_by_role("button", name="Step out").click()

    expect(page).to_have_url(CARD)
    expect(page.get_by_text("The session ended here. Nothing more was written down.")).to_be_visible()
    page.goto(record)
    expect(page.get_by_text("The session ended here.")).to_be_visible()
    expect(page.get_by_text("Typed just before")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_count(0)
    then_the_page_is_accessible(page)

    page.get_by_text("Take this record up again").click()
    page.get_by_role("button", name="Take it up again").click()
    expect(my_words(page, "Now what?")).to_have_value("Typed just before")


def test_a_group_closes_with_four_marks(visit):
    sergeant, socialworker = visit(SERGEANT, size=PHONE), visit(SOCIALWORKER, size=DESK)
    record = given_a_record_being_written(sergeant, form="joint-group", minutes=60)
    sergeant.goto(record)
    expect(sergeant.get_by_text("By the clock: Settle (1 of 7)")).to_be_visible()

    when_i_write(sergeant, "Harvest", "I will ring before I come")
    for question in ("Were new facts about a case shared?", "Were case tasks set?"):
        when_i_tap(sergeant, question, "No")
    for question in ("Was every agency heard?", "Was there more time on meaning than on plans?"):
        when_i_tap(sergeant, question, "Yes")
    when_i_tap(sergeant, "Support for your wellbeing", "Offered")
    expect(my_words(sergeant, "Harvest")).to_have_value("I will ring before I come")
    then_the_page_is_accessible(sergeant, dark_too=True)

    when_i_choose_who_can_read(sergeant, "Harvest", "The two of us.")
    socialworker.goto(record)
    then_it_is_tapped(socialworker, "Was every agency heard?", "Yes")
    socialworker.get_by_role("link", name="See what will be kept").click()
    expect(socialworker.get_by_role("definition").filter(has_text="Offered")).to_be_visible()
    then_the_page_is_accessible(socialworker)


def test_the_clock_can_be_hidden_and_stays_so(visit):
    page = visit(SERGEANT, size=PHONE, reduced_motion="reduce")
    page.goto(given_a_record_being_written(page, form="integrated-cycle", minutes=60))
    time = page.get_by_text("By the clock: Experience (1 of 5), 12 minutes left")
    expect(time).to_be_visible()

    page.get_by_role("button", name="Hide the time").press("Enter")
    expect(time).to_be_hidden()
    page.reload()
    expect(time).to_be_hidden()
    page.get_by_role("button", name="Show the time").press("Enter")
    expect(time).to_be_visible()


def test_each_sees_where_the_other_writes(visit):
    sergeant, socialworker = visit(SERGEANT, size=PHONE), visit(SOCIALWORKER, size=DESK)
    record = given_a_record_being_written(sergeant)
    sergeant.goto(record)
    socialworker.goto(record)

    when_i_write(sergeant, "So what?", "Only for me")
    then_it_is_saved(sergeant, "So what?")

    expect(stage(socialworker, "So what?")).to_contain_text(f"{SAM} is writing here.")
    expect(stage(socialworker, "So what?")).not_to_contain_text("Only for me")
    expect(stage(sergeant, "So what?")).not_to_contain_text("is writing here")


def test_a_description_is_held_short_while_it_is_typed(visit):
    page = visit(SERGEANT, size=PHONE)
    page.goto(given_a_record_being_written(page, form="gibbs", minutes=30))
    status = stage(page, "Description").get_by_role("status")

    my_words(page, "Description").fill("a" * 502)
    expect(status).to_have_text("Not saved: 2 characters too many.")
    my_words(page, "Description").fill("a" * 500)
    then_it_is_saved(page, "Description")


def test_the_whole_session_with_scripts_off_and_by_keyboard_alone(visit):
    page = visit(SERGEANT, size=PHONE, scripts=False)
    page.goto(f"{given_a_session(page)}record")

    when_i_answer(page, "No, it is not about such an incident", form="A joint group")
    expect(page.get_by_text("By the clock")).to_be_hidden()
    my_words(page, "Tell").fill(NAMED)
    stage(page, "Tell").get_by_role("button", name="Save", exact=True).press("Enter")
    expect(warning(page, "Tell")).to_contain_text("“Jane Smith”")
    then_the_page_is_accessible(page)
    when_i_tap(page, "Was every agency heard?", "Yes", key="Enter")
    record = page.url.split("#")[0]
    page.get_by_role("button", name="Step out").press("Enter")
    expect(page).to_have_url(CARD)
    page.goto(record)
    expect(page.get_by_text("The session ended here.")).to_be_visible()


def test_a_story_round_keeps_a_number(visit):
    page = visit(SERGEANT, size=PHONE)
    page.goto(given_a_record_being_written(page, form="story-round", minutes=60))
    expect(page.get_by_role("textbox", name="Your words")).to_have_count(0)
    then_the_page_is_accessible(page)

    page.get_by_label("How many people took part?").fill("42")
    page.get_by_role("button", name="Save the number").click()
    expect(page.get_by_text("42 people. No notes were kept.")).to_be_visible()
    then_the_page_is_accessible(page)


def when_i_answer(page: Page, answer: str, *, form: str = "What? So what? Now what?") -> None:
    page.get_by_role("group", name=QUESTION).get_by_role("radio", name=answer).check()
    page.get_by_role("radio", name="30 minutes").check()
    page.get_by_role("radio", name=form).check()
    page.get_by_role("button", name="Start the record").click()


def when_i_tap(page: Page, question: str, answer: str, *, key: str = "") -> None:
    button = page.get_by_role("group", name=question).get_by_role("button", name=answer, exact=True)
    if key:
        button.press(key)
    else:
        button.click()
    then_it_is_tapped(page, question, answer)


def then_it_is_tapped(page: Page, question: str, answer: str) -> None:
    button = page.get_by_role("group", name=question).get_by_role("button", name=answer, exact=True)
    expect(button).to_have_attribute("aria-pressed", "true")


def warning(page: Page, name: str):
    return stage(page, name).locator("[data-doubts]")


def then_nothing_about_it_was_sent(sent: list[str]) -> None:
    """What was typed went to its own address and nowhere else, and nothing said that it was noticed."""
    assert [body for body in sent if "looks like" in body] == []


def then_nothing_was_kept_in_the_browser(page: Page) -> None:
    kept = page.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Jane" not in kept
