"""What was typed into a record stays: with no network, in two tabs, and after the sign-in has ended."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, sign_in, then_the_page_is_accessible
from tests.browser.joint_supervision import (
    SERGEANT,
    given_a_record_being_written,
    given_a_session,
    given_words,
    my_words,
    stage,
    then_it_is_saved,
    when_i_write,
)

FIRST, MORE = "She opened the door.", " Then the telephone rang."
ON_THE_PHONE, ON_THE_LAPTOP = "We stood in the rain.", "We sat in the car."


def test_words_typed_with_no_network_are_saved_when_it_comes_back(visit):
    page = visit(SERGEANT)
    page.goto(given_a_record_being_written(page))
    when_i_write(page, "What?", FIRST)
    then_it_is_saved(page, "What?")

    page.context.set_offline(True)
    when_i_write(page, "What?", MORE)
    then_the_status_says(page, "Not saved. Your words are still here; trying again.")
    expect(my_words(page, "What?")).to_have_value(FIRST + MORE)

    page.context.set_offline(False)
    then_it_is_saved(page, "What?")
    page.reload()
    expect(my_words(page, "What?")).to_have_value(FIRST + MORE)


def test_two_tabs_show_both_texts_and_keep_the_one_not_chosen_in_reach(visit):
    laptop = visit(SERGEANT, size=DESK)
    record = given_a_record_being_written(laptop)
    given_words(laptop, record, "what", FIRST)
    laptop.goto(record)
    phone = in_another_tab(laptop, record)

    when_i_replace_my_words(phone, ON_THE_PHONE)
    then_it_is_saved(phone, "What?")
    when_i_replace_my_words(laptop, ON_THE_LAPTOP)
    then_both_texts_are_before_me(laptop)
    then_the_page_is_accessible(laptop)

    laptop.get_by_role("button", name="Use the saved words").click()
    expect(my_words(laptop, "What?")).to_have_value(ON_THE_PHONE)
    then_the_text_not_kept_is(laptop, ON_THE_LAPTOP)
    laptop.get_by_role("button", name="Use these instead").click()
    then_it_is_saved(laptop, "What?")
    expect(my_words(laptop, "What?")).to_have_value(ON_THE_LAPTOP)
    then_the_text_not_kept_is(laptop, ON_THE_PHONE)
    then_the_page_is_accessible(laptop)

    when_i_replace_my_words(phone, FIRST)
    phone.get_by_role("button", name="Keep the words in the box").click()
    then_it_is_saved(phone, "What?")
    then_the_text_not_kept_is(phone, ON_THE_LAPTOP)
    phone.reload()
    expect(my_words(phone, "What?")).to_have_value(FIRST)


def test_words_typed_after_the_sign_in_ended_are_saved_after_signing_in_again(visit):
    page = visit()
    sign_in(page, SERGEANT)
    record = given_a_record_being_written(page)
    page.goto(record)
    elsewhere = in_another_tab(page, "/account/logout/")
    elsewhere.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(elsewhere.get_by_text("You have signed out.")).to_be_visible()

    when_i_write(page, "What?", FIRST)
    then_the_status_says(page, "You are signed out. Sign in in another tab, then press Save.")
    expect(my_words(page, "What?")).to_have_value(FIRST)
    then_the_page_is_accessible(page)

    sign_in(elsewhere, SERGEANT)
    stage(page, "What?").get_by_role("button", name="Save", exact=True).click()
    expect(stage(page, "What?").get_by_role("status")).to_contain_text("Last saved")
    expect(my_words(page, "What?")).to_have_value(FIRST)


def test_a_form_sent_after_the_sign_in_ended_can_be_sent_again(visit):
    page = visit()
    sign_in(page, SERGEANT)
    page.goto(given_a_session(page))
    elsewhere = in_another_tab(page, "/account/logout/")
    elsewhere.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(elsewhere.get_by_text("You have signed out.")).to_be_visible()

    page.get_by_label("What do you want to talk about?").fill(MORE)
    page.get_by_role("button", name="Add to the agenda").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    expect(page.get_by_role("textbox", name="Text")).to_have_value(MORE)
    then_the_page_is_accessible(page)
    sign_in(elsewhere, SERGEANT)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("textbox", name="Text")).to_have_value(MORE)
    page.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("listitem").filter(has_text=MORE.strip())).to_be_visible()


def in_another_tab(page: Page, address: str) -> Page:
    other = page.context.new_page()
    other.goto(address)
    return other


def when_i_replace_my_words(page: Page, text: str) -> None:
    my_words(page, "What?").press("Control+A")
    my_words(page, "What?").press_sequentially(text)


def then_the_status_says(page: Page, text: str) -> None:
    expect(stage(page, "What?").get_by_role("status")).to_contain_text(text)


def then_both_texts_are_before_me(page: Page) -> None:
    then_the_status_says(page, "Not saved. Choose below.")
    expect(page.get_by_role("region", name="Two versions")).to_contain_text(ON_THE_PHONE)
    expect(my_words(page, "What?")).to_have_value(ON_THE_LAPTOP)


def then_the_text_not_kept_is(page: Page, text: str) -> None:
    expect(page.get_by_role("region", name="The words you did not keep")).to_contain_text(text)
