"""Writing a page: what is typed stays, whatever happens; and tools that keep out of the way."""

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, sign_in, then_the_page_is_accessible

TRAINER, APPROVER, OFFICER, OUTSIDER = (
    "trainer@police.example",
    "approver@council.example",
    "officer@police.example",
    "outsider@otherforce.example",
)


def test_words_are_saved_by_themselves_and_shown_as_they_will_read(visit):
    page = visit(TRAINER, size=DESK)
    when_a_draft_is_open(page, "mappa")

    when_i_write_at_the_end(page, "Ring the *duty* desk.")
    then_the_status_says(page, re.compile(r"^Saved \d\d:\d\d$"))
    expect(page.get_by_role("region", name="Preview").get_by_text("Ring the duty desk.")).to_be_visible()
    then_the_page_is_accessible(page)

    page.reload()
    expect(the_text(page)).to_have_value(re.compile("Ring the \\*duty\\* desk"))
    expect(page.get_by_role("region", name="Words that were not saved")).to_have_count(0)


def test_two_people_see_both_texts_and_make_one_of_them(visit):
    first, second = visit(TRAINER, size=DESK), visit(APPROVER)
    address = when_a_draft_is_open(first, "dash-and-marac")
    second.goto(address)

    when_i_write_at_the_end(first, "Words of the trainer.")
    then_the_status_says(first, re.compile("^Saved"))
    when_i_write_at_the_end(second, "Words of the approver.")
    then_the_status_says(second, "Not saved over: other words were saved first. Yours are kept too.")
    then_the_page_is_accessible(second)
    second.close()

    page = visit(APPROVER)
    page.goto(address)
    page.get_by_role("link", name="See both texts and make one of them").click()
    both = page.get_by_role("region", name="The two texts side by side")
    expect(both.get_by_role("deletion").filter(has_text="trainer")).to_be_visible()
    expect(both.get_by_role("insertion").filter(has_text="approver")).to_be_visible()
    then_the_page_is_accessible(page)
    expect(the_text(page)).to_have_value(re.compile("Words of the trainer.\\s+Words of the approver."))
    page.get_by_role("button", name="Save this text").click()
    expect(page.get_by_role("article").get_by_text("Words of the trainer.")).to_be_visible()
    expect(page.get_by_role("article").get_by_text("Words of the approver.")).to_be_visible()


def test_a_late_save_is_merged_with_scripts_off(visit):
    first, second = visit(TRAINER, scripts=False), visit(APPROVER, scripts=False, size=DESK)
    address = when_a_draft_is_open(first, "probation-and-recall")
    second.goto(address)
    then_the_page_is_accessible(second)

    for page, title in ((first, "Title of the trainer"), (second, "Title of the approver")):
        page.get_by_label("Title").fill(title)
        page.get_by_role("button", name="Save draft").click()

    expect(second.get_by_role("heading", level=1)).to_have_text("Two texts of Title of the trainer")
    then_the_page_is_accessible(second)
    second.get_by_role("button", name="Use mine").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Title of the approver")


def test_words_typed_after_the_sign_in_ended_are_saved_after_signing_in_again(visit):
    page = visit(size=DESK)
    sign_in(page, TRAINER)
    when_a_draft_is_open(page, "homelessness-duty-to-refer")
    elsewhere = page.context.new_page()
    when_the_sign_in_ends(elsewhere)

    page.bring_to_front()
    when_i_write_at_the_end(page, "Typed too late.")
    then_the_status_says(page, re.compile("^Not saved: you are signed out. Your words are kept on this device."))

    sign_in(elsewhere, APPROVER)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    then_the_status_says(page, re.compile("^Not saved: somebody else is signed in now."))

    elsewhere.context.clear_cookies()
    sign_in(elsewhere, TRAINER)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    then_the_status_says(page, re.compile("^Saved"))
    page.reload()
    expect(the_text(page)).to_have_value(re.compile("Typed too late."))


