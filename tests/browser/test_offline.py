"""A cellar, a car park, a hospital corridor: no signal, and the manual opens."""

import os
import re
import shutil
import signal
import tempfile
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.browser.conftest import PATIENCE, PHONE, _listen, _running, sign_in, then_the_page_is_accessible
from tests.browser.fake_edition import CANARY, SLUG, TITLE, FakeEdition

OFFICER = "officer@police.example"
# Looks without making the database that it looks for. `after`: by the device's clock; an older copy does not count.
COPIED = """async ([patience, after]) => {
    const look = async () => {
        if (!(await navigator.storageBuckets.keys()).includes("alongside")) return false;
        return lookInto((await navigator.storageBuckets.open("alongside")).indexedDB);
    };
    const lookInto = (bucket) => new Promise((resolve) => {
        const request = bucket.open("alongside-edition");
        request.onupgradeneeded = () => request.transaction.abort();
        request.onerror = () => resolve(false);
        request.onsuccess = () => {
            const database = request.result;
            const wish = database.transaction("meta").objectStore("meta").get("synchronised_at");
            wish.onsuccess = () => { database.close(); resolve(wish.result > after); };
        };
    });
    const until = Date.now() + patience;
    while (!(await look())) {
        if (Date.now() > until) throw new Error("no copy came");
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""

EMPTIED = """async (patience) => {
    const until = Date.now() + patience;
    while ((await navigator.storageBuckets.keys()).length > 0) {
        if (Date.now() > until) throw new Error("the copy stayed");
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}"""
READ_BY_AN_OLDER_SEARCH = """async () => {
    const home = await navigator.storageBuckets.open("alongside");
    const database = await new Promise((resolve) => {
        const request = home.indexedDB.open("alongside-edition");
        request.onsuccess = () => resolve(request.result);
    });
    const change = database.transaction(["segments", "meta"], "readwrite");
    change.objectStore("segments").clear();
    change.objectStore("segments").add({ of: "another shape" });
    change.objectStore("meta").put(0, "words");
    await new Promise((resolve) => { change.oncomplete = resolve; });
    database.close();
}"""


@pytest.fixture
def edition():
    return FakeEdition()


@pytest.fixture
def own_site():
    """One that may be ended."""
    with _running(demo=True) as site:
        yield site


@pytest.fixture
def phone(playwright, browser_type_launch_args, edition):
    """`with phone(site) as context`: the same phone each time, with what it kept. `real`: of the site's own manual."""
    profile = Path(tempfile.mkdtemp(prefix="alongside-phone-"))
    complaints: list[str] = []

    @contextmanager
    def switch_on(site, *, real=False):
        context = playwright.chromium.launch_persistent_context(
            profile, base_url=site.url, viewport=PHONE, **browser_type_launch_args
        )
        context.set_default_timeout(PATIENCE)
        if not real:
            context.route("**/edition/**", edition.answer)
        context.on("console", lambda message: _listen(message, complaints))
        try:
            yield context
        finally:
            context.close()

    switch_on.profile = profile
    yield switch_on
    shutil.rmtree(profile, ignore_errors=True)
    assert complaints == []


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


def test_a_newer_search_reads_an_older_copy_anew_without_a_signal(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        page.evaluate(READ_BY_AN_OLDER_SEARCH)
        when_the_signal_is_gone(context)

        page.goto("/search?q=crisis+line")

        expect(page.get_by_role("main").get_by_role("link", name=TITLE)).to_be_visible()
        expect(page.get_by_role("main").locator("mark").first).to_be_visible()


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


def test_whose_sign_in_has_ended_still_reads(phone, site):
    with phone(site) as context:
        page = given_a_phone_with_the_manual(context)
        context.clear_cookies()
        page.goto("/")
        when_the_signal_is_gone(context)

        page.goto(f"/manual/{SLUG}")

        then_the_page_is_open(page)


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


def when_i_bring_it_up_to_date(page: Page) -> None:
    page.get_by_role("button", name="Bring it up to date now").click()


def when_the_server_is_gone(site) -> None:
    tell_everybody_of(site, signal.SIGKILL)
    site.process.wait(timeout=20)


@contextmanager
def a_server_that_never_answers(site):
    """Stopped, not ended: it takes the connection, and says nothing."""
    tell_everybody_of(site, signal.SIGSTOP)
    try:
        yield
    finally:
        tell_everybody_of(site, signal.SIGCONT)


def tell_everybody_of(site, what: signal.Signals) -> None:
    for one in [site.process.pid, *children_of(site.process.pid)]:
        os.kill(one, what)


def children_of(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return found + [one for child in found for one in children_of(child)]


def then_the_worker_keeps_public_files_only(page: Page) -> None:
    paths = page.evaluate(
        """async () => {
            const requests = (await caches.keys()).map(async (name) => (await caches.open(name)).keys());
            return (await Promise.all(requests)).flat().map(({ url }) => new URL(url).pathname);
        }"""
    )
    assert "/offline/" in paths
    assert [path for path in paths if path != "/offline/" and not path.startswith("/static/pwa/")] == []


def then_nothing_is_kept(page: Page) -> None:
    assert page.evaluate("() => indexedDB.databases()") == []
    assert page.evaluate("() => navigator.storageBuckets.keys()") == []
    assert "alongside-images" not in page.evaluate("() => caches.keys()")
    assert page.evaluate("() => Object.keys(localStorage)") == []


def then_the_word_is_nowhere_in(profile: Path) -> None:
    wanted = (CANARY.encode(), CANARY.encode("utf-16-le"))
    files = [file for file in profile.rglob("*") if file.is_file()]
    assert [str(file) for file in files if any(word in file.read_bytes() for word in wanted)] == []


def given_a_phone_with_the_manual(context: BrowserContext) -> Page:
    page = context.pages[0]
    sign_in(page, OFFICER)
    page.evaluate(COPIED, [PATIENCE, 0])
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return page


def when_the_signal_is_gone(context: BrowserContext) -> None:
    context.set_offline(True)


def then_it_says_that_it_is_a_copy(page: Page) -> None:
    expect(page.get_by_text(re.compile(r"Copy of \d+ \w+ \d{4}, \d\d:\d\d"))).to_be_visible()


def then_the_page_is_open(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    now = page.get_by_role("region", name="Do this now")
    expect(now.get_by_role("link", name="111")).to_have_attribute("href", "tel:111")
    expect(now.get_by_role("link", name="111")).to_be_in_viewport()
