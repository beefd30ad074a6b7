"""A page that must be read: asked for, read and understood, counted without who. All of it with scripts off."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.conftest import then_the_page_is_accessible
from tests.browser.curators import once

TRAINER, NURSE, OFFICER = "trainer@police.example", "nurse@health.example", "officer@police.example"
TRUST = "Marchfield Health Trust"
# Numbers are said from nine people on: nine more of the trust, four of whom have read the page.
NINE_MORE = """
from django.utils import timezone
from backend.identity.models import Membership, Organisation, Person
from backend.identity.queries.hats import actor_by_email
from practice_wisdom.manual.operations.requirements import acknowledge

now, trust = timezone.now(), Organisation.objects.get(name="Marchfield Health Trust")
for number in range(9):
    email = f"ward.{number}@health.example"
    person, _ = Person.objects.get_or_create(email=email, defaults={"name": f"Ward Nurse {number}", "joined_at": now})
    facts = {"job_title": "Ward nurse", "roles": ["READER"], "joined_at": now}
    Membership.objects.get_or_create(person=person, organisation=trust, defaults=facts)
    if number < 4:
        acknowledge(actor=actor_by_email(email=email), slug="SLUG", number=1, now=now)
"""


def test_a_page_is_asked_for_read_and_counted_without_who(visit, curators, site):
    title = once("Heat on the ward")
    address = curators.publish_new(title, step="Ring the ward sister.")
    trainer, nurse, officer = (visit(who, scripts=False) for who in (TRAINER, NURSE, OFFICER))

    when_the_trust_is_asked(trainer, address)
    site.manage("shell", "-c", NINE_MORE.replace("SLUG", address.removeprefix("/manual/")))
    then_the_count_is(trainer, address, read="fewer than 5", not_yet="6 or more")
    nurse.goto("/")
    nurse.get_by_role("main").get_by_role("link", name=title).first.click()
    when_i_say_that_i_have_read_it(nurse)
    then_i_am_not_asked_any_more(nurse, address, title)
    then_the_count_is(trainer, address, read="5", not_yet="5")

    curators.publish_again(address, step="Ring the site manager.")
    nurse.goto(address)
    expect(nurse.get_by_role("button", name="I have read and understood this")).to_be_visible()
    officer.goto(address)
    expect(officer.get_by_text("You are asked to read this page")).to_have_count(0)
    when_nobody_is_asked_any_more(trainer, address)
    nurse.goto(address)
    expect(nurse.get_by_text("You are asked to read this page")).to_have_count(0)


def when_the_trust_is_asked(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("region", name="For curators").get_by_role("link", name="Who must read this page").click()
    then_the_page_is_accessible(page)
    page.get_by_role("group", name="In which organisations").get_by_label("Health").check()
    page.get_by_label("Ask again when a new revision is published").check()
    page.get_by_role("button", name="Ask them to read it").click()
    expect(page.get_by_role("alert")).to_contain_text("Read it by")
    expect(page.get_by_role("group", name="In which organisations").get_by_label("Health")).to_be_checked()
    page.get_by_label("Read it by").fill((timezone.localdate() + timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Ask them to read it").click()
    expect(page.get_by_role("table", name="Read and understood, revision 1")).to_be_visible()


def then_the_count_is(page: Page, address: str, *, read: str, not_yet: str) -> None:
    page.goto(f"{address}/requirement")
    row = page.get_by_role("row").filter(has_text=TRUST)
    expect(row.get_by_role("cell").first).to_have_text(read)
    expect(row.get_by_role("cell").last).to_have_text(not_yet)
    expect(page.get_by_role("main")).not_to_contain_text("Ward Nurse")
    expect(page.get_by_role("main")).not_to_contain_text("Frankie Dole")
    then_the_page_is_accessible(page)


def when_i_say_that_i_have_read_it(page: Page) -> None:
    page.get_by_role("link", name="Say that you have").click()
    button = page.get_by_role("button", name="I have read and understood this")
    expect(button).to_be_in_viewport()
    then_the_page_is_accessible(page, dark_too=True)
    button.click()
    expect(page.get_by_text("You have said that you read and understood this page.")).to_be_visible()


def then_i_am_not_asked_any_more(page: Page, address: str, title: str) -> None:
    page.goto("/")
    expect(page.get_by_text("To read by").filter(has_text=title)).to_have_count(0)
    page.goto("/manual/shelf")
    expect(page.get_by_role("heading", name="To read")).to_have_count(0)
    page.goto(address)
    expect(page.get_by_role("link", name="Say that you have")).to_have_count(0)


def when_nobody_is_asked_any_more(page: Page, address: str) -> None:
    page.goto(f"{address}/requirement")
    page.get_by_role("button", name="Stop asking").click()
    expect(page.get_by_role("button", name="Ask them to read it")).to_be_visible()
