"""From a notice to a browser that can read it, and to nobody else."""

import json
import logging
from datetime import time, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.identity.models import Membership, Person
from backend.kernel.errors import Invalid, NotFound
from backend.notifications import topics
from backend.notifications.enums import NEUTRAL, PUSH_SENTENCES, Group
from backend.notifications.models import Notice, PushDelivery, PushSubscription
from backend.notifications.operations.choices import be_silent, end_silence, save_choices
from backend.notifications.operations.notices import mark_all_read, mark_read
from backend.notifications.operations.push import (
    forget_old_subscriptions,
    subscribe,
    turn_off_device,
    unsubscribe,
)
from backend.notifications.operations.sending import PAUSES, payload, send_what_is_due
from backend.notifications.queries.push import devices_of
from tests.backend.notifications.push_fakes import OTHER_HOST, FakeBrowser

pytestmark = pytest.mark.django_db
FIXED = {NEUTRAL, *PUSH_SENTENCES.values()}


@pytest.fixture
def arrived(service, network):
    """`arrived(browser, now)`: sends what is due; the sentences that this browser read, oldest first."""

    def _arrived(browser, now):
        service.received.clear()
        send_what_is_due(now=now, network=network)
        return [json.loads(browser.read(one.body))["text"] for one in service.received]

    return _arrived


def choose(actor, now, **others):
    facts = {"inbox_only": [], "digest_hour": None, "quiet_hours": {}, "urgent_anyway": False}
    save_choices(actor=actor, **facts | others, now=now)


def test_there_are_six_sentences_and_none_says_supervision():
    assert len(FIXED) <= 6
    assert not any("supervis" in one.lower() for one in FIXED)


def test_who_is_told_reads_a_sentence_and_who_is_not_gets_nothing(people, now, turn_on, tell, arrived, service):
    phone = turn_on(people.officer, now)
    turn_on(people.nurse, now)
    tell(people.officer, now)

    assert arrived(phone, now) == ["Something that you follow has changed"]
    assert set(json.loads(phone.read(service.received[0].body))) == {"id", "text", "url"}
    assert json.loads(phone.read(service.received[0].body))["url"] == "/inbox/"
    assert PushDelivery.objects.count() == 0
    assert arrived(phone, now) == []


def test_a_change_that_is_undone_tells_nobody(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)

    with transaction.atomic():
        tell(people.officer, now)
        transaction.set_rollback(True)

    assert (Notice.objects.count(), arrived(phone, now)) == (0, [])


