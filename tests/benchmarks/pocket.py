"""A thousand pages in the pocket: what travels, and how quick a slow phone is with them when the server is gone.

`.venv/bin/python -m tests.benchmarks.pocket [--pages 1000] [--slower 4]`, in Chromium.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.benchmarks import many_pages
from tests.benchmarks.browser import found_browser, sign_in_with
from tests.benchmarks.questions import QUESTIONS, typed_so_far
from tests.benchmarks.report import against, percentile, say, show
from tests.benchmarks.server import Site, fresh_site
from tests.benchmarks.visitor import Visitor

OFFICER = "officer@police.example"
FULL_KB, ONE_KB, NOTHING_KB = 1_500, 10, 1
OPEN_MS, SEARCH_MS = 300, 50
OPENED, PATIENCE = 20, 300_000
PHONE = {"width": 390, "height": 844}
COPIED = """async () => {
    const home = await navigator.storageBuckets.open("alongside");
    for (;;) {
        const facts = await new Promise((resolve) => {
            const request = home.indexedDB.open("alongside-edition");
            request.onupgradeneeded = () => request.transaction.abort();
            request.onerror = () => resolve({});
            request.onsuccess = () => {
                const wish = request.result.transaction("meta").objectStore("meta").get("synchronised_at");
                wish.onsuccess = () => { request.result.close(); resolve(wish.result); };
            };
        });
        if (Number.isFinite(facts)) return;
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
}"""
# From the words in the box until what is found is on the page.
TYPED = """async (texts) => {
    const box = document.querySelector("#q");
    const took = [];
    for (const text of texts) {
        const began = performance.now();
        const drawn = new Promise((resolve) => {
            new MutationObserver((_, observer) => { observer.disconnect(); resolve(performance.now()); })
                .observe(document.querySelector("form.search-box ~ div"), { childList: true });
        });
        box.value = text;
        box.dispatchEvent(new InputEvent("input", { bubbles: true }));
        took.push((await drawn) - began);
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
    return took;
}"""
# A link in the app, as a result of search is one.
FOLLOWED = """async (paths) => {
    const shown = () => performance.getEntriesByName("shown").at(-1).startTime;
    const took = [];
    for (const path of paths) {
        const link = Object.assign(document.createElement("a"), { href: path });
        document.body.append(link);
        const began = performance.now();
        link.click();
        while (shown() < began) await new Promise((resolve) => setTimeout(resolve, 1));
        took.push(shown() - began);
        link.remove();
    }
    return took;
}"""
READY = """() => new Promise((resolve) => {
    const box = document.querySelector("#q");
    box.value = "police";
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
    const look = () => document.querySelector(".results") ? resolve(performance.now()) : setTimeout(look, 5);
    look();
})"""
SHOWN = "() => performance.getEntriesByName('shown').at(-1)?.startTime ?? 0"


class Shuffler(many_pages.Writer):
    """The sentences of the starter pages, mixed: English, and no page a copy of another."""

    def __init__(self, texts: list[str]) -> None:
        super().__init__(texts)
        self.sentences = [one for text in texts for one in text.split(". ") if len(one) > 20]

    def text(self, length: int) -> str:
        said: list[str] = []
        while len(said) < length:
            said += self.chance.choice(self.sentences).split()
        return " ".join(said[:length])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--pages", type=int, default=1_000)
    asked.add_argument("--slower", type=int, default=4, help="how many times slower than this processor a phone's is")
    given = asked.parse_args()
    with fresh_site() as site:
        aside(site, "fill", given.pages)
        travels(site)
        in_the_pocket(site, given.slower)


def travels(site: Site) -> None:
    visitor = site.signed_in(OFFICER)
    first, cursor = taken(visitor, "")
    nothing, cursor = taken(visitor, cursor)
    aside(site, "change", 1)
    one, _ = taken(visitor, cursor)
    rows = [
        ["all of it", *first[1:], against(first[0], FULL_KB)],
        ["nothing changed", *nothing[1:], against(nothing[0], NOTHING_KB)],
        ["one page changed", *one[1:], against(one[0], ONE_KB)],
    ]
    show(title="What travels", heads=["", "s", "requests", "KB"], rows=rows, note="bodies; 1 KB is 1,000 bytes")


def taken(visitor: Visitor, cursor: str) -> tuple[list[Any], str]:
    """Kilobytes, seconds, requests; and the new cursor."""
    began = time.perf_counter()
    sent, told = fetched(visitor, f"/edition/?since={cursor}")
    in_packs = sum(number for _, number in told["packs"])
    items = [f"/edition/items/{hash}" for _, hash in told["items"][in_packs:]]
    addresses = [*(url for url, _ in told["packs"]), *items]
    sent += sum(fetched(visitor, url)[0] for url in addresses)
    return [sent / 1000, round(time.perf_counter() - began, 2), 1 + len(addresses)], told["cursor"]


def fetched(visitor: Visitor, path: str) -> tuple[int, Any]:
    answer = visitor.ask("GET", path, headers={"Accept-Encoding": "br"})
    plain = brotli.decompress(answer.body) if answer.headers["Content-Encoding"] == "br" else answer.body
    return len(answer.body), json.loads(plain)


def in_the_pocket(site: Site, slower: int) -> None:
    profile = Path(tempfile.mkdtemp(prefix="alongside-pocket-"))
    try:
        with sync_playwright() as playwright:
            with switched_on(playwright, site, profile) as context:
                copied = copy_of(context, site)
                paths = context.pages[0].evaluate("() => [...document.links].map(({ pathname }) => pathname)")
            site.stop()
            with switched_on(playwright, site, profile) as context:
                rows = figures(context.pages[0], [path for path in paths if path.startswith("/manual/made-up")], slower)
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    rows = [["copied to the device, at full speed, s", "", "", f"{copied:.1f}", ""], *rows]
    heads = ["the server gone, ms", "p50", "p95", "most", "bar (p95)"]
    show(title="In the pocket", heads=heads, rows=rows, note=f"processor {slower} times slower, {PHONE['width']} wide")


def switched_on(playwright: Any, site: Site, profile: Path) -> Any:
    return playwright.chromium.launch_persistent_context(
        profile, base_url=site.url, viewport=PHONE, executable_path=found_browser(), args=["--no-sandbox"]
    )


def copy_of(context: BrowserContext, site: Site) -> float:
    """Seconds from the first page until all is on the device."""
    sign_in_with(context, site.signed_in(OFFICER), site.url)
    page = context.pages[0]
    page.set_default_timeout(PATIENCE)
    page.goto("/manual/")
    began = time.perf_counter()
    page.evaluate(COPIED)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    return time.perf_counter() - began


def figures(page: Page, paths: list[str], slower: int) -> list[list[Any]]:
    page.set_default_timeout(PATIENCE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    some = random.Random(1).sample(paths, OPENED)
    opened = [opening(page, path) for path in some]
    followed = page.evaluate(FOLLOWED, some)
    page.goto("/")
    page.wait_for_selector("#q")
    started = page.evaluate(READY)
    typed = page.evaluate(TYPED, list(QUESTIONS))
    growing = page.evaluate(TYPED, typed_so_far())
    return [
        row("a page, from its address, the app not open", opened, OPEN_MS),
        row("a page, from a link in the app", followed, OPEN_MS),
        ["search, from the start of the app to the first result", "", "", f"{started:.0f}", ""],
        row(f"a whole question ({len(typed)})", typed, SEARCH_MS),
        row(f"as it is typed ({len(growing)})", growing, SEARCH_MS),
    ]


def opening(page: Page, path: str) -> float:
    page.goto(path)
    page.wait_for_function(SHOWN)
    return page.evaluate(SHOWN)


def row(name: str, values: list[float], bar: float) -> list[Any]:
    p50, p95 = percentile(values, 0.5), percentile(values, 0.95)
    return [name, f"{p50:.0f}", against(p95, bar), f"{max(values):.0f}", bar]


def aside(site: Site, what: str, number: int) -> None:
    """In a process of its own: Django is set up once in each."""
    say(f"{what} {number}")
    subprocess.run([sys.executable, "-m", __spec__.name, what, str(number)], env=site.environment, check=True)


def fill(pages: int) -> None:
    many_pages.Writer = Shuffler  # type: ignore[misc]
    many_pages.main(pages)


def change(pages: int) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from practice_wisdom.manual.models import Page as ManualPage

    for page in ManualPage.objects.filter(slug__startswith="made-up-")[:pages]:
        page.be_fresh(checked_on=page.checked_on, review_by=page.review_by.replace(year=page.review_by.year + 1))
        page.save(update_fields=["checked_on", "review_by"])


if __name__ == "__main__":
    if sys.argv[1:2] in (["fill"], ["change"]):
        {"fill": fill, "change": change}[sys.argv[1]](int(sys.argv[2]))
    else:
        main()
