"""Revisions, as far as this actor may see them."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.keys import Key
from backend.kernel.markdown import Part
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import DO_NOW, OPEN_STATES, PUBLISHED_STATES, ScheduleState, State
from practice_wisdom.manual.models import Approval, Page, Revision, Schedule
from practice_wisdom.manual.queries.credits import Credit, credits_of, with_credits, writers_of


@dataclass(frozen=True, slots=True)
class RevisionView:
    """One revision with who wrote and approved it, what it still needs, and what this actor may do with it."""

    revision: Revision
    writers: list[Credit]
    approvals: list[Credit]
    missing: list[str]
    choices: policy.Choices
    live_number: int | None
    planned: Schedule | None
    may_invite: bool
    may_plan: bool

    @property
    def returned_by(self) -> str:
        """Who sent it back: a member, or somebody by link."""
        if link := self.revision.returned_by_link:
            return f"{link.name}, {link.job_title}, {link.organisation.name} (by link)"
        return self.revision.returned_by.person.name if self.revision.returned_by else ""

    @property
    def waits_for(self) -> str:
        return " and ".join(self.missing)

    @property
    def is_newer(self) -> bool:
        return self.revision.number > (self.live_number or 0)

    @property
    def do_now(self) -> Part | None:
        return next((part for part in self.revision.parts if part.heading == DO_NOW), None)

    @property
    def parts(self) -> list[Part]:
        return [part for part in self.revision.parts if part.heading != DO_NOW]


def visible_revisions(actor: Actor) -> QuerySet[Revision]:
    """The only door: this partnership's revisions, and of the unpublished ones those this actor may read."""
    here = Revision.objects.filter(page__partnership_id=actor.partnership_id)
    if policy.can_use_desk(actor):
        return here
    return here.filter(Q(state__in=PUBLISHED_STATES) | Q(author_id=actor.membership_id))


def revision_to_read(*, actor: Actor, revision_id: int) -> RevisionView:
    revision = (
        visible_revisions(actor)
        .select_related("page__live_revision", "returned_by__person", "returned_by_link__organisation")
        .prefetch_related(*with_credits())
        .filter(id=revision_id)
        .first()
    )
    if revision is None:
        raise NotFound
    approvals = list(revision.approvals.all())
    live = revision.page.live_revision
    return RevisionView(
        revision=revision,
        writers=writers_of(revision),
        approvals=credits_of(approvals),
        missing=missing_of(revision.page, approvals),
        choices=policy.choices(actor, revision, writers=_people(revision), approvals=approvals),
        live_number=live.number if live else None,
        planned=_planned(revision) if policy.can_use_desk(actor) else None,
        may_invite=revision.state == State.IN_REVIEW and policy.can_invite_by_link(actor),
        may_plan=policy.can_publish(actor),
    )


def draft_to_edit(*, actor: Actor, revision_id: int) -> Revision:
    """For the form. In whatever state: what was typed must come back even when somebody submitted meanwhile."""
    revision = visible_revisions(actor).select_related("page").filter(id=revision_id).first()
    if revision is None:
        raise NotFound
    if not policy.can_edit(actor, revision):
        raise NotPermitted("Only its author and curators change a draft.")
    return revision


def revision_to_change(*, actor: Actor, revision_id: int) -> Revision:
    """Locked until the end of the transaction, with its page: two people publishing at once stand in a queue."""
    revision = (
        visible_revisions(actor)
        .select_related("page")
        .select_for_update(of=("self", "page"))
        .filter(id=revision_id)
        .first()
    )
    if revision is None:
        raise NotFound
    return revision


def writer_people(revision: Revision) -> set[int]:
    return set(revision.writers.values_list("person_id", flat=True))


def missing_of(page: Page, approvals: list[Approval]) -> list[str]:
    return policy.missing_approvals(
        joint=page.joint,
        kinds=[approval.organisation_kind for approval in approvals],
        independent=any(approval.independent for approval in approvals),
    )


def open_revision_id(*, page_id: int) -> int | None:
    """The one being prepared, if any: there is never a second."""
    return Revision.objects.filter(page_id=page_id, state__in=OPEN_STATES).values_list("id", flat=True).first()


def open_revision(*, page_id: int) -> Revision | None:
    return Revision.objects.filter(page_id=page_id, state__in=OPEN_STATES).first()


def next_number(*, page_id: int) -> int:
    last = Revision.objects.filter(page_id=page_id).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def copy_of(revision: Revision) -> dict[str, Any]:
    """The server's copy, for whoever sent words based on an older one."""
    return {
        "id": revision.id,
        "number": revision.number,
        "state": revision.state,
        "version": revision.version,
        "title": revision.title,
        "summary": revision.summary,
        "checked_on": revision.checked_on.isoformat(),
        "review_by": revision.review_by.isoformat(),
        **revision.facts,
        "markdown": revision.body,
    }


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    """For notices to those who prepare pages."""
    rows = visible_revisions(actor).filter(id__in=[id for id in ids if id.isdecimal()])
    return {
        str(id): Card(Key.of("manual.revision", id), title=title, url=f"/manual/revisions/{id}/", kind_label="Manual")
        for id, title in rows.values_list("id", "title")
    }


def _planned(revision: Revision) -> Schedule | None:
    waiting = revision.schedules.filter(state=ScheduleState.WAITING)
    return waiting.select_related("planned_by__person").first()


def _people(revision: Revision) -> set[int]:
    return {writer.person_id for writer in revision.writers.all()}
