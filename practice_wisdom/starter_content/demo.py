"""The starter manual in both demo partnerships, written, approved and published by demo people."""

from dataclasses import dataclass
from datetime import datetime

from backend.identity.queries.hats import actor_by_email
from practice_wisdom.starter_content.loader import load_starter_content

# The other partnership has only begun: pages that lead to each other and no further.
BEGINNING = (
    "adult-safeguarding-section-42",
    "cuckooing",
    "dash-and-marac",
    "information-sharing",
    "mental-capacity-at-scene",
    "missing-children",
    "police-protection-section-46",
    "professional-disagreement-and-escalation",
    "reflective-practice",
    "right-care-right-person",
    "section-136-place-of-safety",
    "section-47-strategy-discussion",
    "who-does-what",
    "words-that-mean-different-things",
    "writing-a-good-referral",
)


@dataclass(frozen=True, slots=True)
class Cast:
    author: str
    approvers: tuple[str, ...]
    only: tuple[str, ...] = ()


CASTS = (
    Cast("trainer@police.example", ("lead@police.example", "approver@council.example")),
    Cast(
        "outsider@otherforce.example",
        ("approver@otherforce.example", "approver@othercouncil.example"),
        only=BEGINNING,
    ),
)


def load(*, now: datetime) -> None:
    for cast in CASTS:
        curator = actor_by_email(email=cast.author)
        load_starter_content(
            partnership_id=curator.partnership_id,
            author=curator,
            approvers=[actor_by_email(email=email) for email in cast.approvers],
            now=now,
            only=cast.only,
        )
