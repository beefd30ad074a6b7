"""Settling what holds: two who negotiate word by word, and three who begin a group."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import NOOR, SAM, SERGEANT, SOCIALWORKER

OFFICER, ROBIN = "officer@police.example", "Robin Hale"
CARRIED = re.compile("Who carries standards, workload and decisions for")


def test_two_people_negotiate_and_see_each_difference(visit):
    sergeant, socialworker = visit(SERGEANT, size=PHONE), visit(SOCIALWORKER, size=DESK, scripts=False)

    agreement = given_a_proposal(sergeant)
    socialworker.goto(agreement)
    when_i_change(socialworker, "Goals", "Fewer surprises in the dark.")
    sergeant.goto(agreement)
    sergeant.get_by_role("link", name="What changed in version 2").click()

    expect(sergeant.get_by_role("heading", name="What changed from version 1 to version 2")).to_be_visible()
    for words in ("handovers", "surprises"):
        expect(sergeant.get_by_text(words, exact=True)).to_be_visible()
    then_the_page_is_accessible(sergeant)

    when_i_sign(sergeant, agreement)
    when_i_sign(socialworker, agreement)
    then_it_is_signed(socialworker, agreement, "Signed by both of you on")

    when_i_change(socialworker, "Goals", "No surprises at all.")
    expect(socialworker.get_by_text("This is a new version.")).to_be_visible()
    expect(socialworker.get_by_role("link", name="Plan a session")).to_be_visible()
    then_the_page_is_accessible(socialworker)
    socialworker.get_by_label("From version").select_option("1")
    socialworker.get_by_role("button", name="Show what changed").click()
    expect(socialworker.get_by_role("heading", name="What changed from version 1 to version 3")).to_be_visible()


def test_three_people_begin_a_group(visit):
    sergeant, others = visit(SERGEANT, size=PHONE), [visit(SOCIALWORKER, size=DESK), visit(OFFICER, size=PHONE)]

    agreement = when_i_propose_a_group(sergeant, NOOR, ROBIN)
    when_i_sign(sergeant, agreement)
    expect(sergeant.get_by_text(f"It waits for {NOOR} and {ROBIN}.")).to_be_visible()
    for page in others:
        then_it_waits_for_me(page)
        when_i_sign(page, agreement)

    then_it_is_signed(sergeant, agreement, "Signed by all of you on")
    then_the_page_is_accessible(sergeant)
    when_i_hand_over_facilitating(sergeant, agreement, to=others[0])
    others[1].goto(agreement)
    others[1].get_by_text("Leave this group").click()
    others[1].get_by_role("button", name="Leave the group").click()
    expect(others[1].get_by_text("You have left the group.")).to_be_visible()
    assert others[1].goto(agreement).status == 404


def when_i_hand_over_facilitating(page: Page, agreement: str, *, to: Page) -> None:
    page.get_by_text("Hand over facilitating").click()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name=f"Ask {NOOR}").click()
    expect(page.get_by_text(f"You asked {NOOR} to facilitate this group")).to_be_visible()
    to.goto("/inbox/")
    expect(to.get_by_text("Somebody asks you a question about your meetings.").first).to_be_visible()
    to.goto(agreement)
    then_the_page_is_accessible(to)
    to.get_by_role("button", name="Facilitate this group").click()
    expect(to.get_by_text("You facilitate the group from now on.")).to_be_visible()


def given_a_proposal(page: Page) -> str:
    page.goto("/supervision/agreements/new")
    page.get_by_role("link", name=NOOR).click()
    page.get_by_role("radio", name=f"You supervise {NOOR}").check()
    page.get_by_label("Goals").fill("Fewer handovers in the dark.")
    for line in page.get_by_label(CARRIED).all():
        line.fill("A manager at home")
    page.get_by_role("button", name="Propose agreement").click()
    expect(page.get_by_text("The agreement is proposed.")).to_be_visible()
    return page.url


def when_i_change(page: Page, label: str, text: str) -> None:
    page.get_by_role("link", name="Change the terms").click()
    page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Saved as a new version.")).to_be_visible()


def when_i_propose_a_group(page: Page, *names: str) -> str:
    page.goto("/supervision/agreements/new")
    page.get_by_role("link", name="propose a group").click()
    then_the_page_is_accessible(page)
    page.get_by_role("checkbox", name=names[0]).check()
    page.get_by_role("button", name="Go on with these people").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose 2 to 9 people. You chose 1.")
    then_the_page_is_accessible(page)
    page.get_by_role("checkbox", name=names[1]).check()
    page.get_by_role("button", name="Go on with these people").click()
    page.get_by_role("radio", name="You", exact=True).check()
    for line in page.get_by_label(CARRIED).all():
        line.fill("A manager at home")
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Propose agreement").click()
    expect(page.get_by_role("heading", name=f"Agreement with {names[0]} and {names[1]}")).to_be_visible()
    return page.url


def when_i_sign(page: Page, agreement: str) -> None:
    page.goto(agreement)
    page.get_by_role("button", name="Sign agreement").click()
    expect(page.get_by_text("Your signature is under this version.")).to_be_visible()


def then_it_waits_for_me(page: Page) -> None:
    page.goto("/supervision/")
    expect(page.get_by_role("link", name=f"Agreement with {SAM} and").first).to_be_visible()


def then_it_is_signed(page: Page, agreement: str, words: str) -> None:
    page.goto(agreement)
    expect(page.get_by_text(words)).to_be_visible()
    expect(page.get_by_role("button", name="Sign agreement")).to_have_count(0)
