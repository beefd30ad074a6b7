"""What a device keeps of the manual: how it is brought up to date, and how it goes."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser.conftest import PATIENCE, sign_in, then_the_page_is_accessible
from tests.browser.fake_edition import CANARY, SLUG, TITLE
from tests.browser.pocket import (
    COPIED,
    EMPTIED,
    OFFICER,
    given_a_phone_with_the_manual,
    then_nothing_is_kept,
    then_the_word_is_nowhere_in,
    when_i_bring_it_up_to_date,
    when_the_signal_is_gone,
)


def test_a_copy_that_was_interrupted_goes_on_where_it_stopped(phone, site, edition):
    edition.broken = "packs/1"
    with phone(site) as context:
        page = context.pages[0]
        sign_in(page, OFFICER)
        expect(page.get_by_text("The copy on this device is not complete yet.")).to_be_visible()
        edition.broken, edition.paths = "", []

        page.goto("/manual/")
        page.evaluate(COPIED, [PATIENCE, 0])

        first, pack, rest = edition.paths
        assert (first, pack, rest.partition("/")[0]) == ("?since=", "packs/1", "items")


def test_afterwards_only_differences_travel(phone, site, edition):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.goto("/storage/")
        edition.paths = []
        when_i_bring_it_up_to_date(page)
        expect(page.get_by_text("Nothing was new.")).to_be_visible()
        assert edition.paths == ["?since=1"]

        changed = edition.items["manual.page:1"] | {"title": "Another title"}
        edition.items["manual.page:1"], edition.cursor, edition.paths = changed, 2, []
        del edition.items["manual.page:3"]
        when_i_bring_it_up_to_date(page)
        expect(page.get_by_text("It is up to date.")).to_be_visible()
        assert [path.partition("/")[0] for path in edition.paths] == ["?since=1", "items"]

        when_the_signal_is_gone(context)
        page.goto("/manual/")
        expect(page.get_by_role("link", name="Another title")).to_be_visible()
        expect(page.get_by_role("link", name="A page that is due")).to_have_count(0)


def test_what_is_on_this_device_is_shown_and_removed_without_a_signal(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.goto("/")
        page.get_by_role("banner").locator("summary").click()
        page.get_by_role("link", name="On this device").click()
        expect(page.get_by_text("29 pages of the manual, 1 term, 1 local note")).to_be_visible()
        page.get_by_role("checkbox", name="Use little data").check()
        expect(page.get_by_text("Nothing is copied until you ask for it here.")).to_be_visible()
        then_the_page_is_accessible(page, dark_too=True)

        when_the_signal_is_gone(context)
        page.goto("/storage/")
        then_the_page_is_accessible(page)
        page.get_by_role("button", name="Remove from this device").click()
        expect(page.get_by_text("Nothing of the manual is on this device any more.")).to_be_visible()

        then_nothing_is_kept(page)
    then_the_word_is_nowhere_in(phone.profile)


@pytest.mark.parametrize("has_signal", [True, False])
def test_signing_out_removes_everything(phone, site, has_signal):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.goto("/")
        page.evaluate("() => localStorage.setItem('draft:1', 'words')")
        if not has_signal:
            when_the_signal_is_gone(context)
        page.get_by_role("banner").locator("summary").click()
        page.get_by_role("button", name="Sign out").click()
        if has_signal:
            expect(page.get_by_role("main").get_by_role("link", name="Sign in")).to_be_visible()
            when_the_signal_is_gone(context)
        else:
            expect(page.get_by_text("Everything that was kept on this device is removed.")).to_be_visible()

        then_nothing_is_kept(page)
        with suppress(Error):
            page.go_back()
        expect(page.get_by_text(CANARY)).to_have_count(0)
    then_the_word_is_nowhere_in(phone.profile)
    with phone(site) as context:
        when_the_signal_is_gone(context)
        page = context.pages[0]
        with suppress(Error):
            page.goto(f"/manual/{SLUG}")
        expect(page.get_by_text(TITLE)).to_have_count(0)


def test_another_person_finds_nothing_of_the_one_before(phone, site, edition):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        context.clear_cookies()
        edition.items = {key: item for key, item in edition.items.items() if key != "manual.page:1"}
        edition.cursor, edition.paths = 7, []

        before = page.evaluate("() => Date.now()")
        sign_in(page, "nurse@health.example")
        page.evaluate(COPIED, [PATIENCE, before])

        assert next(path for path in edition.paths if path != "lease") == "?since="
        when_the_signal_is_gone(context)
        page.goto("/manual/")
        expect(page.get_by_role("link", name="A page that is due")).to_be_visible()
        expect(page.get_by_text(TITLE)).to_have_count(0)


def test_whoever_signs_out_everywhere_empties_a_phone_at_its_next_contact(phone, site, visit):
    with phone(site, real=True) as context:
        page = given_a_phone_with_the_manual(context)
        page.evaluate("() => localStorage.setItem('draft:1', 'words')")
        desk = visit(OFFICER)
        desk.goto("/account/sessions/")
        desk.get_by_role("button", name="Sign out everywhere else").click()

        when_the_signal_is_gone(context)
        page.goto("/manual/cuckooing")
        expect(page.get_by_role("heading", level=1, name="Cuckooing")).to_be_visible()
        context.set_offline(False)
        page.goto("/")

        page.evaluate(EMPTIED, PATIENCE)
        assert page.evaluate("() => localStorage.getItem('draft:1')") == "words"