def test_told_again_before_reading_is_no_second_message(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    arrived(phone, now)

    tell(people.officer, now + timedelta(minutes=1))

    assert arrived(phone, now + timedelta(minutes=1)) == []


def test_several_go_as_one_and_the_most_pressing_is_said(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    for group in (Group.OTHER, Group.FOLLOWED, Group.TO_READ, Group.IN_CARE):
        tell(people.officer, now, group=group)

    assert arrived(phone, now) == ["You are asked to read a page"]


def test_an_urgent_one_is_said_until_it_is_acknowledged(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    tell(people.officer, now, group=Group.URGENT)
    assert arrived(phone, now) == ["There is an urgent change for you to read"]

    mark_all_read(actor=people.officer, now=now)
    tell(people.officer, now)
    assert arrived(phone, now) == ["There is an urgent change for you to read"]

    mark_read(actor=people.officer, notice_id=Notice.objects.get(kind="tests.urgent").id, now=now)
    tell(people.officer, now, thing="2")
    assert arrived(phone, now) == ["Something that you follow has changed"]


def test_what_is_read_meanwhile_is_not_sent(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    mark_all_read(actor=people.officer, now=now)

    assert arrived(phone, now) == []
    assert PushDelivery.objects.count() == 0


def test_what_they_may_not_see_any_more_is_not_told(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    tell(people.officer, now, thing="hidden")
    assert arrived(phone, now) == []

    tell(people.officer, now, thing="shown")
    Membership.objects.filter(id=people.officer.membership_id).update(
        disabled_at=now, disabled_by_id=people.police_admin.person_id
    )
    assert arrived(phone, now) == []


def test_a_disabled_person_is_not_told(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    Person.objects.filter(id=people.officer.person_id).update(is_active=False)

    assert arrived(phone, now) == []


def test_small_changes_and_what_was_chosen_for_the_inbox_are_not_sent(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    choose(people.officer, now, inbox_only=["FOLLOWED"])
    tell(people.officer, now, group=Group.SMALL)
    tell(people.officer, now, group=Group.FOLLOWED)
    assert arrived(phone, now) == []

    tell(people.officer, now, group=Group.TO_READ)
    assert arrived(phone, now) == ["You are asked to read a page"]
    assert Notice.objects.count() == 3


# -- quiet hours ------------------------------------------------------------------------------------------------------


def test_what_falls_in_quiet_hours_comes_as_one_when_they_end(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    choose(people.officer, now, quiet_hours={6: (time(9), time(12))})
    tell(people.officer, now, group=Group.FOLLOWED)
    tell(people.officer, now, group=Group.TO_READ)

    assert arrived(phone, now) == []
    assert arrived(phone, now.replace(hour=11, minute=59)) == []
    assert arrived(phone, now.replace(hour=12, minute=0)) == ["You are asked to read a page"]


@pytest.mark.parametrize(("anyway", "at_once"), [(False, []), (True, ["There is an urgent change for you to read"])])
def test_an_urgent_one_breaks_the_silence_for_those_who_want_it(people, now, turn_on, tell, arrived, anyway, at_once):
    phone = turn_on(people.officer, now)
    choose(people.officer, now, quiet_hours={6: (time(9), time(12))}, urgent_anyway=anyway)
    tell(people.officer, now, group=Group.URGENT)

    assert arrived(phone, now) == at_once


def test_a_silence_holds_until_it_is_over_or_ended(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    assert be_silent(actor=people.officer, until=time(14), now=now) == now.replace(hour=14, minute=0)
    tell(people.officer, now)
    assert arrived(phone, now) == []

    end_silence(actor=people.officer, now=now)

    assert arrived(phone, now) == ["Something that you follow has changed"]


# -- what the push service answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(people, now, turn_on, tell, arrived, service, status):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    service.status = status

    arrived(phone, now)

    assert (PushSubscription.objects.count(), PushDelivery.objects.count(), Notice.objects.count()) == (0, 0, 1)


def test_a_service_in_trouble_is_tried_five_times_and_less_and_less(people, now, turn_on, tell, arrived, service):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    service.status = 500
    tried, moment = [], now
    while PushDelivery.objects.exists():
        if arrived(phone, moment):
            tried.append(moment - now)
        moment += timedelta(minutes=1)

    waits = [after - before for before, after in pairwise(tried)]
    assert waits == list(PAUSES)
    assert PushSubscription.objects.count() == 1


def test_it_comes_once_the_service_is_well_again_together_with_what_is_new(
    people, now, turn_on, tell, arrived, service
):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    service.status, service.headers = 429, {"Retry-After": "3600"}
    arrived(phone, now)
    service.status, service.headers = 201, {}
    tell(people.officer, now + timedelta(minutes=1), group=Group.TO_READ)

    assert arrived(phone, now + timedelta(minutes=59)) == []
    assert arrived(phone, now + timedelta(minutes=61)) == ["You are asked to read a page"]
    assert PushDelivery.objects.count() == 0


def test_nothing_is_tried_after_a_day(people, now, turn_on, tell, arrived):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)

    assert arrived(phone, now + timedelta(hours=25)) == []
    assert PushDelivery.objects.count() == 0


def test_a_browser_that_is_refused_again_and_again_is_forgotten(people, now, turn_on, tell, arrived, service):
    phone = turn_on(people.officer, now)
    service.status = 400
    left = []
    for number in range(5):
        tell(people.officer, now, thing=str(number))
        arrived(phone, now)
        left.append(PushSubscription.objects.count())

    assert left == [1, 1, 1, 1, 0]


def test_a_redirect_is_not_followed(people, now, turn_on, tell, arrived, service):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    service.status, service.headers = 307, {"Location": "https://127.0.0.1/inside"}

    arrived(phone, now)

    assert [one.path for one in service.received] == [f"/fcm/send/phone-{people.officer.person_id}"]


def test_a_service_that_does_not_answer_costs_one_wait_and_holds_up_no_other(
    people, now, turn_on, tell, service, network, tmp_path
):
    for actor in (people.officer, people.nurse, people.lead):
        turn_on(actor, now)
        tell(actor, now)
    elsewhere = FakeBrowser("tablet", host=OTHER_HOST)
    subscribe(actor=people.sergeant, **elsewhere.keys, device_hash="", now=now)
    tell(people.sergeant, now + timedelta(seconds=1))
    down = {"up": False}

    def resolve(host):
        if host != OTHER_HOST and not down["up"]:
            raise OSError
        return ["127.0.0.1"]

    limited = type(network)(
        resolve=resolve, may_reach=network.may_reach, port=network.port, authorities=network.authorities
    )
    later = now + timedelta(seconds=2)
    send_what_is_due(now=later, network=limited)
    send_what_is_due(now=later, network=limited)

    assert [one.headers["host"] for one in service.received] == [OTHER_HOST]
    down["up"] = True
    send_what_is_due(now=now + timedelta(minutes=3), network=limited)
    assert len(service.received) == 4
    assert PushDelivery.objects.count() == 0


def test_neither_address_nor_answer_are_logged(people, now, turn_on, tell, arrived, service, caplog):
    phone = turn_on(people.officer, now)
    tell(people.officer, now)
    service.status, service.body = 500, b"secret words of theirs"
    caplog.set_level(logging.DEBUG, logger="alongside")

    arrived(phone, now)

    lines = [str(vars(record)) for record in caplog.records if record.name.startswith("alongside")]
    assert len(lines) == 1
    assert not any("secret words" in one or "fcm" in one or phone.endpoint in one for one in lines)


# -- nothing but the fixed sentences -----------------------------------------------------------------------------------

EVENTS = st.lists(
    st.tuples(st.sampled_from(list(Group)), st.sampled_from(["1", "2", "hidden-1"]), st.integers(0, 90)), max_size=12
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_whatever_is_told_a_fixed_sentence_is_all_that_leaves(people, now, turn_on, tell, service, network, events):
    with transaction.atomic():
        phone = turn_on(people.officer, now)
        service.received.clear()
        moment = now
        for group, thing, minutes in events:
            moment += timedelta(minutes=minutes)
            tell(people.officer, moment, group=group, thing=thing)
            send_what_is_due(now=moment, network=network)
        left = [json.loads(phone.read(one.body)) for one in service.received]
        shown = any(group != Group.SMALL and not thing.startswith("hidden") for group, thing, _ in events)
        transaction.set_rollback(True)

    assert {one["text"] for one in left} <= FIXED
    assert [one for one in left if set(one) != {"id", "text", "url"} or one["url"] != "/inbox/"] == []
    assert bool(left) == shown


@pytest.mark.parametrize("group", Group)
def test_a_payload_is_small_and_says_nothing_else(group):
    told = json.loads(payload(group))

    assert told["text"] in FIXED
    assert len(told["id"]) == 16
    assert len(payload(group)) < 200
    assert payload(group) != payload(group)


# -- turning on and off -----------------------------------------------------------------------------------------------


def devices(actor):
    return [one.id for one in devices_of(actor=actor, device_hash="", fingerprint="")]


def test_at_most_ten_and_the_oldest_goes(people, now, turn_on):
    for number in range(11):
        turn_on(people.officer, now + timedelta(minutes=number), name=f"phone{number}")

    left = PushSubscription.objects.filter(person_id=people.officer.person_id).order_by("made_at")
    assert [one.endpoint.rpartition("/")[2].partition("-")[0] for one in left] == [f"phone{n}" for n in range(1, 11)]


def test_a_shared_phone_changes_hands(people, now, tell, arrived):
    phone = FakeBrowser("shared")
    subscribe(actor=people.officer, **phone.keys, device_hash="", now=now)
    tell(people.officer, now)
    subscribe(actor=people.nurse, **phone.keys, device_hash="", now=now)

    assert (devices(people.officer), len(devices(people.nurse))) == ([], 1)
    # What was on its way to the one before does not come any more.
    assert arrived(phone, now) == []
    tell(people.nurse, now)
    assert arrived(phone, now) == ["Something that you follow has changed"]


def test_the_same_browser_again_is_one_subscription(people, now, turn_on):
    turn_on(people.officer, now, name="before", device_hash="d" * 64)
    turn_on(people.officer, now, name="after", device_hash="d" * 64)
    turn_on(people.officer, now, name="after", device_hash="d" * 64)

    assert len(devices(people.officer)) == 1


def test_nobody_turns_off_another_ones_device(people, now, turn_on):
    phone = turn_on(people.officer, now)
    [mine] = devices(people.officer)

    unsubscribe(actor=people.nurse, endpoint=phone.endpoint)
    with pytest.raises(NotFound):
        turn_off_device(actor=people.nurse, subscription_id=mine)
    assert devices(people.officer) == [mine]

    turn_off_device(actor=people.officer, subscription_id=mine)
    assert devices(people.officer) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "https://127.0.0.1/a"},
        {"endpoint": "https://evil.example/a"},
        {"p256dh": "x"},
        {"p256dh": "é" * 80},
        {"p256dh": "A" * 87},
        {"auth": "x"},
        {"auth": ""},
    ],
)
def test_what_cannot_be_used_is_refused(people, now, wrong):
    with pytest.raises(Invalid):
        subscribe(actor=people.officer, **FakeBrowser("phone").keys | wrong, device_hash="", now=now)

    assert PushSubscription.objects.count() == 0


def test_what_nothing_reached_for_a_year_is_forgotten(people, now, turn_on, tell, arrived):
    turn_on(people.officer, now)
    phone = turn_on(people.nurse, now)
    tell(people.nurse, now + timedelta(days=100))
    arrived(phone, now + timedelta(days=100))

    assert forget_old_subscriptions(now=now + timedelta(days=366)) == 1
    assert (len(devices(people.officer)), len(devices(people.nurse))) == (0, 1)


def test_as_many_queries_to_tell_three_as_to_tell_one(people, now, turn_on, things, django_assert_num_queries):
    from backend.kernel.keys import Key
    from backend.notifications.operations import notify

    told = [people.officer, people.nurse, people.sergeant]
    for actor in told:
        turn_on(actor, now)
    for number, actors in enumerate([told[:1], told]):
        with django_assert_num_queries(5):
            notify(
                memberships=[one.membership_id for one in actors],
                partnership_id=people.officer.partnership_id,
                kind="tests.followed",
                key=Key.of("tests.pushed", number),
                now=now,
            )

    assert PushDelivery.objects.count() == 4


# -- topics -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def told_for(things):
    """`told_for[key]`: the topics that alone led to it."""
    reasons = {}

    class Source:
        def followed(self, *, actor):
            return [("BOATS", "Boats"), ("LOCKS", "Locks")]

        def only_reason(self, *, actor, keys):
            return {key: reasons[key.id] for key in keys if key.id in reasons}

    topics.register(source := Source())
    yield reasons
    topics._sources.remove(source)


def test_a_topic_can_stay_in_the_inbox_and_what_is_told_for_another_reason_comes(
    people, now, turn_on, tell, arrived, told_for
):
    phone = turn_on(people.officer, now)
    choose(people.officer, now, inbox_topics=["BOATS"])
    told_for |= {"quiet": {"BOATS"}, "both": {"BOATS", "LOCKS"}}
    came = []
    for thing in ("quiet", "both", "followed itself"):
        tell(people.officer, now, thing=thing)
        came.append(len(arrived(phone, now)))

    assert came == [0, 1, 1]
    assert Notice.objects.count() == 3
    # Whatever else it is, it is not told for a topic.
    tell(people.officer, now, thing="quiet", group=Group.TO_READ)
    assert arrived(phone, now) == ["You are asked to read a page"]
