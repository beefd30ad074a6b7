"""Pages that must be read: for readers what is asked of them, for curators how many have done it, never who."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from backend.identity.enums import OrganisationKind, Role
from backend.identity.models import Organisation
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.prepared import Prepared
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Acknowledgement, Page, Requirement
from practice_wisdom.manual.queries.followers import members_of
from practice_wisdom.manual.small_numbers import ENOUGH, Shown, shown

TOGETHER = "Organisations of which few were asked, together"


@dataclass(frozen=True, slots=True)
class Asked:
    """`done`: this reader has said so."""

    by: date
    done: bool


@dataclass(frozen=True, slots=True)
class Count:
    """`shown`: None where so few were asked that a number would point at people."""

    organisation: str
    shown: Shown | None


@dataclass(frozen=True, slots=True)
class RequirementView:
    """One page with what is asked about it now, for curators."""

    slug: str
    title: str
    live_number: int
    # Of the organisations in the partnership.
    kinds: frozenset[str]
    requirement: Requirement | None
    who: str
    counts: list[Count]


@dataclass(frozen=True, slots=True)
class RequiredPage:
    slug: str
    title: str
    by: date
    overdue: bool


def acknowledged_number(*, page: Any, person_id: Any) -> Subquery:
    """The latest revision of a page that a person has acknowledged."""
    found = Acknowledgement.objects.filter(revision__page_id=page, person_id=person_id)
    return Subquery(found.order_by("-revision__number").values("revision__number")[:1])


def _open_here(person_id: Any, partnership_id: Any) -> QuerySet[Requirement, Any]:
    return (
        Requirement.objects.filter(page__partnership_id=partnership_id, ended_at=None)
        .annotate(acknowledged=acknowledged_number(page=OuterRef("page_id"), person_id=person_id))
        .order_by("by", "id")
        .values_list("page_id", "by", "number", "acknowledged", "organisation_kinds", "roles")
    )


# On the page everybody begins at.
_open = Prepared(_open_here)


def asked_of(*, actor: Actor) -> list[tuple[int, date]]:
    """Ids of the pages this actor is still to read, and by when: the most pressing first."""
    return [
        (page, by)
        for page, by, number, acknowledged, kinds, roles in _open(
            person_id=actor.person_id, partnership_id=actor.partnership_id
        )
        if (acknowledged or 0) < number
        and policy.is_asked(kind=actor.organisation_kind, held=actor.roles, kinds=kinds, roles=roles)
    ]


def open_requirement(*, page_id: int) -> Requirement | None:
    return Requirement.objects.filter(page_id=page_id, ended_at=None).first()


def number_never_asked(*, actor: Actor, slug: str) -> int | None:
    """Of the live revision of a page that nobody was ever asked to read; else None."""
    pages = Page.objects.filter(partnership_id=actor.partnership_id, slug=slug, requirements=None)
    return pages.values_list("live_revision__number", flat=True).first()


def memberships_asked(requirement: Requirement) -> set[int]:
    members = members_of(partnership_id=requirement.page.partnership_id)
    return {
        id
        for id, kind, held in members.values_list("id", "organisation__kind", "roles")
        if policy.is_asked(kind=kind, held=held, kinds=requirement.organisation_kinds, roles=requirement.roles)
    }


def requirement_of_page(*, actor: Actor, slug: str) -> RequirementView:
    """Five queries at most, however many are asked."""
    page = (
        Page.objects.filter(partnership_id=actor.partnership_id, slug=slug, live_revision__isnull=False)
        .select_related("live_revision")
        .first()
    )
    if page is None or page.live_revision is None:
        raise NotFound
    if not policy.can_ask_to_read(actor):
        raise NotPermitted("Only curators ask members to read a page.")
    requirement = open_requirement(page_id=page.id)
    organisations = Organisation.objects.filter(partnerships=page.partnership_id)
    return RequirementView(
        slug=page.slug,
        title=page.live_revision.title,
        live_number=page.live_revision.number,
        kinds=frozenset(organisations.values_list("kind", flat=True)),
        requirement=requirement,
        who=_in_words(requirement) if requirement else "",
        counts=_counts(requirement, partnership_id=page.partnership_id) if requirement else [],
    )


def required_pages(*, actor: Actor, today: date) -> list[RequiredPage]:
    """For the desk."""
    rows = (
        Requirement.objects.filter(page__partnership_id=actor.partnership_id, ended_at=None)
        .order_by("by", "id")
        .values_list("page__slug", "page__live_revision__title", "by")
    )
    return [RequiredPage(slug, title, by, overdue=by < today) for slug, title, by in rows]


def _counts(requirement: Requirement, *, partnership_id: int) -> list[Count]:
    """By organisation; those of which few were asked are counted together, or not at all."""
    done = set(
        Acknowledgement.objects.filter(
            revision__page_id=requirement.page_id, revision__number__gte=requirement.number
        ).values_list("person_id", flat=True)
    )
    asked: dict[str, list[bool]] = defaultdict(list)
    members = members_of(partnership_id=partnership_id).order_by("organisation__name", "id")
    for name, kind, held, person in members.values_list(
        "organisation__name", "organisation__kind", "roles", "person_id"
    ):
        if policy.is_asked(kind=kind, held=held, kinds=requirement.organisation_kinds, roles=requirement.roles):
            asked[name].append(person in done)
    large = [_count(name, answers) for name, answers in asked.items() if len(answers) >= ENOUGH]
    small = {name: answers for name, answers in asked.items() if len(answers) < ENOUGH}
    name = next(iter(small)) if len(small) == 1 else TOGETHER
    return large + [_count(name, [answer for answers in small.values() for answer in answers])] * bool(small)


def _count(organisation: str, answers: list[bool]) -> Count:
    read = sum(answers)
    return Count(organisation, shown(read=read, not_yet=len(answers) - read))


def _in_words(requirement: Requirement) -> str:
    kinds = [str(kind.label) for kind in OrganisationKind if kind in requirement.organisation_kinds]
    roles = [str(role.label) for role in Role if role in requirement.roles]
    where = f"in {', '.join(kinds)}" if kinds else "in every organisation of the partnership"
    return f"{', '.join(roles)}, {where}" if roles else f"Everyone {where}"
