"""Planning ahead: a series, times to choose from, another time in place of a cancelled one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from supervision.enums import Frequency, Mode
from supervision.forms import minutes_field, one_of
from supervision.operations.planning import YEARS_AWAY
from supervision.operations.time_proposal import TIMES
from supervision.queries.series import AT_MOST, Slot

RHYTHMS = [(code.value, code.label) for code in Frequency if code is not Frequency.AS_NEEDED]


def date_field(label: str = "Date", **more: Any) -> forms.DateField:
    wrong = dict.fromkeys(("required", "invalid"), "Choose a date.")
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)


def time_field(label: str = "Time", **more: Any) -> forms.TimeField:
    wrong = dict.fromkeys(("required", "invalid"), "Choose a time.")
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, error_messages=wrong, **more)


def tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False, widget=forms.CheckboxInput(attrs={"label": label}))


@dataclass(frozen=True, slots=True)
class Row:
    """One date of a form with several; `slot` while it is as it was proposed."""

    number: int
    on: BoundField
    at: BoundField
    plan: BoundField | None = None
    slot: Slot | None = None


class _Moments(forms.Form):
    """`on_0`, `at_0`, `on_1`, … in the time of the wall clock."""

    minutes = minutes_field(label="Length, in minutes")
    mode = one_of("How do you meet?", Mode.choices, "Choose how you meet.")

    def add_row(self, number: int) -> None:
        self.fields[f"on_{number}"] = date_field(f"Date {number + 1}", required=False)
        self.fields[f"at_{number}"] = time_field(f"Time {number + 1}", required=False)

    def moment_of(self, number: int) -> datetime | None:
        """None for an empty row; what is missing of a half-filled one is said beside it."""
        on, at = self.cleaned_data.get(f"on_{number}"), self.cleaned_data.get(f"at_{number}")
        if on and at:
            return timezone.make_aware(datetime.combine(on, at))
        for name, value in ((f"on_{number}", on), (f"at_{number}", at)):
            if not value and name not in self.errors and (on or at):
                self.add_error(name, self.fields[name].error_messages["required"])
        return None


class FirstForm(forms.Form):
    """From which day on, and how often, the dates of a series are proposed."""

    on = date_field("First date")
    at = time_field("Time")
    every = forms.ChoiceField(label="How often", choices=RHYTHMS)

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if abs(on.year - timezone.localdate().year) >= YEARS_AWAY:
            raise forms.ValidationError(f"Choose a day less than {YEARS_AWAY} years away.")
        return on

    def first(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))

    def rhythm(self) -> Frequency:
        return Frequency(self.cleaned_data["every"])


class SeriesForm(_Moments):
    """As many rows as were proposed; those that are unticked are as if they were not there."""

    rows = forms.IntegerField(min_value=1, max_value=AT_MOST, widget=forms.HiddenInput)
    field_order = ("rows",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slots: list[Slot] = []
        sent = self.data.get("rows", "")
        for number in range(min(int(sent), AT_MOST) if sent.isdecimal() and len(sent) < 4 else 0):
            self._add_row(number)

    def propose(self, slots: list[Slot], *, minutes: int) -> None:
        self.slots = slots
        self.initial = {"minutes": minutes, "rows": len(slots)}
        for number, slot in enumerate(slots):
            self._add_row(number)
            local = timezone.localtime(slot.starts_at)
            self.fields[f"plan_{number}"].widget.attrs["label"] = f"Date {number + 1}, {local:%A}"
            moment = {f"on_{number}": local.date(), f"at_{number}": local.time(), f"plan_{number}": slot.is_free}
            self.initial.update(moment)

    def lines(self) -> Iterator[Row]:
        numbers = [int(name.removeprefix("plan_")) for name in self.fields if name.startswith("plan_")]
        for number in numbers:
            slot = self.slots[number] if self.slots else None
            yield Row(number, self[f"on_{number}"], self[f"at_{number}"], self[f"plan_{number}"], slot)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.starts: dict[str, datetime] = {}
        for row in self.lines():
            on, at = row.on.name, row.at.name
            if not cleaned.get(f"plan_{row.number}"):
                for name in (on, at):
                    self.errors.pop(name, None)
                continue
            if moment := self.moment_of(row.number):
                self.starts[on] = moment
            elif on not in self.errors and at not in self.errors:
                self.add_error(on, "Choose a date.")
        if not self.starts and not self.errors:
            self.add_error(None, "Tick at least one date.")
        return cleaned

    def _add_row(self, number: int) -> None:
        self.fields[f"plan_{number}"] = tick(f"Date {number + 1}")
        self.add_row(number)


class TimesForm(_Moments):
    """Up to three; `rebooks` is the cancelled session that the new one stands in for."""

    rebooks = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(TIMES):
            self.add_row(number)

    def lines(self) -> Iterator[Row]:
        for number in range(TIMES):
            yield Row(number, self[f"on_{number}"], self[f"at_{number}"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.times = [moment for number in range(TIMES) if (moment := self.moment_of(number))]
        if not self.times and not self.errors:
            self.add_error("on_0", "Propose at least one time.")
        return cleaned


class RebookForm(forms.Form):
    on = date_field()
    at = time_field()
    minutes = minutes_field(label="Length, in minutes")
    mode = one_of("How do you meet?", Mode.choices, "Choose how you meet.")

    def planned_for(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.cleaned_data["on"], self.cleaned_data["at"]))


class PlanForm(RebookForm):
    """`anyway` is asked only after a refusal: two may well meet in between two other sessions."""

    anyway = tick("Plan it all the same")
