"""The reflective forms as data, one file each. A form is stages in order, with prompts for the time there is."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from supervision.enums import Wellbeing

TIMES = (10, 30, 60, 90)
FOLDER = Path(__file__).resolve().parent
_KEY = re.compile(r"[a-z]+(-[a-z]+)*")


class FormBroken(ValueError):
    """A form file cannot be used as it is; the message names the file and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    text: str
    from_minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`most_characters` is how much may be written at this stage; None where only the limit of every section holds."""

    key: str
    name: str
    minutes: dict[int, int]
    prompts: tuple[Prompt, ...]
    most_characters: int | None = None

    def prompts_for(self, *, minutes: int) -> list[str]:
        return [prompt.text for prompt in self.prompts if prompt.from_minutes <= minutes]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectiveForm:
    """`usual_minutes` is what it was made for; it can be used with any of TIMES.

    `wellbeing` is what a record begins with (a code of `enums.Wellbeing`), `closing_marks` whether the group answers
    them at the end. Of an `attendance_only` form nothing is written down but how many people took part.
    """

    key: str
    name: str
    origin: str
    best_for: str
    caution: str
    usual_minutes: tuple[int, ...]
    stages: tuple[Stage, ...]
    wellbeing: str = ""
    closing_marks: bool = False
    attendance_only: bool = False

    def stage(self, *, key: str) -> Stage | None:
        return next((stage for stage in self.stages if stage.key == key), None)


@cache
def forms() -> dict[str, ReflectiveForm]:
    """Every form that ships, by key. FormBroken when a file is wrong: found at start, not in a session."""
    found = [read(text=path.read_text(encoding="utf-8"), name=path.stem) for path in sorted(FOLDER.glob("*.toml"))]
    return {form.key: form for form in found}


def read(*, text: str, name: str) -> ReflectiveForm:
    try:
        form = _form(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise FormBroken(f"{name}: {wrong}") from wrong
    if problem := _problem(form, name):
        raise FormBroken(f"{name}: {problem}")
    return form


def _form(written: dict[str, Any]) -> ReflectiveForm:
    stages = tuple(_stage(stage) for stage in written.pop("stages"))
    usual = tuple(written.pop("usual_minutes"))
    return ReflectiveForm(stages=stages, usual_minutes=usual, **written)


def _stage(written: dict[str, Any]) -> Stage:
    minutes = {int(time): share for time, share in written.pop("minutes").items()}
    prompts = tuple(Prompt(**prompt) for prompt in written.pop("prompts"))
    return Stage(minutes=minutes, prompts=prompts, **written)


def _problem(form: ReflectiveForm, name: str) -> str:
    keys = [stage.key for stage in form.stages]
    if form.key != name or not all(_KEY.fullmatch(key) and len(key) <= 40 for key in [form.key, *keys]):
        return "keys are small letters and hyphens, and the form's key is its file's name"
    if len(set(keys)) != len(keys) or not keys:
        return "it needs stages, each with a key of its own"
    if not all([form.name, form.origin, form.best_for, form.caution]):
        return "name, origin, best_for and caution say something"
    if not set(form.usual_minutes) <= set(TIMES) or not form.usual_minutes:
        return f"usual_minutes are some of {TIMES}"
    if form.wellbeing not in ["", *Wellbeing.values]:
        return f"wellbeing is one of {Wellbeing.values}, or left out"
    return next((found for stage in form.stages if (found := _stage_problem(stage))), "") or _time_problem(form)


def _stage_problem(stage: Stage) -> str:
    if set(stage.minutes) != set(TIMES):
        return f"stage {stage.key} says its minutes for each of {TIMES}"
    if stage.most_characters is not None and stage.most_characters < 1:
        return f"stage {stage.key} leaves no room for a word"
    if any(prompt.from_minutes not in TIMES or not prompt.text for prompt in stage.prompts):
        return f"a prompt of stage {stage.key} has no words, or starts at a time that is not one of {TIMES}"
    unasked = [time for time in TIMES if stage.minutes[time] and not stage.prompts_for(minutes=time)]
    return f"stage {stage.key} has time but no prompt at {unasked[0]} minutes" if unasked else ""


def _time_problem(form: ReflectiveForm) -> str:
    over = [time for time in TIMES if sum(stage.minutes[time] for stage in form.stages) != time]
    return f"the stages' minutes do not add up to {over[0]}" if over else ""
