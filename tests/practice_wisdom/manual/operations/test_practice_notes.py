from dataclasses import replace

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Experience, PracticeNote
from practice_wisdom.manual.operations import practice_notes as operations
from practice_wisdom.manual.queries.practice_notes import accepted_notes, note_to_read, notes_of_page, own_notes

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"


@pytest.fixture
def offer(people, now):
    def _offer(who=None, **changes):
        facts = {"slug": "cuckooing", "words": "We rang housing first.", "worked": True, "how_often": "OFTEN"}
        return operations.offer_note(actor=who or people.officer, now=now, **facts | changes)

    return _offer


@pytest.fixture
def press(people, now):
    """`press("accept_note", note)`: by the trainer, with the version it has now."""

    def _press(name, note, who=None, **facts):
        facts = {"version": PracticeNote.objects.get(id=note.id).version} | facts
        return getattr(operations, name)(actor=who or people.trainer, note_id=note.id, now=now, **facts)

    return _press


@pytest.fixture
def experience(now):
    def _experience(note, who, worked):
        return operations.tell_experience(actor=who, note_id=note.id, worked=worked, now=now)

    return _experience


def on_page(actor, note):
    return [line for line in notes_of_page(accepted_notes(page_id=note.page_id), actor=actor) if line.id == note.id]


def told(actor):
    return [line.kind for line in inbox(actor=actor)]


@pytest.mark.parametrize(("who", "refusal"), [("outsider", NotFound), ("officer", None), ("nurse", None)])
def test_every_reader_here_offers_and_nobody_elsewhere(people, stages, offer, who, refusal):
    stages.live()

    if refusal:
        with pytest.raises(refusal):
            offer(getattr(people, who))
        assert PracticeNote.objects.count() == 0
        return
    note = offer(getattr(people, who))
    assert (note.state, note.organisation_kind) == ("OFFERED", getattr(people, who).organisation_kind)


def test_whoever_lacks_a_second_step_says_nothing(people, stages, offer, press, experience):
    stages.live()
    note = offer()
    press("accept_note", note)

    with pytest.raises(NotPermitted):
        offer(replace(people.officer, second_factor_missing=True))
    with pytest.raises(NotPermitted):
        experience(note, replace(people.nurse, second_factor_missing=True), True)
    with pytest.raises(NotPermitted):
        press("end_note", note, replace(people.officer, second_factor_missing=True))
    assert (PracticeNote.objects.count(), Experience.objects.count()) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"words": ""}, "words"), ({"words": "a" * 601}, "words"), ({"words": "a\x00"}, "words"),
     ({"words": "Mr Jones opened to housing."}, "words"), ({"words": "dob 3/4/1999"}, "words"),
     ({"how_often": "ALWAYS"}, "how_often")],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_beside_its_field(stages, offer, changes, field):
    stages.live()

    with pytest.raises(Invalid) as refusal:
        offer(**changes)

    assert (list(refusal.value.fields), PracticeNote.objects.count()) == ([field], 0)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("outsider", NotFound), ("officer", NotPermitted), ("nurse", NotFound), ("lead", NotFound), ("trainer", None)],
)
@pytest.mark.parametrize(
    ("name", "facts"),
    [("accept_note", {}), ("ask_about_note", {"question": "When?"}), ("decline_note", {"reason": "No."})],
)
def test_curators_of_this_partnership_decide(people, stages, offer, press, who, refusal, name, facts):
    stages.live()
    note = offer()

    if refusal:
        with pytest.raises(refusal):
            press(name, note, getattr(people, who), **facts)
        assert PracticeNote.objects.get().state == "OFFERED"
        return
    press(name, note, getattr(people, who), **facts)
    assert PracticeNote.objects.get().state != "OFFERED"


def test_nobody_accepts_their_own(people, stages, offer, press):
    stages.live()
    note = offer(people.trainer)

    with pytest.raises(NotPermitted):
        press("accept_note", note)
    press("accept_note", note, people.approver)

    assert PracticeNote.objects.get().state == "ACCEPTED"


def test_only_what_is_accepted_is_on_the_page_and_without_a_name(people, stages, offer, press):
    stages.live()
    note = offer()
    assert on_page(people.nurse, note) == []

    press("accept_note", note)

    (line,) = on_page(people.nurse, note)
    assert (line.words, line.agency, line.how_often, line.own, line.is_own) == (
        "We rang housing first.",
        "Police",
        "Often",
        None,
        False,
    )
    assert "Hale" not in repr(line)
    assert told(people.officer) == ["manual.note_accepted"]


