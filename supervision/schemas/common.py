from datetime import datetime
from uuid import UUID

from backend.kernel.schemas import Out


class WhoOut(Out):
    participant_id: UUID
    membership_id: int
    name: str
    job_title: str
    organisation_id: int
    organisation: str
    part: str
    is_me: bool
    is_gone: bool
    joined_at: datetime | None


class CircleOut(Out):
    """Those who take part, as you see them."""

    me: WhoOut
    others: list[WhoOut]


class Changed(Out):
    """What a write answers: ids and versions, never words. `version` is the If-Match of the next change."""

    id: UUID
    version: int
    state: str = ""
    url: str = ""
