"""What changed in a page, under the headings it stands under."""

import re
from dataclasses import dataclass

from backend.kernel.differences import Change

_HEADING = re.compile(r"#{2,3}\s+(.+)")


@dataclass(frozen=True, slots=True)
class ChangedPart:
    """What differs under one heading; without a heading, before the first of them."""

    heading: str
    changes: list[Change]


def parts_that_differ(changes: list[Change]) -> list[ChangedPart]:
    """So that whoever wants to know what changed need not look for it in a long text."""
    parts = [ChangedPart("", [])]
    for change in changes:
        heading = _HEADING.match(change.spans[0].text)
        if heading and not change.differs:
            parts.append(ChangedPart(heading[1], []))
        if change.differs:
            parts[-1].changes.append(change)
    return [part for part in parts if part.changes]
