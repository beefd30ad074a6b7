"""A receipt answers the one who pressed, in the hat they wore; and two presses at the same time are one."""

import threading

import pytest
from django.db import connection, connections

from backend.identity.models import Membership
from backend.identity.queries.hats import hats_of
from backend.receipts.models import Receipt
from backend.receipts.operations import Answer, once


@pytest.fixture
def two_hats(people, now):
    """The sergeant also works for the council; in both hats somebody may curate."""
    Membership.objects.filter(id=people.sergeant.membership_id).update(roles=["READER", "CURATOR"])
    Membership.objects.create(
        person_id=people.sergeant.person_id,
        organisation_id=people.socialworker.organisation_id,
        job_title="Liaison",
        roles=["READER", "CURATOR"],
        joined_at=now,
    )
    return [hat.actor for hat in hats_of(person_id=people.sergeant.person_id)]


def start_page(client):
    words = {"title": "A page", "checked_on": "2026-11-22", "review_by": "2027-05-22"}
    return client.post(
        "/api/v1/manual/pages",
        {"slug": "a-page", "words": words},
        content_type="application/json",
        headers={"Idempotency-Key": "6a1f"},
    )


def test_what_was_done_in_one_hat_is_not_answered_in_another(client, two_hats, sign_in):
    police, council = two_hats
    made = start_page(sign_in(client, police))

    again = start_page(sign_in(client, council))

    assert (made.status_code, again.status_code) == (201, 422)
    assert start_page(sign_in(client, police)).json() == made.json()


def test_whoever_has_lost_the_hat_gets_no_answer_at_all(client, two_hats, sign_in, now):
    police, _council = two_hats
    made = start_page(sign_in(client, police))
    Membership.objects.filter(id=police.membership_id).update(disabled_at=now, disabled_by_id=police.person_id)

    again = start_page(client)

    assert (made.status_code, again.status_code) == (201, 422)


@pytest.mark.django_db
def test_the_key_that_was_sent_is_not_kept(now):
    once(person_id=1, key="canary-4711", request_digest="d", now=now, act=lambda: Answer(status=201, body={}))

    assert "canary" not in str(Receipt.objects.values().get())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time")
def test_the_second_of_two_at_once_waits_before_it_looks_at_anything(now):
    begun, finish, done, presses = threading.Event(), threading.Event(), [], []

    def act():
        presses.append(1)
        begun.set()
        finish.wait(timeout=5)
        return Answer(status=200, body={"id": 1})

    def press():
        done.append(once(person_id=1, key="k", request_digest="d", now=now, act=act))
        connections.close_all()

    threads = [threading.Thread(target=press) for _ in range(2)]
    threads[0].start()
    begun.wait(timeout=5)
    threads[1].start()
    threads[1].join(timeout=0.5)
    finish.set()
    for thread in threads:
        thread.join(timeout=5)

    assert (presses, done) == ([1], [Answer(status=200, body={"id": 1})] * 2)
