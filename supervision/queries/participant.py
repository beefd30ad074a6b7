from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from backend.identity.enums import Role
from backend.identity.models import Membership
from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared
from supervision.enums import GROUP_PARTS, Part
from supervision.models import Participant, Session


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
    first_version: int
    joined_at: datetime | None
    left_at: datetime | None
    # Their membership has ended: they cannot sign in.
    is_gone: bool

    def sits_at(self, planned_for: datetime) -> bool:
        """What `models.seat.sits_at` asks of the database."""
        began = self.first_version == 1 or (self.joined_at is not None and self.joined_at <= planned_for)
        return began and self.left_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """Those who take part, as one of them sees it; a facilitator comes first.

    `away` took part once, or came later than what this circle is about: what they wrote keeps their name.
    """

    is_group: bool
    me: Who
    others: tuple[Who, ...]
    away: tuple[Who, ...] = ()

    @property
    def everybody(self) -> tuple[Who, ...]:
        return (self.me, *self.others)

    @property
    def homes(self) -> dict[int, int]:
        """The organisation of each membership."""
        return {who.membership_id: who.organisation_id for who in self.everybody}

    @property
    def facilitator(self) -> Who | None:
        return next((who for who in self.everybody if who.part == Part.FACILITATOR), None)

    @property
    def title(self) -> str:
        """Says who, never what about: it may stand in a list, a calendar or a browser's history."""
        return f"Group supervision: {self.with_whom}" if self.is_group else f"Supervision with {self.with_whom}"

    @property
    def with_whom(self) -> str:
        if not self.others:
            return "nobody now"
        first, *more = self.others
        if len(more) > 1:
            return f"{first.name} and {len(more)} others"
        return " and ".join(who.name for who in self.others)

    @property
    def all_of_you(self) -> str:
        return "all of you" if self.is_group else "both of you"

    @property
    def of_you(self) -> str:
        return "those in the group" if self.is_group else "the two of you"

    def who(self, participant_id: UUID) -> Who:
        return next(who for who in (*self.everybody, *self.away) if who.participant_id == participant_id)

    def still_to(self, done: Collection[UUID]) -> list[Who]:
        """Those who have not done yet what these have."""
        return [who for who in self.everybody if who.participant_id not in done]

    def at(self, planned_for: datetime) -> Circle:
        """As it is for a session: without those who joined after it."""
        here = tuple(who for who in self.others if who.sits_at(planned_for))
        gone = tuple(who for who in self.others if who not in here)
        return replace(self, others=here, away=self.away + gone)

    def facilitated_by(self, participant_id: UUID | None) -> Circle:
        """As it was when that one facilitated; a circle of two stays as it is."""
        if not self.is_group:
            return self

        def then(who: Who) -> Who:
            part = Part.FACILITATOR if who.participant_id == participant_id else Part.MEMBER
            return replace(who, part=part.value, part_label=part.label)

        others = sorted(map(then, self.others), key=_order)
        return replace(self, me=then(self.me), others=tuple(others), away=tuple(map(then, self.away)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody an agreement can be proposed to."""

    membership_id: int
    name: str
    job_title: str
    organisation: str
    same_organisation: bool
    may_supervise: bool


def circles(*, actor: Actor, agreement_ids: Iterable[UUID]) -> dict[UUID, Circle]:
    """In one query; the caller has already found these agreements among what the actor may see."""
    rows: dict[UUID, list[Participant]] = defaultdict(list)
    for row in _named(Participant.objects.filter(agreement_id__in=list(agreement_ids))):
        rows[row.agreement_id].append(row)
    return {agreement_id: _circle(found, actor) for agreement_id, found in rows.items()}


def circle_of(*, actor: Actor, agreement_id: UUID) -> Circle:
    return _circle(_all_of(agreement_id=agreement_id), actor)


def participant_of(*, actor: Actor, agreement_id: UUID) -> Participant:
    """The actor's own part; the caller has found the agreement among what the actor may see."""
    return Participant.objects.get(agreement_id=agreement_id, membership_id=actor.membership_id, left_at=None)


def taking_part(*, agreement_id: UUID) -> list[Participant]:
    found = Participant.objects.filter(agreement_id=agreement_id, left_at=None)
    found = found.select_related("membership__person")
    return list(found.order_by("membership_id"))


def seated(*, session: Session) -> set[UUID]:
    """Those who take part in the session, and so sign what comes of it."""
    here = Q(first_version=1) | Q(joined_at__lte=session.planned_for)
    found = Participant.objects.filter(here, agreement_id=session.agreement_id, left_at=None)
    return set(found.values_list("id", flat=True))


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


def colleagues_by_id(*, actor: Actor, membership_ids: Collection[int]) -> dict[int, Membership]:
    """Whoever is not in the partnership, or nobody at all, is absent."""
    return {row.pk: row for row in _in_partnership(actor).filter(id__in=membership_ids)}


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


_all_of = Prepared(lambda agreement_id: _named(Participant.objects.filter(agreement_id=agreement_id)))


def _circle(rows: list[Participant], actor: Actor) -> Circle:
    found = sorted((_who(row, actor) for row in rows), key=_order)
    me = next(who for who in found if who.is_me)
    return Circle(
        is_group=me.part in GROUP_PARTS,
        me=me,
        others=tuple(who for who in found if who is not me and who.left_at is None),
        away=tuple(who for who in found if who.left_at is not None),
    )


def _order(who: Who) -> tuple[bool, str]:
    return who.part != Part.FACILITATOR, who.name


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
        is_me=row.membership_id == actor.membership_id and row.left_at is None,
        first_version=row.first_version,
        joined_at=row.joined_at,
        left_at=row.left_at,
        is_gone=membership.disabled_at is not None or not membership.person.is_active,
    )
