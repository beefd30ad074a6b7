"""How the terms of an agreement are called and grouped on screen: in the form and in the document alike."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from supervision.models import Terms
from supervision.models.terms import own_name

SUGGESTED_TERMS = {
    "not_this": "Not performance management, not discipline, not therapy. Case decisions stay in the case system.",
    "line_managers_told": "That we meet, and when. Never what is said.",
    "record_rules": (
        "We write what we learn, without names or case details. Each of us writes their own words and chooses who "
        "reads them. Everybody reads the record before signing it."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of those who take part, as the terms name them."""

    membership_id: int
    name: str
    organisation: str
    is_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of the terms: its heading, the lines that each person has of their own, and the names of its fields."""

    title: str
    intro: str = ""
    own: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def names_for(self, sides: Sequence[Side]) -> list[str]:
        return [own_name(line, side.membership_id) for side in sides for line in self.own] + list(self.names)


BLOCKS = (
    Block(title="Mandate", names=("purpose", "goals", "not_this")),
    Block(
        title="Accountability",
        intro=(
            "Standards, workload and decisions about work are the normative function of supervision, and it stays at "
            "home. Across organisations an agreement cannot be signed until it says who carries it in each of them."
        ),
        own=("accountability",),
        names=("governing_policy", "may_direct_work", "line_managers_told"),
    ),
    Block(title="Rhythm", names=("frequency", "length_minutes", "place", "absence_cover")),
    Block(title="Working together", own=("wants", "brings"), names=("power_and_difference", "disagreement")),
    Block(title="The record", names=("record_rules", "on_a_move")),
    Block(
        title="Confidence and its limits",
        intro="What is said stays between you, within limits that nobody can edit away.",
        names=("further_limits",),
    ),
)
LABELS = {
    "purpose": "Purpose",
    "goals": "Goals",
    "not_this": "What this is not",
    "governing_policy": "Whose policy governs",
    "may_direct_work": "May one of you direct another’s work?",
    "line_managers_told": "What line managers are told",
    "frequency": "How often",
    "length_minutes": "How long, in minutes",
    "place": "Where, or how if you meet remotely",
    "absence_cover": "Who covers in absence",
    "power_and_difference": "Power, rank and difference between you",
    "disagreement": "How you disagree",
    "record_rules": "What goes in the record, and how",
    "on_a_move": "What happens when one of you moves on",
    "further_limits": "Anything you add to these limits",
}


def labels_of_terms(sides: Sequence[Side]) -> dict[str, str]:
    """What each field is called, with people's names where a line is one person's."""
    labels = dict(LABELS)
    for side in sides:
        wants, brings = ("You want", "You bring") if side.is_me else (f"{side.name} wants", f"{side.name} brings")
        carried = f"Who carries standards, workload and decisions for {'you' if side.is_me else side.name}"
        labels[own_name("accountability", side.membership_id)] = f"{carried}, in {side.organisation}"
        labels[own_name("wants", side.membership_id)] = f"{wants} from this"
        labels[own_name("brings", side.membership_id)] = f"{brings} to it"
    return labels


def values_of_terms(terms: Terms) -> dict[str, Any]:
    """What each field of the form begins with."""
    direct = "yes" if terms.may_direct_work else "no"
    return {**asdict(terms), **terms.texts(), "may_direct_work": direct}
