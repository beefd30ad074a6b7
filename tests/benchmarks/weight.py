"""Bytes over the wire in a real browser: `CHROMIUM=… .venv/bin/python -m tests.benchmarks.weight`."""

from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.benchmarks.browser import found_browser, sign_in_with
from tests.benchmarks.report import against, show
from tests.benchmarks.server import Site, fresh_site
from tests.benchmarks.supervision import signed_pair, written_record

FIRST_KB, NEXT_KB = 70, 15
PHONE = {"width": 390, "height": 844}
KINDS = ("Document", "Stylesheet", "Script")


@dataclass
class Wire:
    """What one page has caused to be sent since the last look, headers included, by kind of resource."""

    page: Page
    kinds: dict[str, str] = field(default_factory=dict)
    sent: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        session = self.page.context.new_cdp_session(self.page)
        session.on("Network.responseReceived", lambda said: self.kinds.update({said["requestId"]: said["type"]}))
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _finished(self, said: dict) -> None:
        # Nothing is sent for what the browser has kept.
        self.sent[self.kinds.get(said["requestId"], "Other")] += said["encodedDataLength"]

    def visit(self, path: str) -> Counter[str]:
        self.sent.clear()
        answer = self.page.goto(path, wait_until="networkidle")
        if answer is None or not answer.ok:
            raise RuntimeError(f"{path} did not answer with a page")
        return Counter(self.sent)


def main() -> None:
    with fresh_site() as site, sync_playwright() as playwright:
        record_id = made_record(site)
        browser = playwright.chromium.launch(executable_path=found_browser(), args=["--no-sandbox"])
        rows = [*signed_out_rows(browser, site), *signed_in_rows(browser, site, record_id)]
        browser.close()
    heads = ["over the wire, KB", "HTML", "CSS", "JS", "other", "all", "bar"]
    show(title="Weight", heads=heads, rows=rows, note="Chromium, headers included; 1 KB is 1,000 bytes")


def made_record(site: Site) -> str:
    one, other = site.with_token("sergeant@police.example"), site.with_token("socialworker@council.example")
    return written_record(signed_pair(one=one, other=other, name_of_other="Noor Castell"))


def signed_out_rows(browser: Browser, site: Site) -> list[list[str]]:
    wire = Wire(new_visit(browser, site).new_page())
    return [
        row_of("first visit, signed out", wire.visit("/"), FIRST_KB),
        row_of("then the sign-in page", wire.visit("/account/login/"), NEXT_KB),
    ]


def signed_in_rows(browser: Browser, site: Site, record_id: str) -> list[list[str]]:
    context = new_visit(browser, site)
    sign_in_with(context, site.signed_in("sergeant@police.example"), site.url)
    wire = Wire(context.new_page())
    first = wire.visit("/")
    slugs = [page["slug"] for page in site.with_token("sergeant@police.example").read("/manual/pages")["pages"]]
    pages = sorted((wire.visit(f"/manual/{slug}") for slug in slugs), key=Counter.total)
    return [
        row_of("first page signed in, nothing cached", first, FIRST_KB),
        row_of(f"then a manual page (the heaviest of {len(pages)})", pages[-1], NEXT_KB),
        row_of("then a manual page (the median one)", pages[len(pages) // 2], NEXT_KB),
        row_of("then search results", wire.visit("/search?q=mental+health"), NEXT_KB),
        row_of("then the glossary", wire.visit("/glossary/"), NEXT_KB),
        row_of("then a supervision record", wire.visit(f"/supervision/records/{record_id}/"), NEXT_KB),
    ]


def new_visit(browser: Browser, site: Site) -> BrowserContext:
    """A browser that has never been here."""
    return browser.new_context(base_url=site.url, viewport=PHONE)


def row_of(name: str, sent: Counter[str], bar_kb: int) -> list[str]:
    figures = [sent[kind] for kind in KINDS]
    shown = [f"{figure / 1000:.1f}" for figure in [*figures, sent.total() - sum(figures)]]
    return [name, *shown, against(sent.total() / 1000, bar_kb), str(bar_kb)]


if __name__ == "__main__":
    main()
