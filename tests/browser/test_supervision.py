"""A Tuesday, a borrowed room: a sergeant with a phone, a social worker with a laptop, one joint session."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, PHONE, then_the_page_is_accessible
from tests.browser.joint_supervision import (
    NOOR,
    SAM,
    SERGEANT,
    SOCIALWORKER,
    given_a_record_being_written,
    given_a_record_up_for_signing,
    my_words,
    stage,
    then_it_is_saved,
    then_the_record_is_locked,
    when_i_choose_who_can_read,
    when_i_put_the_record_up_for_signing,
    when_i_sign,
    when_i_write,
)

CARRIED_FOR_ME = re.compile("Who carries standards, workload and decisions for you")
CARRIED_FOR_NOOR = re.compile(f"Who carries standards, workload and decisions for {NOOR}")
ON_THE_LANDING = "I waited on the landing and was not sure whether to knock again."
IN_THE_KITCHEN = "She let me in because we had met before."
NOT_FOR_ANYONE = "I was afraid, and I have told nobody."
SEEN_DIFFERENTLY = "I think we were both too quick that night."
LATER = "We have since agreed who knocks first."
SAID_BETWEEN_THE_TWO = [ON_THE_LANDING, IN_THE_KITCHEN, NOT_FOR_ANYONE, SEEN_DIFFERENTLY, LATER, "Who knocks first?"]


def test_two_people_agree_meet_write_sign_and_amend_and_no_administrator_sees_it(visit):
    sergeant, socialworker = visit(SERGEANT, size=PHONE), visit(SOCIALWORKER, size=DESK)

    agreement = when_they_settle_an_agreement(sergeant, socialworker)
    session = when_they_plan_a_session(sergeant, socialworker, agreement)
    record = when_they_write_the_record(sergeant, socialworker)
    when_they_sign_the_record(sergeant, socialworker, record)
    when_they_amend_the_record(sergeant, socialworker, record)

    for administrator in (visit("admin@police.example"), visit("admin@council.example", size=DESK)):
        then_an_administrator_sees_who_and_how_often_and_nothing_else(administrator, [agreement, session, record])


def when_they_settle_an_agreement(sergeant: Page, socialworker: Page) -> str:
    when_i_propose_an_agreement_to(sergeant, NOOR)
    then_the_missing_lines_are_named_and_nobody_can_sign(sergeant)
    when_i_say_who_carries_the_normative_function(sergeant)
    when_i_sign_the_agreement(sergeant)
    then_the_page_is_accessible(sergeant)

    agreement = sergeant.url
    socialworker.goto("/supervision/")
    then_the_page_is_accessible(socialworker)
    socialworker.goto(agreement)
    expect(socialworker.get_by_text(f"{SAM} signed this version on")).to_be_visible()
    when_i_change_the_terms(socialworker)
    then_nobody_has_signed(socialworker)

    when_i_sign_the_agreement(socialworker)
    sergeant.goto("/supervision/")
    sergeant.get_by_role("link", name=f"Agreement with {NOOR}").first.click()
    then_the_page_is_accessible(sergeant)
    when_i_sign_the_agreement(sergeant)
    expect(sergeant.get_by_text("Signed by both of you on")).to_be_visible()
    expect(sergeant.get_by_role("button", name="Sign agreement")).to_have_count(0)
    return agreement


def when_they_plan_a_session(sergeant: Page, socialworker: Page, agreement: str) -> str:
    session = when_i_plan_a_session(sergeant, agreement)
    socialworker.goto(session)
    when_i_add_to_the_agenda(sergeant, "Who knocks first?")
    when_i_add_to_the_agenda(socialworker, "What we tell the school")
    expect(socialworker.get_by_role("listitem").filter(has_text="Who knocks first?")).to_contain_text(f"Added by {SAM}")
    then_the_page_is_accessible(socialworker)
    return session


def when_they_write_the_record(sergeant: Page, socialworker: Page) -> str:
    record = when_i_start_the_record(sergeant)
    when_i_write(sergeant, "Experience", ON_THE_LANDING)
    then_it_is_saved(sergeant, "Experience")
    sergeant.reload()
    expect(my_words(sergeant, "Experience")).to_have_value(ON_THE_LANDING)
    when_i_choose_who_can_read(sergeant, "Experience", "The two of us.")
    when_i_write(sergeant, "Reflection", NOT_FOR_ANYONE)
    then_it_is_saved(sergeant, "Reflection")
    then_the_page_is_accessible(sergeant)

    socialworker.goto(record)
    expect(stage(socialworker, "Experience")).to_contain_text(ON_THE_LANDING)
    when_i_write(socialworker, "Experience", IN_THE_KITCHEN)
    then_it_is_saved(socialworker, "Experience")
    when_i_choose_who_can_read(socialworker, "Experience", "The two of us.")
    return record


def when_they_sign_the_record(sergeant: Page, socialworker: Page, record: str) -> None:
    when_i_look_at_what_will_be_kept(sergeant, record)
    sergeant.get_by_role("button", name="Put it up for signing").click()
    then_the_page_is_accessible(sergeant)
    socialworker.goto(record)
    when_i_sign(socialworker, note=SEEN_DIFFERENTLY)
    then_the_page_is_accessible(socialworker)
    then_private_words_stay_private(sergeant, socialworker, record)
    sergeant.reload()
    when_i_sign(sergeant)
    then_the_record_is_locked(sergeant)
    expect(sergeant.get_by_role("complementary", name=f"Note of difference, {NOOR}")).to_contain_text(SEEN_DIFFERENTLY)


def when_they_amend_the_record(sergeant: Page, socialworker: Page, record: str) -> None:
    when_i_add_an_amendment(sergeant, LATER)
    then_the_page_is_accessible(sergeant)
    socialworker.reload()
    socialworker.get_by_role("button", name="Sign amendment").click()
    expect(socialworker.get_by_text(f"Signed by {SAM} and {NOOR}.")).to_be_visible()
    then_the_record_is_locked(socialworker)
    then_both_are_named_as_readers(socialworker)
    then_private_words_stay_private(sergeant, socialworker, record)
    then_the_page_is_accessible(socialworker)


def then_an_administrator_sees_who_and_how_often_and_nothing_else(page: Page, addresses: list[str]) -> None:
    for address in addresses:
        assert page.goto(address).status == 404
        expect(page.get_by_role("heading", name="Not found")).to_be_visible()
    for address in ("/supervision/", "/inbox/", "/supervision/reports/pairs"):
        page.goto(address)
        words = page.get_by_role("main").inner_text()
        assert [said for said in SAID_BETWEEN_THE_TWO if said in words] == []
    expect(page.get_by_role("main")).to_contain_text(SAM)
    expect(page.get_by_role("main")).to_contain_text(NOOR)
    page.goto(f"/search?q={IN_THE_KITCHEN}")
    # What was asked stands in the box, and in nothing that was found.
    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text=IN_THE_KITCHEN)).to_have_count(0)


def test_two_people_write_and_sign_with_scripts_off(visit):
    sergeant, socialworker = visit(SERGEANT, scripts=False), visit(SOCIALWORKER, size=DESK, scripts=False)

    sergeant.goto(given_a_record_being_written(sergeant))
    record = sergeant.url
    my_words(sergeant, "What?").fill(ON_THE_LANDING)
    stage(sergeant, "What?").get_by_role("button", name="Save", exact=True).click()
    expect(my_words(sergeant, "What?")).to_have_value(ON_THE_LANDING)
    expect(stage(sergeant, "What?").get_by_text("Last saved")).to_be_visible()
    when_i_choose_who_can_read(sergeant, "What?", "The two of us.")
    then_the_page_is_accessible(sergeant)
    when_i_put_the_record_up_for_signing(sergeant)

    socialworker.goto(record)
    expect(stage(socialworker, "What?")).to_contain_text(ON_THE_LANDING)
    when_i_sign(socialworker, note=SEEN_DIFFERENTLY)
    sergeant.reload()
    when_i_sign(sergeant)
    then_the_record_is_locked(sergeant)
    expect(sergeant.get_by_text(SEEN_DIFFERENTLY)).to_be_visible()


def test_a_record_is_signed_with_the_keyboard_alone(visit):
    sergeant = visit(SERGEANT, size=DESK)
    sergeant.goto(given_a_record_up_for_signing(sergeant, ON_THE_LANDING))

    when_i_tab_to(sergeant, sergeant.get_by_label("A note of difference"))
    sergeant.keyboard.type(SEEN_DIFFERENTLY)
    when_i_tab_to(sergeant, sergeant.get_by_role("button", name="Sign record"))
    sergeant.keyboard.press("Enter")

    expect(sergeant.get_by_text("Your signature is under this record.")).to_be_visible()
    expect(sergeant.get_by_text(SEEN_DIFFERENTLY)).to_be_visible()


def when_i_propose_an_agreement_to(page: Page, name: str) -> None:
    page.goto("/supervision/")
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Propose an agreement").click()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name=name).click()
    page.get_by_role("radio", name=f"You supervise {name}").check()
    page.get_by_label("Purpose").fill("To think about the work that we do side by side.")
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Propose agreement").click()
    expect(page.get_by_text("The agreement is proposed.")).to_be_visible()


def then_the_missing_lines_are_named_and_nobody_can_sign(page: Page) -> None:
    expect(page.get_by_text("Before it can be signed, it has to say:")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=CARRIED_FOR_ME)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text=CARRIED_FOR_NOOR)).to_be_visible()
    expect(page.get_by_role("button", name="Sign agreement")).to_have_count(0)
    then_the_page_is_accessible(page)


def when_i_say_who_carries_the_normative_function(page: Page) -> None:
    page.get_by_role("link", name="Change the terms").click()
    page.get_by_label(CARRIED_FOR_ME).fill("The neighbourhood inspector")
    page.get_by_label(CARRIED_FOR_NOOR).fill("A manager at the council")
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Save new version").click()


def when_i_change_the_terms(page: Page) -> None:
    page.get_by_role("link", name="Change the terms").click()
    page.get_by_label(CARRIED_FOR_ME).fill("The team manager, in casework supervision")
    page.get_by_role("button", name="Save new version").click()
    expect(page.get_by_text("Saved as a new version.")).to_be_visible()


def when_i_sign_the_agreement(page: Page) -> None:
    page.get_by_role("button", name="Sign agreement").click()
    expect(page.get_by_text("Your signature is under this version.")).to_be_visible()


def then_nobody_has_signed(page: Page) -> None:
    expect(page.get_by_text("Nobody has signed this version.")).to_be_visible()
    expect(page.get_by_text(f"Signed by {SAM}")).to_be_visible()


def when_i_plan_a_session(page: Page, agreement: str) -> str:
    page.goto(agreement)
    page.get_by_role("link", name="Plan a session").click()
    page.get_by_label("Date").fill((datetime.now(UTC) + timedelta(days=9)).date().isoformat())
    page.get_by_label("Time").fill("14:00")
    page.get_by_role("radio", name="In person").check()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Plan session").click()
    expect(page.get_by_role("heading", level=1, name=f"Session with {NOOR}")).to_be_visible()
    return page.url


def when_i_add_to_the_agenda(page: Page, text: str) -> None:
    page.get_by_label("What do you want to talk about?").fill(text)
    page.get_by_role("button", name="Add to the agenda").click()
    expect(page.get_by_role("listitem").filter(has_text=text)).to_contain_text("Added by you")


def when_i_start_the_record(page: Page) -> str:
    page.reload()
    page.get_by_role("link", name="Start the record").click()
    expect(page.get_by_role("listitem").filter(has_text="What we tell the school")).to_be_visible()
    page.get_by_role("radio", name="No, it is not about such an incident").check()
    page.get_by_role("radio", name="60 minutes").check()
    page.get_by_role("radio", name="The integrated cycle").check()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Start the record").click()
    expect(stage(page, "Experience").get_by_text("About 12 minutes")).to_be_visible()
    return page.url


def when_i_look_at_what_will_be_kept(page: Page, record: str) -> None:
    page.goto(record)
    page.get_by_role("link", name="See what will be kept").click()
    kept = page.get_by_role("main")
    for words in (ON_THE_LANDING, IN_THE_KITCHEN, NOT_FOR_ANYONE):
        expect(kept).to_contain_text(words)
    then_the_page_is_accessible(page)


def then_private_words_stay_private(author: Page, other: Page, record: str) -> None:
    author.goto(record)
    assert NOT_FOR_ANYONE in author.content()
    other.goto(record)
    assert ON_THE_LANDING in other.content()
    assert NOT_FOR_ANYONE not in other.content()


def when_i_add_an_amendment(page: Page, text: str) -> None:
    page.get_by_text("Add an amendment").click()
    page.get_by_label("What you add").fill(text)
    page.get_by_role("button", name="Add and sign").click()
    expect(page.get_by_text("it stands when both of you have signed")).to_be_visible()


def then_both_are_named_as_readers(page: Page) -> None:
    readings = page.get_by_role("list").filter(has=page.get_by_text(f"{NOOR}, Marchfield Council (you)"))
    expect(readings.get_by_role("listitem").filter(has_text=f"{SAM}, Westmarch Police").first).to_be_visible()


def when_i_tab_to(page: Page, target) -> None:
    for _ in range(60):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {target}")
