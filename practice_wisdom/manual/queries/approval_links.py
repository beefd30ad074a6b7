"""Links through which somebody without an account approves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet

from backend.identity.enums import Role
from backend.identity.models import Organisation, Person
from backend.identity.tokens import hash_of
from backend.kernel.actor import Actor
from backend.kernel.errors import Ended, NotFound
from backend.kernel.markdown import Part
from practice_wisdom.manual import policy
from practice_wisdom.manual.differences import Change
from practice_wisdom.manual.enums import DO_NOW, State
from practice_wisdom.manual.models import ApprovalLink, Revision
from practice_wisdom.manual.queries.credits import Credit, with_credits, writers_of
from practice_wisdom.manual.queries.members import organisations_of_partnership
from practice_wisdom.manual.queries.pages import changes_between

LINK_ENDED = "It takes one answer, and the page may have changed. Ask the person who sent it to you for a new one."


@dataclass(frozen=True, slots=True)
class GuestPage:
    """All that a link shows: the revision as readers would see it, and what differs from the live page."""

    link: ApprovalLink
    revision: Revision
    writers: list[Credit]
    live_number: int | None
    changes: list[Change]

    @property
    def do_now(self) -> Part | None:
        return next((part for part in self.revision.parts if part.heading == DO_NOW), None)

    @property
    def parts(self) -> list[Part]:
        return [part for part in self.revision.parts if part.heading != DO_NOW]


def link_of(*, token: str, now: datetime) -> GuestPage:
    """One answer, Ended, for unknown, answered, revoked and expired links, and for words that changed."""
    link = _standing(ApprovalLink.objects.all(), token, now)
    found = Revision.objects.select_related("page__live_revision").prefetch_related(*with_credits())
    revision = found.get(id=link.revision_id)
    live = revision.page.live_revision
    return GuestPage(
        link=link,
        revision=revision,
        writers=writers_of(revision),
        live_number=live.number if live else None,
        changes=[change for change in changes_between(live, revision) if change.differs] if live else [],
    )


def link_to_answer(*, token: str, now: datetime) -> tuple[ApprovalLink, Revision]:
    """The same, locked behind its revision and page: a link works once, and not while it is revoked."""
    found = _standing(ApprovalLink.objects.all(), token, now)
    revisions = Revision.objects.select_related("page").select_for_update(of=("self", "page"))
    revision = revisions.get(id=found.revision_id)
    return _standing(ApprovalLink.objects.select_for_update(of=("self",)), token, now), revision


def link_to_revoke(*, actor: Actor, link_id: int) -> ApprovalLink:
    """Locked until the end of the transaction."""
    here = ApprovalLink.objects.filter(revision__page__partnership_id=actor.partnership_id)
    link = here.select_related("revision").select_for_update(of=("self",)).filter(id=link_id).first()
    if link is None or not policy.can_use_desk(actor):
        raise NotFound
    return link


def open_links(*, revision_id: int) -> QuerySet[ApprovalLink]:
    """Whatever their time: an expired one is harmless."""
    return ApprovalLink.objects.filter(revision_id=revision_id, answered_at=None, revoked_at=None)


def links_sent(*, actor: Actor, revision: Revision, now: datetime) -> list[ApprovalLink]:
    """Those that still work, for curators."""
    if revision.state != State.IN_REVIEW or revision.submitted_at is None or not policy.can_invite_by_link(actor):
        return []
    found = open_links(revision_id=revision.id).filter(expires_at__gt=now, submitted_at=revision.submitted_at)
    return list(found.select_related("organisation", "invited_by__person"))


def organisations_to_ask(*, actor: Actor) -> list[Organisation]:
    return organisations_of_partnership(partnership_id=actor.partnership_id)


def addresses_of_writers(revision: Revision) -> set[str]:
    people = Person.objects.filter(id__in=revision.writers.values("person_id"))
    return {email.lower() for email in people.values_list("email", flat=True)}


def _standing(among: QuerySet[ApprovalLink], token: str, now: datetime) -> ApprovalLink:
    """It stands as long as whoever sent it may send it, and from no earlier than it was sent, whatever the clock."""
    link = (
        among.select_related("organisation", "invited_by__person")
        .filter(token_hash=hash_of(token), answered_at=None, revoked_at=None)
        .filter(invited_at__lte=now, expires_at__gt=now)
        .filter(revision__state=State.IN_REVIEW, revision__submitted_at=F("submitted_at"))
        .filter(organisation__partnerships=F("revision__page__partnership"))
        .filter(invited_by__disabled_at=None, invited_by__person__is_active=True)
        .first()
    )
    if link is None or not link.invited_by.has_role(Role.CURATOR):
        raise Ended(LINK_ENDED)
    return link
