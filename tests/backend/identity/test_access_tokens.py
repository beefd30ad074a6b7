from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.identity.adapter import AccountAdapter
from backend.identity.models import AccessToken, Person
from backend.identity.operations.access_tokens import issue_access_token, revoke_access_tokens
from backend.identity.operations.members import disable_member


@pytest.fixture
def bearer(people):
    token = issue_access_token(email="officer@police.example", now=timezone.now())
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}


def test_the_command_prints_a_token_that_opens_the_api_as_that_person(client, people):
    out = StringIO()

    call_command("token", "officer@police.example", stdout=out)

    me = client.get("/api/v1/me", HTTP_AUTHORIZATION=f"Bearer {out.getvalue().strip()}").json()
    assert (me["email"], me["hat"]["organisation"]) == ("officer@police.example", "Westmarch Police")


@pytest.mark.parametrize(("tokens", "said"), [(0, "0 tokens ended."), (1, "1 token ended."), (2, "2 tokens ended.")])
def test_the_command_says_how_many_ended(people, tokens, said):
    for _ in range(tokens):
        issue_access_token(email="officer@police.example", now=timezone.now())
    out = StringIO()

    call_command("token", "officer@police.example", "--revoke", stdout=out)

    assert out.getvalue().strip() == said


def test_only_its_hash_is_kept(bearer):
    assert bearer["HTTP_AUTHORIZATION"].removeprefix("Bearer ") not in str(AccessToken.objects.values().get())


def test_an_unknown_person_gets_a_clear_sentence(people):
    with pytest.raises(CommandError, match=r"Nobody with the address stranger@x\.example"):
        call_command("token", "stranger@x.example")


def ends_revoked(people, now):
    revoke_access_tokens(email="officer@police.example", now=now)


def ends_disabled(people, now):
    disable_member(actor=people.police_admin, membership_id=people.officer.membership_id, now=now)


def ends_inactive(people, now):
    Person.objects.filter(id=people.officer.person_id).update(is_active=False)


def ends_expired(people, now):
    AccessToken.objects.update(expires_at=now - timedelta(seconds=1))


def ends_with_a_new_password(people, now):
    AccountAdapter().set_password(Person.objects.get(id=people.officer.person_id), "three lamps over water")


@pytest.mark.parametrize("end", [ends_with_a_new_password, ends_revoked, ends_disabled, ends_inactive, ends_expired])
def test_an_ended_token_is_refused_on_the_next_request(client, people, bearer, end):
    assert client.get("/api/v1/me", **bearer).status_code == 200

    end(people, timezone.now())

    assert client.get("/api/v1/me", **bearer).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["Bearer nonsense", "Bearer ", "Basic abc", ""])
def test_nonsense_is_refused_with_what_to_do(client, header):
    answer = client.get("/api/v1/me", HTTP_AUTHORIZATION=header)

    assert (answer.status_code, list(answer.json()), answer["WWW-Authenticate"]) == (401, ["detail"], "Bearer")
    assert "./alongside manage token EMAIL" in answer.json()["detail"]