def test_a_question_goes_to_its_author_and_the_reply_comes_back(people, stages, offer, press):
    stages.live()
    note = offer()
    press("ask_about_note", note, question="Day or night?")
    assert told(people.officer) == ["manual.note_asked"]
    with pytest.raises(NotPermitted):
        press("reply_about_note", note, people.approver, words="Theirs.", reply="Night.")
    with pytest.raises(Invalid):
        press("reply_about_note", note, people.officer, words="We rang.", reply="PC 1234 Smith knows.")

    press("reply_about_note", note, people.officer, words="We rang housing at night.", reply="Night.")

    view = note_to_read(actor=people.trainer, note_id=note.id)
    assert (view.note.state, view.note.words, view.note.reply, view.may_decide) == (
        "OFFERED",
        "We rang housing at night.",
        "Night.",
        True,
    )


def test_words_changed_meanwhile_are_not_accepted_unread(people, stages, offer, press):
    stages.live()
    note = offer()
    press("ask_about_note", note, question="Day or night?")
    press("reply_about_note", note, people.officer, words="Other words.", reply="Night.")

    with pytest.raises(Stale):
        press("accept_note", note, version=2)
    assert PracticeNote.objects.get().state == "OFFERED"


def test_of_two_curators_at_once_the_second_finds_it_decided(people, stages, offer, press):
    stages.live()
    note = offer()
    press("decline_note", note, reason="Not lawful.")

    with pytest.raises(WrongMoment) as refusal:
        press("accept_note", note, people.approver, version=1)

    assert not isinstance(refusal.value, Stale)
    assert (PracticeNote.objects.get().state, told(people.officer)) == ("DECLINED", ["manual.note_declined"])


def test_others_say_how_it_went_and_only_their_agencies_show(people, stages, offer, press, experience, now):
    stages.live()
    note = offer()
    with pytest.raises(NotFound):
        experience(note, people.nurse, True)
    press("accept_note", note)
    for who in (people.outsider,):
        with pytest.raises(NotFound):
            experience(note, who, True)
    with pytest.raises(NotPermitted):
        experience(note, people.officer, True)

    experience(note, people.nurse, False)
    experience(note, people.sergeant, True)
    experience(note, people.socialworker, False)
    experience(note, people.socialworker, True)

    (line,) = on_page(people.socialworker, note)
    assert (line.worked_for, line.did_not_work_for, line.own) == (("Police", "Local authority"), ("Health",), True)
    assert Experience.objects.count() == 3


def test_its_author_takes_it_back_and_the_words_are_gone(people, stages, offer, press, experience):
    stages.live()
    note = offer(words=f"We rang {CANARY} first.")
    press("accept_note", note)
    experience(note, people.nurse, True)
    with pytest.raises(NotFound):
        press("end_note", note, people.nurse)

    press("end_note", note, people.officer)

    assert CANARY not in serialize("json", PracticeNote.objects.all())
    assert (on_page(people.nurse, note), own_notes(actor=people.officer), Experience.objects.count()) == ([], [], 0)
    with pytest.raises(WrongMoment):
        press("end_note", note, people.officer)


def test_a_curator_takes_off_the_page_only_what_is_on_it(people, stages, offer, press):
    stages.live()
    note = offer()

    with pytest.raises(WrongMoment):
        press("end_note", note)
    press("accept_note", note)
    press("end_note", note)

    assert PracticeNote.objects.get().state == "ENDED"


def test_words_are_in_no_trail_and_no_notice(people, stages, offer, press):
    stages.live()
    note = offer(words=f"We rang {CANARY}.")

    press("ask_about_note", note, question=f"{CANARY}?")

    assert CANARY not in serialize("json", Entry.objects.all()) + serialize("json", Notice.objects.all())
    assert CANARY not in str(note) + repr(note)


@pytest.mark.parametrize(
    "wrong",
    [{"state": "ACCEPTED"}, {"state": "DECLINED"}, {"state": "ASKED"}, {"state": "ENDED"}, {"words": ""},
     {"words": "a" * 601}, {"how_often": "ALWAYS"}, {"organisation_kind": "PIRATES"}],
)  # fmt: skip
def test_the_database_refuses_what_cannot_be(stages, offer, wrong):
    stages.live()
    note = offer()

    with pytest.raises(IntegrityError), transaction.atomic():
        PracticeNote.objects.filter(id=note.id).update(**wrong)
