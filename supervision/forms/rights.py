"""What the officers' screens take. No field is for a sentence: a reason is a category and a reference."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from supervision.enums import LegalReason, WithheldBecause
from supervision.forms import VersionForm


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Choose a day."},
    )


def _legal_reason() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Legal reason",
        choices=LegalReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the legal reason."},
    )


def _reference() -> forms.CharField:
    return forms.CharField(
        label="Reference",
        help_text="Of the order or the case, such as T20261234. No names, no sentence: letters, figures, / . - only.",
        error_messages={"required": "Give the reference."},
    )


class MemberChoice(forms.Form):
    membership_id = forms.TypedChoiceField(
        label="Member of your organisation",
        coerce=int,
        choices=[],
        help_text="The list is everybody. It does not say who has supervision here.",
        error_messages={"required": "Choose a member."},
    )

    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose")] + [(one.membership_id, f"{one.name}, {one.job_title}") for one in members]
        self.fields["membership_id"].choices = choices  # type: ignore[attr-defined]


class FormerMemberForm(MemberChoice):
    def __init__(self, *args: Any, members: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, members=members, **kwargs)
        self.fields["membership_id"].label = "Who has left and asks"
        self.fields["membership_id"].help_text = "Make sure first that it is this person who asks."


class DisclosureForm(MemberChoice):
    first_day = _day("First day")
    last_day = _day("Last day")
    reason = _legal_reason()
    reference = _reference()
    tell_on = _day(
        "Tell those who took part on",
        required=False,
        help_text="Left empty, they are told at once. Choose a day only if the law forbids telling them before it.",
    )


class ContentForm(VersionForm):
    session_ids = forms.TypedMultipleChoiceField(
        label="Sessions whose content is demanded",
        coerce=UUID,
        choices=[],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one session."},
    )

    def __init__(self, *args: Any, sessions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session_ids"].choices = list(sessions)  # type: ignore[attr-defined]


class HoldForm(MemberChoice):
    reason = _legal_reason()
    reference = _reference()
    review_on = _day("Look at it again on", help_text="Within a year.")


class ReviewForm(VersionForm):
    review_on = _day("Look at it again on")


class RuleForm(VersionForm):
    """`version` is the number of the decision that is replaced."""

    kind = forms.CharField(widget=forms.HiddenInput)
    length = forms.IntegerField(
        min_value=1,
        max_value=300,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), "Give a number from 1 to 300."),
    )


class RedactForm(VersionForm):
    item = forms.CharField(widget=forms.HiddenInput)
    passage = forms.CharField(
        label="Words to take out",
        strip=False,
        help_text="Copied from the text, letter by letter. They are taken out wherever they stand in it.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Copy the words that are to be taken out."},
    )
    because = forms.ChoiceField(
        label="Because",
        choices=[choice for choice in WithheldBecause.choices if choice[0] != WithheldBecause.ANOTHERS_WORDS],
        error_messages={"required": "Choose why."},
    )
