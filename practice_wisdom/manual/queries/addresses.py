"""Where a page is, and where it once was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from backend.identity.models import Partnership
from backend.kernel.actor import Actor
from practice_wisdom.manual.enums import State
from practice_wisdom.manual.models import FormerAddress, Page
from practice_wisdom.manual.queries.revisions import visible_revisions


@dataclass(frozen=True, slots=True)
class Former:
    slug: str
    left_at: datetime
    left_by: str


def page_here_or_moved(pages: QuerySet[Page], *, slug: str) -> Page | None:
    """Of the pages of one partnership. One that is at this address comes before one that has left it."""
    return pages.filter(slug=slug).first() or pages.filter(former_addresses__slug=slug).first()


def slug_moved_to(*, actor: Actor, slug: str, live: bool) -> str | None:
    """Where the page that was here is now; None unless this actor may see it. `live`: may read it, or why it was
    withdrawn, not its history."""
    seen = visible_revisions(actor).filter(page=OuterRef("page"))
    if live:
        here, withdrawn = Q(id=OuterRef("page__live_revision")), Q(state=State.WITHDRAWN, page__live_revision=None)
        seen = seen.filter(here | withdrawn)
    former = FormerAddress.objects.filter(Exists(seen), partnership_id=actor.partnership_id, slug=slug)
    return former.values_list("page__slug", flat=True).first()


def former_addresses(*, page_id: int) -> list[Former]:
    """The one it left last comes first."""
    rows = FormerAddress.objects.filter(page_id=page_id).order_by("-left_at", "-id")
    return [Former(*row) for row in rows.values_list("slug", "left_at", "left_by__person__name")]


def slugs_that_lead_somewhere(*, partnership_id: int, slugs: Iterable[str]) -> set[str]:
    wanted = {"partnership_id": partnership_id, "slug__in": list(slugs)}
    here = Page.objects.filter(**wanted).values_list("slug", flat=True)
    return set(here.union(FormerAddress.objects.filter(**wanted).values_list("slug", flat=True)))


def wait_for_addresses(*, partnership_id: int) -> None:
    """Two tables hold addresses, so no constraint sees both: whoever takes one waits for whoever is taking one."""
    Partnership.objects.select_for_update(no_key=True).get(id=partnership_id)


def is_a_page(*, partnership_id: int, slug: str) -> bool:
    return Page.objects.filter(partnership_id=partnership_id, slug=slug).exists()


def page_that_left(*, partnership_id: int, slug: str) -> int | None:
    former = FormerAddress.objects.filter(partnership_id=partnership_id, slug=slug)
    return former.values_list("page_id", flat=True).first()
