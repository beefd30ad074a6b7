"""What was lent to a device, and whether it may stay when nobody is signed in there any more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from backend.identity.leases import is_good, lease_of
from backend.identity.models import Membership, Person
from backend.identity.operations.sign_in import leave_devices

pytestmark = pytest.mark.django_db


@pytest.fixture
def lease(people, now):
    return lease_of(actor=people.officer, now=now)


def test_a_sign_in_that_has_ended_takes_nothing_back(lease, client):
    assert is_good(lease=lease)
    assert client.get("/edition/lease", headers={"Alongside-Lease": lease}).json() == {"keep": True}


def test_signing_out_everywhere_takes_back_what_was_lent_before_and_nothing_else(people, lease, client, sign_in):
    theirs = lease_of(actor=people.sergeant, now=timezone.now())

    sign_in(client, people.officer).post(reverse("usersessions_list"))

    assert not is_good(lease=lease)
    assert is_good(lease=theirs)
    assert is_good(lease=lease_of(actor=people.officer, now=timezone.now()))


def test_a_new_password_takes_back_what_was_lent_before(people, lease, now):
    leave_devices(person_id=people.officer.person_id, reason="password changed", now=now + timedelta(seconds=1))

    assert not is_good(lease=lease)


def test_whoever_is_disabled_has_nothing_lent(people, lease, now):
    mine = Membership.objects.filter(id=people.officer.membership_id)
    mine.update(disabled_at=now, disabled_by=people.lead.person_id)
    assert not is_good(lease=lease)

    mine.update(disabled_at=None, disabled_by=None)
    Person.objects.filter(id=people.officer.person_id).update(is_active=False)
    assert not is_good(lease=lease)


def test_of_a_lease_that_was_changed_nothing_is_believed(lease, client):
    for wrong in ("", "x", lease[:-1], f"{lease}x", lease.replace(":", "."), "ŵ" * 40):
        answered = client.get("/edition/lease", headers={"Alongside-Lease": wrong})
        assert (answered.status_code, answered.json()) == (200, {"keep": False})


@given(st.text(max_size=200))
def test_whatever_a_device_says_has_an_answer(said):
    assert not is_good(lease=said)
