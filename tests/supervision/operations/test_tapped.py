"""What is tapped and not written: wellbeing, closing marks, attendance."""

from datetime import timedelta

import pytest

from backend.kernel.errors import Invalid, Stale, WrongMoment
from supervision.models import Amendment, Record, RecordSignature, Section
from supervision.operations.ending import take_up_record
from supervision.operations.record import share_record
from supervision.operations.section import change_section_visibility
from supervision.operations.tapped import note_attendance, set_closing_mark, set_wellbeing
from tests.supervision.test_hidden import everything

MARKS = ["NEW_CASE_FACTS", "CASE_TASKS_SET", "EVERY_AGENCY_HEARD", "MORE_MEANING_THAN_PLANS"]


@pytest.fixture
def group(pair):
    return pair.starts(form_key="joint-group")


@pytest.fixture
def round_of_stories(pair):
    return pair.starts(form_key="story-round")


def says(pair, record, wellbeing, *, version=1, by=None):
    where = {"record_id": record.pk, "expected_version": version, "now": pair.now}
    return set_wellbeing(actor=by or pair.sergeant, wellbeing=wellbeing, **where)


def marks(pair, record, mark, *, answer=True, version=1, by=None):
    where = {"record_id": record.pk, "expected_version": version, "now": pair.now}
    return set_closing_mark(actor=by or pair.sergeant, mark=mark, answer=answer, **where)


def counts(pair, record, people, *, version=1):
    where = {"record_id": record.pk, "expected_version": version, "now": pair.now}
    return note_attendance(actor=pair.sergeant, people=people, **where)


@pytest.mark.parametrize("line", ["Was in tears", "GOOD", "7", "taken_up"])
def test_wellbeing_is_one_of_three_words_and_nothing_else(pair, line):
    record = pair.starts()

    with pytest.raises(Invalid) as refused:
        says(pair, record, line)

    record.refresh_from_db()
    assert (list(refused.value.fields), record.wellbeing, record.facts_version) == (["wellbeing"], "", 1)
    assert line not in refused.value.message


@pytest.mark.parametrize("line", ["OFFERED", "TAKEN_UP", "NOT_TODAY"])
def test_either_says_the_line_and_either_takes_it_out(pair, line):
    record = pair.starts()

    says(pair, record, line)
    assert pair.opens(record, by=pair.socialworker).wellbeing == line

    says(pair, record, "", version=2, by=pair.socialworker)
    assert pair.opens(record, by=pair.sergeant).wellbeing == ""


def test_a_restorative_check_begins_with_offered_and_can_be_signed_with_nothing_else(pair):
    record = pair.starts(form_key="restorative-check")
    assert record.wellbeing == "OFFERED"

    shared = share_record(actor=pair.sergeant, record_id=record.pk, expected_version=1, now=pair.now)

    assert pair.locks(shared).state == "LOCKED"
    assert not Section.objects.filter(record=record).exists()


def test_a_group_answers_four_marks(pair, group):
    for number, mark in enumerate(MARKS):
        marks(pair, group, mark, answer=number % 2 == 0, version=number + 1)

    found = pair.opens(group, by=pair.socialworker).closing_marks
    assert [(mark.code, mark.answer) for mark in found] == list(zip(MARKS, [True, False, True, False], strict=True))


def test_the_last_tap_counts_and_the_same_tap_again_changes_nothing(pair, group):
    marks(pair, group, "CASE_TASKS_SET", answer=True)
    marks(pair, group, "CASE_TASKS_SET", answer=False, version=2, by=pair.socialworker)

    again = marks(pair, group, "CASE_TASKS_SET", answer=False, version=3)

    assert (again.case_tasks_set, again.facts_version) == (False, 3)


def test_a_tap_on_what_somebody_else_tapped_meanwhile_is_refused(pair, group):
    marks(pair, group, "CASE_TASKS_SET")

    with pytest.raises(Stale) as refused:
        marks(pair, group, "NEW_CASE_FACTS", by=pair.socialworker)

    group.refresh_from_db()
    assert (refused.value.current, group.new_case_facts) == ({"version": 2}, None)


