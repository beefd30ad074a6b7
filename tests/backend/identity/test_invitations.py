from datetime import timedelta

import pytest
from django.urls import reverse

from backend.identity.models import Invitation, Membership, Person
from backend.identity.operations import invitations as operations
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment

PASSWORD = "rain-on-the-canal-bridge"


@pytest.fixture
def link(people, now):
    _invitation, token = operations.invite(
        actor=people.police_admin, email="New.Starter@police.example", job_title="Officer", roles=["READER"], now=now
    )
    return token


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("police_admin", None), ("officer", NotPermitted), ("lead", NotPermitted), ("trainer", NotPermitted)],
)
def test_only_administrators_invite(people, now, who, refusal):
    def invite():
        operations.invite(
            actor=getattr(people, who), email="a@police.example", job_title="x", roles=["READER"], now=now
        )

    if refusal is None:
        invite()
        assert Invitation.objects.get().organisation_id == people.police_admin.organisation_id
        return
    with pytest.raises(refusal):
        invite()
    assert not Invitation.objects.exists()


def test_the_link_is_not_kept(link):
    kept = Invitation.objects.values().get()

    assert link not in str(kept)


def test_accepting_makes_an_account_that_belongs(link, people, now):
    person = operations.accept_with_new_account(token=link, name="Jo Newell", password=PASSWORD, now=now)

    membership = Membership.objects.get(person=person)
    assert (person.email, membership.roles, membership.organisation_id) == (
        "new.starter@police.example",
        ["READER"],
        people.police_admin.organisation_id,
    )


def test_a_link_works_once(link, now):
    operations.accept_with_new_account(token=link, name="Jo Newell", password=PASSWORD, now=now)

    with pytest.raises(WrongMoment):
        operations.accept_with_new_account(token=link, name="Jo Newell", password=PASSWORD, now=now)


@pytest.mark.parametrize("later", [timedelta(days=7), timedelta(days=400)])
def test_a_link_ends_after_seven_days(link, now, later):
    with pytest.raises(WrongMoment):
        operations.accept_with_new_account(token=link, name="Jo", password=PASSWORD, now=now + later)

    assert not Person.objects.filter(email="new.starter@police.example").exists()


def test_a_withdrawn_link_no_longer_works(link, people, now):
    operations.withdraw_invitation(actor=people.police_admin, invitation_id=Invitation.objects.get().pk, now=now)

    with pytest.raises(WrongMoment):
        operations.accept_with_new_account(token=link, name="Jo", password=PASSWORD, now=now)


def test_another_organisations_administrator_finds_no_invitation(link, people, now):
    with pytest.raises(NotFound):
        operations.withdraw_invitation(actor=people.council_admin, invitation_id=Invitation.objects.get().pk, now=now)


def test_a_link_is_not_for_passing_on(link, people, now):
    with pytest.raises(NotPermitted):
        operations.accept_as(person_id=people.nurse.person_id, token=link, now=now)


@pytest.mark.parametrize("password", ["short", "alongside", "password1234567"[:14], "new.starter@police.example"])
def test_a_weak_password_is_refused_and_the_link_stays_good(link, now, password):
    with pytest.raises(Invalid) as refused:
        operations.accept_with_new_account(token=link, name="Jo", password=password, now=now)

    assert "password" in refused.value.fields
    operations.accept_with_new_account(token=link, name="Jo", password=PASSWORD, now=now)


def test_the_whole_way_through_the_pages(client, people, sign_in):
    sign_in(client, people.police_admin)
    made = client.post(reverse("invite"), {"email": "new@police.example", "job_title": "Officer", "roles": ["READER"]})
    path = made.context["link"].removeprefix("http://testserver")
    client.logout()

    page = client.get(path)
    answer = client.post(path, {"name": "Jo Newell", "password": PASSWORD})

    assert (page.status_code, answer.status_code, answer.url) == (200, 302, reverse("account_login"))
    signed_in = client.post(reverse("account_login"), {"login": "new@police.example", "password": PASSWORD})
    assert signed_in.status_code == 302
    assert client.get(reverse("account")).context["hat"].label == "Officer, Westmarch Police"
