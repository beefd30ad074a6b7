from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q

from supervision.operations.session import cancel_session, rebook_session
from supervision.queries import agreement as agreements
from supervision.queries import session as sessions
from supervision.queries.overview import SHOWN, my_supervision
from supervision.queries.participant import colleagues


def test_the_overview_says_what_waits_for_whom(world, pair, people):
    def seen(actor):
        mine = my_supervision(actor=actor, now=pair.now)
        return (
            # Both were proposed in the same moment.
            sorted((card.title, card.state, card.waits_for_me) for card in mine.agreements),
            [card.id for card in mine.next_sessions],
            [card.id for card in mine.unfinished_records],
            {(card.id, card.waits_for) for card in mine.waiting_for_me},
            [card.id for card in mine.locked_records],
        )

    pair.signs_record(world.shared, by=pair.sergeant)

    assert seen(pair.sergeant) == (
        [
            ("Supervision with Noor Castell", "PROPOSED", True),
            ("Supervision with Noor Castell", "SIGNED", False),
        ],
        [world.planned.pk],
        [world.round.pk, world.group.pk, world.shared.pk, world.draft.pk],
        set(),
        [world.amended.pk, world.locked.pk],
    )
    assert seen(pair.socialworker) == (
        [("Supervision with Sam Okoro", "PROPOSED", True), ("Supervision with Sam Okoro", "SIGNED", False)],
        [world.planned.pk],
        [world.round.pk, world.group.pk, world.draft.pk],
        {(world.shared.pk, "SIGN"), (world.amended.pk, "AMENDMENT")},
        [world.locked.pk],
    )
    assert seen(people.lead) == ([], [], [], set(), [])


def test_next_sessions_are_planned_ones_from_now_on(pair):
    agreement = pair.signed()
    soon, later = pair.plans(agreement, days=1), pair.plans(agreement, days=9)
    pair.plans(agreement, days=-2)
    cancelled = pair.plans(agreement, days=3)
    cancel_session(actor=pair.sergeant, session_id=cancelled.pk, reason="LEAVE", expected_version=1, now=pair.now)

    found = my_supervision(actor=pair.sergeant, now=pair.now).next_sessions

    assert [card.id for card in found] == [soon.pk, later.pk]


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_number_of_queries_however_long(pair, rows, django_assert_num_queries):
    for day in range(rows):
        agreement = pair.signed()
        pair.plans(agreement, days=day)
        pair.amends(pair.locks(pair.shares(_written(pair, pair.starts(pair.plans(agreement, days=20 + day))))))

    with django_assert_num_queries(12):
        mine = my_supervision(actor=pair.socialworker, now=pair.now)
    with django_assert_num_queries(4):
        agreements.cards(actor=pair.sergeant, now=pair.now)
    with django_assert_num_queries(2):
        sessions.cards(actor=pair.sergeant, which=Q())
    with django_assert_num_queries(1):
        colleagues(actor=pair.sergeant)

    assert (len(mine.agreements), len(mine.next_sessions), len(mine.waiting_for_me)) == (rows, rows, rows)


@pytest.mark.parametrize("rows", [1, 3])
def test_opening_a_record_takes_the_same_number_of_queries_however_much_is_in_it(pair, rows, django_assert_num_queries):
    record = pair.starts(form_key="what-so-what")
    for stage in ("what", "so-what", "now-what")[:rows]:
        pair.writes(record, "Words", stage=stage, visibility="TWO_OF_US")
        pair.writes(record, "Words", stage=stage, by=pair.socialworker)
    actions = [pair.agrees(record) for _ in range(rows)]
    record = pair.locks(pair.shares(record))
    for action in actions:
        pair.amends(record)
        pair.marks(action, "DONE")

    # Savepoint and its release, the record, the trail's head and entry, the data key, the circle, the signatures, the
    # days of private notes, the sections, the actions and what became of them, the pages that were
    # used, the amendments and their signatures.
    # PostgreSQL also asks for its turn in the trail.
    with django_assert_num_queries(16 if connection.vendor == "postgresql" else 15):
        pair.opens(record, by=pair.sergeant)


def test_of_what_is_done_with_only_the_newest_are_listed_and_all_can_be_paged_through(pair, people):
    agreement = pair.signed()
    locked = [
        pair.locks(pair.shares(_written(pair, pair.starts(pair.plans(agreement, days=-day))))) for day in range(7)
    ]
    pair.amends(locked[-1])

    mine, theirs = (my_supervision(actor=one, now=pair.now) for one in (pair.sergeant, pair.socialworker))
    assert [card.id for card in mine.locked_records] == [record.pk for record in locked[:SHOWN]]
    # However old, what waits for somebody is listed.
    assert [card.id for card in theirs.waiting_for_me] == [locked[-1].pk]

    found = [sessions.one_page(actor=pair.sergeant, which=Q(), page=page) for page in (1, 2)]
    assert [card.record_id for page in found for card in page.cards] == [record.pk for record in locked]
    assert sessions.one_page(actor=people.nurse, which=Q(), page=1).cards == []


def test_each_session_is_on_one_page(pair, monkeypatch):
    monkeypatch.setattr(sessions, "ON_A_PAGE", 2)
    agreement = pair.signed()
    planned = [pair.plans(agreement, days=-day) for day in range(5)]

    found = [sessions.one_page(actor=pair.sergeant, which=Q(), page=page) for page in (1, 2, 3, 4)]

    assert [[card.id for card in page.cards] for page in found] == [
        [session.pk for session in planned[:2]],
        [session.pk for session in planned[2:4]],
        [planned[4].pk],
        [],
    ]
    assert [page.has_earlier for page in found] == [True, True, False, False]


def test_a_cancelled_session_waits_for_another_time_until_one_stands_in_for_it(pair):
    agreement = pair.signed()
    cancelled = pair.cancels(pair.plans(agreement, days=-1))
    assert [card.id for card in my_supervision(actor=pair.sergeant, now=pair.now).to_rebook] == [cancelled.pk]

    other = rebook_session(
        actor=pair.sergeant,
        session_id=cancelled.pk,
        planned_for=pair.now + timedelta(days=1),
        minutes=60,
        mode="VIDEO",
        now=pair.now,
    )
    pair.starts(other)

    assert my_supervision(actor=pair.sergeant, now=pair.now).to_rebook == []


def _written(pair, record):
    pair.writes(record, "Words", visibility="TWO_OF_US")
    return record


def test_colleagues_are_the_partnership_without_oneself_the_disabled_and_outsiders(people, now):
    from backend.identity.models import Membership

    Membership.objects.filter(pk=people.nurse.membership_id).update(
        disabled_at=now - timedelta(days=1), disabled_by=people.lead.person_id
    )

    found = {colleague.membership_id for colleague in colleagues(actor=people.sergeant)}

    assert found == {
        actor.membership_id
        for actor in people.everybody()
        if actor not in (people.sergeant, people.nurse, people.outsider)
    }
