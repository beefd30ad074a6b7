"""A reader's own shelf: pages kept and followed, what changed since they were read, what was read last."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import then_the_page_is_accessible
from tests.browser.curators import once

NURSE, OFFICER = "nurse@health.example", "officer@police.example"
BEFORE, AFTER = "Ring the lock keeper before you move anyone.", "Ring the harbour office before you move anyone."


def test_a_page_that_is_kept_and_followed_says_what_changed(visit, curators):
    title = once("Boats on the quay")
    address = curators.publish_new(title, step=BEFORE)
    nurse, officer = visit(NURSE), visit(OFFICER)

    nurse.goto(address)
    nurse.get_by_role("button", name="Keep on my shelf").click()
    nurse.get_by_role("button", name="Follow this page").click()
    then_both_are_on(nurse)
    curators.publish_again(address, step=AFTER)

    then_the_shelf_is_one_tap_from_the_first_page(nurse, title)
    then_the_inbox_says_that_it_changed(nurse, title)
    when_i_ask_what_changed(nurse)
    then_i_see_the_difference_and_not_the_whole_page(nurse)
    officer.goto(address)
    expect(officer.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(officer.get_by_text("Changed since you last read it")).to_have_count(0)

    when_i_take_it_off_and_stop_following(nurse, title)
    officer.goto("/manual/shelf")
    expect(officer.get_by_role("button", name=re.compile(title))).to_have_count(0)


def test_a_followed_topic_stands_on_the_shelf_until_it_is_left(visit):
    officer = visit(OFFICER)

    officer.goto("/manual/")
    officer.get_by_role("button", name=re.compile("^Follow Offender management")).click()
    officer.goto("/manual/shelf")
    line = officer.get_by_role("listitem").filter(has_text="Every page of this topic")
    expect(line).to_contain_text("Offender management")
    then_the_page_is_accessible(officer)
    line.get_by_role("button", name="Stop following").click()

    expect(officer).to_have_url(re.compile("/manual/shelf$"))
    expect(officer.get_by_text("Every page of this topic")).to_have_count(0)


def then_both_are_on(page: Page) -> None:
    expect(page.get_by_role("button", name="Take off my shelf")).to_be_visible()
    expect(page.get_by_role("button", name="Stop following this page")).to_be_visible()
    then_the_page_is_accessible(page)


def then_the_shelf_is_one_tap_from_the_first_page(page: Page, title: str) -> None:
    page.goto("/")
    own = page.get_by_role("region", name="Your shelf")
    expect(own.get_by_role("link", name=title)).to_be_in_viewport()
    then_the_page_is_accessible(page)
    own.get_by_role("link", name="Your shelf").click()
    for heading in ("Bookmarks", "Recently read"):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=title).first).to_contain_text("Changed since you last read it")
    then_the_page_is_accessible(page, dark_too=True)


def then_the_inbox_says_that_it_changed(page: Page, title: str) -> None:
    page.goto("/inbox/")
    page.get_by_role("listitem").filter(has_text=title).get_by_role("button").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_text("Changed since you last read it")).to_be_visible()


def when_i_ask_what_changed(page: Page) -> None:
    page.get_by_role("link", name="see what changed").click()
    expect(page.get_by_role("heading", name="Do this now")).to_be_visible()
    then_the_page_is_accessible(page)


def then_i_see_the_difference_and_not_the_whole_page(page: Page) -> None:
    expect(page.get_by_role("deletion").filter(has_text="lock keeper")).to_be_in_viewport()
    expect(page.get_by_role("insertion").filter(has_text="harbour office")).to_be_in_viewport()
    expect(page.get_by_text("Write down when you rang.")).to_have_count(0)
    page.get_by_role("link", name="Show the whole text").click()
    expect(page.get_by_text("Write down when you rang.")).to_be_visible()


def when_i_take_it_off_and_stop_following(page: Page, title: str) -> None:
    page.goto("/manual/shelf")
    page.get_by_role("button", name=f"Take off {title}").click()
    page.get_by_role("button", name=f"Stop following {title}").click()
    expect(page.get_by_role("button", name=re.compile(title))).to_have_count(0)
    # What was read stays where it was read.
    expect(page.get_by_role("link", name=title, exact=True)).to_be_visible()
