"""The page of one's choices, the API beside it, and what signing in and out does to a device."""

import json
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from backend.identity.demo import PASSWORD
from backend.identity.models import Person
from backend.notifications import topics
from backend.notifications.device_cookie import NAME
from backend.notifications.enums import CHOOSABLE, Group
from backend.notifications.models import Choices, Notice, PushSubscription
from backend.notifications.push_key import ready_key
from backend.notifications.queries.choices import choices_of
from tests.backend.notifications.push_fakes import FakeBrowser

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOLD = "/account/told"
EVERYTHING = {"on_devices": [one.value for one in CHOOSABLE], "digest": "7", "quiet": "NONE"}


def send(client, address, body):
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def turn_on(client, name="phone"):
    browser = FakeBrowser(name)
    client.get(TOLD)
    assert send(client, "/api/v1/push/subscriptions", browser.keys).status_code == 201
    return browser


def test_what_is_chosen_is_kept_and_shown(client, sign_in, people):
    sign_in(client, people.officer)
    sent = {"on_devices": ["TO_READ"], "digest": "", "quiet": "SAME", "since": "21:30", "until": "06:00"}

    answer = client.post(f"{TOLD}/save", sent | {"urgent_anyway": "on"})

    kept = choices_of(person_id=people.officer.person_id)
    assert (answer.status_code, answer.url) == (302, TOLD)
    assert kept.inbox_only == ["FOLLOWED", "IN_CARE", "OFFERED", "OTHER"]
    assert (kept.digest_hour, kept.urgent_anyway) == (None, True)
    assert kept.quiet_hours == {str(day): ["21:30", "06:00"] for day in range(7)}
    page = client.get(TOLD).content.decode()
    assert re.findall(r'name="on_devices" value="(\w+)"[^>]* checked', page) == ["TO_READ"]
    assert re.findall(r'name="quiet" value="(\w+)"[^>]* checked', page) == ["SAME"]
    assert Choices.objects.count() == 1


