"""Who wrote and who approved, as pages name them: by objects already fetched, or for the one page a reader opens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from backend.identity.enums import OrganisationKind
from backend.identity.models import Membership
from backend.kernel.prepared import Prepared
from practice_wisdom.manual.models import Approval, Confirmation, Revision

_writers = Prepared(
    lambda revision_id: Revision.writers.through._default_manager.filter(revision_id=revision_id).values_list(
        "membership_id", "membership__person__name", "membership__organisation__name", "membership__organisation__kind"
    )
)
_approvals = Prepared(
    lambda revision_id: Approval.objects.filter(revision_id=revision_id).values_list(
        "person__name",
        "organisation__name",
        "organisation_kind",
        "approved_at",
        "note",
        "link__name",
        "link__job_title",
    )
)


@dataclass(frozen=True, slots=True)
class Credit:
    name: str
    organisation: str
    kind: str
    at: datetime | None = None
    note: str = ""
    # Of somebody without an account, who answered by link.
    job_title: str = ""
    by_link: bool = False

    def __str__(self) -> str:
        if self.by_link:
            return f"{self.name}, {self.job_title}, {self.organisation} (by link)"
        return f"{self.name} ({self.organisation})"

    @property
    def side(self) -> str:
        return "police" if self.kind == OrganisationKind.POLICE else "partner"


def with_credits(*, of: str = "") -> list[Prefetch]:
    """What to prefetch for the names: two queries, however many revisions. `of`: the way there, with its __."""
    return [
        Prefetch(f"{of}approvals", Approval.objects.select_related("person", "organisation", "link")),
        Prefetch(f"{of}writers", Membership.objects.select_related("person", "organisation")),
    ]


def with_confirmations() -> Prefetch:
    return Prefetch(
        "confirmations", Confirmation.objects.select_related("confirmed_by__person", "confirmed_by__organisation")
    )


def confirmations_of(revision: Revision) -> list[Credit]:
    """Who found it still right, the last one first."""
    return [
        Credit(
            name=one.confirmed_by.person.name,
            organisation=one.confirmed_by.organisation.name,
            kind=one.confirmed_by.organisation.kind,
            at=one.confirmed_at,
        )
        for one in revision.confirmations.all()
    ]


def credits_of(approvals: Iterable[Approval]) -> list[Credit]:
    return [
        _approval(
            approval.person.name if approval.person else None,
            approval.organisation.name,
            approval.organisation_kind,
            approval.approved_at,
            approval.note,
            approval.link.name if approval.link else "",
            approval.link.job_title if approval.link else "",
        )
        for approval in approvals
    ]


def writers_of(revision: Revision) -> list[Credit]:
    """The author first."""
    writers = sorted(revision.writers.all(), key=lambda writer: (writer.id != revision.author_id, writer.id))
    return [Credit(writer.person.name, writer.organisation.name, writer.organisation.kind) for writer in writers]


def credits_of_live(revision: Revision) -> tuple[list[Credit], list[Credit]]:
    """Writers, the author first, and approvals of a revision nobody changes any more."""
    writers = sorted(_writers(revision_id=revision.id), key=lambda row: (row[0] != revision.author_id, row[0]))
    return [Credit(*names) for _, *names in writers], [_approval(*row) for row in _approvals(revision_id=revision.id)]


def _approval(
    person: str | None, organisation: str, kind: str, at: datetime, note: str, guest: str, job_title: str
) -> Credit:
    if person is None:
        return Credit(guest, organisation, kind, at, note, job_title=job_title, by_link=True)
    return Credit(person, organisation, kind, at, note)
