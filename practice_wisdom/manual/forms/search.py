"""The forms of what a search leaves behind: questions to the curators, and the words they teach it."""

from typing import Any

from django import forms

from practice_wisdom.manual.models import MAX_QUESTION
from practice_wisdom.manual.said import MAX_ANSWER


class QuestionForm(forms.Form):
    """What a search did not answer, sent to the curators."""

    words = forms.CharField(
        label="Your question",
        max_length=MAX_QUESTION,
        help_text="Write no names and no case details. Curators read it, without your name.",
    )


class AnswerForm(forms.Form):
    """A curator says which live page answers a question. `pages`: address and title of each."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    slug = forms.ChoiceField(label="The page that answers it")

    def __init__(
        self,
        data: Any = None,
        *,
        initial: dict[str, Any] | None = None,
        pages: list[tuple[str, str]],
    ) -> None:
        super().__init__(data, initial=initial, auto_id="answer_%s")
        self.fields["slug"].choices = [("", "Choose a page"), *pages]  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """A curator says why no page will answer it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why no page will answer it",
        max_length=MAX_ANSWER,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Whoever asked reads it. At most {MAX_ANSWER} characters.",
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id="decline_%s")


class SynonymForm(forms.Form):
    """What people say and what the pages call it; `question` only tries it out."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    say = forms.CharField(
        label="What people type",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One word or phrase a line, such as: took over his flat",
    )
    means = forms.CharField(
        label="What the pages call it",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One word or phrase a line, such as: cuckooing",
    )
    question = forms.CharField(
        label="Try it with a question",
        required=False,
        max_length=MAX_QUESTION,
        help_text="You see what a search finds before and after. Nothing is saved.",
    )

    def clean_say(self) -> list[str]:
        return str(self.cleaned_data["say"]).splitlines()

    def clean_means(self) -> list[str]:
        return str(self.cleaned_data["means"]).splitlines()
