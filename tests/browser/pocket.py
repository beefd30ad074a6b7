"""A phone with the manual in it: how it gets there, how its signal is lost, and what is on it."""

import os
import re
import signal
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PATIENCE, sign_in
from tests.browser.fake_edition import CANARY, TITLE

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
