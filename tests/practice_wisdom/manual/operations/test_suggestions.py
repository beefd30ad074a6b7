from dataclasses import replace

import pytest
from django.core.serializers import serialize
from django.db import IntegrityError, transaction

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.notifications.models import Notice
from backend.notifications.queries import inbox
from practice_wisdom.manual.models import Revision, Suggestion
from practice_wisdom.manual.operations import voices
from practice_wisdom.manual.operations.suggestions import accept_suggestion, decline_suggestion, suggest_change
from practice_wisdom.manual.queries.suggestions import done, own_suggestions, suggestion_to_read

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"
PASSAGE = "Look for signs that somebody has taken the home over."


@pytest.fixture
def suggest(people, now):
    def _suggest(who=None, **changes):
        facts = {
            "slug": "cuckooing",
            "section": "",
            "passage": PASSAGE,
            "proposed": "Look for signs, and ask the neighbours.",
            "why": "They know first.",
        }
        return suggest_change(actor=who or people.officer, now=now, **facts | changes)

    return _suggest


@pytest.fixture
def accept(people, now):
    def _accept(one, who=None, version=1):
        return accept_suggestion(actor=who or people.trainer, suggestion_id=one.id, version=version, now=now)

    return _accept


@pytest.fixture
def decline(people, now):
    def _decline(one, who=None, version=1, reason="The law says otherwise.", **more):
        return decline_suggestion(
            actor=who or people.trainer, suggestion_id=one.id, version=version, reason=reason, now=now, **more
        )

    return _decline


def told(actor):
    return [line.kind for line in inbox(actor=actor)]


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("outsider", NotFound), ("officer", None), ("trainer", None), ("nurse", None), ("socialworker", None)],
)
def test_every_reader_here_suggests_and_nobody_elsewhere(people, stages, suggest, who, refusal):
    stages.live()

    if refusal:
        with pytest.raises(refusal):
            suggest(getattr(people, who))
        assert Suggestion.objects.count() == 0
        return
    assert suggest(getattr(people, who)).section == "do-this-now"


def test_whoever_lacks_a_second_step_suggests_nothing(people, stages, suggest):
    stages.live()

    with pytest.raises(NotPermitted):
        suggest(replace(people.officer, second_factor_missing=True))
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize("stage", ["draft", "in_review", "approved"])
def test_what_was_never_live_takes_no_suggestion(stages, suggest, stage):
    getattr(stages, stage)()

    with pytest.raises(NotFound):
        suggest()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"passage": "Words that were never there."}, "passage"),
        ({"passage": "a" * 1001}, "passage"),
        ({"passage": "", "section": ""}, "section"),
        ({"passage": "", "section": "no-such-part"}, "section"),
        ({"proposed": "  "}, "proposed"),
        ({"proposed": "a" * 2001}, "proposed"),
        ({"proposed": "a\x00b"}, "proposed"),
        ({"proposed": PASSAGE}, "proposed"),
        ({"why": "a" * 501}, "why"),
        ({"why": "NHS number 943 476 5919 was sent home."}, "why"),
        ({"proposed": "Ask Jane Smith."}, "proposed"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(stages, suggest, changes, field):
    stages.live()

    with pytest.raises(Invalid) as refusal:
        suggest(**changes)

    assert list(refusal.value.fields) == [field]
    assert Suggestion.objects.count() == 0


def test_a_passage_is_found_however_a_selection_spaced_it(stages, suggest):
    stages.live()

    assert suggest(passage="Police\tarrest\n").section == "who-does-what"
    assert suggest(passage="", section="who-does-what").section == "who-does-what"


def test_a_name_goes_through_when_somebody_says_it_is_nobody_and_an_nhs_number_never(stages, suggest):
    stages.live()
    words = "Ring Jane Smith House; the old note named NHS 943 476 5919."

    with pytest.raises(Invalid):
        suggest(proposed="See Kayden's mum.", about_nobody=["Another Name"])
    with pytest.raises(Invalid) as refusal:
        suggest(proposed=words, about_nobody=["943 476 5919"])
    kept = suggest(proposed="See Kayden's mum.", about_nobody=["Kayden's mum"])

    assert refusal.value.fields == {"proposed": ["“943 476 5919”: this looks like an NHS number. Take it out."]}
    assert kept.proposed == "See Kayden's mum."


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("outsider", NotFound), ("officer", NotPermitted), ("nurse", NotFound), ("lead", NotFound),
     ("trainer", None), ("approver", None)],
)  # fmt: skip
@pytest.mark.parametrize("act", ["accept", "decline"])
def test_curators_of_this_partnership_decide(request, people, stages, suggest, who, refusal, act):
    stages.live()
    one, decide = suggest(), request.getfixturevalue(act)

    if refusal:
        with pytest.raises(refusal):
            decide(one, getattr(people, who))
        assert Suggestion.objects.get().state == "OPEN"
        return
    assert decide(one, getattr(people, who)).state == {"accept": "ACCEPTED", "decline": "DECLINED"}[act]


