from dataclasses import replace
from datetime import date, timedelta

import pytest

from backend.audit.models import Entry
from backend.identity.models import Area
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from practice_wisdom.manual.enums import Freshness
from practice_wisdom.manual.models import LocalNote, Wording
from practice_wisdom.manual.operations.local_notes import MAX_NOTES, NoteWords, change_note, end_note, write_note
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.queries.desk import desk
from practice_wisdom.manual.queries.local_notes import areas_to_write_for, note_history
from practice_wisdom.manual.queries.reading import page_to_read

pytestmark = pytest.mark.django_db

WORDS = NoteWords(
    "Do this now", "Ring **the hub**: [01632 960 001](tel:01632960001).", date(2026, 11, 22), date(2027, 3, 22)
)


@pytest.fixture
def area():
    return lambda name: Area.objects.get(name=name).id


@pytest.fixture
def write(people, now, area):
    def _write(words=WORDS, *, who="approver", where="Marchfield", slug="cuckooing"):
        return write_note(actor=getattr(people, who), slug=slug, area_id=area(where), words=words, now=now)

    return _write


def read(actor, now, slug="cuckooing"):
    return [(n.area, n.after, n.html) for n in page_to_read(actor=actor, slug=slug, today=now.date()).notes]


HTML = '<p>Ring <strong>the hub</strong>: <a href="tel:01632960001">01632&nbsp;960&nbsp;001</a>.</p>'


def phrases():
    return list(
        Entry.objects.filter(key__startswith="manual.local_note").order_by("seq").values_list("reason", flat=True)
    )


def test_readers_of_the_area_read_it_and_others_do_not(people, stages, now, write, next_door):
    stages.live()
    write(where="Nextdoor")

    assert read(people.socialworker, now) == [("Nextdoor", "Do this now", HTML)]
    assert [read(actor, now) for actor in (people.nurse, people.officer, people.trainer)] == [[], [], []]


def test_an_area_below_reads_it_and_one_above_does_not(people, stages, now, write, next_door):
    stages.live()
    write(where="Westmarch", who="trainer")
    write(where="Nextdoor")

    assert [where for where, *_ in read(people.socialworker, now)] == ["Nextdoor", "Westmarch"]
    assert [where for where, *_ in read(people.officer, now)] == ["Westmarch"]


def test_readers_of_another_area_cannot_tell_that_it_is_there(people, stages, now, write, next_door):
    stages.live()
    note = write(where="Nextdoor")

    for act in (
        lambda: note_history(actor=people.trainer, note_id=note.pk, today=now.date()),
        lambda: change_note(actor=people.trainer, note_id=note.pk, version=1, words=WORDS, now=now),
        lambda: end_note(actor=people.trainer, note_id=note.pk, version=1, now=now),
        lambda: end_note(actor=people.outsider, note_id=note.pk, version=1, now=now),
    ):
        with pytest.raises(NotFound):
            act()
    assert desk(actor=people.trainer, today=date(2030, 1, 1)).notes == []
    assert (Wording.objects.count(), LocalNote.objects.get().ended_at) == (1, None)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("officer", NotPermitted),
        ("lead", NotPermitted),
        ("nurse", NotPermitted),
        ("outsider", NotFound),
    ],
)
def test_curators_write_and_nobody_else(stages, write, who, refusal):
    stages.live()

    if refusal:
        with pytest.raises(refusal):
            write(who=who)
    else:
        write(who=who)

    assert (LocalNote.objects.count(), phrases()) == ((0, []) if refusal else (1, ["local note written"]))


@pytest.mark.parametrize("who", ["officer", "nurse", "outsider"])
def test_nobody_else_changes_or_ends_one(people, stages, now, write, who):
    stages.live()
    note, actor = write(), getattr(people, who)
    refusal = NotFound if who == "outsider" else NotPermitted

    with pytest.raises(refusal):
        change_note(actor=actor, note_id=note.pk, version=1, words=WORDS, now=now)
    with pytest.raises(refusal):
        end_note(actor=actor, note_id=note.pk, version=1, now=now)

    assert phrases() == ["local note written"]


