from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import time
from typing import Any

from django import forms
from django.forms import BoundField

from backend.notifications.enums import CHOOSABLE
from backend.notifications.models import Choices
from backend.notifications.quiet import WEEKDAYS

NONE, SAME, EACH = "NONE", "SAME", "EACH"
NIGHT = (time(22), time(7))


def _clock(label: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, required=False)


class ToldForm(forms.Form):
    """What somebody is told, where and when."""

    on_devices = forms.MultipleChoiceField(
        label="What comes to your devices",
        choices=[(group.value, group.label) for group in CHOOSABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="The rest waits in your inbox. Urgent changes always come.",
    )
    topics = forms.MultipleChoiceField(
        label="Topics that you follow",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Which of them also come to your devices.",
    )
    digest = forms.ChoiceField(
        label="Daily e-mail",
        choices=[("", "No e-mail"), *((str(hour), f"Every day at {hour:02}:00") for hour in range(24))],
        required=False,
        help_text="How much is new and unread, and nothing of what it says. None comes when you have read everything.",
    )
    quiet = forms.ChoiceField(
        label="Quiet hours",
        choices=[(NONE, "None"), (SAME, "The same every day"), (EACH, "By weekday, for shifts")],
        widget=forms.RadioSelect,
        help_text="Nothing comes to your devices then. What waits comes as one message when they end.",
    )
    since = _clock("Nothing after")
    until = _clock("and before")
    urgent_anyway = forms.BooleanField(
        label="Urgent changes",
        required=False,
        widget=forms.CheckboxInput(attrs={"label": "Urgent changes come in quiet hours too"}),
    )

    def __init__(
        self, *args: Any, topics: Sequence[tuple[str, str]], inbox_topics: Collection[str], **kwargs: Any
    ) -> None:
        """`topics`: those followed under this hat; what was chosen for others stays."""
        super().__init__(*args, **kwargs)
        self.inbox_topics = inbox_topics
        self.fields["topics"].choices = topics  # type: ignore[attr-defined]
        if not topics:
            del self.fields["topics"]
        for day, name in enumerate(WEEKDAYS):
            self.fields[f"since_{day}"] = _clock(f"{name} from")
            self.fields[f"until_{day}"] = _clock(f"{name} until")

    def weekdays(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        for day, name in enumerate(WEEKDAYS):
            yield name, self[f"since_{day}"], self[f"until_{day}"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("quiet")
        pairs = {SAME: [("since", "until")], EACH: [(f"since_{day}", f"until_{day}") for day in range(len(WEEKDAYS))]}
        for since, until in pairs.get(str(chosen), []):
            self._check_pair(since, until, cleaned, may_be_empty=chosen == EACH)
        return cleaned

    def _check_pair(self, since: str, until: str, cleaned: Mapping[str, Any], *, may_be_empty: bool) -> None:
        first, last = cleaned.get(since), cleaned.get(until)
        if {since, until} & set(self.errors) or (first is None and last is None and may_be_empty):
            return
        if first is None or last is None:
            self.add_error(since if first is None else until, "Give both times, or leave both empty.")
        elif first == last:
            self.add_error(until, "Quiet hours begin and end at different times.")

    def choices(self) -> dict[str, Any]:
        """As `save_choices` takes them."""
        cleaned = self.cleaned_data
        days = range(len(WEEKDAYS)) if cleaned["quiet"] != NONE else ()
        suffix = (lambda day: f"_{day}") if cleaned["quiet"] == EACH else lambda day: ""
        hours = {day: (cleaned[f"since{suffix(day)}"], cleaned[f"until{suffix(day)}"]) for day in days}
        shown = [code for code, _label in self.fields["topics"].choices] if "topics" in self.fields else []  # type: ignore[attr-defined]
        quiet = {code for code in shown if code not in cleaned["topics"]}
        return {
            "inbox_only": [group.value for group in CHOOSABLE if group not in cleaned["on_devices"]],
            "inbox_topics": quiet | {code for code in self.inbox_topics if code not in shown},
            "digest_hour": int(cleaned["digest"]) if cleaned["digest"] else None,
            "quiet_hours": {day: pair for day, pair in hours.items() if None not in pair},
            "urgent_anyway": cleaned["urgent_anyway"],
        }


class SilenceForm(forms.Form):
    until = forms.TimeField(
        label="Until",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"required": "Say until when."},
    )


def form_of(choices: Choices, *, topics: Sequence[tuple[str, str]], sent: Mapping[str, Any] | None = None) -> ToldForm:
    """With what was chosen, or with what is `sent` now."""
    chosen = {"topics": [code for code, _label in topics if code not in choices.inbox_topics]}
    initial = _initial_of(choices) | chosen
    return ToldForm(sent, topics=topics, inbox_topics=choices.inbox_topics, initial=initial)


def _initial_of(choices: Choices) -> dict[str, Any]:
    hours = {int(day): tuple(time.fromisoformat(one) for one in pair) for day, pair in choices.quiet_hours.items()}
    pairs = set(hours.values())
    same = len(hours) == len(WEEKDAYS) and len(pairs) == 1
    since, until = pairs.pop() if same else NIGHT
    by_day = {
        f"{name}_{day}": at for day, pair in hours.items() for name, at in zip(("since", "until"), pair, strict=True)
    }
    return {
        "on_devices": [group.value for group in CHOOSABLE if group not in choices.inbox_only],
        "digest": "" if choices.digest_hour is None else str(choices.digest_hour),
        "quiet": SAME if same else EACH if hours else NONE,
        "since": since,
        "until": until,
        "urgent_anyway": choices.urgent_anyway,
        **by_day,
    }
