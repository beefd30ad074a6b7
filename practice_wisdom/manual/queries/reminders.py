"""Pages that somebody has to be reminded of, in all partnerships."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from backend.identity.models import Membership
from practice_wisdom.manual.models import Page, Reminder
from practice_wisdom.manual.queries.members import active_members, curators_among, members_of_partnership
from practice_wisdom.manual.queries.settings import days_by_organisation
from practice_wisdom.manual.stages import FIRST, WITHDRAWAL, stage_of


@dataclass(frozen=True, slots=True)
class Due:
    """One page at one stage, for one member."""

    page_id: int
    partnership_id: int
    review_by: date
    stage: str


def due_pages(*, today: date) -> dict[int, list[Due]]:
    """By membership: the owner's or, when the owner is gone, those of the other curators there."""
    found = Page.objects.filter(live_revision__isnull=False, review_by__lte=today + timedelta(days=FIRST))
    told: dict[int, list[Due]] = defaultdict(list)
    curators = _Curators()
    for page in found.select_related("owner__person").order_by("id"):
        stage = stage_of(review_by=_review_by(page), today=today)
        if stage is not None:
            due = Due(page.id, page.partnership_id, _review_by(page), stage)
            for member in [page.owner_id] if _is_active(page.owner) else curators.of(page):
                told[member].append(due)
    return dict(told)


def pages_to_warn_of(*, today: date) -> dict[int, list[Due]]:
    """By membership: the owner's and those of the curators of the owner's organisation, which chose the rule."""
    told: dict[int, list[Due]] = defaultdict(list)
    curators = _Curators()
    for page, days in _overdue_by_the_rule(today=today):
        if (today - _review_by(page)).days >= days - 7:
            due = Due(page.id, page.partnership_id, _review_by(page), WITHDRAWAL)
            owner = {page.owner_id} if _is_active(page.owner) else set()
            for member in owner | set(curators.of(page)):
                told[member].append(due)
    return dict(told)


def pages_to_withdraw(*, today: date) -> list[int]:
    """Overdue for as long as the organisation allows; whether somebody was warned is asked once the page is locked."""
    return [page.id for page, days in _overdue_by_the_rule(today=today) if (today - _review_by(page)).days >= days]


def overdue_page_to_withdraw(*, page_id: int, today: date, warned_by: date) -> Page | None:
    """Locked; None when it was confirmed, handed over or withdrawn meanwhile, or nobody was warned in time."""
    page = Page.objects.select_for_update(of=("self",)).select_related("owner").filter(id=page_id).first()
    if page is None or page.live_revision_id is None or page.review_by is None:
        return None
    days = days_by_organisation().get(page.owner.organisation_id)
    if days is None or (today - page.review_by).days < days:
        return None
    warned = Reminder.objects.filter(page=page, review_by=page.review_by, stage=WITHDRAWAL, reminded_on__lte=warned_by)
    return page if warned.exists() else None


def member_to_remind(*, membership_id: int) -> Membership | None:
    """Locked: two workers at once stand in a queue. None when they are gone since."""
    locked = active_members().select_for_update(of=("self",), no_key=True).select_related("person")
    return locked.filter(id=membership_id).first()


def reminded_today(*, membership_id: int, today: date) -> bool:
    return Reminder.objects.filter(member_id=membership_id, reminded_on=today).exists()


def not_reminded(*, membership_id: int, due: list[Due]) -> list[Due]:
    rows = Reminder.objects.filter(member_id=membership_id, page_id__in=[one.page_id for one in due])
    said = set(rows.values_list("page_id", "review_by", "stage"))
    return [one for one in due if (one.page_id, one.review_by, one.stage) not in said]


def _overdue_by_the_rule(*, today: date) -> list[tuple[Page, int]]:
    rules = days_by_organisation()
    found = Page.objects.filter(
        live_revision__isnull=False, review_by__lt=today, owner__organisation_id__in=list(rules)
    ).select_related("owner__person")
    return [(page, rules[page.owner.organisation_id]) for page in found.order_by("id")]


class _Curators:
    """Asks each partnership once."""

    def __init__(self) -> None:
        self._members: dict[int, list[Membership]] = {}

    def of(self, page: Page) -> list[int]:
        id = page.partnership_id
        if id not in self._members:
            self._members[id] = members_of_partnership(partnership_id=id)
        return [one.id for one in curators_among(self._members[id], organisation_id=page.owner.organisation_id)]


def _is_active(member: Membership) -> bool:
    return member.disabled_at is None and member.person.is_active


def _review_by(page: Page) -> date:
    if page.review_by is None:
        raise ValueError(f"{page} is live without a date to check it by")
    return page.review_by