def test_writing_does_not_make_a_tap_come_too_late(pair, group):
    pair.writes(group, "For both", stage="tell", visibility="TWO_OF_US")

    assert marks(pair, group, "NEW_CASE_FACTS", answer=False).new_case_facts is False


@pytest.mark.parametrize("mark", ["", "new_case_facts", "EVERYBODY_HAPPY", "state"])
def test_there_are_four_marks_and_no_other(pair, group, mark):
    before = everything()

    with pytest.raises(Invalid):
        marks(pair, group, mark)

    assert everything() == before


def test_other_forms_have_no_marks(pair):
    record = pair.starts()

    with pytest.raises(WrongMoment):
        marks(pair, record, "NEW_CASE_FACTS")
    assert pair.opens(record, by=pair.sergeant).closing_marks == []


def test_a_tap_after_sharing_takes_the_record_back_to_draft_and_one_after_the_lock_is_refused(pair, group):
    pair.writes(group, "For both", stage="tell", visibility="TWO_OF_US")
    shared = pair.shares(group)
    pair.signs_record(shared, by=pair.sergeant)

    marks(pair, shared, "NEW_CASE_FACTS")
    shared.refresh_from_db()
    assert (shared.state, shared.content_digest) == ("DRAFT", "")

    locked = pair.locks(pair.shares(shared))
    for tap in (lambda: marks(pair, locked, "CASE_TASKS_SET", version=2), lambda: says(pair, locked, "OFFERED")):
        with pytest.raises(WrongMoment):
            tap()


def test_what_is_signed_covers_what_was_tapped(pair, group):
    pair.writes(group, "For both", stage="tell", visibility="TWO_OF_US")
    marks(pair, group, "NEW_CASE_FACTS", answer=False)
    shared = pair.shares(group)

    Record.objects.filter(pk=shared.pk).update(new_case_facts=True)

    with pytest.raises(Exception, match="seal"):
        pair.signs_record(shared, by=pair.sergeant)


def test_of_a_story_round_only_the_number_of_people_is_kept(pair, round_of_stories):
    counted = counts(pair, round_of_stories, 42)

    assert (counted.attendance, counted.state) == (42, "ENDED")
    page = pair.opens(counted, by=pair.socialworker)
    assert (page.attendance, [stage.mine for stage in page.stages]) == (42, [None] * 4)


@pytest.mark.parametrize("state", ["DRAFT", "ENDED"])
def test_nothing_is_written_in_a_story_round_by_any_operation(pair, round_of_stories, state):
    if state == "ENDED":
        counts(pair, round_of_stories, 42)
    before = everything()

    for attempt in (
        lambda: pair.writes(round_of_stories, "What she told us", stage="tell"),
        lambda: change_section_visibility(
            actor=pair.sergeant,
            record_id=round_of_stories.pk,
            stage="tell",
            visibility="TWO_OF_US",
            expected_version=0,
            now=pair.now,
        ),
        lambda: says(pair, round_of_stories, "OFFERED", version=2),
        lambda: pair.shares(round_of_stories),
        lambda: pair.signs_record(round_of_stories, by=pair.sergeant, note="What she told us"),
        lambda: pair.amends(round_of_stories, "What she told us"),
    ):
        with pytest.raises(WrongMoment):
            attempt()

    assert everything() == before
    assert [model.objects.count() for model in (Section, RecordSignature, Amendment)] == [0, 0, 0]


@pytest.mark.parametrize("number", [0, -1, 501])
def test_the_number_is_one_of_people(pair, round_of_stories, number):
    with pytest.raises(Invalid):
        counts(pair, round_of_stories, number)


def test_a_number_is_corrected_after_taking_the_record_up_again(pair, round_of_stories):
    counted = counts(pair, round_of_stories, 4)
    take_up_record(
        actor=pair.socialworker,
        record_id=counted.pk,
        expected_version=counted.version,
        now=pair.now + timedelta(minutes=1),
    )

    assert counts(pair, round_of_stories, 40, version=2).attendance == 40


def test_attendance_is_not_counted_where_people_write(pair):
    with pytest.raises(WrongMoment):
        counts(pair, pair.starts(), 4)
