import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from backend.identity.models import Membership, Person
from backend.identity.queries.hats import hats_of


def actor_of(actor):
    return hats_of(person_id=actor.person_id)[0].actor


@pytest.fixture
def _real_people(people):
    Person.objects.update(is_demo=False)


@pytest.mark.usefixtures("_real_people")
@pytest.mark.parametrize("who", ["sergeant", "lead", "police_admin"])
def test_these_roles_lie_dormant_without_a_second_factor(people, who):
    actor = actor_of(getattr(people, who))

    assert actor.second_factor_missing
    assert not any(actor.holds(role) for role in actor.roles)


@pytest.mark.usefixtures("_real_people")
def test_other_roles_need_none(people):
    assert actor_of(people.trainer).holds("CURATOR")


@pytest.mark.usefixtures("_real_people")
@pytest.mark.parametrize("kind", [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN])
def test_a_second_factor_wakes_them(people, kind):
    Authenticator.objects.create(user_id=people.police_admin.person_id, type=kind, data={})

    assert actor_of(people.police_admin).holds("ORG_ADMIN")


@pytest.mark.usefixtures("_real_people")
def test_recovery_codes_alone_are_no_second_factor(people):
    Authenticator.objects.create(user_id=people.police_admin.person_id, type=Authenticator.Type.RECOVERY_CODES, data={})

    assert actor_of(people.police_admin).second_factor_missing


def test_demo_people_are_excused_in_a_demonstration(people):
    assert actor_of(people.police_admin).holds("ORG_ADMIN")


@pytest.mark.usefixtures("_real_people")
def test_without_it_one_reads_the_manual_and_does_nothing_else(client, people, sign_in):
    sign_in(client, people.police_admin)

    assert client.get(reverse("manual")).status_code == 200
    assert client.get(reverse("members")).status_code == 403
    assert client.post(reverse("disable_member", args=[people.officer.membership_id])).status_code == 403
    assert Membership.objects.get(id=people.officer.membership_id).disabled_at is None
