import re
from itertools import pairwise

import pytest

from backend.kernel.identifiers import find
from supervision.forms_library import TIMES, FormBroken, forms, read

GOOD = """
key = "two-steps"
name = "Two steps"
origin = "Ours"
best_for = "Tests"
caution = "None"
usual_minutes = [10]

[[stages]]
key = "one"
name = "One"
minutes = { 10 = 10, 30 = 30, 60 = 60, 90 = 90 }
prompts = [{ text = "What?", from_minutes = 10 }, { text = "And then?", from_minutes = 60 }]
"""


def test_the_forms_that_ship_are_read_whole():
    assert {key: [stage.key for stage in form.stages] for key, form in forms().items()} == {
        "anchor-questions": ["purpose", "story", "meaning", "action", "progress"],
        "gibbs": ["description", "feelings", "evaluation", "analysis", "conclusion", "action-plan"],
        "integrated-cycle": ["experience", "reflection", "analysis", "action", "closing"],
        "joint-group": ["settle", "tell", "clarify", "step-back", "lenses", "return", "harvest"],
        "restorative-check": ["where-am-i", "what-feeds-it", "what-would-settle-it", "agreement"],
        "story-round": ["prepare", "tell", "resonate", "close"],
        "three-function-review": ["normative", "formative", "restorative"],
        "what-so-what": ["what", "so-what", "now-what"],
    }


def test_what_a_form_asks_for_beyond_words_is_in_its_file():
    limits = {(form.key, stage.key): stage.most_characters for form in forms().values() for stage in form.stages}

    assert {where: most for where, most in limits.items() if most} == {("gibbs", "description"): 500}
    assert {form.key: form.wellbeing for form in forms().values() if form.wellbeing} == {"restorative-check": "OFFERED"}
    assert [form.key for form in forms().values() if form.closing_marks] == ["joint-group"]
    assert [form.key for form in forms().values() if form.attendance_only] == ["story-round"]


def test_an_hour_of_the_joint_group_has_the_times_of_the_model():
    group = forms()["joint-group"]

    assert [stage.minutes[60] for stage in group.stages] == [5, 10, 5, 20, 10, 5, 5]


def test_the_closing_checks_name_four_functions_and_four_stakeholders():
    asked = " ".join(prompt.text for prompt in forms()["integrated-cycle"].stage(key="closing").prompts)

    for word in ("managing", "learning", "support", "mediation", "people you serve", "colleagues", "organisation"):
        assert word in asked
    assert "partners" in asked


@pytest.mark.parametrize("key", forms())
def test_prompts_speak_to_you_and_name_nobody(key):
    prompts = [prompt.text for stage in forms()[key].stages for prompt in stage.prompts]

    assert [text for text in prompts if find(text)] == []
    assert [text for text in prompts if re.search(r"\b(he|she|client|service user|offender)\b", text, re.I)] == []
    assert sum(bool(re.search(r"\b(you|your)\b", text, re.I)) for text in prompts) > len(prompts) / 2


@pytest.mark.parametrize("key", forms())
def test_a_form_says_where_it_comes_from_and_what_to_beware_of(key):
    form = forms()[key]

    assert all([form.name, form.origin, form.best_for, form.caution])


@pytest.mark.parametrize("key", forms())
def test_more_time_never_asks_less(key):
    for stage in forms()[key].stages:
        asked = [set(stage.prompts_for(minutes=time)) for time in TIMES]
        assert all(less <= more for less, more in pairwise(asked))


def test_prompts_fit_the_time_there_is():
    stage = read(text=GOOD, name="two-steps").stages[0]

    assert stage.prompts_for(minutes=10) == ["What?"]
    assert stage.prompts_for(minutes=90) == ["What?", "And then?"]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('key = "two-steps"', 'key = "Two steps"', "small letters"),
        ('key = "two-steps"', 'key = "other"', "its file's name"),
        ('origin = "Ours"', 'origin = ""', "say something"),
        ('origin = "Ours"', "", "origin"),
        ("usual_minutes = [10]", "usual_minutes = [15]", "usual_minutes"),
        ("10 = 10", "10 = 9", "do not add up to 10"),
        ("90 = 90 }", "90 = 90, 120 = 120 }", "says its minutes"),
        ("from_minutes = 10 }", "from_minutes = 30 }", "no prompt at 10 minutes"),
        ("from_minutes = 60 }", "from_minutes = 45 }", "not one of"),
        ("usual_minutes = [10]", 'usual_minutes = [10]\nwellbeing = "FINE"', "wellbeing"),
        ('name = "One"', 'name = "One"\nmost_characters = 0', "no room"),
        ("[[stages]]", "[[stages", "two-steps"),
        ('name = "One"', 'name = "One"\ncolour = "red"', "colour"),
    ],
)
def test_a_broken_form_is_refused_and_the_reason_said(before, after, says):
    assert before in GOOD

    with pytest.raises(FormBroken, match=says):
        read(text=GOOD.replace(before, after, 1), name="two-steps")
