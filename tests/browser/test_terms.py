"""A word that another agency uses differently, explained beside it; and what holds in this area only."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible

OFFICER, NURSE, TRAINER, OUTSIDER = (
    "officer@police.example",
    "nurse@health.example",
    "trainer@police.example",
    "outsider@otherforce.example",
)
PAGE = "/manual/section-136-place-of-safety"
MEANING = "A trained professional, often a social worker"


def test_a_tap_explains_a_term_and_a_tap_elsewhere_closes_it(visit):
    page = visit(OFFICER, has_touch=True)
    page.goto(PAGE)

    term(page).tap()
    then_it_is_explained(page)
    then_nothing_sticks_out(page)
    expect(page).to_have_url(re.compile(f"{PAGE}$"))
    then_the_page_is_accessible(page, dark_too=True)

    term(page).tap()
    then_nothing_is_explained(page)
    term(page).tap()
    page.get_by_role("heading", level=1).tap()
    then_nothing_is_explained(page)


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_keyboard_alone_opens_reads_and_closes_it(visit, size):
    page = visit(OFFICER, size=size)
    page.goto(PAGE)

    when_i_tab_to(page, term(page))
    then_it_is_explained(page)
    then_the_page_is_accessible(page)
    page.keyboard.press("Tab")
    expect(explained(page).get_by_role("link", name="AMHP in the glossary")).to_be_focused()
    page.keyboard.press("Escape")
    then_nothing_is_explained(page)
    expect(term(page)).to_be_focused()

    page.keyboard.press("Space")
    then_it_is_explained(page)
    page.keyboard.press("Escape")
    then_nothing_is_explained(page)
    page.keyboard.press("Enter")
    then_it_is_explained(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="AMHP")).to_be_visible()


def test_a_resting_pointer_opens_it_and_may_move_into_it(visit):
    page = visit(OFFICER, size=DESK)
    page.goto(PAGE)

    term(page).hover()
    then_it_is_explained(page)
    explained(page).hover()
    page.wait_for_timeout(600)  # longer than it takes to close when the pointer has left
    then_it_is_explained(page)
    then_the_page_is_accessible(page)
    page.get_by_role("heading", level=1).hover()
    then_nothing_is_explained(page)

    term(page).hover()
    then_it_is_explained(page)
    page.keyboard.press("Escape")
    then_nothing_is_explained(page)


def test_each_agency_comes_first_for_its_own(visit):
    firsts = []
    for who in (OFFICER, NURSE):
        page = visit(who, size=DESK)
        page.goto(PAGE)
        page.get_by_role("button", name="Section 136").first.click()
        expect(explained(page)).to_contain_text("In your agency")
        firsts.append(explained(page).get_by_role("term").first.inner_text())

    assert firsts == ["In your agency: Police", "In your agency: Health"]


def test_opening_it_moves_nothing_and_it_fits_the_narrowest_screen(visit):
    page = visit(OFFICER, size={"width": 320, "height": 568}, has_touch=True)
    page.goto(PAGE)

    for word in page.locator("a.term").all()[:12]:
        word.scroll_into_view_if_needed()
        before = page.evaluate("() => document.documentElement.scrollHeight")
        word.tap()
        expect(explained(page).get_by_role("link")).to_be_visible()
        then_nothing_sticks_out(page)
        assert page.evaluate("() => document.documentElement.scrollHeight") == before
        page.keyboard.press("Escape")


def test_without_a_signal_it_says_so_and_asks_again(visit):
    page = visit(OFFICER, has_touch=True)
    page.goto(PAGE)

    page.context.set_offline(True)
    term(page).tap()
    expect(explained(page)).to_contain_text("No answer came.")
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    term(page).tap()
    then_it_is_explained(page)


def test_with_scripts_off_a_term_leads_to_its_page(visit):
    page = visit(OFFICER, scripts=False)
    page.goto(PAGE)

    page.get_by_role("region", name="Do this now").get_by_role("link", name="AMHP").click()

    expect(page.get_by_role("heading", level=1, name="AMHP")).to_be_visible()
    then_the_page_is_accessible(page)


def test_paper_has_no_marks(visit):
    page = visit(OFFICER)
    page.goto(PAGE)
    page.emulate_media(media="print")

    assert term(page).evaluate("word => getComputedStyle(word).textDecorationLine") == "none"


def test_a_curator_adds_a_term_and_pages_explain_it(visit):
    trainer, officer = visit(TRAINER, size=DESK), visit(OFFICER, has_touch=True)
    trainer.goto("/glossary/")
    trainer.get_by_role("link", name="Add a term").click()
    then_the_page_is_accessible(trainer)
    trainer.get_by_label("Word or acronym").fill("Crisis line")
    trainer.get_by_role("button", name="Save the term").click()
    expect(trainer.get_by_role("alert").get_by_role("link")).to_have_count(1)
    expect(trainer.get_by_label("Word or acronym")).to_have_value("Crisis line")
    trainer.get_by_label("What it means", exact=True).fill("A number for anybody in distress.")
    trainer.get_by_label("To police").fill("Ring it before you decide.")
    trainer.get_by_role("button", name="Save the term").click()
    expect(trainer.get_by_role("heading", level=1, name="Crisis line")).to_be_visible()

    officer.goto("/manual/suicide-crisis")
    officer.goto(PAGE)
    officer.get_by_role("button", name="crisis line").first.tap()
    expect(explained(officer)).to_contain_text("Ring it before you decide.")

    trainer.get_by_role("link", name="Change or remove this term").click()
    then_the_page_is_accessible(trainer)
    trainer.get_by_role("button", name="Remove the term").click()
    officer.goto(PAGE)
    expect(officer.get_by_role("button", name="crisis line")).to_have_count(0)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_curator_adds_a_local_note_and_readers_of_the_area_see_it(visit, scripts):
    words = f"Ring the harbour office, scripts {scripts}."
    trainer, nurse, outsider = visit(TRAINER, size=DESK, scripts=scripts), visit(NURSE), visit(OUTSIDER)
    trainer.goto("/manual/cuckooing")
    trainer.get_by_role("link", name="Add a local note").click()
    then_the_page_is_accessible(trainer)
    trainer.get_by_role("button", name="Save the note").click()
    expect(trainer.get_by_role("alert").get_by_role("link")).to_have_count(2)
    trainer.get_by_role("group", name="Where it holds").get_by_label("Westmarch").check()
    trainer.get_by_role("group", name="Where it stands").get_by_label("After “Who does what”").check()
    trainer.get_by_label("The note").fill(words)
    trainer.get_by_role("button", name="Save the note").click()
    expect(note(trainer, words)).to_be_visible()

    nurse.goto("/manual/cuckooing")
    expect(note(nurse, words)).to_contain_text("Local: Westmarch")
    then_the_page_is_accessible(nurse, dark_too=True)
    note(nurse, words).get_by_role("link", name="History of this note").click()
    then_the_page_is_accessible(nurse)
    outsider.goto("/manual/cuckooing")
    expect(outsider.get_by_text(words)).to_have_count(0)

    note(trainer, words).get_by_role("link", name="Change or end this note").click()
    then_the_page_is_accessible(trainer)
    trainer.get_by_role("button", name="End the note").click()
    expect(note(trainer, words)).to_have_count(0)
    nurse.goto("/manual/cuckooing")
    expect(note(nurse, words)).to_have_count(0)


def test_a_demo_reader_sees_the_area_s_own_numbers(visit):
    page = visit(OFFICER)

    page.goto(PAGE)

    local = page.get_by_role("note", name="Local note for Marchfield")
    expect(local.get_by_role("link", name="01632 960 136")).to_have_attribute("href", "tel:01632960136")


def term(page: Page):
    return page.get_by_role("region", name="Do this now").get_by_role("button", name="AMHP", exact=True)


def explained(page: Page):
    return page.locator("[popover]")


def note(page: Page, words: str):
    return page.get_by_role("note").filter(has_text=words)


def then_it_is_explained(page: Page) -> None:
    expect(explained(page)).to_contain_text(MEANING)
    expect(term(page)).to_have_attribute("aria-expanded", "true")


def then_nothing_is_explained(page: Page) -> None:
    expect(explained(page)).to_have_count(0)
    expect(term(page)).to_have_attribute("aria-expanded", "false")


def then_nothing_sticks_out(page: Page) -> None:
    box, width = explained(page).bounding_box(), page.viewport_size["width"]
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def when_i_tab_to(page: Page, target) -> None:
    for _ in range(40):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")
