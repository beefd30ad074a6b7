"""What stands beside the words of a live page: whose it is, what changed lately, what is planned, what is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from backend.kernel.markdown import Part
from practice_wisdom.manual.enums import Significance
from practice_wisdom.manual.links import has_links, leads_to
from practice_wisdom.manual.models import Page, Revision
from practice_wisdom.manual.queries.credits import Credit
from practice_wisdom.manual.queries.schedules import waiting_of_page
from practice_wisdom.manual.queries.withdrawals import withdrawn_slugs

CHANGE_SHOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Planned:
    """What will happen to it, for those who may cancel that."""

    id: int
    what: str
    at: datetime


def owner_of(page: Page) -> Credit:
    return Credit(page.owner.person.name, page.owner.organisation.name, page.owner.organisation.kind)


def change_to_notice(revision: Revision, *, today: date) -> str:
    if revision.significance not in (Significance.MAJOR, Significance.URGENT) or revision.published_at is None:
        return ""
    since = today - timezone.localdate(revision.published_at)
    return str(revision.get_significance_display()) if since <= CHANGE_SHOWN else ""


def withdrawn_links(page: Page, parts: Iterable[Part]) -> tuple[str, ...]:
    linking = [part.html for part in parts if has_links(part.html)]
    slugs = withdrawn_slugs(partnership_id=page.partnership_id) if linking else []
    return tuple(slug for slug in slugs if any(leads_to(slug, html) for html in linking))


def planned_for(page: Page) -> Planned | None:
    waiting = waiting_of_page(page_id=page.id)
    return Planned(waiting.id, waiting.get_what_display(), waiting.at) if waiting else None