def test_a_week_of_shifts_is_kept_by_weekday(client, sign_in, people):
    sign_in(client, people.officer)
    week = {"since_0": "08:00", "until_0": "16:00", "since_4": "22:00", "until_4": "07:00"}

    client.post(f"{TOLD}/save", EVERYTHING | week | {"quiet": "EACH"})

    kept = choices_of(person_id=people.officer.person_id)
    assert kept.quiet_hours == {"0": ["08:00", "16:00"], "4": ["22:00", "07:00"]}
    page = client.get(TOLD).content.decode()
    assert re.findall(r'name="since_(\d)" class="govuk-input" value="([\d:]+)"', page) == [
        ("0", "08:00"),
        ("4", "22:00"),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"quiet": "SAME", "since": "22:00"}, "Give both times"),
        ({"quiet": "SAME"}, "Give both times"),
        ({"quiet": "SAME", "since": "22:00", "until": "22:00"}, "at different times"),
        ({"quiet": "EACH", "since_3": "22:00"}, "Give both times"),
        ({"quiet": "SAME", "since": "late", "until": "07:00"}, "Enter a valid time"),
        ({"on_devices": ["URGENT"]}, "Select a valid choice"),
        ({"digest": "24"}, "Select a valid choice"),
        ({"quiet": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_chosen_comes_back_with_the_reason(client, sign_in, people, wrong, said):
    page = sign_in(client, people.officer).post(f"{TOLD}/save", EVERYTHING | wrong)

    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert Choices.objects.count() == 0


def test_one_tap_is_silence_until_the_afternoon(client, sign_in, people, now):
    sign_in(client, people.officer)

    client.post(f"{TOLD}/silence", {"until": "14:00"})

    assert choices_of(person_id=people.officer.person_id).silent_until == now.replace(hour=14, minute=0)
    assert "Nothing comes to your devices until" in client.get(TOLD).content.decode()
    client.post(f"{TOLD}/silence/end")
    assert "Be silent until then" in client.get(TOLD).content.decode()


def test_a_silence_without_an_end_is_refused(client, sign_in, people):
    page = sign_in(client, people.officer).post(f"{TOLD}/silence", {"until": ""})

    assert "Say until when." in page.content.decode()


def test_choices_are_ones_own(client, sign_in, people):
    sign_in(client, people.officer).post(f"{TOLD}/save", EVERYTHING | {"digest": "22"})

    assert choices_of(person_id=people.nurse.person_id).digest_hour == 7


def test_the_page_has_the_key_and_says_what_needs_scripts(client, sign_in, people):
    page = sign_in(client, people.officer).get(TOLD).content.decode()

    assert f'data-push="{ready_key().public}"' in page
    assert "data-push-on" not in page
    assert re.search(r"<noscript>.*scripts must be switched on.*</noscript>", page)
    assert ready_key().private_text not in page


def test_without_a_key_the_page_says_so_and_the_rest_works(client, sign_in, people, monkeypatch):
    monkeypatch.setenv("ALONGSIDE_PUSH_KEY", "broken")

    page = sign_in(client, people.officer).get(TOLD).content.decode()

    assert ("cannot reach devices at the moment" in page, "data-push=" in page) == (True, False)
    assert client.post(f"{TOLD}/save", EVERYTHING).status_code == 302
    assert send(client, "/api/v1/push/subscriptions", FakeBrowser("phone").keys).status_code == 409
    assert client.get("/api/v1/push").json() == {"key": None, "devices": []}


# -- devices ----------------------------------------------------------------------------------------------------------


def test_a_device_is_turned_on_shown_and_turned_off(client, sign_in, people):
    sign_in(client, people.officer)
    turn_on(client)

    page = client.get(TOLD).content.decode()
    [device] = client.get("/api/v1/push").json()["devices"]
    assert ("data-push-on" in page, "This device</strong>" in page) == (True, True)
    assert (device["is_this"], device["is_reached"]) == (True, True)

    client.post(reverse("turn_off_device", args=[device["id"]]))
    assert PushSubscription.objects.count() == 0


def test_the_api_ends_ones_own_and_answers_the_same_for_anothers(client, sign_in, people):
    browser = turn_on(sign_in(client, people.officer))

    sign_in(client, people.nurse)
    assert send(client, "/api/v1/push/subscriptions/end", {"endpoint": browser.endpoint}).json() == {"ended": True}
    assert PushSubscription.objects.filter(person_id=people.nurse.person_id).count() == 0


def test_no_address_of_a_device_is_ever_shown(client, sign_in, people):
    browser = turn_on(sign_in(client, people.officer))

    shown = client.get(TOLD).content + client.get("/api/v1/push").content

    assert (browser.endpoint.encode() in shown, browser.keys["auth"].encode() in shown) == (False, False)


def test_signing_out_in_a_browser_ends_it_there_and_nowhere_else(client, sign_in, people):
    turn_on(sign_in(client, people.officer), "phone")
    PushSubscription.objects.create(**_another(people.officer))

    client.post("/account/logout/")

    assert [one.endpoint for one in PushSubscription.objects.all()] == ["https://fcm.googleapis.com/other"]


def test_a_sign_in_that_ran_out_goes_on_being_told(client, sign_in, people):
    turn_on(sign_in(client, people.officer))
    del client.cookies["session"]

    assert client.get("/").status_code == 200
    assert PushSubscription.objects.count() == 1


@pytest.mark.parametrize(("email", "left"), [("officer@police.example", 1), ("nurse@health.example", 0)])
def test_whoever_signs_in_next_ends_what_another_had_there(client, sign_in, people, email, left):
    turn_on(sign_in(client, people.officer))
    del client.cookies["session"]
    Person.objects.get(email=email).set_password(PASSWORD)

    signed_in = client.post("/account/login/", {"login": email, "password": PASSWORD})

    assert signed_in.status_code == 302
    assert PushSubscription.objects.filter(person_id=people.officer.person_id).count() == left


def test_signing_out_everywhere_else_ends_the_other_devices(client, sign_in, people):
    turn_on(sign_in(client, people.officer), "phone")
    PushSubscription.objects.create(**_another(people.officer))

    client.post(reverse("usersessions_list"))

    assert [one.endpoint for one in PushSubscription.objects.all()] == [FakeBrowser("phone").endpoint]


def test_the_cookie_of_a_device_is_not_for_scripts_and_says_nothing(client, sign_in, people):
    assert NAME not in sign_in(client, people.officer).get("/").cookies

    first, second = (client.get(TOLD).cookies[NAME] for _ in range(2))

    assert (first.value == second.value, first["httponly"], first["samesite"]) == (True, True, "Lax")
    assert len(first.value) == 32


def _another(actor):
    from django.utils import timezone

    kept = {"p256dh": "x", "auth": "x", "device_hash": "e" * 64, "key_fingerprint": ready_key().fingerprint}
    return {
        **kept,
        "person_id": actor.person_id,
        "endpoint": "https://fcm.googleapis.com/other",
        "made_at": timezone.now(),
    }


# -- urgent ones in the inbox -----------------------------------------------------------------------------------------


def test_an_urgent_line_stays_new_until_its_reader_says_that_they_have_read_it(client, sign_in, people, now, tell):
    tell(people.officer, now, group=Group.URGENT)
    tell(people.officer, now, group=Group.FOLLOWED)
    urgent, other = (Notice.objects.get(kind=f"tests.{name}") for name in ("urgent", "followed"))
    sign_in(client, people.officer)

    client.post(f"/inbox/{urgent.id}")
    client.post(f"/inbox/{other.id}")
    client.post("/inbox/read")
    page = client.get("/inbox/").content.decode()
    assert ("I have read this" in page, "Mark all as read" in page, ", something new" in page) == (True, False, True)

    assert client.post(f"/inbox/{urgent.id}/acknowledge").status_code == 302
    page = client.get("/inbox/").content.decode()
    assert ("I have read this" in page, ", something new" in page) == (False, False)


def test_nobody_acknowledges_for_another(client, sign_in, people, now, tell):
    tell(people.officer, now, group=Group.URGENT)

    answer = sign_in(client, people.nurse).post(f"/inbox/{Notice.objects.get().id}/acknowledge")

    assert (answer.status_code, Notice.objects.get().read_at) == (404, None)


def test_a_press_that_comes_twice_is_one(client, sign_in, people):
    sign_in(client, people.officer)
    browser, key = FakeBrowser("phone"), {"Idempotency-Key": "once"}
    answers = [
        client.post(
            "/api/v1/push/subscriptions", json.dumps(browser.keys), content_type="application/json", headers=key
        ).json()
        for _ in range(2)
    ]

    assert answers[0] == answers[1]
    assert PushSubscription.objects.count() == 1


def test_a_lapsed_silence_is_not_shown(client, sign_in, people, now):
    Choices.objects.create(person_id=people.officer.person_id, silent_until=now - timedelta(hours=1))

    assert "Be silent until then" in sign_in(client, people.officer).get(TOLD).content.decode()


def test_followed_topics_are_chosen_one_by_one_and_those_of_other_hats_stay(client, sign_in, people, monkeypatch):
    class Source:
        def followed(self, *, actor):
            return [("BOATS", "Boats"), ("LOCKS", "Locks")] if actor.person_id == people.officer.person_id else []

        def only_reason(self, *, actor, keys):
            return {}

    monkeypatch.setattr(topics, "_sources", [Source()])
    Choices.objects.create(person_id=people.officer.person_id, inbox_topics=["ELSEWHERE", "LOCKS"])
    page = sign_in(client, people.officer).get(TOLD).content.decode()
    assert re.findall(r'name="topics" value="(\w+)"[^>]* checked', page) == ["BOATS"]

    client.post(f"{TOLD}/save", EVERYTHING | {"topics": ["LOCKS"]})

    assert choices_of(person_id=people.officer.person_id).inbox_topics == ["BOATS", "ELSEWHERE"]
    assert "Topics that you follow" not in sign_in(client, people.nurse).get(TOLD).content.decode()
