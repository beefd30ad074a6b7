"""What two people settle before they begin: one document, sealed whole."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Self

from supervision.enums import Frequency

TEXT_MAX_LENGTH = 4_000


# No repr: a log or an error page must not show what was agreed.
@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Terms:
    """`proposer_…` and `other_…` are the two participants, so that each side keeps its own lines in every version."""

    purpose: str = ""
    goals: str = ""
    not_this: str = ""
    # Who carries the normative function (standards, workload, decisions) in each home organisation.
    proposer_accountability: str = ""
    other_accountability: str = ""
    governing_policy: str = ""
    may_direct_work: bool = False
    line_managers_told: str = ""
    frequency: str = Frequency.MONTHLY.value
    length_minutes: int = 60
    place: str = ""
    proposer_wants: str = ""
    proposer_brings: str = ""
    other_wants: str = ""
    other_brings: str = ""
    record_rules: str = ""
    further_limits: str = ""

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))

    def problems(self) -> dict[str, list[str]]:
        """What cannot be taken as it is, by field."""
        found: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, str) and len(value) > TEXT_MAX_LENGTH:
                found[field.name] = [f"Use {TEXT_MAX_LENGTH} characters or fewer."]
        if self.frequency not in Frequency.values:
            found["frequency"] = ["Choose how often you meet."]
        if not 10 <= self.length_minutes <= 240:
            found["length_minutes"] = ["Choose a length between 10 and 240 minutes."]
        return found
