"""Suggestions: to each author their own with what became of them, to curators those of their partnership."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.db.models import QuerySet

from backend.identity.enums import OrganisationKind
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import PUBLISHED_STATES, SuggestionState
from practice_wisdom.manual.models import Revision, Suggestion

SUGGESTION_KIND = "manual.suggestion"
SHOWN = 100


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """`may_decide`: this actor, now."""

    suggestion: Suggestion
    outcome: str
    section: str
    may_decide: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Done:
    """You said, we did. Whose kind of agency, and never whose."""

    slug: str
    title: str
    section: str
    agency: str
    number: int
    before: int
    published_at: datetime


def visible_suggestions(actor: Actor) -> QuerySet[Suggestion]:
    """The only door: this partnership's, and of those one's own, or all of them for whoever decides."""
    here = Suggestion.objects.filter(revision__page__partnership_id=actor.partnership_id)
    if policy.can_decide(actor):
        return here
    return here.filter(author_id=actor.membership_id)


def own_suggestions(*, actor: Actor) -> list[SuggestionView]:
    own = _with_page(visible_suggestions(actor)).filter(author_id=actor.membership_id)
    return [_view(actor, one) for one in own.order_by("-suggested_at", "-id")[:SHOWN]]


def open_suggestions(*, actor: Actor) -> list[SuggestionView]:
    """The one that waits longest comes first."""
    refuse_reader(actor)
    waiting = _with_page(visible_suggestions(actor)).filter(state=SuggestionState.OPEN)
    return [_view(actor, one) for one in waiting.order_by("suggested_at", "id")]


def count_open(*, actor: Actor) -> int:
    return visible_suggestions(actor).filter(state=SuggestionState.OPEN).count()


def suggestion_to_read(*, actor: Actor, suggestion_id: int) -> SuggestionView:
    found = _with_page(visible_suggestions(actor)).filter(id=suggestion_id).first()
    if found is None:
        raise NotFound
    return _view(actor, found)


def suggestion_to_decide(*, actor: Actor, suggestion_id: int) -> Suggestion:
    """Locked until the end of the transaction: of two curators at once, the second finds it decided."""
    found = (
        visible_suggestions(actor)
        .select_related("revision__page")
        .select_for_update(of=("self",))
        .filter(id=suggestion_id)
        .first()
    )
    if found is None:
        raise NotFound
    if not policy.can_decide(actor):
        raise NotPermitted("Only curators decide on suggestions.")
    return found


def taken_in(*, revision: Revision) -> list[Suggestion]:
    """What a draft was opened for, so that whoever writes it has the proposed words before them."""
    return list(Suggestion.objects.filter(outcome_revision=revision).order_by("id"))


def done(*, actor: Actor) -> list[Done]:
    """Accepted and live by now, newest first. One query."""
    rows = (
        Suggestion.objects.filter(
            revision__page__partnership_id=actor.partnership_id,
            state=SuggestionState.ACCEPTED,
            outcome_revision__state__in=PUBLISHED_STATES,
            revision__page__live_revision__isnull=False,
        )
        .select_related("revision__page__live_revision", "outcome_revision", "author__organisation")
        .defer("revision__body", "outcome_revision__body", "outcome_revision__rendered")
        .order_by("-outcome_revision__published_at", "-id")[:SHOWN]
    )
    return [_done(one) for one in rows]


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    rows = (
        visible_suggestions(actor)
        .filter(id__in=[id for id in ids if id.isdecimal()])
        .values_list("id", "revision__title")
    )
    return {
        str(id): Card(
            key=Key.of(SUGGESTION_KIND, id), title=title, url=f"/manual/suggestions/{id}", kind_label="Suggestion"
        )
        for id, title in rows
    }


def refuse_reader(actor: Actor) -> None:
    if not policy.can_decide(actor):
        raise NotPermitted("Only curators see what waits for a decision.")


def heading_of(revision: Revision, section: str) -> str:
    return next((part.heading for part in revision.parts if part.anchor == section), "")


def _with_page(suggestions: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
    return suggestions.select_related(
        "revision__page", "outcome_revision", "author__person", "author__organisation", "decided_by__organisation"
    )


def _view(actor: Actor, suggestion: Suggestion) -> SuggestionView:
    return SuggestionView(
        suggestion=suggestion,
        outcome=_outcome(suggestion),
        section=heading_of(suggestion.revision, suggestion.section),
        may_decide=suggestion.state == SuggestionState.OPEN and policy.can_decide(actor),
        is_own=suggestion.author_id == actor.membership_id,
    )


def _outcome(suggestion: Suggestion) -> str:
    revision = suggestion.outcome_revision
    if revision is None:
        return str(suggestion.get_state_display())
    if revision.state in PUBLISHED_STATES:
        return f"Live in revision {revision.number}"
    return "Accepted, being written"


def _done(suggestion: Suggestion) -> Done:
    page = suggestion.revision.page
    # Neither is None: the query asks for what is published, on pages that are live.
    revision, live = cast(Revision, suggestion.outcome_revision), cast(Revision, page.live_revision)
    return Done(
        slug=page.slug,
        title=live.title,
        section=heading_of(suggestion.revision, suggestion.section),
        agency=str(OrganisationKind(suggestion.author.organisation.kind).label),
        number=revision.number,
        before=suggestion.revision.number,
        published_at=cast(datetime, revision.published_at),
    )
