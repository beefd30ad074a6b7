"""The starter manual in both demo partnerships, written, approved and published by demo people."""

from datetime import datetime

from backend.identity.queries.hats import actor_by_email
from practice_wisdom.starter_content.loader import load_starter_content

CASTS = (
    ("trainer@police.example", ("lead@police.example", "approver@council.example")),
    ("outsider@otherforce.example", ("approver@otherforce.example", "approver@othercouncil.example")),
)


def load(*, now: datetime) -> None:
    for author, approvers in CASTS:
        curator = actor_by_email(email=author)
        load_starter_content(
            partnership_id=curator.partnership_id,
            author=curator,
            approvers=[actor_by_email(email=email) for email in approvers],
            now=now,
        )
