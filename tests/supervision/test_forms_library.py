from itertools import pairwise

import pytest

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
        "integrated-cycle": ["experience", "reflection", "analysis", "action", "closing"],
        "what-so-what": ["what", "so-what", "now-what"],
    }


@pytest.mark.parametrize("key", ["integrated-cycle", "what-so-what"])
def test_a_form_says_where_it_comes_from_and_what_to_beware_of(key):
    form = forms()[key]

    assert all([form.name, form.origin, form.best_for, form.caution])


@pytest.mark.parametrize("key", ["integrated-cycle", "what-so-what"])
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
        ("[[stages]]", "[[stages", "two-steps"),
        ('name = "One"', 'name = "One"\ncolour = "red"', "colour"),
    ],
)
def test_a_broken_form_is_refused_and_the_reason_said(before, after, says):
    assert before in GOOD

    with pytest.raises(FormBroken, match=says):
        read(text=GOOD.replace(before, after, 1), name="two-steps")
