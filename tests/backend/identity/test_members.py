import pytest
from django.urls import reverse

from backend.identity.models import Membership
from backend.identity.operations import members as operations
from backend.identity.queries.hats import hat_to_wear, hats_of
from backend.kernel.errors import NotFound, NotPermitted


def test_a_disabled_member_is_refused_on_the_next_request(client, people, sign_in, now):
    sign_in(client, people.officer)
    assert client.get(reverse("manual")).status_code == 200

    operations.disable_member(actor=people.police_admin, membership_id=people.officer.membership_id, now=now)

    assert client.get(reverse("manual")).status_code == 403


def test_a_removed_role_is_gone_on_the_next_request(client, people, sign_in, now):
    sign_in(client, people.trainer)
    assert client.get(reverse("desk")).status_code == 200

    operations.change_roles(
        actor=people.police_admin,
        membership_id=people.trainer.membership_id,
        job_title="Officer",
        roles=["READER"],
        now=now,
    )

    assert client.get(reverse("desk")).status_code == 403


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("council_admin", NotFound), ("outsider", NotFound), ("lead", NotPermitted), ("officer", NotPermitted)],
)
def test_nobody_else_changes_a_member(people, now, who, refusal):
    with pytest.raises(refusal):
        operations.disable_member(actor=getattr(people, who), membership_id=people.sergeant.membership_id, now=now)

    assert Membership.objects.get(id=people.sergeant.membership_id).disabled_at is None


def test_an_administrator_cannot_lock_the_last_door(people, now):
    with pytest.raises(NotPermitted):
        operations.disable_member(actor=people.police_admin, membership_id=people.police_admin.membership_id, now=now)


@pytest.mark.parametrize("loses", [{"disabled": True}, {"roles": ["READER"]}])
def test_whoever_was_removed_a_moment_ago_removes_nobody(people, now, loses):
    """Two administrators who remove each other: the second was checked before the first one's change was there."""
    own = Membership.objects.get(id=people.police_admin.membership_id)
    if "disabled" in loses:
        own.disabled_at, own.disabled_by_id = now, people.officer.person_id
    own.roles = loses.get("roles", own.roles)
    own.save()

    for change in (operations.disable_member, operations.enable_member):
        with pytest.raises(NotPermitted):
            change(actor=people.police_admin, membership_id=people.sergeant.membership_id, now=now)

    assert Membership.objects.get(id=people.sergeant.membership_id).disabled_at is None


def test_a_second_organisation_is_a_second_hat(people, now):
    person_id = people.nurse.person_id
    Membership.objects.create(
        person_id=person_id,
        organisation_id=people.officer.organisation_id,
        job_title="Custody nurse",
        roles=["READER"],
        joined_at=now,
    )

    hats = hats_of(person_id=person_id)

    assert [hat.label for hat in hats] == [
        "Liaison nurse, Marchfield Health Trust",
        "Custody nurse, Westmarch Police",
    ]
    assert hat_to_wear(hats=hats, chosen=hats[1].code) == hats[1]
    assert hat_to_wear(hats=hats, chosen="999-999") == hats[0]


def test_disabling_one_membership_leaves_the_other_hat(people, now):
    Membership.objects.create(
        person_id=people.nurse.person_id,
        organisation_id=people.officer.organisation_id,
        job_title="Custody nurse",
        roles=["READER"],
        joined_at=now,
    )
    second = hats_of(person_id=people.nurse.person_id)[1].actor

    operations.disable_member(actor=people.police_admin, membership_id=second.membership_id, now=now)

    assert [hat.organisation_name for hat in hats_of(person_id=people.nurse.person_id)] == ["Marchfield Health Trust"]
