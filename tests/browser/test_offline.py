"""A cellar, a car park, a hospital corridor: no signal, and the manual opens."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.conftest import then_the_page_is_accessible
from tests.browser.fake_edition import SLUG, TITLE
from tests.browser.pocket import (
    READ_BY_AN_OLDER_SEARCH,
    a_server_that_never_answers,
    given_a_phone_with_the_manual,
    then_it_says_that_it_is_a_copy,
    then_the_page_is_open,
    then_the_worker_keeps_public_files_only,
    when_the_server_is_gone,
    when_the_signal_is_gone,
)


def test_an_officer_reads_and_searches_without_a_signal(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)

        when_the_signal_is_gone(context)
        page.goto("/")
        then_it_says_that_it_is_a_copy(page)
        then_the_page_is_accessible(page, dark_too=True)
        page.get_by_role("searchbox").fill("136")
        expect(page.get_by_role("status").filter(has_text=re.compile(r"\d+ results?"))).to_be_visible()
        then_the_page_is_accessible(page)
        page.get_by_role("main").get_by_role("link", name=TITLE).click()

        then_the_page_is_open(page)
        note, other = page.get_by_role("note", name="Local note for Marchfield").all()
        expect(note).to_contain_text("The suite is closed.")
        expect(note.get_by_text("In date")).to_be_visible()
        expect(page.locator("section + [role=note]")).to_contain_text("The suite is closed.")
        expect(other).to_contain_text("Park behind.")
        expect(page.locator(".page__body > :last-child")).to_contain_text("Park behind.")
        then_the_page_is_accessible(page, dark_too=True)
        page.get_by_role("button", name="AMHP").first.click()
        expect(page.get_by_text("Decides whether somebody is detained.")).to_be_visible()


def test_twelve_seconds_in_a_cellar(phone, own_site):
    """The app is cold, the server gone: six letters at three a second, three taps, and the number can be rung."""
    with phone(own_site) as context:
        given_a_phone_with_the_manual(context)
    when_the_server_is_gone(own_site)

    with phone(own_site) as context:
        page = context.pages[0]
        page.goto("/")
        page.get_by_role("searchbox").click()
        page.keyboard.type("sec 13", delay=333)
        page.get_by_role("main").get_by_role("link", name=TITLE).click()
        then_the_page_is_open(page)
        # From the start of the app on: everything since was drawn in one document.
        assert page.evaluate("() => performance.now()") < 12_000

        page.goto(f"/manual/{SLUG}")
        then_the_page_is_open(page)
        page.goto("/glossary/amhp")
        expect(page.get_by_role("heading", level=1, name="AMHP")).to_be_visible()
        then_the_page_is_accessible(page)


def test_the_whole_starter_manual_fits_in_the_pocket(phone, site):
    with phone(site, real=True) as context:
        page = given_a_phone_with_the_manual(context)
        page.goto("/storage/")
        expect(page.get_by_text(re.compile(r"\b8\d pages of the manual, 2\d\d terms"))).to_be_visible()

        when_the_signal_is_gone(context)
        page.goto("/")
        page.get_by_role("searchbox").type("took over his flat")
        page.get_by_role("main").get_by_role("link", name="Cuckooing").first.click()

        expect(page.get_by_role("heading", level=1, name="Cuckooing")).to_be_visible()
        expect(page.get_by_role("region", name="Do this now")).to_be_visible()
        then_the_page_is_accessible(page, dark_too=True)


def test_every_screen_of_the_copy(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.goto("/supervision/")
        page.goto("/account/")
        then_the_worker_keeps_public_files_only(page)
        when_the_signal_is_gone(context)

        page.goto("/manual/")
        then_it_says_that_it_is_a_copy(page)
        overdue = page.get_by_role("listitem").filter(has_text="A page that nobody checked")
        expect(overdue).to_contain_text("Review overdue")
        due = page.get_by_role("listitem").filter(has_text="A page that is due")
        expect(due).to_contain_text("Review due soon")
        then_the_page_is_accessible(page)
        page.goto("/glossary/")
        then_the_page_is_accessible(page)
        page.goto("/manual/old-page")
        expect(page.get_by_role("region", name="Do this now")).to_have_text("Do this nowPlain words")
        then_the_page_is_accessible(page)
        for path in ("/supervision/", "/manual/desk", "/account/"):
            page.goto(path)
            expect(page.get_by_role("heading", level=1, name="No signal")).to_be_visible()
            expect(page.get_by_text(TITLE)).to_have_count(0)
            then_the_page_is_accessible(page)


def test_a_copy_older_than_thirty_days_asks_to_be_brought_up_to_date(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        when_the_signal_is_gone(context)
        page.clock.install(time=datetime.now(UTC) + timedelta(days=31))

        page.goto(f"/manual/{SLUG}")

        then_the_page_is_open(page)
        expect(page.get_by_text("It is more than 30 days old")).to_be_visible()
        then_the_page_is_accessible(page)


def test_a_newer_search_reads_an_older_copy_anew_without_a_signal(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.evaluate(READ_BY_AN_OLDER_SEARCH)
        when_the_signal_is_gone(context)

        page.goto("/search?q=crisis+line")

        expect(page.get_by_role("main").get_by_role("link", name=TITLE)).to_be_visible()
        expect(page.get_by_role("main").locator("mark").first).to_be_visible()


def test_whose_sign_in_has_ended_still_reads(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        context.clear_cookies()
        page.goto("/")
        when_the_signal_is_gone(context)

        page.goto(f"/manual/{SLUG}")

        then_the_page_is_open(page)


def test_one_bar_of_signal_shows_the_copy_after_a_while(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        with a_server_that_never_answers(site):
            page.goto(f"/manual/{SLUG}")

            then_the_page_is_open(page)
            then_it_says_that_it_is_a_copy(page)


def test_it_can_be_installed(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.goto("/")

        answer = context.new_cdp_session(page).send("Page.getInstallabilityErrors")

        assert answer == {"installabilityErrors": []}
