"""Links of live pages that lead nowhere any more: a page was withdrawn, a term removed."""

import re
from dataclasses import dataclass

from backend.kernel.actor import Actor
from practice_wisdom.manual.models import FormerAddress, Page, Revision
from practice_wisdom.manual.queries.glossary import standing_terms

# In the text as it is written: [words](page:its-slug), or [1]: page:its-slug below it.
_LINK = re.compile(r"\]\(?:?\s{0,3}(page|term):([a-z0-9-]+)")
# A published revision never changes, so what it links to is read once.
_links_of: dict[int, frozenset[tuple[str, str]]] = {}
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class BrokenLinks:
    slug: str
    title: str
    # As they are written: "page:cuckooing".
    links: tuple[str, ...]


def broken_links(*, actor: Actor) -> tuple[BrokenLinks, ...]:
    """By title. Four queries at most, however many pages."""
    live = Page.objects.filter(partnership_id=actor.partnership_id, live_revision__isnull=False)
    rows = list(
        live.order_by("live_revision__title", "id").values_list("slug", "live_revision__title", "live_revision")
    )
    _read({revision for _, _, revision in rows})
    alive = _alive(actor, {slug for slug, _, _ in rows})
    found = ((slug, title, _links_of[revision] - alive) for slug, title, revision in rows)
    return tuple(BrokenLinks(slug, title, tuple(sorted(map(":".join, dead)))) for slug, title, dead in found if dead)


def _alive(actor: Actor, live: set[str]) -> set[tuple[str, str]]:
    former = FormerAddress.objects.filter(partnership_id=actor.partnership_id, page__live_revision__isnull=False)
    terms = standing_terms(partnership_id=actor.partnership_id)
    pages = live | set(former.values_list("slug", flat=True))
    return {("page", slug) for slug in pages} | {("term", slug) for slug in terms.values_list("slug", flat=True)}


def _read(revisions: set[int]) -> None:
    if len(_links_of) > REMEMBERED:
        _links_of.clear()
    unread = revisions - _links_of.keys()
    for id, body in Revision.objects.filter(id__in=unread).values_list("id", "body") if unread else ():
        _links_of[id] = frozenset(_LINK.findall(body))
