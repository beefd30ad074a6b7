"""Actions on screen: agreed in the record, back on the agenda, and in one's own list, without scripts."""

import uuid
from datetime import date, timedelta

import pytest

from supervision.models import Action, ActionChange
from tests.supervision.views.conftest import hidden_version, text_of

DUE = 'by <time class="nowrap" datetime="2026-12-01">'
WORDS = "Ring the ward before we go"


@pytest.fixture
def locked(pair):
    record = pair.starts()
    action = pair.agrees(record, due_on=date(2026, 12, 1))
    pair.locks(pair.shares(record))
    return action


def owner(pair, record):
    return record.session.agreement.participants.get(membership_id=pair.socialworker.membership_id).pk


def test_an_action_is_agreed_worded_and_taken_out_in_a_record(pair, sergeant, socialworker):
    record = pair.starts()
    sent = {"text": WORDS, "owner_id": owner(pair, record), "due_on": "2026-12-01", "version": "0"}

    added = sergeant.presses("supervision_add_action", record.pk, **sent)
    action = Action.objects.get()
    page = text_of(socialworker.client.get(added.url))
    assert (added.url.endswith("#actions"), WORDS in page, DUE in page) == (
        True,
        True,
        True,
    )

    version = hidden_version(page, action=f"/supervision/records/{record.pk}/actions/{action.pk}")
    socialworker.presses(
        "supervision_word_action", record.pk, action.pk, **sent | {"text": "Ring twice", "version": str(version)}
    )
    assert "Ring twice" in sergeant.words_on("supervision_record", record.pk)
    sergeant.presses("supervision_take_out_action", record.pk, action.pk, version="2")
    assert Action.objects.count() == 0


def test_an_action_without_an_owner_comes_back_with_its_words(pair, sergeant):
    record = pair.starts()

    refused = sergeant.presses("supervision_add_action", record.pk, text=WORDS, due_on="someday", version="0")

    page = text_of(refused)
    assert (refused.status_code, WORDS in page, Action.objects.count()) == (422, True, 0)
    assert ("Choose who does it." in page, "Choose a date." in page, 'value="someday"' in page) == (True, True, True)


def test_words_for_an_action_of_a_record_signed_meanwhile_are_not_lost(pair, sergeant, locked):
    sent = {"text": "Another one", "owner_id": owner(pair, locked.record), "version": "0"}

    late = sergeant.presses("supervision_add_action", locked.record_id, **sent)

    assert (late.status_code, "Your words, not saved" in text_of(late), "Another one" in text_of(late)) == (
        409,
        True,
        True,
    )


def test_a_late_wording_shows_both(pair, sergeant, socialworker):
    record = pair.starts()
    action = pair.agrees(record)
    sent = {"owner_id": owner(pair, record), "version": "1"}
    sergeant.presses("supervision_word_action", record.pk, action.pk, text="First", **sent)

    late = socialworker.presses("supervision_word_action", record.pk, action.pk, text="Second", **sent)

    assert (late.status_code, "First" in text_of(late), "Second" in text_of(late)) == (412, True, True)
    again = hidden_version(text_of(late), action=f"/supervision/records/{record.pk}/actions/{action.pk}")
    socialworker.presses("supervision_word_action", record.pk, action.pk, text="Second", **sent | {"version": again})
    assert "Second" in sergeant.words_on("supervision_record", record.pk)


def test_it_is_shown_before_it_is_signed_and_locked_with_the_record(pair, sergeant):
    record = pair.starts()
    pair.agrees(record)
    assert WORDS in sergeant.words_on("supervision_share_record", record.pk)

    pair.locks(pair.shares(record))

    page = sergeant.words_on("supervision_record", record.pk)
    assert (WORDS in page, "Add an action" in page, f"/actions/{Action.objects.get().pk}/state" in page) == (
        True,
        False,
        True,
    )


def test_one_press_says_done_and_another_puts_it_back(pair, socialworker, locked):
    listed = socialworker.words_on("supervision_actions")
    assert (WORDS in listed, "Supervision with Sam Okoro, " in listed) == (True, True)

    done = socialworker.presses("supervision_mark_action", locked.pk, state="DONE", version="1")
    page = text_of(socialworker.client.get(done.url))
    assert (done.url, "Nothing to do" in page, "Put back" in page) == ("/supervision/actions/", True, True)
    socialworker.presses("supervision_mark_action", locked.pk, state="OPEN", version="2")

    assert "Nothing to do" not in socialworker.words_on("supervision_actions")


def test_two_presses_are_one(socialworker, locked):
    once = str(uuid.uuid4())
    for _ in range(2):
        answered = socialworker.presses("supervision_mark_action", locked.pk, once=once, state="DONE", version="1")
        assert answered.status_code == 302

    assert ActionChange.objects.count() == 1


def test_a_reason_that_is_missing_keeps_everything_else(socialworker, locked):
    sent = {"state": "CHANGED", "reason": " ", "due_on": "2027-01-15", "version": "1"}

    refused = socialworker.presses("supervision_mark_action", locked.pk, **sent)

    page = text_of(refused)
    assert (refused.status_code, "Write something first." in page, 'value="2027-01-15"' in page) == (422, True, True)
    assert f'href="#{locked.pk}_reason"' in page


def test_a_late_press_keeps_the_reason_and_shows_what_is_there(socialworker, locked, pair):
    pair.marks(locked, "CHANGED", reason="The panel moved")

    late = socialworker.presses(
        "supervision_mark_action", locked.pk, state="DROPPED", reason="Nobody needs it", version="1", back="record"
    )

    page = text_of(late)
    assert (late.status_code, "The panel moved" in page, "Nobody needs it" in page) == (412, True, True)


def test_it_comes_back_on_the_next_agenda_and_is_ticked_there(pair, sergeant, locked):
    session = pair.plans(locked.record.session.agreement, days=8)
    page = sergeant.words_on("supervision_session", session.pk)
    assert (WORDS in page, f"Noor Castell, {DUE}" in page, "Change or drop it" in page) == (
        True,
        True,
        False,
    )

    ticked = sergeant.presses(
        "supervision_mark_action", locked.pk, state="DONE", version="1", back="session", session_id=session.pk
    )

    assert ticked.url == f"/supervision/sessions/{session.pk}/"
    assert WORDS not in text_of(sergeant.client.get(ticked.url))


def test_a_refused_press_on_an_agenda_comes_back_there(pair, socialworker, locked):
    session = pair.plans(locked.record.session.agreement, days=8)

    refused = socialworker.presses(
        "supervision_mark_action",
        locked.pk,
        state="DROPPED",
        version="1",
        back="session",
        session_id=session.pk,
    )

    assert (refused.status_code, "What you want to talk about" in text_of(refused)) == (422, True)


def test_what_is_overdue_says_so(pair, socialworker, locked):
    assert ">Overdue<" not in socialworker.words_on("supervision_actions")

    pair.agrees(pair.starts(pair.plans(days=-30)), due_on=(pair.now - timedelta(days=10)).date())

    assert ">Overdue<" in socialworker.words_on("supervision_actions")


def test_the_readings_of_a_record_say_when_it_was_the_actions_only(sergeant, socialworker, locked):
    socialworker.opens("supervision_actions")

    assert "(you): the actions only" in socialworker.words_on("supervision_readings", locked.record_id)
    assert ": the actions only" in sergeant.words_on("supervision_readings", locked.record_id)


def test_the_desk_leads_to_my_actions(pair, sergeant):
    pair.signed()

    assert 'href="/supervision/actions/"' in sergeant.words_on("supervision")
