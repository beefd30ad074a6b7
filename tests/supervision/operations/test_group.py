"""Three to ten people with one who facilitates: everybody signs, and each reads what is for them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.errors import Invalid, NotFound
from supervision.models import OwnLines, Participant
from supervision.operations.agreement import open_agreement, propose_agreement
from supervision.queries.participant import Circle, Who
from tests.supervision.conftest import TERMS

MONDAY = datetime(2026, 11, 23, tzinfo=UTC)


def proposes(people, now, *, who=("socialworker", "officer"), part="FACILITATOR", facilitator=None, terms=TERMS):
    return propose_agreement(
        actor=people.sergeant,
        membership_ids=[getattr(people, name).membership_id for name in who],
        kind="GROUP",
        part=part,
        facilitator_id=getattr(people, facilitator).membership_id if facilitator else None,
        terms=terms,
        now=now,
    )


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"who": ["officer"]}, "membership_ids"),
        ({"who": ["officer", "officer"]}, "membership_ids"),
        ({"who": ["officer", "sergeant"]}, "membership_ids"),
        ({"who": ["officer", "outsider"]}, "membership_ids"),
        ({"part": "MEMBER"}, "facilitator_id"),
        ({"part": "MEMBER", "facilitator": "sergeant"}, "facilitator_id"),
        ({"part": "MEMBER", "facilitator": "nurse"}, "facilitator_id"),
        ({"part": "MEMBER", "facilitator": "officer"}, "membership_ids"),
        ({"part": "SUPERVISOR"}, "part"),
    ],
)
def test_what_is_no_group_is_refused_by_the_field_that_says_so(people, now, how, field):
    with pytest.raises(Invalid) as refused:
        proposes(people, now, **how)

    assert list(refused.value.fields) == [field]
    assert Participant.objects.count() == 0


def test_a_group_has_ten_people_at_most(people, now):
    everybody = ["officer", "trainer", "lead", "police_admin", "socialworker", "approver", "council_admin", "nurse"]

    assert proposes(people, now, who=everybody).participants.count() == 9


def test_a_member_proposes_and_says_who_facilitates(people, now):
    agreement = proposes(people, now, part="MEMBER", facilitator="socialworker")

    parts = dict(agreement.participants.values_list("membership_id", "part"))
    assert parts == {
        people.sergeant.membership_id: "MEMBER",
        people.socialworker.membership_id: "FACILITATOR",
        people.officer.membership_id: "MEMBER",
    }


def test_a_group_is_signed_when_the_last_of_them_has_signed(group):
    agreement = group.proposes()

    states = [group.signs(agreement, by=actor).state for actor in group.everybody]

    assert states == ["PROPOSED", "PROPOSED", "SIGNED"]


def test_a_group_across_organisations_says_once_for_each_who_carries_the_normative_function(group, people):
    agreement = group.proposes(lines={people.sergeant.membership_id: OwnLines(accountability="Our inspector")})

    with pytest.raises(Invalid) as refused:
        group.signs(agreement, by=group.sergeant)

    either = {f"accountability_{one.membership_id}" for one in (people.socialworker, people.approver)}
    assert (len(refused.value.fields), set(refused.value.fields) <= either) == (1, True)


def test_lines_of_somebody_who_does_not_take_part_are_refused(people, now):
    with pytest.raises(Invalid) as refused:
        proposes(people, now, terms=replace(TERMS, lines={people.nurse.membership_id: OwnLines(wants="x")}))

    assert list(refused.value.fields) == ["lines"]


def test_a_group_record_is_locked_by_the_last_signature(group):
    record = group.shares()

    states = [group.signs_record(record, by=actor).state for actor in group.everybody]

    assert states == ["SHARED", "SHARED", "LOCKED"]


def test_an_amendment_of_a_group_stands_once_all_have_signed(group):
    amendment = group.amends()

    assert group.opens(amendment.record, by=group.third).amendments[0].stands is False
    group.signs_amendment(amendment, by=group.third)
    assert group.opens(amendment.record, by=group.third).amendments[0].stands is False
    group.signs_amendment(amendment, by=group.socialworker)
    assert group.opens(amendment.record, by=group.third).amendments[0].stands is True


def test_the_two_of_us_in_a_group_are_author_and_facilitator(group):
    record = group.starts()
    group.writes(record, "For the facilitator", by=group.third, visibility="TWO_OF_US")

    def read_by(actor):
        return [text.text for text in group.opens(record, by=actor).stages[0].others]

    assert (read_by(group.sergeant), read_by(group.socialworker)) == (["For the facilitator"], [])


def test_a_facilitator_has_no_second_one(group):
    record = group.starts()

    with pytest.raises(Invalid) as refused:
        group.writes(record, "Mine", by=group.sergeant, visibility="TWO_OF_US")

    assert list(refused.value.fields) == ["visibility"]


def test_what_only_some_can_read_is_not_signed_and_takes_no_signature_away(group):
    record = group.starts()
    group.writes(record, "For all of us", by=group.sergeant, visibility="EVERYONE_IN_SESSION")
    record = group.shares(record)
    group.signs_record(record, by=group.socialworker)

    group.writes(record, "For the facilitator", by=group.third, visibility="TWO_OF_US")

    page = group.opens(record, by=group.third)
    assert (page.state, [signed.who.name for signed in page.signatures]) == ("SHARED", ["Noor Castell"])


def test_somebody_outside_the_group_finds_nothing(group, people):
    agreement = group.signed()

    with pytest.raises(NotFound):
        open_agreement(actor=people.nurse, agreement_id=agreement.pk, now=group.now)


@pytest.mark.parametrize(
    ("others", "is_group", "title"),
    [
        (["Noor"], False, "Supervision with Noor"),
        (["Noor", "Robin"], True, "Group supervision: Noor and Robin"),
        (["Noor", "Robin", "Frankie", "Sam"], True, "Group supervision: Noor and 3 others"),
    ],
)
def test_a_title_says_who(others, is_group, title):
    assert circle(["Me", *others], is_group=is_group).title == title


@given(
    joined=st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=2, max_size=9),
    left=st.sets(st.integers(0, 8)),
    day=st.integers(0, 5),
)
def test_everybody_is_named_and_only_those_at_the_table_are_asked(joined, left, day):
    """Whoever came, went or stayed: each has a name, and whoever sits there is who began or joined in time."""
    whole = circle(["Me"] + [f"One {n}" for n in range(len(joined))], is_group=True)
    others = [
        replace(
            who,
            first_version=1 if days is None else 2,
            joined_at=None if days is None else MONDAY + timedelta(days=days),
            left_at=MONDAY if n in left else None,
        )
        for n, (who, days) in enumerate(zip(whole.others, joined, strict=True))
    ]
    seen = replace(whole, others=tuple(others)).at(MONDAY + timedelta(days=day))

    expected = [n for n, days in enumerate(joined) if n not in left and (days is None or days <= day)]
    assert [who.name for who in seen.others] == [f"One {n}" for n in expected]
    assert {seen.who(who.participant_id).name for who in whole.everybody} == {who.name for who in whole.everybody}


def circle(names, *, is_group):
    people = [
        Who(
            participant_id=uuid4(),
            membership_id=number,
            name=name,
            job_title="",
            organisation_id=1,
            organisation="",
            part="MEMBER",
            part_label="Member",
            is_me=number == 0,
            first_version=1,
            joined_at=None,
            left_at=None,
            is_gone=False,
        )
        for number, name in enumerate(names)
    ]
    return Circle(is_group=is_group, me=people[0], others=tuple(people[1:]))
