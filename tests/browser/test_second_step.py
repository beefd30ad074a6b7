"""The second sign-in step: an authenticator app, recovery codes, passkeys, and confirming that it is you."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, sign_in, then_the_page_is_accessible
from tests.browser.newcomers import PASSWORD, press_with_code, welcome


def test_an_administrator_can_act_once_an_authenticator_app_is_set_up(visit):
    email = "remy.vale@police.example"
    page = welcome(visit, email, "Remy Vale", roles=("Reader", "Organisation administrator"))

    then_i_may_read_but_not_act(page)
    when_i_start_to_set_up_an_app(page)
    when_i_confirm_with_a_wrong_password_and_then_the_right_one(page)
    secret, codes = when_i_set_up_the_app(page)
    then_i_may_act(page)

    another = visit(size=DESK)
    sign_in(another, email, PASSWORD)
    then_the_second_step_is_asked_for(another)
    when_i_enter_a_wrong_code(another)
    when_i_enter_a_code(another, secret)
    then_i_may_act(another)

    third = visit(scripts=False)
    sign_in(third, email, PASSWORD)
    then_the_second_step_is_asked_for(third)
    third.get_by_label("Code").fill(codes[0])
    third.get_by_role("button", name="Continue").click()
    then_i_may_act(third)
    third.goto("/account/2fa/recovery-codes/")
    when_i_confirm_with_a_recovery_code(third, codes[1])
    then_two_recovery_codes_are_used(third, codes)
    when_i_remove_the_app(third)
    then_i_may_read_but_not_act(third)


def test_a_passkey_signs_in_without_a_password(visit):
    email = "gwen.abara@police.example"
    page = welcome(visit, email, "Gwen Abara", roles=("Reader", "Supervisor"))
    given_a_device_with_a_lock(page)

    page.goto("/account/2fa/webauthn/add/")
    when_i_confirm_with_my_password(page)
    then_the_page_is_accessible(page)
    page.get_by_label("Name of the passkey").fill("Work phone")
    page.get_by_role("button", name="Add passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    then_the_passkey_is_in_my_list(page)
    when_i_sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("searchbox", name="What do you need to know?")).to_be_visible()

    when_i_sign_out(page)
    sign_in(page, email, PASSWORD)
    then_the_second_step_is_asked_for(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    expect(page.get_by_role("searchbox", name="What do you need to know?")).to_be_visible()
    when_i_rename_and_remove_the_passkey(page)


def test_a_passkey_that_is_not_there_is_said_in_words(visit):
    page = visit()
    given_a_device_with_a_lock(page)

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("Try again, or choose another way.")
    then_the_page_is_accessible(page)


def then_i_may_read_but_not_act(page: Page) -> None:
    page.goto("/manual/")
    expect(page.get_by_text("Your role needs a second sign-in step.")).to_be_visible()
    then_the_page_is_accessible(page)
    page.goto("/organisation/members")
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot do this")


def then_i_may_act(page: Page) -> None:
    page.goto("/organisation/members")
    expect(page.get_by_role("heading", level=1, name="Members of Westmarch Police")).to_be_visible()


def when_i_start_to_set_up_an_app(page: Page) -> None:
    page.get_by_role("link", name="Set up the second step").click()
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Set up an app").click()


def when_i_confirm_with_my_password(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Confirm it is you")).to_be_visible()
    then_the_page_is_accessible(page)
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def when_i_confirm_with_a_wrong_password_and_then_the_right_one(page: Page) -> None:
    page.get_by_label("Your password").fill("not the password at all")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("alert").first).to_contain_text("This is not your password.")
    when_i_confirm_with_my_password(page)


def when_i_set_up_the_app(page: Page) -> tuple[str, list[str]]:
    """The secret in the app, and the recovery codes that come with it."""
    expect(page.get_by_role("heading", level=1, name="Set up an authenticator app")).to_be_visible()
    then_the_page_is_accessible(page)
    secret = page.get_by_role("code").inner_text()
    page.get_by_label("Code").fill("000")
    page.get_by_role("button", name="Turn the app on").click()
    expect(page.get_by_role("alert").first).to_contain_text("This code is not right")
    then_the_page_is_accessible(page)
    assert page.get_by_role("code").inner_text() == secret
    press_with_code(page, secret, "Turn the app on", "Recovery codes")
    then_the_page_is_accessible(page)
    return secret, page.get_by_label("Unused codes").inner_text().split()


def then_the_second_step_is_asked_for(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Your second sign-in step")).to_be_visible()
    then_the_page_is_accessible(page)


def when_i_enter_a_wrong_code(page: Page) -> None:
    page.get_by_label("Code").fill("123")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert").first).to_contain_text("This code is not right")
    then_the_page_is_accessible(page)


def when_i_enter_a_code(page: Page, secret: str) -> None:
    press_with_code(page, secret, "Continue", "Search the manual")


def when_i_confirm_with_a_recovery_code(page: Page, code: str) -> None:
    page.get_by_role("link", name="Use authenticator app or code").click()
    then_the_page_is_accessible(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Confirm").click()


def then_two_recovery_codes_are_used(page: Page, codes: list[str]) -> None:
    expect(page.get_by_text("8 of 10 are left.")).to_be_visible()
    assert set(page.get_by_label("Unused codes").inner_text().split()) == set(codes[2:])


def when_i_remove_the_app(page: Page) -> None:
    page.goto("/account/2fa/")
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Remove the app").click()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Remove the app").click()
    expect(page.get_by_text("Your authenticator app is removed.")).to_be_visible()


def given_a_device_with_a_lock(page: Page) -> None:
    chromium = page.context.new_cdp_session(page)
    chromium.send("WebAuthn.enable")
    lock = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    opened = {"isUserVerified": True, "automaticPresenceSimulation": True}
    chromium.send("WebAuthn.addVirtualAuthenticator", {"options": lock | opened})


def then_the_passkey_is_in_my_list(page: Page) -> None:
    page.goto("/account/2fa/")
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Manage your passkeys").click()
    expect(page.get_by_role("listitem").filter(has_text="Work phone")).to_contain_text(
        "Signs you in without a password"
    )
    then_the_page_is_accessible(page)


def when_i_sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    then_the_page_is_accessible(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def when_i_rename_and_remove_the_passkey(page: Page) -> None:
    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name="Rename Work phone").click()
    when_i_confirm_with_my_password(page)
    then_the_page_is_accessible(page)
    page.get_by_label("Name of the passkey").fill("Old phone")
    page.get_by_role("button", name="Save the name").click()
    page.get_by_role("link", name="Remove Old phone").click()
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("You have none yet.")).to_be_visible()
