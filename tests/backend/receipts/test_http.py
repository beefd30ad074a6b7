import pytest
from django.urls import reverse

from backend.identity.models import Invitation


@pytest.fixture
def admin(client, people, sign_in):
    return sign_in(client, people.police_admin)


@pytest.fixture
def invitation_id(admin):
    admin.post(reverse("invite"), {"email": "a@police.example", "job_title": "Officer", "roles": ["READER"]})
    return Invitation.objects.get().pk


def test_a_double_tap_goes_to_the_same_place_once(admin, invitation_id):
    address = reverse("withdraw_invitation", args=[invitation_id])

    first = admin.post(address, {"once": "6a1f"})
    withdrawn_at = Invitation.objects.get().withdrawn_at
    second = admin.post(address, {"once": "6a1f"})

    assert (first.status_code, first.url) == (second.status_code, second.url) == (302, reverse("members"))
    assert Invitation.objects.get().withdrawn_at == withdrawn_at


def test_going_back_and_changing_a_word_is_a_second_press(admin, people):
    address = reverse("member", args=[people.officer.membership_id])

    admin.post(address, {"once": "6a1f", "job_title": "Officer", "roles": ["READER"]})
    admin.post(address, {"once": "6a1f", "job_title": "Sergeant", "roles": ["READER"]})

    assert admin.get(address).context["membership"].job_title == "Sergeant"


def test_a_form_sent_back_may_be_sent_again(admin, people):
    address = reverse("member", args=[people.officer.membership_id])

    refused = admin.post(address, {"once": "6a1f", "job_title": "Inspector"})

    assert refused.status_code == 422
    assert b'value="Inspector"' in refused.content
    assert admin.post(address, {"once": "6a1f", "job_title": "Inspector", "roles": ["READER"]}).status_code == 302
