import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.urls import reverse

from backend.audit.models import Entry
from backend.identity.management.commands import organisation as command
from backend.identity.models import Area, Invitation, Membership, Organisation, Partnership, Person
from backend.identity.operations import invitations
from backend.identity.operations.founding import found_organisation
from backend.identity.operations.members import disable_member
from backend.identity.queries.founding import nobody_can_sign_in
from backend.identity.queries.hats import hats_of
from backend.kernel.errors import Ended, Invalid
from tests.backend.identity.conftest import is_signed_in, sign_in_with

pytestmark = pytest.mark.django_db
PASSWORD = "rain-on-the-canal-bridge"
WORDS = {
    "name": "Northshire Police",
    "kind": "POLICE",
    "area": "England/Northshire",
    "partnership": "Northshire Together",
    "admin": "first@northshire.example",
    "job_title": "Administrator",
}
COUNCIL = WORDS | {
    "name": "Northtown Council",
    "kind": "local-authority",
    "area": "England/Northshire/Northtown",
    "admin": "first@northtown.example",
}


@pytest.fixture
def found(now):
    return lambda **changes: found_organisation(**WORDS | changes, now=now)


def facts():
    kinds = (Area, Organisation, Partnership, Membership, Invitation, Entry)
    return [list(kind.objects.order_by("pk").values()) for kind in kinds]


def joins(founded, now, email=WORDS["admin"]):
    invitations.accept_with_new_account(token=founded.token, name="Jo First", password=PASSWORD, now=now)
    return hats_of(person_id=Person.objects.get(email=email).pk)


def test_an_empty_site_gets_its_first_administrator(found, now):
    founded = found()

    [hat] = joins(founded, now)

    assert (hat.organisation_name, hat.partnership_name) == ("Northshire Police", "Northshire Together")
    assert hat.actor.roles == {"READER", "ORG_ADMIN"}
    assert hat.actor.second_factor_missing
    areas = [(area.name, area.kind, str(area.parent)) for area in Area.objects.order_by("pk")]
    assert areas == [("England", "COUNTRY", "None"), ("Northshire", "COUNTY", "England")]
    assert founded.made == [
        "the area England",
        "the area Northshire",
        "the organisation Northshire Police",
        "the partnership Northshire Together",
    ]


def test_the_link_is_not_kept_and_names_no_inviter(found, client):
    founded = found()

    kept = Invitation.objects.get()
    page = client.get(reverse("invitation", args=[founded.token])).content.decode()

    assert founded.token not in str(Invitation.objects.values().get())
    assert kept.invited_by is None
    assert "Whoever runs this site invited first@northshire.example" in page


def test_again_makes_nothing_but_a_new_link_in_place_of_the_old_one(found, client, now):
    old = found()
    before = facts()[:4]

    new = found()

    assert (new.made, facts()[:4]) == ([], before)
    with pytest.raises(Ended):
        joins(old, now)
    assert joins(new, now)


def test_whoever_has_joined_gets_no_further_link(found, now):
    joins(found(), now)
    before = facts()

    again = found(name="NORTHSHIRE police", partnership="northshire together", admin="First@Northshire.example")

    assert (again.made, again.invitation, again.token, facts()) == ([], None, "", before)


def test_a_second_agency_joins_the_partnership(found, now):
    [first] = joins(found(), now)

    second = found_organisation(**COUNCIL, now=now)

    [hat] = joins(second, now, COUNCIL["admin"])
    assert hat.actor.partnership_id == first.actor.partnership_id
    assert hat.actor.organisation_kind == "LOCAL_AUTHORITY"
    assert second.made == [
        "the area Northtown",
        "the organisation Northtown Council",
        "Northtown Council in Northshire Together",
    ]
    assert Partnership.objects.get().area.name == "Northshire"


def test_an_area_that_is_there_is_found_by_its_name_alone(found, now):
    found()

    again = found_organisation(**COUNCIL | {"area": "northshire"}, now=now)

    assert again.organisation.area == Area.objects.get(name="Northshire")
    assert Area.objects.count() == 2


def test_the_administrator_can_have_further_roles(found, now):
    [hat] = joins(found(roles=["APPROVER"]), now)

    assert hat.actor.roles == {"READER", "APPROVER", "ORG_ADMIN"}


def test_a_member_becomes_administrator_and_keeps_their_roles(found, people, now):
    """For an organisation whose administrators have all gone."""
    here = {"name": "Westmarch Police", "area": "Westmarch", "partnership": "Marchfield Together"}

    founded = found(**here, admin="trainer@police.example")
    invitations.accept_as(person_id=people.trainer.person_id, token=founded.token, now=now)

    assert Membership.objects.get(pk=people.trainer.membership_id).roles == ["READER", "CURATOR", "ORG_ADMIN"]


def test_an_administrator_who_was_disabled_comes_back_by_a_link(found, people, now):
    founded = found()
    [hat] = joins(founded, now)
    Membership.objects.filter(pk=people.officer.membership_id).update(
        organisation_id=hat.actor.organisation_id, roles=["ORG_ADMIN"]
    )
    other = next(one.actor for one in hats_of(person_id=people.officer.person_id))
    disable_member(actor=other, membership_id=hat.actor.membership_id, now=now)

    invitations.accept_as(person_id=hat.actor.person_id, token=found().token, now=now)

    assert hats_of(person_id=hat.actor.person_id)


