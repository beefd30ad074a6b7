"""Journeys in a real browser against the real server, started as `./alongside run` starts it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from backend.identity.demo import PASSWORD
from tests.browser.curators import Curators
from tests.browser.fake_edition import FakeEdition

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / ".build" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
START_WITHIN_SECONDS = 120
# For a machine that runs other things too. A journey waits for what it expects, so a quick machine is not slowed.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE / 2)
RUN_AXE = """([part, options]) => axe
    .run(part === "html" ? document : {include: part}, {...options, resultTypes: ["violations"], preload: false})
    .then((found) => found.violations)"""
# What else axe looks at does not change with the colour scheme.
COLOURS_ONLY = {"runOnly": ["color-contrast"]}
# axe leaves it out unless asked: a thumb must hit what it means to.
ALL_RULES = {"rules": {"target-size": {"enabled": True}}}
# A third of what a new window costs: pages of the browser's own under its address bar, which nobody sees here.
SWITCHED_OFF = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"]
# What Playwright switches off: of two such lists, a browser hears the last.
SWITCHED_OFF += ["AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "LensOverlay"]
SWITCHED_OFF += ["HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "MediaRouter", "NetworkTimeServiceQuerying"]
SWITCHED_OFF += ["OptimizationHints", "PaintHolding", "PreconnectToSearch", "ThirdPartyStoragePartitioning"]
# Tokens of forms and nonces of scripts.
NEW_EACH_TIME = re.compile(r'(value|nonce)="[\w-]{20,}"')
_looked_at: set[tuple[str, int, str, str]] = set()


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def _clock():
    """The real one: the server that a journey speaks to has no other."""


@dataclass
class Site:
    url: str
    data: Path
    process: subprocess.Popen
    demo: bool

    def manage(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "backend", *words],
            env=_environment(self.data, self.url, demo=self.demo),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def link_in_mail(self, *, to: str, subject: str) -> str:
        """The link in the newest such message: the embedded set-up writes its mail into a folder."""
        for file in sorted((self.data / "mail").iterdir(), key=lambda file: file.stat().st_mtime, reverse=True):
            mail = file.read_text(encoding="utf-8")
            if f"To: {to}" in mail and f"Subject: {subject}" in mail:
                return re.search(r"http\S+", mail)[0]
        raise AssertionError(f"no mail to {to} about {subject}")


def _environment(data: Path, url: str, *, demo: bool) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"ALONGSIDE_DATA": str(data), "ALONGSIDE_DEMO": str(int(demo)), "ALONGSIDE_BASE_URL": url}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site():
    with _running(demo=True) as site:
        yield site


@pytest.fixture
def empty_site():
    """As `./alongside run --no-demo` leaves it on a new data folder: nobody, and no page."""
    with _running(demo=False) as site:
        yield site


@contextmanager
def _running(*, demo: bool):
    data = Path(tempfile.mkdtemp(prefix="alongside-site-"))
    port = _free_port()
    url = f"http://localhost:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", "serve", "--host", "127.0.0.1", "--port", str(port)],
        env=_environment(data, url, demo=demo),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    _wait_until_it_answers(process, f"{url}/readyz")
    yield Site(url, data, process, demo)
    process.terminate()
    process.wait(timeout=20)
    shutil.rmtree(data, ignore_errors=True)


def _wait_until_it_answers(process: subprocess.Popen, url: str) -> None:
    given_up = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < given_up:
        if process.poll() is not None:
            raise RuntimeError("the site ended before it answered")
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the site did not answer within {START_WITHIN_SECONDS} s")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return browser_type_launch_args | {
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        "args": [
            *("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"),
            f"--disable-features={','.join(SWITCHED_OFF)}",
        ],
    }


@pytest.fixture(scope="session")
def signed_in_states(browser: Browser, site: Site):
    """The cookies of each demo person after signing in once: a journey about something else starts signed in."""
    states: dict[str, dict] = {}

    def state_of(email: str) -> dict:
        if email not in states:
            context = browser.new_context(base_url=site.url)
            sign_in(context.new_page(), email)
            states[email] = context.storage_state()
            context.close()
        return states[email]

    return state_of


@pytest.fixture(scope="session")
def curators(site: Site):
    curators = Curators(site)
    yield curators
    curators.leave()


# Copying the manual takes a second of each visit; test_offline.py sees to it.
SAVES_DATA = "Object.defineProperty(NetworkInformation.prototype, 'saveData', { get: () => true })"


@pytest.fixture
def visit(browser: Browser, site: Site, signed_in_states):
    """`visit(email, size=PHONE, scripts=True)`: a page of that person's own browser; signed out when email is None.

    A journey fails at its end when a page wrote an error to the console: a script broke, or the content policy spoke.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(email: str | None = None, *, size=PHONE, scripts: bool = True, **options) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport=size,
            java_script_enabled=scripts,
            storage_state=signed_in_states(email) if email else None,
            **options,
        )
        contexts.append(context)
        context.add_init_script(SAVES_DATA)
        context.on("console", lambda message: _listen(message, complaints))
        context.on("weberror", lambda error: complaints.append(f"{error.page and error.page.url}: {error.error}"))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


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


