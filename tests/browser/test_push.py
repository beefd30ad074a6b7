"""A message comes while Alongside is closed: what stands on the screen, and what it never says."""

import json
import re

import pytest
from playwright.sync_api import Page, Worker, expect

from backend.notifications.enums import NEUTRAL, PUSH_SENTENCES, Group
from backend.notifications.operations.sending import payload
from tests.backend.notifications.push_fakes import FakeBrowser
from tests.browser.conftest import DESK, PATIENCE, sign_in, then_the_page_is_accessible
from tests.browser.curators import once

OFFICER, NURSE, SERGEANT = "officer@police.example", "nurse@health.example", "sergeant@police.example"
# In the service worker: a machine without a screen takes away at once what it was shown.
NOTED = """() => {
    const show = registration.showNotification.bind(registration);
    self.noted = [];
    registration.showNotification = async (title, options) => {
        await show(title, options);
        self.noted.push({ title, body: options.body, tag: options.tag, data: options.data });
    };
}"""
SHOWN = """async ([sentence, patience]) => {
    const until = Date.now() + patience;
    while (self.noted.at(-1)?.body !== sentence) {
        if (Date.now() > until) throw new Error(`not shown, but: ${JSON.stringify(self.noted)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return self.noted.at(-1);
}"""
# No push network can be reached here: the browser's part is played by a subscription with real keys.
PLAYED = """({endpoint, p256dh, auth}) => {
    const state = {key: null, asked: 0};
    const subscription = {
        endpoint,
        options: {get applicationServerKey() { return state.key; }},
        toJSON: () => ({endpoint, keys: {p256dh, auth}}),
        unsubscribe: async () => { state.key = null; window.unsubscribed?.(); return true; },
    };
    PushManager.prototype.getSubscription = async () => (state.key ? subscription : null);
    PushManager.prototype.subscribe = async ({userVisibleOnly, applicationServerKey}) => {
        if (!userVisibleOnly) throw new Error("not allowed");
        state.key = applicationServerKey.buffer;
        return subscription;
    };
    Notification.requestPermission = async () => { state.asked += 1; return "granted"; };
    window.played = state;
}"""


def test_a_message_says_a_fixed_sentence_and_leads_to_the_inbox(visit):
    page = visit(OFFICER)
    page.context.grant_permissions(["notifications"])
    deliver = given_a_service_worker(page)

    deliver(payload(Group.URGENT))
    then_the_screen_says(page, PUSH_SENTENCES[Group.URGENT])
    # Another one takes its place.
    deliver(payload(Group.OTHER))
    then_the_screen_says(page, NEUTRAL)


def test_whatever_else_comes_something_neutral_is_shown(visit):
    page = visit(OFFICER)
    page.context.grant_permissions(["notifications"])
    deliver = given_a_service_worker(page)

    # What else may come: tests/backend/pwa/test_push_on_the_device.py.
    deliver(json.dumps({"text": "x" * 500, "url": "https://e.example"}))

    then_the_screen_says(page, NEUTRAL)


def test_a_device_is_turned_on_after_a_press_and_off_again(visit):
    page = visit(NURSE)
    page.context.grant_permissions(["notifications"])
    phone = FakeBrowser("played")
    page.add_init_script(f"({PLAYED})({json.dumps(phone.keys)})")

    page.goto("/account/")
    page.get_by_role("link", name="What you are told, where and when").click()
    expect(page.get_by_role("status")).to_have_text("This device is not told anything.")
    assert page.evaluate("() => window.played.asked") == 0
    then_the_page_is_accessible(page, dark_too=True)
    page.get_by_role("button", name="Turn on for this device").click()
    expect(page.get_by_role("status")).to_have_text("This device is turned on.")
    assert page.evaluate("() => window.played.asked") == 1

    page.reload()
    expect(page.get_by_role("status")).to_have_text("This device is turned on.")
    expect(page.get_by_role("listitem").filter(has_text="This device")).to_contain_text("Not told anything yet")
    then_the_page_is_accessible(page)
    page.get_by_role("button", name="Turn off on this device").click()
    expect(page.get_by_role("status")).to_have_text("This device is not told anything.")
    page.reload()
    expect(page.get_by_role("heading", name="Your devices")).to_have_count(0)


