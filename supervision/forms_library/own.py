"""A form in the words of the organisation that made it: what is asked of its writer, and the form it becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from supervision.forms_library import TIMES, Prompt, ReflectiveForm, Stage

LENGTHS = {"name": 80, "best_for": 200, "caution": 300}
STAGES = range(2, 9)
STAGE_NAME_MAX_LENGTH = 60
PROMPTS = range(1, 7)
PROMPT_MAX_LENGTH = 200
NOTHING_SAID = "Write something here."
UNFIT_MINUTES = f"Give a number of minutes from 1 to {TIMES[-1]}."
UNFIT_PROMPTS = f"Give {PROMPTS[0]} to {PROMPTS[-1]} prompts, each on a line of its own."
# The first prompt is asked however short the time is, the second with half an hour, the others with an hour.
FROM_MINUTES = (10, 30, 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStage:
    """`minutes` of the time the form was made for; the most important of the prompts first."""

    name: str
    minutes: int
    prompts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    name: str
    best_for: str
    caution: str
    made_for: int
    stages: tuple[OwnStage, ...]

    @classmethod
    def of(cls, *, name: str, best_for: str, caution: str, made_for: int, stages: Sequence[dict[str, Any]]) -> Self:
        """From stages as they are stored and sent: without what is only space."""
        taken = tuple(
            OwnStage(
                name=stage["name"].strip(),
                minutes=stage["minutes"],
                prompts=tuple(prompt.strip() for prompt in stage["prompts"] if prompt.strip()),
            )
            for stage in stages
        )
        return cls(
            name=name.strip(), best_for=best_for.strip(), caution=caution.strip(), made_for=made_for, stages=taken
        )

    def stored_stages(self) -> list[dict[str, Any]]:
        return [asdict(stage) for stage in self.stages]

    def text(self) -> str:
        """Every word of it, for whoever looks for what may point at somebody."""
        stages = [line for stage in self.stages for line in (stage.name, *stage.prompts)]
        return "\n".join([self.name, self.best_for, self.caution, *stages])

    def problems(self) -> dict[str, list[str]]:
        """What cannot be taken as it is, by field; a stage's fields are called "stage_1_name" and so on."""
        found = {name: _text(getattr(self, name), most) for name, most in LENGTHS.items()}
        if self.made_for not in TIMES:
            found["made_for"] = "Choose the time it is made for: 10, 30, 60 or 90 minutes."
        if len(self.stages) not in STAGES:
            found["stages"] = f"A form has {STAGES[0]} to {STAGES[-1]} stages."
        for number, stage in enumerate(self.stages, start=1):
            found |= _stage_problems(stage, number)
        minutes = sum(stage.minutes for stage in self.stages)
        if not any(found.values()) and minutes != self.made_for:
            found["made_for"] = f"The stages’ minutes add up to {minutes}, not to {self.made_for}."
        return {name: [problem] for name, problem in found.items() if problem}

    def form(self, *, key: str, origin: str) -> ReflectiveForm:
        """Each stage keeps its share of the time, however much there is."""
        shared = {time: shares([stage.minutes for stage in self.stages], of=time) for time in TIMES}
        return ReflectiveForm(
            key=key,
            name=self.name,
            origin=origin,
            best_for=self.best_for,
            caution=self.caution,
            usual_minutes=(self.made_for,),
            stages=tuple(
                Stage(
                    # Keys are letters, as in the forms that ship.
                    key=f"stage-{chr(ord('a') + place)}",
                    name=stage.name,
                    minutes={time: shared[time][place] for time in TIMES},
                    prompts=tuple(_prompts(stage)),
                )
                for place, stage in enumerate(self.stages)
            ),
        )


def shares(parts: Sequence[int], *, of: int) -> list[int]:
    """Whole minutes in proportion to the parts, which add up: what is left goes where most was cut off."""
    whole = sum(parts)
    given = [part * of // whole for part in parts]
    cut_off = sorted(range(len(parts)), key=lambda place: (-(parts[place] * of % whole), place))
    for place in cut_off[: of - sum(given)]:
        given[place] += 1
    return given


def _prompts(stage: OwnStage) -> list[Prompt]:
    last = len(FROM_MINUTES) - 1
    return [Prompt(text=text, from_minutes=FROM_MINUTES[min(place, last)]) for place, text in enumerate(stage.prompts)]


def _stage_problems(stage: OwnStage, number: int) -> dict[str, str]:
    found = {"name": _text(stage.name, STAGE_NAME_MAX_LENGTH), "minutes": "", "prompts": ""}
    if not 1 <= stage.minutes <= TIMES[-1]:
        found["minutes"] = UNFIT_MINUTES
    if len(stage.prompts) not in PROMPTS:
        found["prompts"] = UNFIT_PROMPTS
    elif any(len(prompt) > PROMPT_MAX_LENGTH for prompt in stage.prompts):
        found["prompts"] = f"Use {PROMPT_MAX_LENGTH} characters or fewer for a prompt."
    return {f"stage_{number}_{name}": problem for name, problem in found.items()}


def _text(text: str, most: int) -> str:
    if not text:
        return NOTHING_SAID
    return f"Use {most} characters or fewer." if len(text) > most else ""