def _listen(message: ConsoleMessage, complaints: list[str]) -> None:
    # The browser also writes a line for every answer of 400 and more: what a refusal looks like, the journey says. And
    # one for a service worker that does not come because a journey has just cut the network.
    of_its_own = ("Failed to load resource", "An unknown error occurred when fetching the script")
    if message.type == "error" and not message.text.startswith(of_its_own):
        complaints.append(f"{message.page and message.page.url}: {message.text}")


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).not_to_have_url(re.compile("/account/login/"))


def then_the_page_is_accessible(page: Page, *, dark_too: bool = False) -> None:
    """axe finds nothing and nothing scrolls sideways, at the size of a phone and of a desk."""
    with _where_axe_can_run(page) as open_page:
        before = open_page.viewport_size
        scrolled = open_page.evaluate("() => scrollY")
        for size in (DESK, PHONE):
            open_page.set_viewport_size(size)
            # Half under a bar that stays in place, a link is too low for a finger until it is scrolled out of there.
            open_page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
            assert _violations(open_page) == [], f"{page.url} at {size['width']} px"
            assert _too_wide(open_page) == 0, f"{page.url} scrolls sideways at {size['width']} px"
        if dark_too:
            open_page.emulate_media(color_scheme="dark")
            assert _violations(open_page, scheme="dark") == [], f"{page.url} in the dark"
            open_page.emulate_media(color_scheme="light")
        open_page.set_viewport_size(before)
        open_page.evaluate("top => scrollTo({ top, behavior: 'instant' })", scrolled)


@contextmanager
def _where_axe_can_run(page: Page):
    """The page itself; with scripts off, where axe cannot run either, a copy of its HTML with none of its scripts."""
    if not page.evaluate("() => matchMedia('(scripting: none)').matches"):
        yield page
        return
    html = re.sub(r"<script\b.*?</script>", "", page.content(), flags=re.DOTALL)
    context = page.context.browser.new_context(viewport=page.viewport_size)
    copy = context.new_page()
    copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    copy.goto(page.url)
    yield copy
    context.close()


def _violations(page: Page, *, scheme: str = "light") -> list[str]:
    # Evaluated and not added as a script tag, which the page's own content policy would refuse.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = ALL_RULES if scheme == "light" else COLOURS_ONLY
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in page.evaluate(RUN_AXE, [_what_is_new(page, scheme), rules])
    ]


def _what_is_new(page: Page, scheme: str) -> str | list[str]:
    """The whole document, or what stands around `main` when the same words were looked at for somebody else."""
    words = NEW_EACH_TIME.sub("", page.get_by_role("main").inner_html())
    looked_at = (scheme, page.viewport_size["width"], page.title(), words)
    if looked_at in _looked_at:
        return ["header", "footer"]
    _looked_at.add(looked_at)
    return "html"


def _too_wide(page: Page) -> int:
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
