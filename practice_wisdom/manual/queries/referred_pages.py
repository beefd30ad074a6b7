"""Pages as somebody refers to them from elsewhere. Read from the database and counted nowhere: who refers to a page, or
looks for one, is nothing that the manual learns of."""

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.references import Reference
from practice_wisdom.manual.enums import State
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.queries.pages import PAGE_KIND

MOST = 10


class ReferredPages:
    def named(self, actor: Actor, words: list[str]) -> list[Reference]:
        title = Q()
        for word in words:
            title &= Q(live_revision__title__icontains=word)
        found = _here(actor).filter(title, live_revision__isnull=False).order_by("live_revision__title", "id")
        rows = list(found.values_list("id", "slug", "live_revision__title", "live_revision_id")[: MOST * 5])
        # Those that begin as it was typed come first.
        rows.sort(key=lambda row: not row[2].lower().startswith(words[0].lower()))
        return [_reference(*row) for row in rows[:MOST]]

    def by_id(self, actor: Actor, ids: list[str]) -> dict[str, Reference]:
        """Of a withdrawn page the title it had last; a page that was never published is absent."""
        withdrawn = Revision.objects.filter(page=OuterRef("pk"), state=State.WITHDRAWN).order_by("-number")
        last = Subquery(withdrawn.values("title")[:1])
        found = _here(actor).filter(id__in=[id for id in ids if id.isdecimal()])
        found = found.annotate(title=Coalesce(F("live_revision__title"), last)).filter(title__isnull=False)
        return {str(row[0]): _reference(*row) for row in found.values_list("id", "slug", "title", "live_revision_id")}


def _here(actor: Actor) -> QuerySet[Page]:
    return Page.objects.filter(partnership_id=actor.partnership_id)


def _reference(id: int, slug: str, title: str, live: int | None) -> Reference:
    return Reference(key=Key.of(PAGE_KIND, id), title=title, url=f"/manual/{slug}", is_withdrawn=live is None)
