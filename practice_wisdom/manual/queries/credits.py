"""Who wrote and who approved, as pages name them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from backend.identity.enums import OrganisationKind
from backend.identity.models import Membership
from practice_wisdom.manual.models import Approval, Revision


@dataclass(frozen=True, slots=True)
class Credit:
    name: str
    organisation: str
    kind: str
    at: datetime | None = None
    note: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.organisation})"

    @property
    def side(self) -> str:
        return "police" if self.kind == OrganisationKind.POLICE else "partner"


def with_credits(*, of: str = "") -> list[Prefetch]:
    """What to prefetch for the names: two queries, however many revisions. `of`: the way there, with its __."""
    return [
        Prefetch(f"{of}approvals", Approval.objects.select_related("person", "organisation")),
        Prefetch(f"{of}writers", Membership.objects.select_related("person", "organisation")),
    ]


def credits_of(approvals: Iterable[Approval]) -> list[Credit]:
    return [
        Credit(
            name=approval.person.name,
            organisation=approval.organisation.name,
            kind=approval.organisation_kind,
            at=approval.approved_at,
            note=approval.note,
        )
        for approval in approvals
    ]


def writers_of(revision: Revision) -> list[Credit]:
    """The author first."""
    writers = sorted(revision.writers.all(), key=lambda writer: (writer.id != revision.author_id, writer.id))
    return [Credit(writer.person.name, writer.organisation.name, writer.organisation.kind) for writer in writers]