def test_an_administrator_may_withdraw_what_the_terminal_made(found, people, now):
    here = {"name": "Westmarch Police", "area": "Westmarch", "partnership": "Marchfield Together"}
    founded = found(**here)

    invitations.withdraw_invitation(actor=people.police_admin, invitation_id=founded.invitation.pk, now=now)

    with pytest.raises(Ended):
        joins(founded, now)


def test_what_was_done_stands_in_the_trail(found):
    founded = found()

    told = Entry.objects.order_by("seq").values_list("reason", "organisation_id", "actor_person_id")
    organisation = founded.organisation.pk
    assert list(told) == [
        ("organisation made", organisation, None),
        ("joined a partnership", organisation, None),
        ("invited", organisation, None),
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "army"}, "There is no kind “army”. The kinds are POLICE, LOCAL_AUTHORITY, HEALTH, HOUSING,"),
        ({"kind": ""}, "There is no kind “”."),
        ({"admin": "first at northshire"}, "“first at northshire” is not an e-mail address."),
        ({"admin": "a@b.example\nBcc: c@d.example"}, "is not an e-mail address."),
        ({"name": " "}, "The name of the organisation has between 1 and 120 characters."),
        ({"partnership": "x" * 121}, "The name of the partnership has between 1 and 120 characters."),
        ({"area": "Northshire"}, "Say where it lies, from the country down: England/Northshire."),
        ({"area": "England//Northshire"}, "The name of the area has between 1 and 120 characters."),
        ({"area": "a/b/c/d/e"}, "An area has at most these parts: Country/County/District/Neighbourhood."),
    ],
)
def test_words_that_cannot_be_taken_are_named(found, changes, said):
    with pytest.raises(Invalid, match=re.escape(said)):
        found(**changes)

    assert facts() == [[], [], [], [], [], []]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "HEALTH"}, "Northshire Police is there already, and its kind is POLICE."),
        (
            {"area": "England/Southshire"},
            "Northshire Police is there already, and its area is Northshire, not Southshire.",
        ),
        ({"area": "Springfield"}, "There are several areas Springfield (in Northshire, England)."),
    ],
)
def test_what_contradicts_what_is_there_changes_nothing(found, now, changes, said):
    found()
    found_organisation(**COUNCIL | {"area": "England/Northshire/Springfield"}, now=now)
    found_organisation(**COUNCIL | {"name": "Another", "area": "England/Springfield"}, now=now)
    before = facts()

    with pytest.raises(Invalid, match=re.escape(said)):
        found(**changes)

    assert facts() == before


def run(*further):
    out = StringIO()
    call_command(
        "organisation",
        WORDS["name"],
        "--kind",
        "police",
        "--area",
        WORDS["area"],
        "--partnership",
        WORDS["partnership"],
        "--admin",
        WORDS["admin"],
        *further,
        stdout=out,
    )
    return out.getvalue()


def test_the_command_prints_a_link_that_opens(client, settings):
    said = run("--role", "approver")

    link = re.search(r"(\S+)/invitation/(\S+)", said)
    assert link[1] == settings.BASE_URL
    assert client.get(f"/invitation/{link[2]}").status_code == 200
    assert "Made: the area England, the area Northshire, the organisation Northshire Police" in said
    assert "--partnership 'Northshire Together'" in said
    assert Invitation.objects.get().roles == ["READER", "APPROVER", "ORG_ADMIN"]


def test_the_command_says_who_has_joined(found, now):
    joins(found(), now)

    said = run()

    assert "/invitation/" not in said
    assert "first@northshire.example administers it already" in said


def test_the_command_answers_in_one_sentence():
    with pytest.raises(CommandError, match="There is no area Northshire yet"):
        call_command("organisation", "X", kind="POLICE", area="Northshire", partnership="Y", admin="a@b.example")


def test_the_command_says_that_the_site_was_never_started(monkeypatch):
    def no_table(**words):
        raise OperationalError("no such table: identity_area")

    monkeypatch.setattr(command, "found_organisation", no_table)

    with pytest.raises(CommandError, match=r"The database is not ready \(no such table.*Start the site"):
        run()


def test_the_sign_in_page_says_that_nobody_is_there_yet(client, found, now):
    empty = client.get(reverse("account_login")).content.decode()
    founded = found()
    invited = client.get(reverse("account_login")).content.decode()
    joins(founded, now)
    begun = client.get(reverse("account_login")).content.decode()

    told = [["manage organisation" in page, "come by invitation" in page] for page in (empty, invited, begun)]
    assert told == [[True, False], [True, False], [False, True]]


def test_the_password_of_the_demonstration_opens_nothing_outside_it(client, people, settings):
    settings.DEMO = False

    sign_in_with(client, "officer@police.example")

    assert not is_signed_in(client)


def test_demo_people_are_nobody_outside_a_demonstration(client, people, settings, sign_in):
    sign_in(client, people.trainer)
    assert (nobody_can_sign_in(), client.get("/manual/").status_code) == (False, 200)

    settings.DEMO = False

    assert (nobody_can_sign_in(), client.get("/manual/").status_code) == (True, 302)
    assert hats_of(person_id=people.trainer.person_id) == []
