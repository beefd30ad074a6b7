"""What readers said of live revisions: to each their own, to curators how many and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import RowNumber

from backend.kernel.actor import Actor
from backend.kernel.prepared import Prepared
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import OPEN_STATES
from practice_wisdom.manual.models import Page, Revision, Verdict

REASONS_SHOWN = 20
# On every page that is read.
_own = Prepared(
    lambda revision_id, person_id: Verdict.objects.filter(revision_id=revision_id, person_id=person_id).values_list(
        "helpful", "reason"
    )
)


@dataclass(frozen=True, slots=True)
class OwnVerdict:
    helpful: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """Was this page helpful? With what this reader answered, if anything."""

    number: int
    own: OwnVerdict | None


@dataclass(frozen=True, slots=True)
class UnhelpfulPage:
    """For the desk. Nobody's name and no times: a curator should wonder about the page, not about who said it."""

    slug: str
    title: str
    unhelpful: int
    verdicts: int
    reasons: list[str]
    open_revision_id: int | None


def question(*, actor: Actor, revision: Revision) -> Question | None:
    """None for whoever may not answer now."""
    if not policy.can_give_verdict(actor):
        return None
    own = _own.first(revision_id=revision.id, person_id=actor.person_id)
    return Question(number=revision.number, own=OwnVerdict(*own) if own else None)


def unhelpful_pages(*, actor: Actor) -> list[UnhelpfulPage]:
    """Pages whose live revision somebody found unhelpful, most first. Two queries, however many pages."""
    rows = list(
        Page.objects.filter(partnership_id=actor.partnership_id)
        .annotate(
            given=Count("live_revision__verdicts"),
            unhelpful=Count("live_revision__verdicts", filter=Q(live_revision__verdicts__helpful=False)),
            opened=Subquery(Revision.objects.filter(page=OuterRef("id"), state__in=OPEN_STATES).values("id")[:1]),
        )
        .filter(unhelpful__gt=0)
        .order_by("-unhelpful", "live_revision__title", "id")
        .values_list("live_revision_id", "slug", "live_revision__title", "unhelpful", "given", "opened")
    )
    reasons = _reasons(row[0] for row in rows)
    return [
        UnhelpfulPage(slug, title, unhelpful, given, reasons[revision_id], opened)
        for revision_id, slug, title, unhelpful, given, opened in rows
    ]


def _reasons(revision_ids: Iterable[int]) -> dict[int, list[str]]:
    """Of those who found it unhelpful, newest first, the latest few of each revision."""
    newest = (F("given_at").desc(), F("id").desc())
    rows = (
        Verdict.objects.filter(revision_id__in=revision_ids, helpful=False)
        .exclude(reason="")
        .annotate(place=Window(RowNumber(), partition_by="revision_id", order_by=newest))
        .filter(place__lte=REASONS_SHOWN)
        .order_by("revision_id", "place")
        .values_list("revision_id", "reason")
    )
    found = defaultdict(list)
    for revision_id, reason in rows:
        found[revision_id].append(reason)
    return found