def test_signing_out_ends_it_in_the_browser_and_at_the_site(visit):
    page, unsubscribed = visit(), []
    page.context.grant_permissions(["notifications"])
    page.context.expose_function("unsubscribed", lambda: unsubscribed.append(True))
    page.add_init_script(f"({PLAYED})({json.dumps(FakeBrowser('lent').keys)})")
    sign_in(page, NURSE)
    page.goto("/account/told")
    page.get_by_role("button", name="Turn on for this device").click()
    expect(page.get_by_role("status")).to_have_text("This device is turned on.")

    page.locator("summary").filter(has_text="You act as").click()
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()

    assert unsubscribed == [True]
    sign_in(page, NURSE)
    page.goto("/account/told")
    expect(page.get_by_role("heading", name="Your devices")).to_have_count(0)


def test_what_is_blocked_is_said_and_how_to_allow_it(visit):
    page = visit(NURSE)
    page.add_init_script("Object.defineProperty(Notification, 'permission', {get: () => 'denied'})")

    page.goto("/account/told")

    expect(page.get_by_role("status")).to_contain_text("Notifications are blocked for this site.")
    expect(page.get_by_role("button", name="Turn on for this device")).to_be_hidden()
    then_the_page_is_accessible(page)


def test_on_an_iphone_it_says_that_the_home_screen_comes_first(visit):
    page = visit(NURSE, user_agent="Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15")
    page.add_init_script("delete window.PushManager")

    page.goto("/account/told")

    expect(page.get_by_role("status")).to_contain_text("put Alongside on the home screen first")


@pytest.mark.parametrize("scripts", [True, False])
def test_shifts_and_silence_are_chosen_with_and_without_scripts(visit, scripts):
    page = visit(SERGEANT, scripts=scripts)
    page.goto("/account/told")

    page.get_by_label("By weekday, for shifts").check()
    page.get_by_text("By weekday, for shifts").last.click()
    monday = page.get_by_role("group", name="Monday", exact=True)
    monday.get_by_label("Monday from").fill("08:00")
    page.get_by_role("button", name="Save your choices").click()
    expect(page.get_by_role("alert")).to_contain_text("Give both times, or leave both empty.")
    then_the_page_is_accessible(page)
    page.get_by_role("group", name="Monday", exact=True).get_by_label("until").fill("16:00")
    page.get_by_label("Meetings, and what concerns your data").uncheck()
    page.get_by_role("button", name="Save your choices").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("group", name="Monday", exact=True).get_by_label("until")).to_have_value("16:00")
    expect(page.get_by_label("Meetings, and what concerns your data")).not_to_be_checked()
    page.get_by_role("button", name="Be silent until then").click()
    expect(page.get_by_text(re.compile("Nothing comes to your devices until .* 14:00"))).to_be_visible()
    then_the_page_is_accessible(page, dark_too=scripts)
    page.get_by_role("button", name="End the silence").click()
    expect(page.get_by_role("button", name="Be silent until then")).to_be_visible()
    page.get_by_label("None", exact=True).check()
    page.get_by_label("Meetings, and what concerns your data").check()
    page.get_by_role("button", name="Save your choices").click()


def test_an_urgent_change_stays_new_until_its_reader_has_read_it(visit, curators):
    title = once("Fog on the quay")
    address = curators.publish_new(title, step="Ring the lock keeper.")
    curators.publish_again(address, step="Ring the harbour office.", significance="URGENT")
    page = visit(OFFICER)

    page.goto("/inbox/")
    line = page.get_by_role("listitem").filter(has_text=title)
    expect(line).to_contain_text("New")
    then_the_page_is_accessible(page, dark_too=True)
    line.get_by_role("button", name=title, exact=True).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    page.goto("/inbox/")
    expect(line).to_contain_text("New")
    line.get_by_role("button", name=re.compile(f"^I have read this.*{title}$")).click()

    expect(page).to_have_url(re.compile("/inbox/$"))
    expect(line).not_to_contain_text("New")
    expect(line.get_by_role("button", name="I have read this")).to_have_count(0)


def given_a_service_worker(page: Page):
    """`deliver(data)`: as the push network would hand it to the browser."""
    page.set_viewport_size(DESK)
    page.goto("/")
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    session = page.context.new_cdp_session(page)
    registrations: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: registrations.extend(one["registrationId"] for one in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    origin = page.evaluate("() => location.origin")
    the_worker_of(page).evaluate(NOTED)

    def deliver(data: str) -> None:
        session.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": origin, "registrationId": registrations[-1], "data": data},
        )

    return deliver


def the_worker_of(page: Page) -> Worker:
    (worker,) = page.context.service_workers
    return worker


def then_the_screen_says(page: Page, sentence: str) -> None:
    shown = the_worker_of(page).evaluate(SHOWN, [sentence, PATIENCE / 2])
    assert shown == {"title": "Alongside", "body": sentence, "tag": "alongside", "data": {"url": "/inbox/"}}
