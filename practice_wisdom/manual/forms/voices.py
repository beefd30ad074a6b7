"""The forms of suggestions and practice notes."""

from collections.abc import Mapping
from typing import Any

from django import forms

from backend.kernel.errors import Invalid
from backend.refusals import add_to_form
from practice_wisdom.manual.enums import HowOften
from practice_wisdom.manual.said import (
    ASKED,
    DECLINED,
    MAX_NOTE,
    MAX_PROPOSED,
    NOTED,
    REPLIED,
    SUGGESTED,
    Box,
    doubts,
    taken,
    typed,
)


class AboutNobodyField(forms.MultipleChoiceField):
    """The words that may be about a person, one to tick each. What was ticked and then changed is no mistake."""

    def valid_value(self, value: Any) -> bool:
        return True


class AboutNobodyForm(forms.Form):
    """Every form with words of one's own: what may be about a person is said beside the field, before anything is sent.

    The operations look again; this one asks. `boxes` are the fields that are looked at.
    """

    boxes: Mapping[str, Box] = {}
    about_nobody = AboutNobodyField(
        label="Not about a person",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick what is a team, an office, a book or a law. Change what is somebody's.",
    )
    field_order: list[str] | None = None

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["about_nobody"].choices = self._doubts() if data else []  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        # An empty one that must not be has said so already.
        filled = {name: box for name, box in self.boxes.items() if name in self.cleaned_data}
        try:
            self.cleaned_data |= taken(filled, self.cleaned_data, about_nobody=self.cleaned_data["about_nobody"])
        except Invalid as refusal:
            add_to_form(self, refusal)
        return self.cleaned_data

    def _doubts(self) -> list[tuple[str, str]]:
        found = [doubt for name in self.boxes for doubt in doubts(typed(self.data.get(name, "")))]
        return [(doubt.words, f"“{doubt.words}” is not about a person") for doubt in found if doubt.may_stay]


def _box(label: str, hint: str, *, rows: int, box: Box | None = None) -> forms.CharField:
    """Line ends and spaces are for `taken` to see to: what may be about a person is compared word for word."""
    needed = box.needed if box else ""
    widget = forms.Textarea(attrs={"rows": rows})
    errors = {"required": needed}
    return forms.CharField(
        label=label, help_text=hint, required=bool(needed), strip=False, widget=widget, error_messages=errors
    )


class SuggestionForm(AboutNobodyForm):
    boxes = SUGGESTED
    section = forms.ChoiceField(label="Part of the page", required=False, widget=forms.Select)
    passage = _box(
        "The words as they are now",
        "Quote them from the page. Leave this empty if you mean the whole part.",
        rows=4,
    )
    proposed = _box(
        "What it should say",
        f"Up to {MAX_PROPOSED:,} characters. Name nobody and no case.",
        rows=5,
        box=SUGGESTED["proposed"],
    )
    why = _box("Why", "What you saw, or the law or the source. Name nobody and no case.", rows=3)
    field_order = ["section", "passage", "proposed", "why", "about_nobody"]

    def __init__(self, data: Any = None, *, sections: list[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["section"].choices = [("", "Choose, or quote the words"), *sections]  # type: ignore[attr-defined]


class PracticeNoteForm(AboutNobodyForm):
    boxes = NOTED
    worked = forms.TypedChoiceField(
        label="Did it work?",
        choices=[("yes", "It worked"), ("no", "It did not work")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it worked."},
    )
    words = _box(
        "What you did, and what came of it",
        f"Up to {MAX_NOTE} characters. Name nobody and no case.",
        rows=5,
        box=NOTED["words"],
    )
    how_often = forms.ChoiceField(
        label="How often have you seen this?",
        choices=HowOften.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how often."},
    )
    field_order = ["worked", "words", "how_often", "about_nobody"]


class QuestionForm(AboutNobodyForm):
    boxes = ASKED
    version = forms.IntegerField(widget=forms.HiddenInput)
    question = _box("Your question", "Its author is told and can reply.", rows=3, box=ASKED["question"])
    field_order = ["question", "about_nobody"]


class DeclineForm(AboutNobodyForm):
    boxes = DECLINED
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = _box("Why not", "Its author is told and reads this.", rows=3, box=DECLINED["reason"])
    field_order = ["reason", "about_nobody"]


class ReplyForm(AboutNobodyForm):
    boxes = REPLIED
    version = forms.IntegerField(widget=forms.HiddenInput)
    reply = _box("Your reply", "Only the curators read this.", rows=3, box=REPLIED["reply"])
    words = _box(
        "Your note, if it should say more",
        f"Up to {MAX_NOTE} characters. Name nobody and no case.",
        rows=5,
        box=NOTED["words"],
    )
    field_order = ["reply", "words", "about_nobody"]


class ExperienceForm(forms.Form):
    """One tap; the buttons are the choice."""

    worked = forms.TypedChoiceField(choices=[("yes", "Yes"), ("no", "No")], coerce=lambda answer: answer == "yes")
