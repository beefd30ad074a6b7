from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from backend.identity.enums import Role
from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared
from supervision.enums import Part
from supervision.models import Participant


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    participant_id: UUID
    membership_id: int
    name: str
    job_title: str
    organisation_id: int
    organisation: str
    part: str
    part_label: str
    is_me: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The two of an agreement, as one of them sees it."""

    me: Who
    other: Who

    @property
    def title(self) -> str:
        """Says who, never what about: it may stand in a list, a calendar or a browser's history."""
        return f"Supervision with {self.other.name}"

    def who(self, participant_id: UUID) -> Who:
        return self.me if self.me.participant_id == participant_id else self.other


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody an agreement can be proposed to."""

    membership_id: int
    name: str
    job_title: str
    organisation: str
    same_organisation: bool
    may_supervise: bool


def pairs(*, actor: Actor, agreement_ids: Iterable[UUID]) -> dict[UUID, Pair]:
    """In one query; the caller has already found these agreements among what the actor may see."""
    rows: dict[UUID, list[Participant]] = defaultdict(list)
    for row in _named(Participant.objects.filter(agreement_id__in=list(agreement_ids))):
        rows[row.agreement_id].append(row)
    return {agreement_id: _pair(both, actor) for agreement_id, both in rows.items()}


def pair_of(*, actor: Actor, agreement_id: UUID) -> Pair:
    return _pair(_both(agreement_id=agreement_id), actor)


def participant_of(*, actor: Actor, agreement_id: UUID) -> Participant:
    """The actor's own part; the caller has found the agreement among what the actor may see."""
    return Participant.objects.get(agreement_id=agreement_id, membership_id=actor.membership_id)


def colleagues(*, actor: Actor) -> list[Colleague]:
    """Everybody in the actor's partnership to whom an agreement can be proposed, by organisation and name."""
    return [
        Colleague(
            membership_id=row.pk,
            name=row.person.name,
            job_title=row.job_title,
            organisation=row.organisation.name,
            same_organisation=row.organisation_id == actor.organisation_id,
            may_supervise=row.has_role(Role.SUPERVISOR),
        )
        for row in _in_partnership(actor).order_by("organisation__name", "person__name", "id")
    ]


def colleague(*, actor: Actor, membership_id: int) -> Membership | None:
    return _in_partnership(actor).filter(id=membership_id).first()


def own_membership(*, actor: Actor) -> Membership:
    return Membership.objects.get(id=actor.membership_id)


def _in_partnership(actor: Actor) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(
            organisation__partnerships=actor.partnership_id, disabled_at=None, person__is_active=True
        )
        .exclude(person_id=actor.person_id)
        .select_related("person", "organisation")
    )


def _named(found: QuerySet[Participant]) -> QuerySet[Participant]:
    return found.select_related("membership__person", "membership__organisation")


_both = Prepared(lambda agreement_id: _named(Participant.objects.filter(agreement_id=agreement_id)))


def _pair(rows: list[Participant], actor: Actor) -> Pair:
    both = {who.is_me: who for who in (_who(row, actor) for row in rows)}
    return Pair(me=both[True], other=both[False])


def _who(row: Participant, actor: Actor) -> Who:
    membership = row.membership
    return Who(
        participant_id=row.pk,
        membership_id=membership.pk,
        name=membership.person.name,
        job_title=membership.job_title,
        organisation_id=membership.organisation_id,
        organisation=membership.organisation.name,
        part=row.part,
        part_label=Part(row.part).label,
        is_me=row.membership_id == actor.membership_id,
    )
