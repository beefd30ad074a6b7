"""Between two sessions: something noted on the landing, the next months planned, an agenda put in order."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import SERGEANT, SOCIALWORKER, agreed_before, ask, given_a_session

ON_MY_MIND = "Who tells the family when we both leave?"


def test_something_is_brought_to_supervision_in_three_taps(visit):
    sergeant = visit(SERGEANT, size=PHONE)
    sergeant.goto("/")

    sergeant.get_by_role("banner").get_by_role("link", name="Bring this to supervision").first.click()
    sergeant.get_by_label("What do you want to bring?").fill(ON_MY_MIND)
    then_the_page_is_accessible(sergeant, dark_too=True)
    sergeant.get_by_role("radio", name="Supervision with Noor Castell").check()
    sergeant.get_by_role("button", name="Note it").click()

    expect(sergeant.get_by_text("Noted, for you alone.")).to_be_visible()
    then_only_i_find_it(sergeant, visit(SOCIALWORKER))
    when_i_put_it_on_an_agenda(sergeant)


def test_the_next_three_months_are_planned_in_one_go(visit):
    sergeant = visit(SERGEANT, size=PHONE)
    sergeant.goto(f"/supervision/agreements/{agreed_before(sergeant)}/")

    sergeant.get_by_role("link", name="Plan ahead").first.click()
    then_the_page_is_accessible(sergeant, dark_too=True)
    sergeant.get_by_role("checkbox", name=re.compile("^Date 2,")).uncheck()
    sergeant.get_by_role("radio", name="By video").check()
    sergeant.get_by_role("button", name="Plan these sessions").click()

    expect(sergeant.get_by_text("Planned. Each of you gets an invitation for your calendar.")).to_be_visible()
    expect(sergeant.get_by_text("Planned until")).to_be_visible()


def test_an_agenda_is_carried_over_and_put_in_order_by_keyboard_and_by_hand(visit):
    sergeant = visit(SERGEANT, size=DESK)
    session = given_an_agenda_and_something_left_over(sergeant)
    sergeant.goto(session)

    sergeant.get_by_role("button", name="Bring it here").click()
    expect(sergeant.get_by_text("Carried over. Added by you")).to_be_visible()
    then_the_order_is(sergeant, ["One", "Two", "Left over"])
    then_the_page_is_accessible(sergeant, dark_too=True)

    up = item(sergeant, "Left over").get_by_role("button", name="Move up")
    up.focus()
    up.press("Enter")
    expect(sergeant.locator("[data-agenda-status]")).to_have_text("The item is now 2 of 3.")
    up.press("Enter")
    expect(sergeant.locator("[data-agenda-status]")).to_have_text("The item is now 1 of 3.")
    then_the_order_is(sergeant, ["Left over", "One", "Two"])
    # Up has nothing to do any more, so the focus is on the way back.
    expect(item(sergeant, "Left over").get_by_role("button", name="Move down")).to_be_focused()

    with sergeant.expect_response(re.compile("/place$")):
        when_i_drag(sergeant, "Two", above="Left over")
    then_the_order_is(sergeant, ["Two", "Left over", "One"])
    sergeant.reload()
    then_the_order_is(sergeant, ["Two", "Left over", "One"])


def test_an_agenda_is_put_in_order_without_scripts(visit):
    session = given_an_agenda_and_something_left_over(visit(SERGEANT))
    socialworker = visit(SOCIALWORKER, size=PHONE, scripts=False)
    socialworker.goto(session)

    item(socialworker, "Two").get_by_role("button", name="Move up").click()

    expect(socialworker.get_by_text("The item is now 1 of 2.")).to_be_visible()
    then_the_order_is(socialworker, ["Two", "One"])


def then_only_i_find_it(mine: Page, theirs: Page) -> None:
    for page in (mine, theirs):
        page.goto("/supervision/captures/")
        then_the_page_is_accessible(page)
    expect(mine.get_by_text(ON_MY_MIND)).to_be_visible()
    expect(theirs.get_by_text("Nothing noted")).to_be_visible()


def when_i_put_it_on_an_agenda(page: Page) -> None:
    given_a_session(page)
    page.reload()
    page.get_by_role("button", name=re.compile("Put on the agenda of")).first.click()
    expect(page.get_by_text("It is on the agenda.")).to_be_visible()
    expect(page.locator("[data-item]", has_text=ON_MY_MIND)).to_be_visible()


def given_an_agenda_and_something_left_over(page: Page) -> str:
    left = given_a_session(page).split("/")[-2]
    ask(page, "POST", f"/sessions/{left}/agenda", {"text": "Left over"})
    ask(page, "POST", f"/sessions/{left}/cancel", {"reason": "COURT"}, version=1)
    session = given_a_session(page)
    for text in ("One", "Two"):
        ask(page, "POST", f"/sessions/{session.split('/')[-2]}/agenda", {"text": text})
    return session


def item(page: Page, words: str):
    return page.locator("[data-item]", has=page.get_by_text(words, exact=True))


def then_the_order_is(page: Page, words: list[str]) -> None:
    expect(page.locator("[data-item] [id^=words-]")).to_have_text(words)


def when_i_drag(page: Page, words: str, *, above: str) -> None:
    handle, target = item(page, words).locator("[data-handle]"), item(page, above)
    handle.hover()
    page.mouse.down()
    box = target.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 40, steps=5)
    page.mouse.move(box["x"] + 20, box["y"] + 2, steps=5)
    page.mouse.up()
