"""The two pictures of the README: `.venv/bin/python -m tests.browser.screenshots`."""

from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.benchmarks.browser import found_browser
from tests.benchmarks.server import Site, fresh_site
from tests.benchmarks.supervision import signed_pair, written_record

FOLDER = Path(__file__).parent / "screenshots"
PHONE = {"width": 390, "height": 844}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with fresh_site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found_browser(), args=["--no-sandbox"])
        take(browser, site, "officer@police.example", "/manual/section-136-place-of-safety", "manual-page")
        take(
            browser,
            site,
            "sergeant@police.example",
            f"/supervision/records/{signed_record(site)}/",
            "supervision-record",
        )
        browser.close()


def take(browser: Browser, site: Site, email: str, address: str, name: str) -> None:
    visitor = site.signed_in(email)
    context = browser.new_context(base_url=site.url, viewport=PHONE, device_scale_factor=2)
    context.add_cookies([{"name": key, "value": value, "url": site.url} for key, value in visitor.cookies.items()])
    page = context.new_page()
    page.goto(address)
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def signed_record(site: Site) -> str:
    """Both wrote and shared at each stage, and signed."""
    sergeant, socialworker = (site.with_token(f"{who}.example") for who in ("sergeant@police", "socialworker@council"))
    pair = signed_pair(one=sergeant, other=socialworker, name_of_other="Noor Castell")
    record_id = written_record(pair)
    version = sergeant.read(f"/supervision/records/{record_id}")["version"]
    shared = sergeant.write("POST", f"/supervision/records/{record_id}/share", version=version)
    for visitor in (sergeant, socialworker):
        visitor.write("POST", f"/supervision/records/{record_id}/signatures", {"note": ""}, version=shared["version"])
    return record_id


if __name__ == "__main__":
    main()
