"""How long an action is kept: with the frame of the agreement, longer than the words beside it."""

from datetime import timedelta

import pytest

from backend.audit.models import Entry
from backend.kernel.errors import WrongMoment
from supervision.models import Action, ActionChange, LegalHold, Section
from supervision.operations.retention import delete_what_is_due
from tests.supervision.operations.test_action import takes_out
from tests.supervision.test_guards import refused

YEAR = timedelta(days=366)


def test_actions_outlive_the_reflective_words_and_go_six_years_after_the_end(pair, now):
    record = pair.starts()
    action = pair.agrees(record)
    pair.locks(pair.shares(record))
    pair.marks(action, "DONE")
    pair.parts(action.record.session.agreement)

    delete_what_is_due(now=now + 3 * YEAR)
    assert (Section.objects.count(), Action.objects.count(), ActionChange.objects.count()) == (0, 1, 1)
    delete_what_is_due(now=now + 7 * YEAR)

    assert (Action.objects.count(), ActionChange.objects.count()) == (0, 0)
    erased = Entry.objects.filter(verb="ERASE", key=f"supervision.action:{action.pk}")
    assert list(erased.values_list("reason", flat=True)) == ["AGREEMENT 72"]


def test_a_legal_hold_keeps_an_action_in_its_draft(pair, people, now):
    action = pair.agrees(pair.starts())
    LegalHold.objects.create(
        organisation_id=people.privacy_officer.organisation_id,
        membership_id=pair.sergeant.membership_id,
        reason="INQUEST",
        reference="INQ/7",
        review_on=now.date() + timedelta(days=90),
        placed_at=now,
        placed_by_id=people.privacy_officer.membership_id,
    )

    with pytest.raises(WrongMoment):
        takes_out(pair, action)
    refused(lambda: Action.objects.filter(pk=action.pk)._raw_delete("default"))