def test_a_curator_without_a_second_step_decides_nothing(people, stages, suggest, accept):
    stages.live()

    with pytest.raises(NotFound):
        accept(suggest(), replace(people.trainer, second_factor_missing=True))


def test_of_two_curators_at_once_the_second_finds_it_decided(people, stages, suggest, accept, decline):
    stages.live()
    one = suggest()
    decline(one)

    with pytest.raises(WrongMoment) as refusal:
        accept(one, people.approver)
    with pytest.raises(WrongMoment):
        decline(one, people.approver, reason="Another reason.")

    assert not isinstance(refusal.value, Stale)
    assert Suggestion.objects.get().reason == "The law says otherwise."
    assert Revision.objects.filter(state="DRAFT").count() == 0


def test_accepted_it_is_in_a_draft_and_told_twice_and_then_everybody_reads_it(people, stages, suggest, accept):
    stages.live()
    one = accept(suggest())
    draft = one.outcome_revision
    assert (draft.state, draft.number, told(people.officer)) == ("DRAFT", 2, ["manual.suggestion_accepted"])
    assert (own_suggestions(actor=people.officer)[0].outcome, done(actor=people.nurse)) == (
        "Accepted, being written",
        [],
    )

    stages.publish(stages.approve(stages.submitted(draft)))

    assert sorted(told(people.officer)) == ["manual.suggestion_accepted", "manual.suggestion_live"]
    assert own_suggestions(actor=people.officer)[0].outcome == "Live in revision 2"
    assert [(line.slug, line.section, line.agency, line.number) for line in done(actor=people.nurse)] == [
        ("cuckooing", "Do this now", "Police", 2)
    ]
    assert done(actor=people.outsider) == []


def test_a_second_one_goes_into_the_draft_that_is_open_and_none_into_fixed_words(people, stages, suggest, accept):
    stages.live()
    first, second, third = suggest(), suggest(people.nurse), suggest(people.socialworker)

    draft = accept(first).outcome_revision
    assert accept(second).outcome_revision == draft
    stages.submitted(draft)
    with pytest.raises(WrongMoment):
        accept(third)

    assert Suggestion.objects.get(id=third.id).state == "OPEN"


def test_declined_needs_a_reason_that_only_its_author_and_curators_read(people, stages, suggest, decline):
    stages.live()
    one = suggest()
    for reason in (" ", "Because of Jane Smith.", "a" * 501):
        with pytest.raises(Invalid):
            decline(one, reason=reason)

    decline(one)

    assert told(people.officer) == ["manual.suggestion_declined"]
    assert suggestion_to_read(actor=people.officer, suggestion_id=one.id).suggestion.reason
    for other in (people.nurse, people.outsider):
        with pytest.raises(NotFound):
            suggestion_to_read(actor=other, suggestion_id=one.id)
    assert told(people.nurse) == []


def test_a_page_that_is_not_live_any_more_can_only_be_declined(people, stages, suggest, accept, decline):
    revision = stages.live()
    one = suggest()
    page = revision.page
    page.live_revision = page.checked_on = page.review_by = None
    page.save()

    with pytest.raises(WrongMoment):
        accept(one)
    with pytest.raises(NotFound):
        suggest()
    assert decline(one).state == "DECLINED"


def test_words_are_in_no_trail_and_no_notice(people, stages, suggest, decline):
    stages.live()

    one = decline(suggest(proposed=f"{CANARY} one", why=f"{CANARY} two"), reason=f"{CANARY} three")

    assert CANARY not in serialize("json", Entry.objects.all()) + serialize("json", Notice.objects.all())
    assert CANARY not in str(one) + repr(one)
    rows = Entry.objects.filter(key=f"manual.suggestion:{one.id}").order_by("seq")
    assert list(rows.values_list("reason", flat=True)) == [
        "change suggested",
        "suggestion declined",
    ]


def test_what_cannot_be_recorded_did_not_happen(stages, suggest, monkeypatch):
    stages.live()

    def broken(**facts):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(voices.audit, "record", broken)
    with pytest.raises(RuntimeError):
        suggest()

    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{"state": "ACCEPTED"}, {"state": "DECLINED"}, {"state": "GONE"}, {"proposed": ""}, {"proposed": "a" * 2001},
     {"reason": "Open with a reason."}],
)  # fmt: skip
def test_the_database_refuses_a_wrong_outcome(stages, suggest, wrong):
    stages.live()
    one = suggest()

    with pytest.raises(IntegrityError), transaction.atomic():
        Suggestion.objects.filter(id=one.id).update(**wrong)
