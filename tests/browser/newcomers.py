"""People who are not in the demonstration yet: invited on screen, as everybody is."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import sign_in

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
