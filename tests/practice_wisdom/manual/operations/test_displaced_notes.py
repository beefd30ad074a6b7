"""A local note that loses its place: the curators of the organisation that wrote it are told, and nobody else."""

from datetime import date, timedelta

import pytest

from backend.identity.models import Area, Membership, Organisation, Partnership
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from practice_wisdom.manual.operations.local_notes import NoteWords, end_note, write_note
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.withdrawals import withdraw_page

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"
KIND = "manual.local_note_displaced"
SENTENCE = "A local note has lost its place: its page has changed. Choose another place."
WITHOUT = "## Do this now\n1. Look.\n\n## Law and sources\n- Care Act 2014, section 42."


@pytest.fixture
def write(people, now):
    def _write(*, after="Who does what", who="approver", where="Marchfield"):
        words = NoteWords(after, f"Ring {CANARY}.", date(2026, 11, 22), date(2027, 3, 22))
        area = Area.objects.get(name=where).id
        return write_note(actor=getattr(people, who), slug="cuckooing", area_id=area, words=words, now=now)

    return _write


@pytest.fixture
def rewrite(people, stages, now):
    def _rewrite(**changes):
        draft = stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), **changes)
        return stages.publish(stages.approve(stages.submitted(draft)))

    return _rewrite


def told():
    notices = Notice.objects.filter(kind=KIND).order_by("id")
    return list(notices.values_list("membership_id", "key"))


def test_the_curators_of_the_organisation_that_wrote_it_are_told(people, stages, write, rewrite):
    stages.live()
    note = write()
    write(after="Do this now")

    rewrite(body=WITHOUT)

    assert told() == [(people.approver.membership_id, f"manual.local_note:{note.id}")]
    [line] = [line for line in inbox(actor=people.approver) if line.kind == KIND]
    assert (line.sentence, line.title, line.url) == (SENTENCE, "Cuckooing", f"/manual/notes/{note.id}/edit")
    for who in ("trainer", "officer", "nurse", "lead", "outsider"):
        assert [one for one in inbox(actor=getattr(people, who)) if one.kind == KIND] == []


def test_the_notice_holds_no_word_of_the_note(client, sign_in, people, stages, write, rewrite):
    stages.live()
    write()
    rewrite(body=WITHOUT)

    shown = sign_in(client, people.approver).get("/inbox/").content.decode()

    assert SENTENCE in shown
    assert CANARY not in shown


def test_nobody_is_told_twice_of_one_that_had_lost_its_place(people, stages, write, rewrite):
    stages.live()
    write()
    rewrite(body=WITHOUT)
    Notice.objects.update(read_at="2026-11-22T10:00Z")

    rewrite(body=WITHOUT, title="Once more")

    assert len(told()) == 1


@pytest.mark.parametrize("how", ["kept", "ended"])
def test_nobody_is_told_of_notes_that_stand_well_or_have_ended(people, stages, now, write, rewrite, how):
    stages.live()
    note = write()
    if how == "ended":
        end_note(actor=people.approver, note_id=note.id, version=1, now=now)

    rewrite(**({"title": "Other words"} if how == "kept" else {"body": WITHOUT}))

    assert told() == []


def test_a_page_that_comes_back_without_the_part_says_so(people, stages, now, write, rewrite):
    stages.live()
    note = write()
    withdraw_page(actor=people.trainer, slug="cuckooing", number=1, reason="Wrong.", now=now)
    assert told() == []

    rewrite(body=WITHOUT)

    assert told() == [(people.approver.membership_id, f"manual.local_note:{note.id}")]


def test_whoever_serves_another_area_by_now_sees_no_line(people, stages, write, rewrite):
    """The note is for readers of its area; a notice of it is no way round that."""
    stages.live()
    write()
    rewrite(body=WITHOUT)
    assert len([line for line in inbox(actor=people.approver) if line.kind == KIND]) == 1

    town = Area.objects.create(name="Nextdoor", kind="DISTRICT", parent=Area.objects.get(name="Westmarch"))
    Organisation.objects.filter(id=people.approver.organisation_id).update(area=town)
    Partnership.objects.filter(id=people.approver.partnership_id).update(area=town)

    assert [line for line in inbox(actor=people.approver) if line.kind == KIND] == []


def test_without_a_curator_of_their_own_the_others_are_told(people, stages, now, write, rewrite):
    stages.live()
    write()
    Membership.objects.filter(id=people.approver.membership_id).update(roles=["APPROVER"])

    rewrite(body=WITHOUT)

    assert [membership for membership, _ in told()] == [people.trainer.membership_id]


def test_publishing_takes_the_same_queries_for_any_number_of_notes_that_stand(
    people, stages, now, write, count_queries
):
    stages.live()
    counts = []
    for number in (1, 3):
        while number:
            write(after="Do this now")
            number -= 1
        draft = start_draft(actor=people.trainer, slug="cuckooing", now=now + timedelta(minutes=1))
        ready = stages.approve(stages.submitted(draft))
        counts.append(count_queries(lambda ready=ready: stages.publish(ready)))

    assert counts[0] == counts[1]
