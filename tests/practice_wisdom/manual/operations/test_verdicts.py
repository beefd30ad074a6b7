from dataclasses import replace

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.search.models import PendingChange
from backend.search.operations import drain
from backend.search.queries import search_for
from practice_wisdom.manual.models import Verdict
from practice_wisdom.manual.operations import verdicts
from practice_wisdom.manual.operations.revisions import start_draft
from practice_wisdom.manual.operations.verdicts import give_verdict

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"


@pytest.fixture
def say(now):
    def _say(who, *, number=1, helpful=False, reason="", slug="cuckooing", at=now):
        return give_verdict(actor=who, slug=slug, number=number, helpful=helpful, reason=reason, now=at)

    return _say


def said():
    return list(Verdict.objects.order_by("id").values_list("revision__number", "person_id", "helpful", "reason"))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("outsider", NotFound), ("officer", None), ("sergeant", None), ("trainer", None), ("lead", None), ("nurse", None),
     ("police_admin", None), ("socialworker", None)],
)  # fmt: skip
def test_every_reader_here_says_and_nobody_elsewhere(people, stages, say, who, refusal):
    stages.live()
    actor = getattr(people, who)
    before = Entry.objects.count()

    if refusal:
        with pytest.raises(refusal):
            say(actor)
        assert (said(), Entry.objects.count()) == ([], before)
        return
    say(actor)
    assert said() == [(1, actor.person_id, False, "")]


def test_theirs_and_nobodys_page_are_answered_alike(people, stages, say):
    stages.live()

    with pytest.raises(NotFound) as theirs:
        say(people.outsider)
    with pytest.raises(NotFound) as nobodys:
        say(people.outsider, slug="no-such-page")

    assert theirs.value.message == nobodys.value.message


@pytest.mark.parametrize("who", ["officer", "trainer"])
@pytest.mark.parametrize("stage", ["draft", "in_review", "approved"])
def test_what_was_never_live_has_no_verdict(people, stages, say, stage, who):
    getattr(stages, stage)()

    with pytest.raises(NotFound):
        say(getattr(people, who))
    assert said() == []


def test_whoever_lacks_a_second_step_only_reads(people, stages, say):
    stages.live()

    with pytest.raises(NotPermitted):
        say(replace(people.officer, second_factor_missing=True))
    assert said() == []


def test_a_second_verdict_takes_the_place_of_the_first(people, stages, say):
    stages.live()
    say(people.officer, helpful=False, reason="Wrong number.")

    say(people.officer, helpful=True)
    say(replace(people.officer, membership_id=people.nurse.membership_id), helpful=True, reason="As good as it gets.")

    assert said() == [(1, people.officer.person_id, True, "As good as it gets.")]


def test_the_database_refuses_a_second_one_and_a_long_reason(people, stages, say):
    stages.live()
    verdict = say(people.officer)

    verdict.reason = "a" * 501
    with pytest.raises(IntegrityError), transaction.atomic():
        verdict.save()
    verdict.pk, verdict.reason = None, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        verdict.save()

    assert said() == [(1, people.officer.person_id, False, "")]


def test_a_new_revision_begins_without_verdicts_and_the_old_one_takes_no_more(people, stages, say, now):
    stages.live()
    say(people.officer)
    stages.publish(stages.approve(stages.submitted(start_draft(actor=people.trainer, slug="cuckooing", now=now))))

    with pytest.raises(WrongMoment) as refusal:
        say(people.nurse, number=1)
    say(people.officer, number=2, helpful=True)

    assert refusal.value.message == (
        "Another revision of this page is live now. Read it, then say whether it was helpful."
    )
    assert said() == [(1, people.officer.person_id, False, ""), (2, people.officer.person_id, True, "")]


@pytest.mark.parametrize("number", [0, -1, 2, 99999999999999999999])
def test_a_revision_that_is_not_live_is_the_wrong_one(people, stages, say, number):
    stages.live()

    with pytest.raises(WrongMoment):
        say(people.officer, number=number)
    assert said() == []


@pytest.mark.parametrize("reason", ["a" * 501, "a\x00b", "\x00"])
def test_a_reason_is_short_and_can_be_kept(people, stages, say, reason):
    stages.live()
    say(people.officer, reason="Before.")

    with pytest.raises(Invalid) as refusal:
        say(people.officer, helpful=True, reason=reason)

    assert list(refusal.value.fields) == ["reason"]
    assert said() == [(1, people.officer.person_id, False, "Before.")]


def test_a_line_end_counts_once(people, stages, say):
    stages.live()

    say(people.officer, reason="  " + "\r\n".join(["a" * 99] * 5) + "\r\n")

    assert said()[0][3] == "\n".join(["a" * 99] * 5)


def test_the_trail_has_ids_only(people, stages, say):
    stages.live()

    verdict = say(people.officer, reason=f"{CANARY} was wrong")

    entry = Entry.objects.order_by("-seq").first()
    assert (entry.key, entry.verb, entry.reason, entry.actor_person_id) == (
        f"manual.verdict:{verdict.id}",
        "ALTER",
        "verdict given",
        people.officer.person_id,
    )
    assert CANARY not in serialize("json", Entry.objects.all())
    assert CANARY not in str(verdict) + repr(verdict)


def test_a_verdict_that_cannot_be_recorded_is_not_given(people, stages, say, monkeypatch):
    stages.live()

    def broken(**facts):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(verdicts.audit, "record", broken)
    with pytest.raises(RuntimeError):
        say(people.officer)

    assert said() == []


def test_a_reason_is_never_found(people, stages, say):
    stages.live(summary="About a marmalade cat.")
    drain()

    say(people.officer, reason=CANARY)

    assert PendingChange.objects.count() == 0
    drain()
    find = lambda words: [hit.title for hit in search_for(actor=people.trainer, text=words).results]  # noqa: E731
    assert (find("marmalade"), find(CANARY)) == (["Cuckooing"], [])
