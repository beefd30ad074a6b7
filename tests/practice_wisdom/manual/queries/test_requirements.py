from datetime import timedelta

import pytest

from backend.identity.models import Membership, Organisation, Person
from backend.kernel.errors import NotFound, NotPermitted
from practice_wisdom.manual.models import Acknowledgement, Revision
from practice_wisdom.manual.operations.requirements import ask_to_read
from practice_wisdom.manual.queries.requirements import TOGETHER, requirement_of_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(people, stages, now):
    stages.live()

    def _ask(kinds=(), roles=()):
        return ask_to_read(
            actor=people.trainer, slug="cuckooing", number=1, organisation_kinds=kinds, roles=roles,
            by=now.date() + timedelta(days=5), asks_again=False, now=now,
        )  # fmt: skip

    return _ask


@pytest.fixture
def colleagues(now):
    """`colleagues(actor, 7)`: seven more people in that organisation."""
    made = iter(range(1_000))

    def _colleagues(actor, many):
        people = []
        for _ in range(many):
            number = next(made)
            person = Person.objects.create(email=f"c{number}@x.example", name=f"Colleague {number}", joined_at=now)
            Membership.objects.create(
                person=person, organisation_id=actor.organisation_id, job_title="Officer", roles=["READER"],
                joined_at=now,
            )  # fmt: skip
            people.append(person)
        return people

    return _colleagues


def read_by(people, now):
    revision = Revision.objects.get()
    Acknowledgement.objects.bulk_create(
        Acknowledgement(revision=revision, person=person, acknowledged_at=now) for person in people
    )


def told(actor):
    counts = requirement_of_page(actor=actor, slug="cuckooing").counts
    return {count.organisation: (count.shown.read, count.shown.not_yet) if count.shown else None for count in counts}


@pytest.mark.parametrize(
    ("who", "refusal"), [("outsider", NotFound), ("officer", NotPermitted), ("police_admin", NotPermitted)]
)
def test_only_curators_here_see_counts(people, asked, who, refusal):
    asked()

    with pytest.raises(refusal):
        requirement_of_page(actor=getattr(people, who), slug="cuckooing")


def test_a_large_organisation_is_counted_by_itself(people, asked, colleagues, now):
    asked(["POLICE"])
    read_by(colleagues(people.officer, 8)[:6], now)

    assert told(people.trainer) == {"Westmarch Police": ("6", "9")}


def test_few_are_not_counted(people, asked, colleagues, now):
    asked(["POLICE"])
    read_by(colleagues(people.officer, 1), now)

    assert told(people.trainer) == {"Westmarch Police": None}


def test_small_organisations_are_counted_together(people, asked, colleagues, now):
    asked()
    read_by(colleagues(people.nurse, 5), now)

    assert told(people.trainer) == {TOGETHER: ("5", "11")}


def test_a_page_nobody_like_this_is_asked_to_read(people, asked):
    asked(["LOCAL_AUTHORITY"], ["LEAD"])

    assert told(people.trainer) == {}
    assert requirement_of_page(actor=people.trainer, slug="cuckooing").who == "Lead, in Local authority"


def test_an_older_yes_counts_for_nothing_once_asked_again(people, asked, colleagues, now):
    requirement = asked(["POLICE"])
    read_by(colleagues(people.officer, 10), now)
    requirement.number = 2
    requirement.save()

    assert told(people.trainer) == {"Westmarch Police": ("fewer than 5", "13 or more")}


def test_as_many_queries_for_three_organisations_as_for_one(people, asked, colleagues, now, count_queries):
    asked()
    Organisation.objects.exclude(id=people.officer.organisation_id).first().partnerships.clear()
    with_less = count_queries(lambda: told(people.trainer))
    for who in (people.officer, people.nurse, people.socialworker):
        read_by(colleagues(who, 9), now)

    assert count_queries(lambda: told(people.trainer)) == with_less == 5
