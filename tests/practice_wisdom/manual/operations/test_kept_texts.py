"""Words that came too late are kept for whoever wrote them, and for nobody else."""

from datetime import timedelta

import pytest

from backend.audit.models import Entry
from backend.kernel.errors import NotFound, NotPermitted, Stale, WrongMoment
from practice_wisdom.manual.models import KeptText, Revision
from practice_wisdom.manual.operations import kept_texts
from practice_wisdom.manual.operations.kept_texts import drop_text, forget_old_texts, keep_text, save_merged
from practice_wisdom.manual.queries.kept_texts import kept_since, merge_to_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(stages):
    """Version 2: somebody saved since it was opened."""
    return stages.save(stages.draft(), title="Theirs")


@pytest.fixture
def keep(draft, people, words, now):
    def _keep(who="approver", *, later=timedelta(0), **changes):
        facts = {"title": "Mine", **changes}
        return keep_text(actor=getattr(people, who), revision_id=draft.id, words=words(**facts), now=now + later)

    return _keep


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("approver", None),
        ("lead", NotPermitted),
        ("nurse", NotPermitted),
        ("officer", NotFound),
        ("outsider", NotFound),
    ],
)
def test_whoever_may_edit_has_words_kept(keep, who, refusal):
    if refusal is None:
        assert keep(who).title == "Mine"
        return
    with pytest.raises(refusal):
        keep(who)
    assert KeptText.objects.count() == 0


def test_nothing_that_is_saved_changes(keep, draft):
    kept = keep()

    assert (Revision.objects.get().title, Revision.objects.get().version) == ("Theirs", draft.version)
    assert kept.words.title == "Mine"
    assert Entry.objects.latest("seq").reason == "late text kept"


def test_only_their_writer_sees_them(keep, draft, people):
    kept = keep("approver")

    assert merge_to_make(actor=people.approver, revision_id=draft.id).kept == kept
    for other in (people.trainer, people.outsider):
        with pytest.raises(NotFound):
            merge_to_make(actor=other, revision_id=draft.id, kept_id=kept.id)
    assert kept_since(actor=people.trainer, revision_id=draft.id) is None
    with pytest.raises(NotFound):
        drop_text(actor=people.trainer, revision_id=draft.id, kept_id=kept.id, now=kept.kept_at)
    assert KeptText.objects.count() == 1


def test_the_same_words_are_kept_once_and_others_beside_them(keep, draft, people):
    first = keep()
    assert keep() == first
    second = keep(title="Mine too", later=timedelta(minutes=1))

    merge = merge_to_make(actor=people.approver, revision_id=draft.id)

    assert (merge.kept, merge.others) == (second, [(first.id, first.kept_at)])


def test_the_last_ones_stay(keep, monkeypatch):
    monkeypatch.setattr(kept_texts, "KEPT_AT_MOST", 2)
    for number in range(4):
        keep(title=f"Mine {number}", later=timedelta(minutes=number))

    assert [kept.title for kept in KeptText.objects.all()] == ["Mine 3", "Mine 2"]


def test_what_is_older_than_ninety_days_goes(keep, now):
    keep()
    keep("trainer", later=timedelta(days=2))

    assert forget_old_texts(now=now + timedelta(days=91)) == 1

    assert [kept.person.email for kept in KeptText.objects.all()] == ["trainer@police.example"]


@pytest.mark.parametrize("made", [None, "Both"])
def test_the_merged_text_is_saved_and_the_kept_one_is_done_with(keep, draft, people, words, now, made):
    kept = keep()

    saved = save_merged(
        actor=people.approver,
        revision_id=draft.id,
        kept_id=kept.id,
        version=draft.version,
        words=words(title=made) if made else None,
        now=now,
    )

    assert (saved.title, saved.version, KeptText.objects.count()) == (made or "Mine", draft.version + 1, 0)


def test_a_merge_made_too_late_overwrites_nothing(keep, draft, stages, people, now):
    kept = keep()
    stages.save(draft, title="Theirs again")

    with pytest.raises(Stale):
        save_merged(
            actor=people.approver, revision_id=draft.id, kept_id=kept.id, version=draft.version, words=None, now=now
        )

    assert (Revision.objects.get().title, KeptText.objects.get()) == ("Theirs again", kept)


def test_words_are_kept_after_somebody_submitted_and_cannot_be_saved(keep, draft, stages, people, now):
    submitted = stages.submitted(draft)
    kept = keep()
    assert not merge_to_make(actor=people.approver, revision_id=draft.id).may_save

    with pytest.raises(WrongMoment):
        save_merged(
            actor=people.approver, revision_id=draft.id, kept_id=kept.id, version=submitted.version, words=None, now=now
        )

    assert (Revision.objects.get().title, KeptText.objects.count()) == ("Theirs", 1)


def test_throwing_away_leaves_what_is_saved(keep, draft, people, now):
    kept = keep()

    drop_text(actor=people.approver, revision_id=draft.id, kept_id=kept.id, now=now)

    assert (Revision.objects.get().title, KeptText.objects.count()) == ("Theirs", 0)
    assert Entry.objects.latest("seq").reason == "late text thrown away"


def test_a_merge_takes_the_same_queries_with_one_text_and_with_three(keep, draft, people, count_queries):
    def merge():
        merge_to_make(actor=people.approver, revision_id=draft.id)

    keep()
    with_one = count_queries(merge)
    keep(title="Second")
    keep(title="Third")

    assert count_queries(merge) == with_one
