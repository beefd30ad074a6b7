"""The pages of the manual that two people used: found by name, attached by key, signed with the record."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import (
    SERGEANT,
    SOCIALWORKER,
    given_a_record_being_written,
    given_words,
    then_the_record_is_locked,
    when_i_sign,
)


def test_a_page_is_attached_read_by_the_other_and_signed_with_the_record(visit):
    sergeant, socialworker = visit(SERGEANT, size=PHONE), visit(SOCIALWORKER, size=DESK)
    record = given_a_record_being_written(sergeant)
    given_words(sergeant, record, "what", "We read the page together", shared=True)

    title = when_i_attach_the_first_page_about(sergeant, record, "cuckooing")
    then_a_page_with_no_such_name_is_not_found(sergeant)
    sergeant.goto(record)
    sergeant.get_by_role("link", name="See what will be kept").click()
    expect(sergeant.get_by_role("main")).to_contain_text(title)
    sergeant.get_by_role("button", name="Put it up for signing").click()

    for page in (sergeant, socialworker):
        page.goto(record)
        when_i_sign(page)
    then_the_record_is_locked(socialworker)
    expect(attached(socialworker).get_by_role("button", name="Take out")).to_have_count(0)
    attached(socialworker).get_by_role("link", name=title).click()
    expect(socialworker.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_a_page_is_attached_and_taken_out_without_scripts(visit):
    record = given_a_record_being_written(visit(SERGEANT))
    sergeant = visit(SERGEANT, size=PHONE, scripts=False)

    title = when_i_attach_the_first_page_about(sergeant, record, "cuckooing")
    attached(sergeant).get_by_role("listitem").filter(has_text=title).get_by_role("button", name="Take out").click()

    expect(attached(sergeant)).not_to_contain_text(title)


def when_i_attach_the_first_page_about(page: Page, record: str, word: str) -> str:
    page.goto(record)
    attached(page).get_by_role("link", name="Attach a page of the manual").click()
    page.get_by_role("button", name="Find").click()
    then_the_page_is_accessible(page)
    page.get_by_role("textbox").fill(word)
    page.get_by_role("button", name="Find").click()
    first = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Attach")).first
    title = first.locator(".rows__main").inner_text()
    then_the_page_is_accessible(page, dark_too=True)
    first.get_by_role("button", name="Attach").click()
    expect(attached(page).get_by_role("link", name=title)).to_be_visible()
    return title


def then_a_page_with_no_such_name_is_not_found(page: Page) -> None:
    attached(page).get_by_role("link", name="Attach a page of the manual").click()
    page.get_by_role("textbox").fill("quarterdeck")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("status")).to_contain_text("No page has these words in its name.")


def attached(page: Page):
    return page.get_by_role("region", name="Pages of the manual you used")
