import pytest
from django.core.serializers import serialize

from backend.audit.models import Entry
from backend.kernel.errors import Invalid, NotFound, NotPermitted, Stale, WrongMoment
from backend.kernel.keys import Key
from backend.kernel.targets import resolve
from backend.notifications.models import Notice
from practice_wisdom.manual.models import UnansweredQuestion
from practice_wisdom.manual.operations import questions as operations
from practice_wisdom.manual.operations.questions import answer_question, ask_question, decline_question
from practice_wisdom.manual.queries.questions import open_questions, question_to_read

pytestmark = pytest.mark.django_db

CANARY = "canary4711quill"


@pytest.fixture
def asked(people, now):
    return ask_question(actor=people.officer, words="tents by the river", now=now)


def states():
    return list(UnansweredQuestion.objects.order_by("id").values_list("state", flat=True))


def told():
    return list(Notice.objects.order_by("membership_id").values_list("membership_id", "kind", "key"))


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("trainer", None),
        ("officer", NotPermitted),
        ("nurse", NotFound),
        ("lead", NotFound),
        ("approver", None),
        ("outsider", NotFound),
    ],
)
@pytest.mark.parametrize("how", ["answer", "decline"])
def test_who_settles_a_question(people, stages, now, asked, who, refusal, how):
    stages.live()
    common = {"actor": getattr(people, who), "question_id": asked.id, "version": 1, "now": now}
    settle = {
        "answer": lambda: answer_question(**common, slug="cuckooing"),
        "decline": lambda: decline_question(**common, reason="The council's site says it."),
    }[how]

    if refusal is None:
        settle()
    else:
        with pytest.raises(refusal):
            settle()

    after = {"answer": "ANSWERED", "decline": "DECLINED"}[how]
    assert states() == [after if refusal is None else "OPEN"]
    key = f"manual.question:{asked.id}"
    told_now = [(people.officer.membership_id, "manual.question_settled", key)]
    assert told() == (told_now if refusal is None else [])


def test_those_alike_are_settled_together_and_each_is_told(people, stages, now, asked):
    stages.live()
    again = ask_question(actor=people.nurse, words="  Tents, by the RIVER?", now=now)
    other = ask_question(actor=people.nurse, words="boats by the river", now=now)
    elsewhere = ask_question(actor=people.outsider, words="tents by the river", now=now)

    answer_question(actor=people.trainer, question_id=again.id, version=1, slug="cuckooing", now=now)

    assert states() == ["ANSWERED", "ANSWERED", "OPEN", "OPEN"]
    assert sorted(membership for membership, _, _ in told()) == sorted(
        [people.officer.membership_id, people.nurse.membership_id]
    )
    assert {other.state, elsewhere.state} == {"OPEN"}


def test_asked_again_it_is_the_same_question(people, now, asked):
    assert ask_question(actor=people.officer, words="Tents by the river", now=now).id == asked.id
    assert Entry.objects.filter(key__startswith="manual.question").count() == 1


def test_a_question_settled_already_is_not_settled_again(people, now, asked):
    decline_question(actor=people.trainer, question_id=asked.id, version=1, reason="No.", now=now)

    with pytest.raises(WrongMoment):
        decline_question(actor=people.trainer, question_id=asked.id, version=2, reason="No again.", now=now)
    assert UnansweredQuestion.objects.get().reason == "No."


def test_a_settlement_of_another_version_is_refused(people, now, asked):
    with pytest.raises(Stale):
        decline_question(actor=people.trainer, question_id=asked.id, version=7, reason="No.", now=now)
    assert states() == ["OPEN"]


@pytest.mark.parametrize("slug", ["cuckooing", "no-such-page", ""])
def test_only_a_live_page_answers(people, stages, now, asked, slug):
    stages.draft()

    with pytest.raises(Invalid) as refusal:
        answer_question(actor=people.trainer, question_id=asked.id, version=1, slug=slug, now=now)

    assert (list(refusal.value.fields), states()) == (["slug"], ["OPEN"])


@pytest.mark.parametrize("words", ["", "  \x00 ", "a" * 201])
def test_a_question_has_words_and_is_short(people, now, words):
    with pytest.raises(Invalid):
        ask_question(actor=people.officer, words=words, now=now)
    assert states() == []


def test_curators_see_the_questions_and_nobody_who_asked(people, now, asked):
    ask_question(actor=people.nurse, words="tents by the river", now=now)

    lines = open_questions(actor=people.trainer)

    assert [(line.words, line.asked) for line in lines] == [("tents by the river", 2)]
    assert not question_to_read(actor=people.trainer, question_id=asked.id).is_own
    for who in (people.officer, people.nurse, people.lead):
        with pytest.raises(NotPermitted):
            open_questions(actor=who)
    with pytest.raises(NotFound):
        question_to_read(actor=people.nurse, question_id=asked.id)


def test_a_notice_is_read_by_whoever_asked_only(people, asked):
    key = Key.of("manual.question", asked.id)

    assert list(resolve(actor=people.officer, keys=[key])) == [key]
    for who in (people.trainer, people.nurse, people.outsider):
        assert resolve(actor=who, keys=[key]) == {}


def test_the_trail_and_the_name_hold_no_words(people, now):
    question = ask_question(actor=people.officer, words=CANARY, now=now)
    decline_question(actor=people.trainer, question_id=question.id, version=1, reason=CANARY, now=now)

    entries = Entry.objects.filter(key=f"manual.question:{question.id}").order_by("seq")
    assert list(entries.values_list("reason", flat=True)) == ["question asked", "question declined"]
    assert CANARY not in serialize("json", [*Entry.objects.all(), *Notice.objects.all()])
    assert CANARY not in str(question) + repr(question)


def test_what_cannot_be_recorded_does_not_happen(people, now, asked, monkeypatch):
    def broken(**facts):
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(operations.audit, "record", broken)
    with pytest.raises(RuntimeError):
        decline_question(actor=people.trainer, question_id=asked.id, version=1, reason="No.", now=now)

    assert (states(), told()) == (["OPEN"], [])


@pytest.mark.parametrize("more", [0, 2])
def test_the_list_takes_one_query(people, now, asked, more, django_assert_num_queries):
    for number in range(more):
        ask_question(actor=people.officer, words=f"another {number}", now=now)

    with django_assert_num_queries(1):
        assert len(open_questions(actor=people.trainer)) == more + 1


@pytest.mark.parametrize("words", ["is PC 4417 Dunmore on shift", "NHS 943 476 5919 not found", "who helps Mrs Okafor"])
def test_a_question_about_somebody_is_not_kept(people, now, words):
    with pytest.raises(Invalid, match="Ask without saying who it is about"):
        ask_question(actor=people.officer, words=words, now=now)

    assert states() == []
