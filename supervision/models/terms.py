"""What people settle before they begin: one document, sealed whole."""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Self

from supervision.enums import Frequency

TEXT_MAX_LENGTH = 4_000
TOO_LONG = f"Use {TEXT_MAX_LENGTH} characters or fewer."


# No repr on either: a log or an error page must not show what was agreed.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class OwnLines:
    """What is one participant's. Accountability: who carries the normative function (standards, workload, decisions)
    for them, at home."""

    accountability: str = ""
    wants: str = ""
    brings: str = ""


OWN_LINES = tuple(line.name for line in fields(OwnLines))


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Terms:
    """`lines` are by membership."""

    purpose: str = ""
    goals: str = ""
    not_this: str = ""
    governing_policy: str = ""
    may_direct_work: bool = False
    line_managers_told: str = ""
    frequency: str = Frequency.MONTHLY.value
    length_minutes: int = 60
    place: str = ""
    absence_cover: str = ""
    power_and_difference: str = ""
    disagreement: str = ""
    record_rules: str = ""
    on_a_move: str = ""
    further_limits: str = ""
    lines: dict[int, OwnLines] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str, *, proposer: int, other: int) -> Self:
        """Agreements between two once named lines after who had proposed: `proposer` and `other` say who they are."""
        stored: dict[str, Any] = json.loads(text)
        lines = {int(membership): OwnLines(**own) for membership, own in stored.pop("lines", {}).items()}
        for side, membership in (("proposer", proposer), ("other", other)):
            own = {name: stored.pop(f"{side}_{name}") for name in OWN_LINES if f"{side}_{name}" in stored}
            if own:
                lines[membership] = OwnLines(**own)
        return cls(**stored, lines=lines)

    def lines_of(self, membership_id: int) -> OwnLines:
        return self.lines.get(membership_id, OwnLines())

    def texts(self) -> dict[str, str]:
        """Every text by the name of its field; one's own lines as `own_name` says."""
        found = {one.name: getattr(self, one.name) for one in fields(self) if one.type is str}
        for membership_id, own in self.lines.items():
            found |= {own_name(name, membership_id): text for name, text in asdict(own).items()}
        return found

    def said(self) -> dict[str, str]:
        """Everything as somebody reads it, by the name of its field."""
        return {name: text.strip() for name, text in self.texts().items()} | {
            "length_minutes": str(self.length_minutes),
            "may_direct_work": "Yes" if self.may_direct_work else "No",
            "frequency": str(Frequency(self.frequency).label),
        }

    def problems(self) -> dict[str, list[str]]:
        """What cannot be taken as it is, by field."""
        found = {name: [TOO_LONG] for name, text in self.texts().items() if len(text) > TEXT_MAX_LENGTH}
        if self.frequency not in Frequency.values:
            found["frequency"] = ["Choose how often you meet."]
        if not 10 <= self.length_minutes <= 240:
            found["length_minutes"] = ["Choose a length between 10 and 240 minutes."]
        return found


def own_name(line: str, membership_id: int) -> str:
    """How a line of one person is called wherever fields have names: "wants_12"."""
    return f"{line}_{membership_id}"
