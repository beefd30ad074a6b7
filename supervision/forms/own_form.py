"""The screen on which an organisation writes a form of its own. It works without a script: stages come and go and
change places by pressing a button, which saves nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField

from supervision.forms import VersionForm
from supervision.forms_library import TIMES
from supervision.forms_library.own import NOTHING_SAID, STAGES, UNFIT_MINUTES, UNFIT_PROMPTS, OwnWords

PARTS = ("name", "minutes", "prompts")
SHOWN_AT_FIRST = 3
NEEDED = {"required": NOTHING_SAID}
_PRESS = re.compile(r"(up|out)_([1-9])")


@dataclass(frozen=True, slots=True)
class StageRow:
    number: int
    name: BoundField
    minutes: BoundField
    prompts: BoundField


class OwnFormForm(VersionForm):
    """`rows` are the stages on the screen; empty ones at the end are as if they were not there."""

    name = forms.CharField(label="Name of the form", error_messages=NEEDED)
    best_for = forms.CharField(
        label="When it helps",
        error_messages=NEEDED,
        help_text="One sentence, such as: one event that stays with you.",
    )
    caution = forms.CharField(
        label="What to beware of",
        error_messages=NEEDED,
        help_text="Shown to whoever chooses it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    made_for = forms.TypedChoiceField(
        label="The time it is made for",
        choices=[(minutes, f"{minutes} minutes") for minutes in TIMES],
        coerce=int,
        error_messages={"required": "Choose the time it is made for."},
        widget=forms.RadioSelect,
        help_text="The stages’ minutes add up to it. With less or more time each stage keeps its share.",
    )
    rows = forms.IntegerField(min_value=1, max_value=STAGES[-1], widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = str(self.data.get("rows", "") if self.is_bound else self.initial.setdefault("rows", SHOWN_AT_FIRST))
        self.shown = min(int(sent), STAGES[-1]) if sent.isdecimal() and len(sent) < 3 else SHOWN_AT_FIRST
        for number in range(1, self.shown + 1):
            self._add_stage(number)

    @classmethod
    def to_write(cls, words: OwnWords | None = None, *, version: int = 0) -> OwnFormForm:
        """Empty, or with what there is."""
        if words is None:
            return cls(initial={"version": version})
        initial: dict[str, Any] = {"version": version, "rows": len(words.stages), "made_for": words.made_for}
        initial |= {"name": words.name, "best_for": words.best_for, "caution": words.caution}
        for number, stage in enumerate(words.stages, start=1):
            values = (stage.name, stage.minutes, "\n".join(stage.prompts))
            initial |= {_of(number, part): value for part, value in zip(PARTS, values, strict=True)}
        return cls(initial=initial)

    @property
    def can_add(self) -> bool:
        return self.shown < STAGES[-1]

    def stages(self) -> Iterator[StageRow]:
        for number in range(1, self.shown + 1):
            yield StageRow(number, *(self[_of(number, part)] for part in PARTS))

    def words(self) -> OwnWords:
        stages = [{part: self.cleaned_data[_of(number, part)] for part in PARTS} for number in range(1, self.shown + 1)]
        while stages and not any(stages[-1].values()):
            stages.pop()
        for stage in stages:
            stage["minutes"] = stage["minutes"] or 0
            stage["prompts"] = stage["prompts"].splitlines()
        words = {name: self.cleaned_data[name] for name in ("name", "best_for", "caution")}
        return OwnWords.of(**words, made_for=self.cleaned_data["made_for"], stages=stages)

    def rearranged(self, press: str) -> OwnFormForm | None:
        """As it was sent, with a stage more, one fewer, or two of them changed about; None for any other press."""
        order = list(range(1, self.shown + 1))
        if press == "more" and self.can_add:
            order.append(len(order) + 1)
        elif found := _PRESS.fullmatch(press):
            place = int(found[2]) - 1
            if found[1] == "up" and 0 < place < len(order):
                order[place - 1], order[place] = order[place], order[place - 1]
            elif found[1] == "out" and place < len(order) > 1:
                del order[place]
        else:
            return None
        sent = {name: self.data.get(name, "") for name in ("version", "name", "best_for", "caution", "made_for")}
        for number, former in enumerate(order, start=1):
            sent |= {_of(number, part): self.data.get(_of(former, part), "") for part in PARTS}
        return OwnFormForm(initial=sent | {"rows": len(order)})

    def _add_stage(self, number: int) -> None:
        needed = number <= STAGES[0]
        self.fields[_of(number, "name")] = forms.CharField(
            label=f"Stage {number}: its name", required=needed, error_messages=NEEDED
        )
        self.fields[_of(number, "minutes")] = forms.IntegerField(
            label=f"Stage {number}: minutes",
            required=needed,
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            error_messages=dict.fromkeys(("required", "invalid"), UNFIT_MINUTES),
        )
        self.fields[_of(number, "prompts")] = forms.CharField(
            label=f"Stage {number}: prompts",
            required=needed,
            error_messages={"required": UNFIT_PROMPTS},
            help_text="Each on a line of its own, the most important first, with no names asked for.",
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "true"}),
        )


def _of(number: int, part: str) -> str:
    return f"stage_{number}_{part}"
