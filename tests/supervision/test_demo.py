from datetime import timedelta

from supervision.demo import load
from supervision.models import AgendaItem, Agreement, Session
from supervision.operations.action import open_my_actions
from supervision.operations.agreement import open_agreement
from supervision.queries.overview import my_supervision


def test_demo_makes_two_signed_agreements_and_a_session_next_week(people, now):
    load(now=now)

    mine = my_supervision(actor=people.sergeant, now=now)
    assert {(card.circle.with_whom, card.kind, card.state) for card in mine.agreements} == {
        ("Robin Hale", "REFLECTIVE", "SIGNED"),
        ("Noor Castell", "JOINT", "SIGNED"),
    }
    (session,) = mine.next_sessions
    assert timedelta(0) < session.planned_for - now < timedelta(days=14)
    assert AgendaItem.objects.filter(session_id=session.id).count() == 2


def test_demo_has_something_to_do_for_each_of_the_two_and_something_overdue(people, now):
    load(now=now)

    seen = {
        who: open_my_actions(actor=getattr(people, who), now=now) for who in ("sergeant", "socialworker", "officer")
    }

    counted = {who: (len(found.to_do), len(found.over)) for who, found in seen.items()}
    assert counted == {"sergeant": (1, 1), "socialworker": (1, 0), "officer": (0, 0)}
    assert seen["sergeant"].to_do[0].is_overdue
    (record,) = my_supervision(actor=people.sergeant, now=now).locked_records
    assert record.waits_for == ""


def test_demo_loads_once_and_touches_nothing_afterwards(people, now):
    load(now=now)
    before = list(Agreement.objects.values()), list(Session.objects.values())

    load(now=now + timedelta(days=30))

    assert (list(Agreement.objects.values()), list(Session.objects.values())) == before


def test_demo_terms_have_nothing_missing(people, now):
    load(now=now)

    (joint,) = Agreement.objects.filter(kind="JOINT")
    page = open_agreement(actor=people.socialworker, agreement_id=joint.pk, now=now)
    assert page.missing == []
