"""A form in an organisation's own words: its limits, and how its time is shared out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervision.forms_library import TIMES
from supervision.forms_library.own import OwnStage, OwnWords, shares

FORM_WORDS = OwnWords(
    name="After a missing person",
    best_for="A search that stays with you.",
    caution="Not before your statement.",
    made_for=30,
    stages=(
        OwnStage(name="Where it began", minutes=10, prompts=("What did you hear first?", "What did you assume?")),
        OwnStage(name="What it asks of you", minutes=20, prompts=("What will you do?", "With whom?", "By when?")),
    ),
)


def test_words_within_the_limits_have_no_problems():
    assert FORM_WORDS.problems() == {}


def stage(**changes):
    return replace(FORM_WORDS, stages=(replace(FORM_WORDS.stages[0], **changes), FORM_WORDS.stages[1]))


@pytest.mark.parametrize(
    ("words", "field", "says"),
    [
        (replace(FORM_WORDS, name=""), "name", "Write something"),
        (replace(FORM_WORDS, name="n" * 81), "name", "80"),
        (replace(FORM_WORDS, best_for="b" * 201), "best_for", "200"),
        (replace(FORM_WORDS, caution=""), "caution", "Write something"),
        (replace(FORM_WORDS, made_for=45), "made_for", "10, 30, 60 or 90"),
        (replace(FORM_WORDS, made_for=60), "made_for", "add up to 30, not to 60"),
        (replace(FORM_WORDS, stages=FORM_WORDS.stages[:1]), "stages", "2 to 8"),
        (replace(FORM_WORDS, stages=FORM_WORDS.stages * 5), "stages", "2 to 8"),
        (stage(name=""), "stage_1_name", "Write something"),
        (stage(name="s" * 61), "stage_1_name", "60"),
        (stage(minutes=0), "stage_1_minutes", "from 1 to 90"),
        (stage(minutes=-5), "stage_1_minutes", "from 1 to 90"),
        (stage(prompts=()), "stage_1_prompts", "1 to 6"),
        (stage(prompts=("p",) * 7), "stage_1_prompts", "1 to 6"),
        (stage(prompts=("p" * 201,)), "stage_1_prompts", "200"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(words, field, says):
    problems = words.problems()

    assert list(problems) == [field]
    assert says in problems[field][0]


def test_the_most_important_prompt_is_asked_however_short_the_time_is():
    last = FORM_WORDS.form(key="k", origin="Westshire").stages[-1]

    assert [last.prompts_for(minutes=time) for time in TIMES] == [
        ["What will you do?"],
        ["What will you do?", "With whom?"],
        ["What will you do?", "With whom?", "By when?"],
        ["What will you do?", "With whom?", "By when?"],
    ]


def test_a_form_of_the_organisation_says_whose_it_is():
    form = FORM_WORDS.form(key="k", origin="Westshire")

    assert (form.key, form.origin, form.usual_minutes) == ("k", "Westshire", (30,))
    assert [(one.key, one.minutes) for one in form.stages] == [
        ("stage-a", {10: 3, 30: 10, 60: 20, 90: 30}),
        ("stage-b", {10: 7, 30: 20, 60: 40, 90: 60}),
    ]


@given(parts=st.lists(st.integers(1, 90), min_size=1, max_size=8), of=st.sampled_from(TIMES))
def test_shares_add_up_and_no_stage_is_a_minute_off(parts, of):
    given_ = shares(parts, of=of)

    assert sum(given_) == of
    assert all(abs(share - part * of / sum(parts)) < 1 for share, part in zip(given_, parts, strict=True))