def test_a_country_has_no_local_notes_and_nobody_writes_for_the_next_town(people, stages, now, write, next_door):
    stages.live()

    for where in ("England", "Nextdoor", "Canal Side", "Otherland"):
        with pytest.raises(Invalid) as refusal:
            write(who="trainer", where=where)
        assert set(refusal.value.fields) == {"area"}
    assert [place.name for place in areas_to_write_for(actor=people.trainer)] == ["Westmarch"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"after": "Somewhere"}, "after"),
        ({"body": "  "}, "body"),
        ({"body": "x" * 1501}, "body"),
        ({"body": "x\0"}, "body"),
        ({"body": "## Do this now\nOr else"}, "body"),
        ({"body": "### Small\nwords"}, "body"),
        ({"body": "[x](javascript:alert(1))"}, "body"),
        ({"body": "[x](page:no-such-page)"}, "body"),
        ({"body": "[" * 200}, "body"),
        ({"checked_on": date(1999, 1, 1), "review_by": date(1999, 6, 1)}, "checked_on"),
        ({"review_by": date(2026, 11, 22)}, "review_by"),
        ({"review_by": date(2031, 1, 1)}, "review_by"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(stages, write, wrong, field):
    stages.live()

    with pytest.raises(Invalid) as refusal:
        write(replace(WORDS, **wrong))

    assert (set(refusal.value.fields), LocalNote.objects.count()) == ({field}, 0)


def test_what_is_written_is_shown_as_text(people, stages, now, write):
    stages.live()
    write(replace(WORDS, body="<script>alert(1)</script> <b>x</b>"))

    assert "<script" not in read(people.nurse, now)[0][2]
    assert "<b>" not in read(people.nurse, now)[0][2]


def test_a_change_is_a_new_wording_and_the_old_one_stays(people, stages, now, write):
    stages.live()
    note, later = write(), now + timedelta(days=1)

    change_note(actor=people.trainer, note_id=note.pk, version=1, words=replace(WORDS, body="Now."), now=later)
    found = note_history(actor=people.nurse, note_id=note.pk, today=now.date())

    assert read(people.nurse, now) == [("Marchfield", "Do this now", "<p>Now.</p>")]
    assert [(line.number, line.html) for line in found.wordings] == [(2, "<p>Now.</p>"), (1, HTML)]
    assert found.may_change is False


def test_a_stale_change_is_refused_with_the_words_there_are(people, stages, now, write):
    stages.live()
    note = write()
    change_note(actor=people.trainer, note_id=note.pk, version=1, words=replace(WORDS, body="First."), now=now)

    with pytest.raises(Stale) as refusal:
        change_note(actor=people.approver, note_id=note.pk, version=1, words=replace(WORDS, body="Second."), now=now)
    with pytest.raises(Stale):
        end_note(actor=people.approver, note_id=note.pk, version=1, now=now)

    assert (refusal.value.current["markdown"], refusal.value.current["version"]) == ("First.", 2)
    assert Wording.objects.count() == 2


def test_an_ended_note_is_gone_from_the_page_and_what_it_said_is_kept(people, stages, now, write):
    stages.live()
    note = write()

    end_note(actor=people.trainer, note_id=note.pk, version=1, now=now)

    assert read(people.nurse, now) == []
    found = note_history(actor=people.nurse, note_id=note.pk, today=now.date())
    assert (found.ended_by, [line.html for line in found.wordings]) == ("Toni Marsh", [HTML])
    for act in (change_note, end_note):
        with pytest.raises(WrongMoment):
            act(
                actor=people.trainer, note_id=note.pk, version=1, now=now,
                **({"words": WORDS} if act is change_note else {}),
            )  # fmt: skip
    assert phrases() == ["local note written", "local note ended"]


def test_a_page_holds_no_more_than_can_be_read(stages, people, now, write):
    stages.live()
    notes = [write() for _ in range(MAX_NOTES)]

    with pytest.raises(WrongMoment):
        write()
    write(where="Westmarch")
    end_note(actor=people.trainer, note_id=notes[0].pk, version=1, now=now)
    write()


def test_a_page_that_was_never_published_takes_none(stages, write):
    stages.draft()

    with pytest.raises(WrongMoment):
        write(who="trainer")


def test_a_note_whose_part_is_gone_stands_at_the_end_and_on_the_desk(people, stages, now, write, words):
    stages.live()
    write(replace(WORDS, after="Who does what"))
    assert desk(actor=people.trainer, today=now.date()).notes == []
    without = (
        words().body.replace("## Who does what\n", "").replace("| Agency | Can |\n|---|---|\n| Police | arrest |", "")
    )
    draft = stages.save(start_draft(actor=people.trainer, slug="cuckooing", now=now), body=without)
    stages.publish(stages.approve(stages.submitted(draft)))

    page = page_to_read(actor=people.nurse, slug="cuckooing", today=now.date())
    lines = desk(actor=people.trainer, today=now.date()).notes

    assert [note.html for note in page.displaced_notes] == [HTML]
    assert [(line.title, line.area, line.displaced) for line in lines] == [("Cuckooing", "Marchfield", True)]
    assert desk(actor=people.lead, today=now.date()).notes is None


def test_a_note_is_as_fresh_as_it_says(people, stages, now, write):
    stages.live()
    write()
    later = date(2027, 4, 1)

    note = page_to_read(actor=people.nurse, slug="cuckooing", today=later).notes[0]

    assert note.fresh.state == Freshness.OVERDUE
    assert [line.displaced for line in desk(actor=people.approver, today=later).notes] == [False]


def test_the_same_queries_for_one_and_for_three(people, stages, now, write, count_queries):
    stages.live()

    def counts():
        return (
            count_queries(lambda: page_to_read(actor=people.nurse, slug="cuckooing", today=now.date())),
            count_queries(lambda: desk(actor=people.approver, today=date(2027, 4, 1))),
        )

    write()
    counts()
    with_one = counts()
    write()
    write(where="Westmarch")

    assert counts() == with_one
