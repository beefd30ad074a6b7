"""People who are not in the demonstration yet: invited on screen, as everybody is."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in
from tests.browser.one_time_codes import code_now

PASSWORD = "harbour lantern wet thursday"


def invite(admin: Page, email: str, *, job_title: str = "Project officer", roles: tuple[str, ...] = ("Reader",)) -> str:
    """The link that the administrator sees once."""
    admin.goto("/organisation/invitations/new")
    admin.get_by_label("Work e-mail address").fill(email)
    admin.get_by_label("Job title").fill(job_title)
    for box in admin.get_by_role("checkbox").all():
        box.uncheck()
    for role in roles:
        admin.get_by_role("checkbox", name=f"{role}:").check()
    admin.get_by_role("button", name="Make the invitation").click()
    expect(admin.get_by_role("heading", name="The invitation is made")).to_be_visible()
    return admin.get_by_role("code").inner_text()


def make_account(page: Page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_text("Your account is ready")).to_be_visible()


def welcome(visit, email: str, name: str, *, admin: str = "admin@police.example", **invitation) -> Page:
    """A new person, signed in on a browser of their own."""
    link = invite(visit(admin), email, **invitation)
    page = visit()
    make_account(page, link, name)
    sign_in(page, email, PASSWORD)
    return page


def set_up_an_app(page: Page) -> None:
    """From the warning on every page to a second step that is there."""
    page.get_by_role("link", name="Set up the second step").click()
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1, name="Set up an authenticator app")).to_be_visible()
    press_with_code(page, page.get_by_role("code").inner_text(), "Turn the app on", "Recovery codes")


def press_with_code(page: Page, secret: str, button: str, heading: str) -> None:
    """Twice at most: the half minute of a code may end on the way."""
    for _ in range(2):
        page.get_by_label("Code").fill(code_now(secret))
        page.get_by_role("button", name=button).click()
        title = page.get_by_role("heading", level=1)
        expect(title.or_(page.get_by_role("alert")).first).to_be_visible()
        if title.inner_text() == heading:
            return
    raise AssertionError(f"no code opened {heading}")
