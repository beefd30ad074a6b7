"""A joint page from the first word to the live page, a second round, and what others see meanwhile."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, then_the_page_is_accessible

TRAINER, LEAD, APPROVER = "trainer@police.example", "lead@police.example", "approver@council.example"
OFFICER, OUTSIDER = "officer@police.example", "outsider@otherforce.example"
BODY = """## Do this now
1. Ask the person which place feels safe to them.
2. Ring the quayside wardens before you move anyone.

## Law and sources
- Care Act 2014, section 42: enquiries.
"""


def test_a_joint_page_goes_live_only_when_police_and_partner_have_approved(visit):
    title, slug, word = "Moored boats used as homes", "moored-boats-used-as-homes", "quayside wardens"
    trainer = visit(TRAINER, size=DESK)
    lead, approver, officer, outsider = visit(LEAD), visit(APPROVER, size=DESK), visit(OFFICER), visit(OUTSIDER)

    when_a_new_page_is_started(trainer)
    when_it_is_saved_with_mistakes(trainer, title)
    then_errors_stand_beside_the_fields_and_the_words_are_kept(trainer, title)
    when_the_page_is_written(trainer, title, slug)
    then_the_preview_keeps_what_was_typed(trainer, title, slug)
    trainer.get_by_role("button", name="Save draft").click()
    when_an_unfinished_draft_is_submitted(trainer)
    address = when_the_page_is_finished_and_submitted(trainer)
    then_nobody_else_finds_it(officer, outsider, slug=slug, word=word, address=address)
    then_the_author_cannot_approve(trainer, address)

    when_it_is_approved(lead, title, "Police approval")
    expect(lead.get_by_text("Needs a partner approval")).to_be_visible()
    then_it_cannot_be_published(trainer, address)
    then_nobody_else_finds_it(officer, outsider, slug=slug, word=word, address=address)
    when_it_is_approved(approver, title, "Our wardens agree")
    then_nobody_else_finds_it(officer, outsider, slug=slug, word=word, address=address)
    when_it_is_published(trainer, title)
    when_the_index_has_caught_up(officer, word, title)
    then_an_officer_finds_it_by_search(officer, word, title)
    then_the_outsider_sees_nothing(outsider, slug=slug, word=word, address=address)

    when_a_second_round_changes(trainer, slug, "quayside wardens", "harbour office")
    then_the_first_revision_is_still_live(officer, slug, "quayside wardens")
    when_it_is_approved(lead, title, "")
    when_it_is_approved(approver, title, "")
    then_the_first_revision_is_still_live(officer, slug, "quayside wardens")
    then_the_words_that_changed_are_marked(trainer, slug, gone="quayside wardens", new="harbour office")
    when_it_is_published(trainer, title)
    then_the_first_revision_is_still_live(officer, slug, "harbour office")
    then_the_history_names_everybody(officer, slug)
    then_the_outsider_sees_nothing(outsider, slug=slug, word=word, address=address)


def test_writing_works_with_scripts_off(visit):
    title, slug = "Bonfires on common land", "bonfires-on-common-land"
    page = visit(TRAINER, scripts=False)

    when_a_new_page_is_started(page)
    when_it_is_saved_with_mistakes(page, title)
    then_errors_stand_beside_the_fields_and_the_words_are_kept(page, title)
    when_the_page_is_written(page, title, slug)
    then_the_preview_keeps_what_was_typed(page, title, slug)
    page.get_by_role("button", name="Save draft").click()
    address = when_the_page_is_finished_and_submitted(page)

    lead = visit(LEAD, scripts=False)
    when_it_is_sent_back(lead, address, "Say who lights the last one.")
    page.goto(address)
    expect(page.get_by_text("Say who lights the last one.")).to_be_visible()
    then_the_page_is_accessible(page)


@pytest.mark.parametrize("who", [OFFICER, OUTSIDER])
def test_the_desk_is_for_those_who_prepare_pages(visit, who):
    page = visit(who)

    answer = page.goto("/manual/desk")

    if who == OFFICER:
        assert answer.status == 403
        then_the_page_is_accessible(page)
    else:
        assert answer.status == 200
        expect(page.get_by_text("Marchfield")).to_have_count(0)


def when_a_new_page_is_started(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Desk").click()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Start a new page").click()
    expect(page.get_by_role("heading", level=1, name="New page")).to_be_visible()
    then_the_page_is_accessible(page)


def when_it_is_saved_with_mistakes(page: Page, title: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("Address", exact=True).fill("Not An Address!")
    page.get_by_label("Sources").fill("Care Act without a year")
    page.get_by_label("The page").fill(BODY)
    page.get_by_role("button", name="Save draft").click()


def then_errors_stand_beside_the_fields_and_the_words_are_kept(page: Page, title: str) -> None:
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(page.get_by_label("Address", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Sources")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Title")).to_have_value(title)
    expect(page.get_by_label("The page")).to_have_value(re.compile("quayside wardens"))
    expect(page.get_by_label("Address", exact=True)).to_have_value("Not An Address!")
    then_the_page_is_accessible(page)
    summary.get_by_role("link").last.click()
    expect(page.get_by_label("Sources")).to_be_in_viewport()


def when_the_page_is_written(page: Page, title: str, slug: str) -> None:
    page.get_by_label("Title").fill(title)
    page.get_by_label("Address", exact=True).fill(slug)
    page.get_by_label("Summary").fill("Who to ring when a boat is somebody's home.")
    page.get_by_label("Sources").fill("Care Act 2014 | 2014 | section 42")
    page.get_by_role("group", name="Topics").get_by_label("Neighbourhoods and places").check()
    page.get_by_role("group", name="What it rests on").get_by_label("Practice wisdom").check()


def then_the_preview_keeps_what_was_typed(page: Page, title: str, slug: str) -> None:
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("heading", name="Do this now")).to_be_visible()
    expect(preview.get_by_role("listitem").first).to_contain_text("which place feels safe")
    expect(page.get_by_label("Title")).to_have_value(title)
    expect(page.get_by_label("Address", exact=True)).to_have_value(slug)
    expect(page.get_by_label("The page")).to_have_value(re.compile("quayside wardens"))
    expect(page.get_by_role("group", name="Topics").get_by_label("Neighbourhoods and places")).to_be_checked()
    then_the_page_is_accessible(page)


def when_an_unfinished_draft_is_submitted(page: Page) -> None:
    expect(page.get_by_text("Draft", exact=True)).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("Choose the agencies this page is about.").first).to_be_visible()
    then_the_page_is_accessible(page)


def when_the_page_is_finished_and_submitted(page: Page) -> str:
    """The address of the revision."""
    page.get_by_role("link", name="Edit the draft").click()
    then_the_page_is_accessible(page)
    page.get_by_role("group", name="Agencies it is about").get_by_label("Police").check()
    page.get_by_role("button", name="Save and submit for approval").click()
    expect(page.get_by_text("Waiting for approval")).to_be_visible()
    then_the_page_is_accessible(page)
    return page.url


def then_nobody_else_finds_it(officer: Page, outsider: Page, *, slug: str, word: str, address: str) -> None:
    for page in (officer, outsider):
        assert page.goto(f"/manual/{slug}").status == 404
        assert page.goto(address).status == 404
        page.goto(f"/search?q={word}")
        expect(page.get_by_role("main").get_by_role("link", name="Moored boats")).to_have_count(0)
    then_the_page_is_accessible(officer)


def then_the_author_cannot_approve(author: Page, address: str) -> None:
    author.goto(address)
    expect(author.get_by_role("button", name="Approve")).to_have_count(0)
    token = author.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    form = {"csrfmiddlewaretoken": token, "version": "2"}
    answer = author.request.post(f"{address}approve", form=form, headers={"Referer": address})
    assert answer.status == 403
    assert "did not write" in answer.text()


def when_it_is_approved(page: Page, title: str, note: str) -> None:
    page.goto("/manual/desk")
    then_the_page_is_accessible(page)
    page.get_by_role("link", name=title).click()
    page.get_by_label("Note").fill(note)
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Your organisation's approval is recorded.")).to_be_visible()


def then_it_cannot_be_published(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


def when_it_is_published(page: Page, title: str) -> None:
    page.goto("/manual/desk")
    page.get_by_role("link", name=title).click()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. This is now the live page.")).to_be_visible()


def when_the_index_has_caught_up(page: Page, word: str, title: str) -> None:
    """The worker looks for changes each second; whoever searches sees the page soon after."""
    given_up = time.monotonic() + 30
    while time.monotonic() < given_up:
        page.goto(f"/search?q={word}")
        if page.get_by_role("main").get_by_role("link", name=title).count():
            return
    raise AssertionError("the index never caught up")


def then_an_officer_finds_it_by_search(page: Page, word: str, title: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox", name="What do you need to know?").fill(word)
    page.get_by_role("main").get_by_role("link", name=title).click()
    expect(page.get_by_role("region", name="Do this now")).to_contain_text(word)
    expect(page.get_by_role("list", name="Approvals")).to_contain_text("Our wardens agree")
    then_the_page_is_accessible(page)


def then_the_outsider_sees_nothing(page: Page, *, slug: str, word: str, address: str) -> None:
    for hidden in (f"/manual/{slug}", f"/manual/{slug}/history", f"/manual/{slug}/compare?from=1&to=2", address):
        assert page.goto(hidden).status == 404
    page.goto(f"/search?q={word}")
    expect(page.get_by_role("main").get_by_role("link", name="Moored boats")).to_have_count(0)


def when_a_second_round_changes(page: Page, slug: str, before: str, after: str) -> None:
    page.goto(f"/manual/{slug}")
    page.get_by_role("button", name="Start a new draft").click()
    body = page.get_by_label("The page")
    body.fill(body.input_value().replace(before, after))
    page.get_by_role("button", name="Save and submit for approval").click()
    expect(page.get_by_text("Waiting for approval")).to_be_visible()


def then_the_first_revision_is_still_live(page: Page, slug: str, words: str) -> None:
    page.goto(f"/manual/{slug}")
    expect(page.get_by_role("region", name="Do this now")).to_contain_text(words)


def then_the_words_that_changed_are_marked(page: Page, slug: str, *, gone: str, new: str) -> None:
    page.goto(f"/manual/{slug}/compare?from=1&to=2")
    for word in gone.split():
        expect(page.get_by_role("deletion").filter(has_text=word)).to_be_visible()
    for word in new.split():
        expect(page.get_by_role("insertion").filter(has_text=word)).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Show side by side").click()
    expect(page.get_by_role("region", name="The two revisions side by side")).to_be_visible()
    then_the_page_is_accessible(page)


def then_the_history_names_everybody(page: Page, slug: str) -> None:
    page.goto(f"/manual/{slug}")
    page.get_by_role("link", name="History of this page").click()
    latest = page.get_by_role("main").get_by_role("listitem").first
    expect(latest).to_contain_text("Revision 2")
    for name in ("Toni Marsh", "Lee Farrow", "Kit Amara"):
        expect(latest).to_contain_text(name)
    then_the_page_is_accessible(page)
    latest.get_by_role("link", name="What changed in revision 2").click()
    expect(page.get_by_role("insertion").first).to_be_visible()


def when_it_is_sent_back(page: Page, address: str, reason: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Say what should change.").first).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_label("What should change").fill(reason)
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Sent back. Whoever wrote it sees what should change.")).to_be_visible()