def test_words_survive_a_crash_and_go_at_sign_out(visit):
    page = visit(size=PHONE)
    sign_in(page, TRAINER)
    address = when_a_draft_is_open(page, "early-help")
    # So that not even the last request of a page that goes away can save anything.
    page.context.clear_cookies()
    when_i_write_at_the_end(page, "Before the battery was empty.")
    then_the_status_says(page, re.compile("^Not saved: you are signed out."))
    page.close(run_before_unload=False)

    again = page.context.new_page()
    sign_in(again, TRAINER)
    again.goto(address)
    left = again.get_by_role("region", name="Words that were not saved")
    expect(left).to_be_visible()
    expect(the_text(again)).not_to_have_value(re.compile("Before the battery"))
    then_the_page_is_accessible(again)
    left.get_by_role("button", name="Put them back").click()
    expect(the_text(again)).to_have_value(re.compile("Before the battery was empty."))
    then_the_status_says(again, re.compile("^Saved"))

    again.goto("/manual/new")
    again.get_by_label("Title").fill("Never saved")
    then_the_status_says(again, re.compile("^Kept on this device"))
    again.evaluate("document.querySelector('form[data-write]').removeAttribute('data-unsaved')")
    again.goto("/account/logout/")
    assert again.evaluate("Object.keys(localStorage).length") == 1
    again.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(again.get_by_text("You have signed out.")).to_be_visible()
    assert again.evaluate("Object.keys(localStorage)") == []


def test_the_tools_work_by_keyboard(visit):
    page = visit(TRAINER, size=DESK)
    page.goto("/manual/new")
    text = the_text(page)
    text.fill("")
    page.get_by_role("button", name="Heading").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Enter")
    expect(text).to_have_value("**important words**")
    page.keyboard.press("Control+z")
    expect(text).to_have_value("")

    page.keyboard.type("one\ntwo")
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Steps").focus()
    page.keyboard.press("Enter")
    expect(text).to_have_value("1. one\n2. two")
    page.keyboard.press("Control+End")
    page.get_by_label("Part to add").select_option("Say / avoid")
    page.get_by_role("button", name="Add", exact=True).press("Enter")
    expect(text).to_have_value("1. one\n2. two\n\n## Say / avoid\n| Say | Avoid |\n|---|---|\n|  |  |")

    page.keyboard.press("Control+k")
    name = page.get_by_role("combobox", name="Name of a page or a term")
    expect(name).to_be_focused()
    name.press_sequentially("child prot")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    then_the_page_is_accessible(page)
    name.press("ArrowDown")
    name.press("Enter")
    expect(text).to_have_value(re.compile(r"\[Child protection[^\]]*\]\((page|term):[a-z-]+\)$"))
    expect(text).to_be_focused()


def test_an_image_is_added_and_shown_to_those_who_may_see_it(visit):
    page = visit(TRAINER, size=DESK)
    when_a_draft_is_open(page, "joint-visits")
    when_i_write_at_the_end(page, "\n")
    page.get_by_role("button", name="Image").click()
    dialog = page.get_by_role("dialog", name="Image")
    dialog.get_by_role("button", name="Insert the image").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Say in words what the image shows.")
    dialog.get_by_label("Image", exact=True).set_input_files(
        {"name": "gate.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    dialog.get_by_label("What it shows, in words").fill("The side gate")
    then_the_page_is_accessible(page)
    dialog.get_by_role("button", name="Insert the image").click()

    shown = page.get_by_role("region", name="Preview").get_by_role("img", name="The side gate")
    expect(shown).to_be_visible()
    then_the_status_says(page, re.compile("^Saved"))
    source = shown.get_attribute("src")
    # Not opened as a page of its own: Chromium's own viewer would speak to the console.
    assert visit(OFFICER).request.get(source).status == 200
    assert visit(OUTSIDER).request.get(source).status == 404


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_names_and_images_have_pages_of_their_own_with_scripts_off(visit, size):
    page = visit(TRAINER, scripts=False, size=size)
    page.goto("/manual/names?q=cuck")
    expect(page.get_by_text("(page:cuckooing)")).to_be_visible()
    then_the_page_is_accessible(page)

    page.goto("/manual/images")
    page.get_by_label("Image", exact=True).set_input_files(
        {"name": "gate.png", "mimeType": "image/png", "buffer": a_picture()}
    )
    page.get_by_label("What it shows, in words").fill("The side gate")
    page.get_by_role("button", name="Add the image").click()
    expect(page.get_by_text("![The side gate](/manual/images/").first).to_be_visible()
    then_the_page_is_accessible(page)


def a_picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return out.getvalue()


def the_text(page: Page):
    return page.get_by_label("The page")


def when_a_draft_is_open(page: Page, slug: str) -> str:
    page.goto(f"/manual/{slug}")
    page.get_by_role("button", name="Start a new draft").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Edit")
    return page.url


def when_i_write_at_the_end(page: Page, words: str) -> None:
    the_text(page).press("Control+End")
    the_text(page).press_sequentially(f"\n\n{words}")


def when_the_sign_in_ends(page: Page) -> None:
    page.goto("/manual/")
    page.context.clear_cookies()


def then_the_status_says(page: Page, words) -> None:
    expect(page.locator("[data-autosave-status]")).to_contain_text(words)
