"""Pages that were live once and are not now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Cause, State
from practice_wisdom.manual.models import Page, Revision, Withdrawal
from practice_wisdom.manual.queries.revisions import open_revision_id

WITHDRAWAL_KIND = "manual.withdrawal"
LATELY = timedelta(days=30)
_withdrawn_slugs = Prepared(
    lambda partnership_id: (
        Page.objects.filter(partnership_id=partnership_id, live_revision__isnull=True, revisions__state=State.WITHDRAWN)
        .distinct()
        .order_by("slug")
        .values_list("slug")
    )
)


@dataclass(frozen=True, slots=True)
class WithdrawnPage:
    """What stands at its address. `by` is empty when it was the rule of the owner's organisation."""

    slug: str
    title: str
    withdrawn_at: datetime
    by: str
    cause: str
    reason: str
    instead_slug: str
    instead_title: str
    open_revision_id: int | None
    may_write: bool


def withdrawn_page(*, actor: Actor, slug: str) -> WithdrawnPage:
    """NotFound unless the page at this address was withdrawn and nothing is live in its place."""
    found = withdrawals_now(actor).filter(revision__page__slug=slug).order_by("-withdrawn_at", "-id").first()
    if found is None:
        raise NotFound
    return _shown(actor, found)


def withdrawals_now(actor: Actor) -> QuerySet[Withdrawal]:
    return Withdrawal.objects.filter(
        revision__page__partnership_id=actor.partnership_id, revision__page__live_revision=None
    ).select_related("revision__page", "withdrawn_by__person", "instead__live_revision")


def withdrawn_lately(*, actor: Actor, now: datetime) -> list[Withdrawal]:
    """The last one of a page first; a page that was withdrawn twice stands there once."""
    found = withdrawals_now(actor).filter(withdrawn_at__gte=now - LATELY).order_by("-withdrawn_at", "-id")
    return list({one.revision.page_id: one for one in reversed(found)}.values())[::-1]


def last_withdrawn(*, page_id: int) -> Revision | None:
    return Revision.objects.filter(page_id=page_id, state=State.WITHDRAWN).order_by("-number").first()


def withdrawn_slugs(*, partnership_id: int) -> list[str]:
    return [slug for (slug,) in _withdrawn_slugs(partnership_id=partnership_id)]


def page_instead(*, partnership_id: int, slug: str, of: int) -> Page | None:
    """The live page readers are sent to. Invalid when there is none at that address, or it is page `of` itself."""
    slug = slug.strip()
    if not slug:
        return None
    page = Page.objects.filter(partnership_id=partnership_id, slug=slug, live_revision__isnull=False).first()
    if page is None or page.id == of:
        text = "There is no other live page at this address."
        raise Invalid(text, fields={"instead": [text]})
    return page


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    """For notices. A withdrawn page is not among those that search may show."""
    rows = Withdrawal.objects.filter(
        revision__page__partnership_id=actor.partnership_id, id__in=[id for id in ids if id.isdecimal()]
    ).values_list("id", "revision__page__slug", "revision__title")
    return {
        str(id): Card(Key.of(WITHDRAWAL_KIND, id), title=title, url=f"/manual/{slug}", kind_label="Manual", slug=slug)
        for id, slug, title in rows
    }


def _shown(actor: Actor, found: Withdrawal) -> WithdrawnPage:
    instead = found.instead if found.instead and found.instead.live_revision else None
    page = found.revision.page
    return WithdrawnPage(
        slug=page.slug,
        title=found.revision.title,
        withdrawn_at=found.withdrawn_at,
        by=found.withdrawn_by.person.name if found.withdrawn_by else "",
        cause=found.cause,
        reason=found.reason if found.cause == Cause.CURATOR else "Nobody had checked it in time.",
        instead_slug=instead.slug if instead else "",
        instead_title=instead.live_revision.title if instead and instead.live_revision else "",
        open_revision_id=open_revision_id(page_id=page.id) if policy.can_use_desk(actor) else None,
        may_write=policy.can_write(actor),
    )
