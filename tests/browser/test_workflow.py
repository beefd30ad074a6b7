"""A changed page on a phone: submitted, approved by police and by a partner's link, planned, live, withdrawn."""

import re
import time
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, then_the_page_is_accessible
from tests.browser.curators import LEAD, TRAINER, Curators, once

OFFICER, OUTSIDER = "officer@police.example", "outsider@otherforce.example"
BEFORE, AFTER = "Ring the lock keeper first.", "Ring the canal office first."
REASON = "The canal closed. Ring the harbour office."


def test_a_change_goes_live_at_its_time_and_the_page_goes_with_a_reason(visit, curators, site):
    title = once("Boats on the canal")
    address = curators.publish_new(title, step=BEFORE)
    trainer, lead, guest, officer = (visit(who) for who in (TRAINER, LEAD, None, OFFICER))

    revision = when_a_change_is_submitted(trainer, address)
    then_it_cannot_be_published_yet(trainer, "a police approval")
    when_the_police_approve(lead, title)
    then_it_cannot_be_published_yet(trainer, "a partner approval")
    when_a_partner_without_an_account_approves(trainer, guest, site, revision)
    when_it_is_planned_and_the_plan_is_cancelled(trainer, revision, address)
    officer.goto(address)
    expect(officer.get_by_role("region", name="Do this now")).to_contain_text(BEFORE)
    when_its_time_comes(curators, revision)
    then_the_new_words_are_live_and_the_old_ones_replaced(officer, address)

    when_it_is_withdrawn(trainer, address)
    then_readers_are_told_why_and_where_to_look(officer, address, title)
    outsider = visit(OUTSIDER)
    for hidden in (address, f"{address}/history", revision):
        assert outsider.goto(hidden).status == 404


def when_a_change_is_submitted(page: Page, address: str) -> str:
    """The address of the revision."""
    page.goto(address)
    page.get_by_role("region", name="For curators").get_by_role("button", name="Start a new draft").click()
    body = page.get_by_label("The page")
    body.fill(body.input_value().replace(BEFORE, AFTER))
    page.get_by_role("button", name="Save and submit for approval").click()
    expect(page.get_by_text("Waiting for approval", exact=True)).to_be_visible()
    return page.url


def then_it_cannot_be_published_yet(page: Page, needed: str) -> None:
    page.reload()
    expect(page.get_by_role("list", name="Approvals")).to_contain_text(f"Needs {needed}")
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    then_the_page_is_accessible(page)


def when_the_police_approve(page: Page, title: str) -> None:
    page.goto("/manual/desk")
    page.get_by_role("region", name="Waiting for your approval").get_by_role("link", name=title).click()
    page.get_by_role("link", name="Compare it with the live page").click()
    expect(page.get_by_role("insertion").filter(has_text="canal office")).to_be_in_viewport()
    page.go_back()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Your organisation's approval is recorded.")).to_be_visible()


def when_a_partner_without_an_account_approves(trainer: Page, guest: Page, site: Site, revision: str) -> None:
    email = f"{once('harbour').replace(' ', '.')}@health.example"
    trainer.get_by_role("link", name="Ask somebody without an account to approve it").click()
    trainer.get_by_label("E-mail address").fill(email)
    trainer.get_by_label("Their organisation").select_option(label="Marchfield Health Trust")
    trainer.get_by_role("button", name="Send the link").click()
    expect(trainer.get_by_text(f"The link is on its way to {email}.")).to_be_visible()
    link = site.link_in_mail(to=email, subject="A manual page for your approval")
    guest.goto(link)
    then_the_page_is_accessible(guest)
    guest.get_by_role("link", name="Go to your answer").click()
    guest.get_by_label("Your name").fill("Pat Reed")
    guest.get_by_label("Your job title").fill("Ward manager")
    guest.get_by_role("button", name="Approve").click()
    expect(guest.get_by_role("heading", name="Thank you")).to_be_visible()
    assert guest.goto(link).status == 409
    trainer.goto(revision)
    expect(trainer.get_by_role("list", name="Approvals")).to_contain_text("Pat Reed, Ward manager")


def when_it_is_planned_and_the_plan_is_cancelled(page: Page, revision: str, address: str) -> None:
    page.get_by_label("Major: those who follow the page are told").check()
    page.get_by_text("Or choose a day and a time").click()
    page.get_by_label("Day").fill((timezone.localdate() + timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Set this time").click()
    expect(page.get_by_text("Choose a day and a time.").first).to_be_visible()
    page.get_by_label("Time").fill("09:00")
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Set this time").click()
    expect(page.get_by_text(re.compile("^Planned: publish on"))).to_be_visible()
    page.goto("/manual/desk")
    expect(page.get_by_role("region", name="Scheduled").get_by_role("listitem").first).to_be_visible()
    page.goto(address)
    curators = page.get_by_role("region", name="For curators")
    expect(curators.get_by_text(re.compile("^Planned: publish on"))).to_be_visible()
    then_the_page_is_accessible(page, dark_too=True)
    curators.get_by_role("button", name="Cancel this").click()
    page.goto(revision)
    expect(page.get_by_text(re.compile("^Planned: "))).to_have_count(0)


def when_its_time_comes(curators: Curators, revision: str) -> None:
    """The form takes minutes, the API takes seconds: nobody need wait for the next minute."""
    trainer, number = curators.with_token(TRAINER), re.search(r"revisions/(\d+)", revision)[1]
    path = f"/manual/revisions/{number}"
    given = {"at": (timezone.now() + timedelta(seconds=1)).isoformat(), "significance": "MAJOR"}
    trainer.write("POST", f"{path}/schedule", given, version=trainer.read(path)["version"])


def then_the_new_words_are_live_and_the_old_ones_replaced(page: Page, address: str) -> None:
    def is_live() -> None:
        page.goto(address)
        expect(page.get_by_role("region", name="Do this now")).to_contain_text(AFTER, timeout=500)

    expect_soon(is_live)
    page.get_by_role("link", name="History of this page").click()
    latest, first = page.get_by_role("main").get_by_role("listitem").all()
    expect(latest).to_contain_text("Live")
    expect(first).to_contain_text("Replaced")
    then_the_page_is_accessible(page)


def when_it_is_withdrawn(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("region", name="For curators").get_by_role("link", name="Withdraw this page").click()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why.")
    page.get_by_label("Why is this page withdrawn?").fill(REASON)
    page.get_by_label("See instead").select_option(label="Cuckooing: when someone's home is taken over")
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdrawn. Its address says why")).to_be_visible()


def then_readers_are_told_why_and_where_to_look(page: Page, address: str, title: str) -> None:
    def is_gone_from_search() -> None:
        page.goto(f"/search?q={title}")
        expect(page.get_by_role("main").get_by_role("link", name=title)).to_have_count(0, timeout=500)

    assert page.goto(address).status == 410
    expect(page.get_by_text(REASON)).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Cuckooing").click()
    expect(page.get_by_role("region", name="Do this now")).to_be_visible()
    expect_soon(is_gone_from_search)


def expect_soon(look) -> None:
    """The worker looks at the index each second, and at what is planned every twenty."""
    given_up = time.monotonic() + 60
    while time.monotonic() < given_up:
        try:
            return look()
        except AssertionError:
            continue
    return look()
