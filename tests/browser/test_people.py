"""Signing in and out, invitations, roles, hats."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, sign_in, then_the_page_is_accessible
from tests.browser.newcomers import PASSWORD, invite, make_account, welcome

OFFICER = "officer@police.example"


def test_signing_in_and_out_leaves_nothing_behind(visit):
    page = visit()

    page.goto("/")
    then_the_page_is_accessible(page)
    page.get_by_role("link", name="Sign in").first.click()
    then_the_page_is_accessible(page)
    when_i_sign_in_with_a_wrong_password(page)
    then_i_am_told_and_my_address_is_still_there(page)
    sign_in(page, OFFICER)
    then_every_page_shows_that_i_act_for(page, "Robin Hale", "Westmarch Police")
    page.goto("/manual/section-136-place-of-safety")
    when_i_sign_out(page)
    then_the_page_is_accessible(page)
    page.go_back()
    then_nothing_private_is_shown(page)
    page.goto("/manual/section-136-place-of-safety")
    then_nothing_private_is_shown(page)


def test_a_private_address_leads_through_sign_in_to_where_i_wanted(visit):
    page = visit(scripts=False)

    page.goto("/manual/cuckooing")
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_label("Password").fill("two-strokes-side-by-side")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url("/manual/cuckooing")


def test_signing_in_as_a_demo_person_is_one_press(visit):
    page = visit(size=DESK)

    page.goto("/account/login/")
    page.get_by_role("button", name="nurse@health.example").click()

    then_every_page_shows_that_i_act_for(page, "Frankie Dole", "Marchfield Health Trust")


def test_an_administrator_invites_changes_and_disables(visit):
    admin, email = visit("admin@police.example", size=DESK), "pat.reed@police.example"

    given_the_members_page(admin)
    when_i_invite_with_a_bad_address(admin)
    then_the_words_stay_beside_their_errors(admin)
    link = invite(admin, email, job_title="Neighbourhood officer")
    then_the_page_is_accessible(admin)
    person = visit()
    when_i_choose_too_short_a_password(person, link)
    make_account(person, link, "Pat Reed")
    then_the_link_has_ended(visit(), link)
    sign_in(person, email, PASSWORD)
    expect(person.get_by_role("navigation", name="Main").get_by_role("link", name="Desk")).to_have_count(0)
    when_i_make_curator(admin, "Pat Reed")
    then_the_desk_opens(person)
    when_i_disable(admin, "Pat Reed")
    then_the_next_step_is_refused(person)


def test_an_invitation_can_be_withdrawn(visit):
    admin = visit("admin@police.example")
    link = invite(admin, "never.came@police.example")

    admin.goto("/organisation/members")
    row = admin.get_by_role("listitem").filter(has_text="never.came@police.example")
    row.get_by_role("button", name="Withdraw").click()

    expect(admin.get_by_text("The invitation is withdrawn")).to_be_visible()
    then_the_link_has_ended(visit(), link)


def test_a_person_with_two_organisations_wears_one_hat_at_a_time(visit):
    email = "ali.moss@police.example"
    person = welcome(visit, email, "Ali Moss", job_title="Hub officer")
    link = invite(visit("admin@council.example"), email, job_title="Safeguarding adviser", roles=("Curator",))

    person.goto(link)
    then_the_page_is_accessible(person)
    person.get_by_role("button", name="Join").click()
    then_every_page_shows_that_i_act_for(person, "Ali Moss", "Westmarch Police")
    when_i_change_hats(person, "Marchfield Council")
    then_every_page_shows_that_i_act_for(person, "Ali Moss", "Marchfield Council")
    expect(person.get_by_role("navigation", name="Main").get_by_role("link", name="Desk")).to_be_visible()
    person.goto("/account/hats")
    then_the_page_is_accessible(person)
    person.get_by_role("button", name="Hub officer, Westmarch Police").click()
    then_every_page_shows_that_i_act_for(person, "Ali Moss", "Westmarch Police")
    person.goto("/manual/desk")
    expect(person.get_by_role("heading", level=1)).to_have_text("You cannot do this")
    then_the_page_is_accessible(person)


def test_signing_out_elsewhere(visit):
    email = "dana.holt@police.example"
    here = welcome(visit, email, "Dana Holt")
    elsewhere = visit()
    sign_in(elsewhere, email, PASSWORD)

    here.goto("/account/")
    here.get_by_role("link", name="Where you are signed in").click()
    expect(here.get_by_role("main").get_by_role("listitem")).to_have_count(2)
    then_the_page_is_accessible(here)
    here.get_by_role("button", name="Sign out everywhere else").click()

    expect(here.get_by_text("You are signed out everywhere else.")).to_be_visible()
    elsewhere.goto("/manual/")
    then_nothing_private_is_shown(elsewhere)
    here.goto("/manual/")
    expect(here.get_by_role("heading", level=1, name="The manual")).to_be_visible()


def test_changing_a_password(visit):
    email, new = "kay.burns@police.example", "copper kettle quiet room"
    page = welcome(visit, email, "Kay Burns")

    page.goto("/account/password/change/")
    then_the_page_is_accessible(page)
    page.get_by_label("Current password").fill("not this one at all")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_label("New password, once more").fill("short")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_contain_text("This is not your current password.")
    then_the_page_is_accessible(page)
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password, once more").fill(new)
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()

    another = visit()
    sign_in(another, email, new)
    then_every_page_shows_that_i_act_for(another, "Kay Burns", "Westmarch Police")


def test_a_forgotten_password(visit, site):
    email, new = "flo.gray@police.example", "sparrow ladder amber tide"
    welcome(visit, email, "Flo Gray")
    page = visit(scripts=False)

    page.goto("/account/login/")
    page.get_by_role("link", name="I forgot my password").click()
    then_the_page_is_accessible(page)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_role("button", name="Send the link").click()
    then_the_page_is_accessible(page)
    page.goto(site.link_in_mail(to=email, subject="Choose a new password"))
    then_the_page_is_accessible(page)
    page.get_by_label("New password", exact=True).fill(new)
    page.get_by_label("New password, once more").fill(new)
    page.get_by_role("button", name="Save the new password").click()
    expect(page.get_by_role("heading", level=1, name="Your password is changed")).to_be_visible()

    sign_in(page, email, new)
    then_every_page_shows_that_i_act_for(page, "Flo Gray", "Westmarch Police")


def when_i_sign_in_with_a_wrong_password(page: Page) -> None:
    page.get_by_label("E-mail address").fill(OFFICER)
    page.get_by_label("Password").fill("not the password at all")
    page.get_by_role("button", name="Sign in", exact=True).click()


def then_i_am_told_and_my_address_is_still_there(page: Page) -> None:
    expect(page.get_by_role("alert").first).to_contain_text("The e-mail address or the password is not right.")
    expect(page.get_by_label("E-mail address")).to_have_value(OFFICER)
    then_the_page_is_accessible(page)


def then_every_page_shows_that_i_act_for(page: Page, name: str, organisation: str) -> None:
    for address in ("/", "/manual/", "/glossary/", "/supervision/", "/about", "/account/"):
        page.goto(address)
        hat = page.get_by_role("banner").get_by_role("group").first
        expect(hat).to_contain_text(name)
        expect(hat.get_by_text(organisation).first).to_be_visible()


def when_i_sign_out(page: Page) -> None:
    open_the_hat(page)
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def open_the_hat(page: Page) -> None:
    page.get_by_role("banner").get_by_role("group").get_by_text("You act as").first.locator("..").click()


def then_nothing_private_is_shown(page: Page) -> None:
    expect(page.get_by_role("banner").get_by_role("link", name="Sign in")).to_be_visible()
    expect(page.get_by_text("Do this now")).to_have_count(0)
    expect(page.get_by_text("Robin Hale")).to_have_count(0)


def given_the_members_page(admin: Page) -> None:
    admin.goto("/")
    open_the_hat(admin)
    admin.get_by_role("link", name="Members of your organisation").click()
    expect(admin.get_by_role("heading", level=1, name="Members of Westmarch Police")).to_be_visible()
    then_the_page_is_accessible(admin)
    admin.get_by_role("link", name="Invite somebody").click()


def when_i_invite_with_a_bad_address(admin: Page) -> None:
    admin.get_by_label("Work e-mail address").fill("pat.reed at police")
    admin.get_by_label("Job title").fill("Neighbourhood officer")
    admin.get_by_role("checkbox", name="Reader:").uncheck()
    admin.get_by_role("button", name="Make the invitation").click()


def then_the_words_stay_beside_their_errors(admin: Page) -> None:
    expect(admin.get_by_role("alert")).to_be_focused()
    expect(admin.get_by_role("alert").get_by_role("link")).to_have_count(2)
    expect(admin.get_by_label("Work e-mail address")).to_have_value("pat.reed at police")
    expect(admin.get_by_label("Work e-mail address")).to_have_attribute("aria-invalid", "true")
    expect(admin.get_by_role("group", name="Roles")).to_contain_text("Choose at least one role.")
    expect(admin.get_by_label("Job title")).to_have_value("Neighbourhood officer")
    then_the_page_is_accessible(admin)


def when_i_choose_too_short_a_password(page: Page, link: str) -> None:
    page.goto(link)
    then_the_page_is_accessible(page)
    page.get_by_label("Your name").fill("Pat Reed")
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("alert")).to_contain_text("too short")
    expect(page.get_by_label("Your name")).to_have_value("Pat Reed")
    then_the_page_is_accessible(page)


def then_the_link_has_ended(page: Page, link: str) -> None:
    assert page.goto(link).status == 409
    expect(page.get_by_role("heading", level=1)).to_have_text("This link has ended")
    expect(page.get_by_text("An invitation link works once")).to_be_visible()
    then_the_page_is_accessible(page)


def when_i_make_curator(admin: Page, name: str) -> None:
    admin.goto("/organisation/members")
    admin.get_by_role("link", name=f"Change {name}").click()
    then_the_page_is_accessible(admin)
    admin.get_by_role("checkbox", name="Curator:").check()
    admin.get_by_role("button", name="Save").click()
    expect(admin.get_by_text(f"Saved. {name} has these roles from their next step on.")).to_be_visible()


def then_the_desk_opens(page: Page) -> None:
    page.goto("/manual/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Desk").click()
    expect(page.get_by_role("heading", level=1, name="Desk")).to_be_visible()


def when_i_disable(admin: Page, name: str) -> None:
    admin.get_by_role("link", name=f"Change {name}").click()
    admin.get_by_role("button", name="Disable this member").click()
    expect(admin.get_by_text(f"{name} is disabled.")).to_be_visible()


def then_the_next_step_is_refused(page: Page) -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Manual").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You cannot do this")
    expect(page.get_by_text("you do not belong to an organisation here")).to_be_visible()
    then_the_page_is_accessible(page)


def when_i_change_hats(page: Page, organisation: str) -> None:
    open_the_hat(page)
    page.get_by_role("banner").get_by_role("button", name=organisation).click()
    expect(page.get_by_text(f"You now act as Safeguarding adviser, {organisation}.")).to_be_visible()
