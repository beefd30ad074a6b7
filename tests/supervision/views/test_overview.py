from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from supervision.operations import session as sessions
from supervision.queries import session as queries
from tests.supervision.views.conftest import text_of


def link_to(name, *ids):
    return f'href="{reverse(name, args=ids)}"'


def test_overview_says_what_to_do_when_there_is_nothing(nurse):
    page = nurse.words_on("supervision")

    assert "You have no supervision agreement yet" in page
    assert link_to("supervision_propose") in page


def test_overview_shows_what_waits_for_each(world, sergeant, socialworker):
    mine, theirs = sergeant.words_on("supervision"), socialworker.words_on("supervision")

    assert "Read it, then sign it or change the terms." in mine
    assert "Read the record, then sign it." in mine
    assert "An amendment waits for your signature." not in mine
    assert "An amendment waits for your signature." in theirs
    assert link_to("supervision_record", world.locked.pk) in mine


def test_overview_shows_the_next_session(pair, people, sergeant):
    planned = sessions.plan_session(
        actor=people.sergeant,
        agreement_id=pair.signed().pk,
        planned_for=timezone.now() + timedelta(days=1),
        minutes=60,
        mode="PHONE",
        now=pair.now,
    )

    assert link_to("supervision_session", planned.pk) in sergeant.words_on("supervision")


def test_overview_never_counts_and_never_says_what_about(world, sergeant):
    page = sergeant.words_on("supervision")

    assert "govuk-tag" not in page
    assert [word for word in ("What both may read", "How we hand over", "To think about joint") if word in page] == []


def test_overview_asks_as_often_for_three_as_for_one(pair, sergeant):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert sergeant.opens("supervision").status_code == 200
        return len(asked)

    pair.locks(pair.shares())
    pair.plans()
    one = queries()
    for _ in range(2):
        pair.locks(pair.shares())
        pair.amends()
        pair.proposes()

    assert queries() == one


def test_overview_is_not_a_reading(world, sergeant, readings):
    before = readings("record")

    assert "Supervision" in text_of(sergeant.opens("supervision"))

    assert readings("record") == before


def test_past_sessions_are_paged_with_those_ahead_left_out(pair, people, sergeant, nurse, monkeypatch):
    monkeypatch.setattr(queries, "ON_A_PAGE", 1)
    agreement = pair.signed()
    ahead, newer, older = (_planned_for(pair, agreement, days) for days in (1, -1, -2))

    for name, ids in (("supervision_past_sessions", []), ("supervision_past_sessions_of", [agreement.pk])):
        first, second, third = (text_of(sergeant.opens(name, *ids, query=f"?page={page}")) for page in (1, 2, 3))
        assert [link_to("supervision_session", one.pk) in first for one in (ahead, newer, older)] == [
            False,
            True,
            False,
        ]
        assert [link_to("supervision_session", one.pk) in second for one in (ahead, newer, older)] == [
            False,
            False,
            True,
        ]
        assert ("Earlier sessions" in first, "Earlier sessions" in second) == (True, False)
        assert "No earlier session" in third
    assert sergeant.opens("supervision_past_sessions", query="?page=none").status_code == 404
    assert "No past session" in nurse.words_on("supervision_past_sessions")


def _planned_for(pair, agreement, days):
    return sessions.plan_session(
        actor=pair.sergeant,
        agreement_id=agreement.pk,
        planned_for=timezone.now() + timedelta(days=days),
        minutes=60,
        mode="PHONE",
        now=pair.now,
    )
