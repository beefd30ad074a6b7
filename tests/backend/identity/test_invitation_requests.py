"""Somebody without an account: whoever wants to work with them asks, only their own administrators invite."""

import json
import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from backend.identity.models import Invitation, InvitationRequest
from backend.identity.operations.invitation_requests import MOST_AT_ONCE, ask_for_invitation, decline_request
from backend.identity.operations.invitations import invite
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment

NEW = "new.colleague@council.example"


def asks(actor, people, now, *, email=NEW, organisation_id=None):
    where = organisation_id or people.socialworker.organisation_id
    return ask_for_invitation(actor=actor, email=email, organisation_id=where, now=now)


def presses(client, name, *ids, **typed):
    return client.post(reverse(name, args=ids), {"once": str(uuid.uuid4()), **typed})


def test_asking_invites_nobody_and_tells_the_administrators_without_the_address(people, sign_in):
    client = sign_in(Client(), people.sergeant)

    pressed = presses(
        client, "ask_for_invitation", email=NEW.upper(), organisation_id=people.socialworker.organisation_id
    )

    assert (pressed.status_code, Invitation.objects.count()) == (302, 0)
    (sent,) = mail.outbox
    assert sent.to == ["admin@council.example"]
    assert "Sam Okoro of Westmarch Police asks you to invite somebody" in sent.body
    assert "new.colleague" not in sent.subject + sent.body
    assert "supervision" not in (sent.subject + sent.body).lower()


def test_the_administrator_finds_it_and_answers_with_an_invitation(people, sign_in, now):
    asked = asks(people.sergeant, people, now)
    client = sign_in(Client(), people.council_admin)
    page = client.get(reverse("members")).content.decode()
    form = client.get(reverse("invite") + f"?request={asked.pk}").content.decode()

    invite(actor=people.council_admin, email=NEW, job_title="Social worker", roles=["READER"], now=now)

    assert "Sam Okoro, Westmarch Police, asks you to invite them." in page
    assert f'value="{NEW}"' in form
    asked.refresh_from_db()
    assert asked.closed_at == now


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("council_admin", None), ("police_admin", NotFound), ("socialworker", NotPermitted), ("outsider", NotFound)],
)
def test_only_its_own_administrators_decline(people, now, who, refusal):
    asked = asks(people.sergeant, people, now)

    if refusal:
        with pytest.raises(refusal):
            decline_request(actor=getattr(people, who), request_id=asked.pk, now=now)
    else:
        decline_request(actor=getattr(people, who), request_id=asked.pk, now=now)

    asked.refresh_from_db()
    assert (asked.closed_at is None) == (refusal is not None)


def test_an_administrator_elsewhere_sees_none_of_it(people, sign_in, now):
    asked = asks(people.sergeant, people, now)
    client = sign_in(Client(), people.police_admin)

    assert NEW not in client.get(reverse("members")).content.decode()
    assert client.get(reverse("invite") + f"?request={asked.pk}").status_code == 404


@pytest.mark.parametrize("who", ["outsider", "nobody"])
def test_an_organisation_outside_the_partnership_cannot_be_asked(people, now, who):
    where = people.outsider.organisation_id if who == "outsider" else 10**9

    with pytest.raises(Invalid) as refused:
        asks(people.sergeant, people, now, organisation_id=where)

    assert list(refused.value.fields) == ["organisation_id"]


def test_whether_they_have_an_account_already_is_not_told(people, now):
    taken = asks(people.sergeant, people, now, email="socialworker@council.example")

    assert taken.closed_at is None


def test_asking_twice_is_one_request_and_nobody_asks_for_a_crowd(people, now):
    assert asks(people.sergeant, people, now).pk == asks(people.sergeant, people, now).pk
    for number in range(MOST_AT_ONCE - 1):
        asks(people.sergeant, people, now, email=f"one{number}@council.example")

    with pytest.raises(WrongMoment):
        asks(people.sergeant, people, now, email="eleventh@council.example")

    assert InvitationRequest.objects.count() == MOST_AT_ONCE


API = "/api/v1/invitation-requests"


def sends(client, address, body=None, key=None):
    headers = {"Idempotency-Key": key or str(uuid.uuid4())}
    return client.post(address, json.dumps(body or {}), content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "no address"}, "email"),
        ({"email": f"{'long' * 80}@council.example"}, "email"),
        ({"organisation_id": 10**9}, "organisation_id"),
    ],
)
def test_the_api_refuses_what_the_page_refuses(people, sign_in, changes, field):
    body = {"email": NEW, "organisation_id": people.socialworker.organisation_id} | changes

    answered = sends(sign_in(Client(), people.sergeant), API, body)

    assert (answered.status_code, list(answered.json()["fields"])) == (422, [field])
    assert (InvitationRequest.objects.count(), mail.outbox) == (0, [])


def test_asked_through_the_api_the_administrators_are_told_once(people, sign_in):
    client, key = sign_in(Client(), people.sergeant), str(uuid.uuid4())
    places = {one["name"]: one["id"] for one in client.get(f"{API}/organisations").json()}
    body = {"email": NEW.upper(), "organisation_id": places["Marchfield Council"]}

    answered = [sends(client, API, body, key) for _ in range(2)]

    asked = InvitationRequest.objects.get()
    assert [(one.status_code, one.json()) for one in answered] == [(201, {"id": asked.pk})] * 2
    assert asked.email == NEW
    assert [one.to for one in mail.outbox] == [["admin@council.example"]]


@pytest.mark.parametrize(
    ("who", "status"), [("council_admin", 200), ("police_admin", 404), ("socialworker", 403), ("outsider", 404)]
)
def test_only_its_own_administrators_see_and_decline_through_the_api(people, sign_in, now, who, status):
    asked, client = asks(people.sergeant, people, now), sign_in(Client(), getattr(people, who))

    listed = client.get(API)
    answered = sends(client, f"{API}/{asked.pk}/decline")

    assert (NEW in listed.content.decode(), answered.status_code) == (status == 200, status)
    asked.refresh_from_db()
    assert (asked.closed_at is None) == (status != 200)


def test_organisations_of_another_partnership_are_not_listed(people, sign_in):
    found = sign_in(Client(), people.sergeant).get(f"{API}/organisations").json()

    assert people.outsider.organisation_id not in [one["id"] for one in found]
    assert people.socialworker.organisation_id in [one["id"] for one in found]
