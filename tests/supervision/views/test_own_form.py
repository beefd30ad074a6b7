"""Making a form on the screen, with presses that save nothing, and picking it for a session."""

import re

import pytest
from django.urls import reverse

from supervision.models import OwnForm, OwnFormVersion
from supervision.operations.own_form import make_form, publish_form
from tests.supervision.test_own_words import FORM_WORDS
from tests.supervision.views.conftest import hidden_version, text_of

TYPED = {
    "version": "0",
    "rows": "3",
    "name": "After a missing person",
    "best_for": "A search that stays with you.",
    "caution": "Not before your statement.",
    "made_for": "30",
    "stage_1_name": "Where it began",
    "stage_1_minutes": "10",
    "stage_1_prompts": "What did you hear first?\r\nWhat did you assume?\r\n",
    "stage_2_name": "What it asks of you",
    "stage_2_minutes": "20",
    "stage_2_prompts": "What will you do?\r\nWith whom?\r\nBy when?",
    "stage_3_name": "",
    "stage_3_minutes": "",
    "stage_3_prompts": "",
    "press": "save",
}


@pytest.fixture
def trainer(browse, people):
    return browse(people.trainer)


@pytest.fixture
def offered(people, now):
    form = make_form(actor=people.trainer, words=FORM_WORDS, now=now)
    return publish_form(actor=people.trainer, form_id=form.pk, expected_version=1, now=now)


def test_what_was_typed_becomes_a_draft_and_then_a_form_to_choose(world, trainer, sergeant, people):
    answered = trainer.presses("supervision_make_own_form", **TYPED)
    form = OwnForm.objects.get()
    assert answered.url == reverse("supervision_own_form", args=[form.pk])
    assert form.versions.get().stages == [
        {"name": "Where it began", "minutes": 10, "prompts": ["What did you hear first?", "What did you assume?"]},
        {"name": "What it asks of you", "minutes": 20, "prompts": ["What will you do?", "With whom?", "By when?"]},
    ]
    assert "Where it began" in trainer.words_on("supervision_own_form", form.pk)
    assert FORM_WORDS.name not in sergeant.words_on("supervision_start_record", world.planned.pk)

    action = reverse("supervision_publish_own_form", args=[form.pk])
    version = hidden_version(trainer.words_on("supervision_own_form", form.pk), action=action)
    trainer.presses("supervision_publish_own_form", form.pk, version=version)

    page = sergeant.words_on("supervision_start_record", world.planned.pk)
    assert all(words in page for words in (FORM_WORDS.name, FORM_WORDS.caution, "From Westmarch Police"))


def test_a_stage_more_fewer_or_moved_saves_nothing_and_keeps_what_was_typed(trainer):
    for pressed, first, rows in (
        ("more", "Where it began", 4),
        ("up_2", "What it asks of you", 3),
        ("out_1", "What it asks of you", 2),
    ):
        page = trainer.presses("supervision_make_own_form", **TYPED | {"press": pressed})

        assert page.status_code == 200
        assert f'name="rows" value="{rows}"' in text_of(page)
        assert re.search(r'<input[^>]* name="stage_1_name"[^>]* value="([^"]*)"', text_of(page))[1] == first
        assert "By when?" in text_of(page)
    assert OwnForm.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"made_for": "60"}, "add up to 30, not to 60"),
        ({"name": ""}, "Name of the form: Write something here."),
        ({"stage_1_minutes": "ten"}, "Stage 1: minutes: Give a number of minutes from 1 to 90."),
        ({"stage_2_prompts": "  "}, "Stage 2: prompts: Give 1 to 6 prompts"),
        ({"made_for": ""}, "Choose the time it is made for."),
        (
            {"stage_2_name": "", "stage_2_minutes": "", "stage_2_prompts": ""},
            "Stage 2: its name: Write something here.",
        ),
        ({"rows": "1"}, "A form has 2 to 8 stages."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(trainer, typed, says):
    page = trainer.presses("supervision_make_own_form", **TYPED | typed)

    assert page.status_code == 422
    assert says in text_of(page)
    assert "What did you hear first?" in text_of(page)
    assert OwnForm.objects.count() == 0


def test_two_who_change_it_at_once_see_both(offered, trainer, browse, people):
    lead = browse(people.lead)
    lead.presses("supervision_change_own_form", offered.pk, **TYPED | {"version": "2", "name": "The lead's name"})

    page = trainer.presses(
        "supervision_change_own_form", offered.pk, **TYPED | {"version": "2", "name": "The trainer's"}
    )

    assert page.status_code == 412
    assert "The trainer&#x27;s" in text_of(page)
    assert "Somebody changed this form after you opened it" in text_of(page)
    assert OwnFormVersion.objects.latest("number").name == "The lead's name"


@pytest.mark.parametrize("who", ["officer", "nurse", "police_admin"])
def test_others_read_what_is_offered_and_find_no_button(offered, browse, people, who):
    browser = browse(getattr(people, who))
    is_ours = getattr(people, who).organisation_id == people.trainer.organisation_id

    assert browser.opens("supervision_make_own_form").status_code == 403
    assert browser.opens("supervision_change_own_form", offered.pk).status_code == 403
    shown = browser.opens("supervision_own_form", offered.pk)
    assert shown.status_code == (200 if is_ours else 404)
    assert "Withdraw" not in text_of(shown)
    assert (FORM_WORDS.name in browser.words_on("supervision_own_forms")) == is_ours


def test_the_page_shows_the_prompts_for_each_length(offered, trainer):
    short, long = (
        text_of(trainer.opens("supervision_own_form", offered.pk, query=f"?minutes={time}")) for time in (10, 60)
    )

    assert ("What did you assume?" in short, "What did you assume?" in long) == (False, True)
    assert trainer.opens("supervision_own_form", offered.pk, query="?minutes=x").status_code == 200


def test_a_name_in_a_prompt_is_doubted_before_it_is_published(trainer, people, now):
    trainer.presses("supervision_make_own_form", **TYPED | {"stage_1_prompts": "Ring me on 07700 900123?"})

    page = trainer.words_on("supervision_own_form", OwnForm.objects.get().pk)

    assert "Does this say who somebody is?" in page


def test_withdrawing_leaves_the_page_that_says_so(offered, trainer):
    page = trainer.presses("supervision_withdraw_own_form", offered.pk, version="2")

    assert page.status_code == 302
    assert "Withdrawn" in trainer.words_on("supervision_own_forms")


def test_throwing_the_only_draft_away_leads_back_to_the_list(trainer):
    trainer.presses("supervision_make_own_form", **TYPED)
    form = OwnForm.objects.get()

    answered = trainer.presses("supervision_throw_own_form_away", form.pk, version="1")

    assert (answered.url, OwnForm.objects.count()) == (reverse("supervision_own_forms"), 0)
