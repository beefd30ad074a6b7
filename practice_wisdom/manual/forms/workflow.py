"""Publishing, withdrawing, asking by link, handing over."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.forms.utils import from_current_timezone

from practice_wisdom.manual.enums import Significance
from practice_wisdom.manual.models import (
    LEAST_DAYS,
    MAX_GUEST_NAME,
    MAX_JOB_TITLE,
    MAX_WITHDRAWAL_REASON,
    MOST_DAYS,
)


class MomentForm(forms.Form):
    """A day and a time, or neither: now."""

    at = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at_time = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    def clean(self) -> dict[str, Any]:
        day, clock = self.cleaned_data.get("at"), self.cleaned_data.get("at_time")
        if bool(day) != bool(clock) and not self.errors:
            self.add_error("at_time" if day else "at", "Choose a day and a time.")
        elif day and clock:
            try:
                self.cleaned_data["moment"] = from_current_timezone(datetime.combine(day, clock))
            except forms.ValidationError:
                self.add_error("at_time", "The clocks change then. Choose another time.")
        return self.cleaned_data

    @property
    def moment(self) -> datetime | None:
        return self.cleaned_data.get("moment")


class PublishForm(MomentForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    significance = forms.ChoiceField(
        label="How much does it change?",
        choices=[
            (Significance.MINOR, "Minor: those who follow the page find it in their inbox"),
            (Significance.MAJOR, "Major: those who follow the page are told at once"),
            (Significance.URGENT, "Urgent: every member of the partnership is told at once"),
        ],
        widget=forms.RadioSelect,
        required=False,
        initial=Significance.MINOR,
    )

    def clean_significance(self) -> str:
        return self.cleaned_data["significance"] or Significance.MINOR


class WithdrawForm(MomentForm):
    number = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why is this page withdrawn?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Whoever opens its address reads this. At most {MAX_WITHDRAWAL_REASON} characters, no case details.",
        error_messages={"required": "Say why. Whoever opens the page's address reads it."},
    )
    instead = forms.ChoiceField(
        label="See instead",
        required=False,
        help_text="The page readers should open instead.",
        error_messages={"invalid_choice": "There is no other live page at this address."},
    )
    field_order = ["number", "reason", "instead", "at", "at_time"]

    def __init__(self, data: Any = None, *, others: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        """`others`: address and title of the pages that could be read instead."""
        super().__init__(data, **kwargs)
        field: Any = self.fields["instead"]
        field.choices = [("", "No other page"), *others]


class OwnerForm(forms.Form):
    instead_of = forms.IntegerField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label="E-mail address of the new owner",
        help_text="A member of your partnership. They are told, and reminded when the page falls due.",
    )


class InviteByLinkForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    email = forms.EmailField(label="E-mail address", help_text="The link is sent there, and nowhere else.")
    organisation_id = forms.TypedChoiceField(
        label="Their organisation", coerce=int, error_messages={"required": "Choose their organisation."}
    )

    def __init__(self, data: Any = None, *, organisations: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field: Any = self.fields["organisation_id"]
        field.choices = [("", "Choose an organisation"), *organisations]


class AnswerByLinkForm(forms.Form):
    """The buttons are the answer; the reason belongs to one of them."""

    name = forms.CharField(
        label="Your name", max_length=MAX_GUEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    job_title = forms.CharField(
        label="Your job title",
        max_length=MAX_JOB_TITLE,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        help_text="Readers of the page see both.",
    )
    reason = forms.CharField(
        label="What should change",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only if you send it back.",
    )


class SettingsForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    withdraw_overdue_after_days = forms.IntegerField(
        label="Withdraw a page when it is overdue by this many days",
        required=False,
        help_text=(
            f"Between {LEAST_DAYS} and {MOST_DAYS}. Leave it empty for never. Its owner and your curators are warned "
            "7 days before."
        ),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
    )
