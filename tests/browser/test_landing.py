"""22:40, a landing in a block of flats: an officer, a man in crisis, one free hand, one bar of signal."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible

TITLE = "Section 136: taking someone to a place of safety"
FIRST_STEP = "Section 136 does not work in anyone's home"


def test_officer_finds_what_to_do_while_typing(visit):
    page = visit("officer@police.example")
    taps = []

    given_the_home_page(page)
    tap(page.get_by_role("searchbox", name="What do you need to know?"), taps)
    page.keyboard.type("136 home")
    then_results_appear_without_a_press(page)
    then_the_page_is_accessible(page)
    tap(page.get_by_role("main").get_by_role("link", name=TITLE).first, taps)

    then_do_this_now_is_on_the_first_screen(page)
    then_the_crisis_line_can_be_rung(page)
    assert len(taps) + 1 <= 3, "the third tap rings"
    then_the_page_is_accessible(page)


def test_officer_finds_what_to_do_with_scripts_off(visit):
    page = visit("officer@police.example", scripts=False)

    given_the_home_page(page)
    page.get_by_role("searchbox", name="What do you need to know?").fill("136 home")
    page.get_by_role("button", name="Search").click()
    then_the_page_is_accessible(page)
    page.get_by_role("main").get_by_role("link", name=TITLE).first.click()

    then_do_this_now_is_on_the_first_screen(page)
    then_the_crisis_line_can_be_rung(page)
    then_the_page_is_accessible(page)


def test_officer_finds_what_to_do_with_the_keyboard_alone(visit):
    page = visit("officer@police.example", size=DESK)

    given_the_home_page(page)
    when_i_tab_to(page, page.get_by_role("searchbox", name="What do you need to know?"))
    page.keyboard.type("136 home")
    then_results_appear_without_a_press(page)
    when_i_tab_to(page, page.get_by_role("main").get_by_role("link", name=TITLE).first)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    when_i_tab_to(page, page.get_by_role("region", name="Do this now").get_by_role("link", name="111"))
    then_the_skip_link_leads_past_the_header(page)


@pytest.mark.parametrize("typed", ["sec 136", "s136", "136 hmoe"])
def test_officer_types_as_people_type(visit, typed):
    page = visit("officer@police.example")

    given_the_home_page(page)
    page.get_by_role("searchbox", name="What do you need to know?").fill(typed)

    expect(page.get_by_role("main").get_by_role("link", name=TITLE).first).to_be_in_viewport()


def test_a_search_that_finds_nothing_says_what_to_do_next(visit):
    page = visit("officer@police.example")

    page.goto("/search?q=xylophone")

    expect(page.get_by_text("Nothing found for “xylophone”")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="the manual by topic")).to_be_visible()
    then_the_page_is_accessible(page)


def given_the_home_page(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("searchbox", name="What do you need to know?")).to_be_in_viewport()


def tap(target, taps: list[str]) -> None:
    taps.append(str(target))
    target.click()


def then_results_appear_without_a_press(page: Page) -> None:
    expect(page.get_by_role("main").get_by_role("link", name=TITLE).first).to_be_in_viewport()
    expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ results?")).first).to_be_visible()


def then_do_this_now_is_on_the_first_screen(page: Page) -> None:
    """At 390 by 844, the first step is read without scrolling past an introduction."""
    assert page.viewport_size == PHONE
    now = page.get_by_role("region", name="Do this now")
    expect(now.get_by_role("listitem").first).to_contain_text(FIRST_STEP)
    expect(now.get_by_role("listitem").first).to_be_in_viewport(ratio=1)


def then_the_crisis_line_can_be_rung(page: Page) -> None:
    line = page.get_by_role("region", name="Do this now").get_by_role("link", name="111")
    expect(line).to_have_attribute("href", "tel:111")


def when_i_tab_to(page: Page, target) -> None:
    for _ in range(40):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")


def then_the_skip_link_leads_past_the_header(page: Page) -> None:
    page.goto("/manual/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
