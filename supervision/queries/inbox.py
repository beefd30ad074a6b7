"""How what supervision tells of looks in an inbox: to those who take part, and without a word of what it is about."""

from collections.abc import Iterator
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.kernel.targets import Card
from supervision.models import Agreement, Session, TimeProposal
from supervision.queries import agreement, session, time_proposal


def session_cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    found = Session.objects.visible_to(actor).filter(id__in=list(_uuids(ids)))
    return {str(row.pk): _card(session.key(row.pk), f"Meeting on {_day(row)}", "supervision_session") for row in found}


def agreement_cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    found = Agreement.objects.visible_to(actor).filter(id__in=list(_uuids(ids)))
    return {str(row.pk): _card(agreement.key(row.pk), "Your meetings", "supervision_agreement") for row in found}


def proposal_cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    found = TimeProposal.objects.visible_to(actor).filter(id__in=list(_uuids(ids)))
    return {
        str(row.pk): _card(time_proposal.key(row.pk), "Times for a meeting", "supervision_proposal") for row in found
    }


CARDS = {session.KIND: session_cards, agreement.KIND: agreement_cards, time_proposal.KIND: proposal_cards}


def _card(key: Key, title: str, name: str) -> Card:
    return Card(key=key, title=title, url=reverse(name, args=[key.id]), kind_label="Meeting")


def _day(row: Session) -> str:
    return date_format(timezone.localtime(row.planned_for), "j F Y")


def _uuids(ids: list[str]) -> Iterator[UUID]:
    for text in ids:
        try:
            yield UUID(text)
        except ValueError:
            continue
