"""Better words for a passage, from a reader to a curator and back; and what worked, or did not."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, then_the_page_is_accessible

OFFICER, TRAINER, COUNCIL, SERGEANT = (
    "officer@police.example",
    "trainer@police.example",
    "approver@council.example",
    "sergeant@police.example",
)
PAGE, TITLE = "/manual/missing-children", "Missing children"


def test_selected_words_are_suggested_taken_in_and_answered(visit):
    officer, trainer = visit(OFFICER, size=DESK), visit(TRAINER, size=DESK)

    officer.goto(PAGE)
    passage = when_i_select_the_first_step(officer)
    button = officer.get_by_role("button", name="Suggest a change")
    expect(button).to_be_in_viewport()
    officer.keyboard.press("Tab")
    while not button.evaluate("one => one === document.activeElement"):
        officer.keyboard.press("Tab")
    officer.keyboard.press("Enter")
    expect(officer.get_by_label("The words as they are now")).to_have_value(passage)
    then_the_page_is_accessible(officer)
    when_i_name_somebody_then_say_it_is_nobody(officer)
    expect(officer.get_by_role("main").get_by_role("link", name=re.compile(".*suggestion of")).first).to_be_visible()
    then_the_page_is_accessible(officer)

    trainer.goto("/manual/desk")
    trainer.get_by_role("region", name="Suggestions").get_by_role("link").last.click()
    then_the_page_is_accessible(trainer)
    trainer.get_by_role("button", name="Accept, and write it into a draft").click()
    expect(trainer.get_by_text("Suggested by readers, accepted into this revision")).to_be_visible()

    officer.goto("/inbox/")
    officer.get_by_role("listitem").filter(has_text="was accepted").get_by_role("button").click()
    expect(officer.get_by_text("Accepted, being written")).to_be_visible()


def test_with_scripts_off_a_link_leads_to_the_form(visit):
    nurse = visit("nurse@health.example", scripts=False)

    nurse.goto(PAGE)
    nurse.get_by_role("link", name="Suggest a change to this page").click()
    nurse.get_by_label("The words as they are now").fill("These words were never there.")
    nurse.get_by_label("What it should say").fill("Ring the school first.")
    nurse.get_by_role("button", name="Send to the curators").click()
    expect(nurse.get_by_role("heading", name="The page as it is now")).to_be_visible()
    then_the_page_is_accessible(nurse)
    nurse.get_by_label("The words as they are now").fill("")
    nurse.get_by_label("Part of the page").select_option(label="Do this now")
    nurse.get_by_role("button", name="Send to the curators").click()

    expect(nurse.get_by_text("It is with the curators")).to_be_visible()
    expect(nurse.get_by_text("With the curators", exact=True).first).to_be_visible()


def test_a_practice_note_goes_to_the_page_and_a_colleague_answers(visit):
    officer, council, sergeant = visit(OFFICER), visit(COUNCIL, size=DESK), visit(SERGEANT)
    words = "We asked the care home for the phone first."

    officer.goto(PAGE)
    officer.get_by_role("link", name="Say what worked for you, or did not").click()
    then_the_page_is_accessible(officer)
    officer.get_by_label("It worked", exact=True).check()
    officer.get_by_label("What you did, and what came of it").fill(words)
    officer.get_by_label("Often", exact=True).check()
    officer.get_by_role("button", name="Send to the curators").click()
    council.goto("/manual/desk")
    council.get_by_role("region", name="Practice notes").get_by_role("link", name=TITLE).click()
    then_the_page_is_accessible(council)
    council.get_by_role("button", name="Accept: show it on the page").click()

    sergeant.goto(PAGE)
    note = sergeant.get_by_role("listitem").filter(has_text=words)
    note.get_by_role("button", name="Worked for us too").click()
    expect(note.get_by_text("You said: worked for us too")).to_be_visible()
    expect(note.get_by_text("Worked for others in: police")).to_be_visible()
    then_the_page_is_accessible(sergeant, dark_too=True)


def test_you_said_we_did_says_which_agency_and_never_who(visit):
    page = visit(OFFICER)

    page.goto("/manual/you-said-we-did")

    expect(page.get_by_role("main")).to_contain_text("Suggested by: health.")
    expect(page.get_by_role("main")).not_to_contain_text("Dole")
    then_the_page_is_accessible(page)


def when_i_select_the_first_step(page: Page) -> str:
    step = page.get_by_role("region", name="Do this now").get_by_role("listitem").first
    return step.evaluate(
        """one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
            return getSelection().toString().trim();
        }"""
    )


def when_i_name_somebody_then_say_it_is_nobody(page: Page) -> None:
    page.get_by_label("What it should say").fill("Ask the Jane Smith House. Never write 943 476 5919.")
    page.get_by_label("Why").fill("See Kayden's mum, a leaflet.")
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_role("alert")).to_contain_text("NHS number")
    then_the_page_is_accessible(page)
    page.get_by_label("What it should say").fill("Ask the children's home first.")
    page.get_by_label("“Kayden's mum” is not about a person").check()
    page.get_by_role("button", name="Send to the curators").click()
    expect(page.get_by_text("you are told what becomes of it")).to_be_visible()
