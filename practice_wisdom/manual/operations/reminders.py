"""Reminders to check a page, and what happens when nobody does. Run by the worker; safe to repeat or to cut short."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual.mail import send_reminder
from practice_wisdom.manual.models import Reminder
from practice_wisdom.manual.operations.withdrawals import withdraw_overdue
from practice_wisdom.manual.queries.pages import PAGE_KIND
from practice_wisdom.manual.queries.reminders import (
    Due,
    due_pages,
    member_to_remind,
    not_reminded,
    overdue_page_to_withdraw,
    pages_to_warn_of,
    pages_to_withdraw,
    reminded_today,
)
from practice_wisdom.manual.stages import WARNED_AHEAD, WITHDRAWAL, kind_of


def remind_and_withdraw(*, now: datetime) -> None:
    """Every stage once a member and page; the e-mail once a member and day, however often this runs."""
    today = timezone.localdate(now)
    told = due_pages(today=today)
    for member, due in pages_to_warn_of(today=today).items():
        told.setdefault(member, []).extend(due)
    for membership_id, due in told.items():
        _remind(membership_id, due, today=today, now=now)
    for page_id in pages_to_withdraw(today=today):
        _withdraw(page_id, today=today, now=now)


@transaction.atomic
def _remind(membership_id: int, due: list[Due], *, today: date, now: datetime) -> None:
    member = member_to_remind(membership_id=membership_id)
    if member is None:
        return
    news = not_reminded(membership_id=membership_id, due=due)
    if not news:
        return
    mailed = reminded_today(membership_id=membership_id, today=today)
    Reminder.objects.bulk_create(
        Reminder(page_id=one.page_id, member=member, review_by=one.review_by, stage=one.stage, reminded_on=today)
        for one in news
    )
    for one in news:
        kind = "manual.withdrawal_ahead" if one.stage == WITHDRAWAL else kind_of(one.stage)
        key = Key.of(PAGE_KIND, one.page_id)
        notify(memberships=[membership_id], partnership_id=one.partnership_id, kind=kind, key=key, now=now)
    if not mailed:
        # After the commit: twice is impossible, and when the machine stops in between, the inbox still says it.
        pages, email = len({one.page_id for one in news}), member.person.email
        transaction.on_commit(lambda: send_reminder(email=email, pages=pages))


@transaction.atomic
def _withdraw(page_id: int, *, today: date, now: datetime) -> None:
    page = overdue_page_to_withdraw(page_id=page_id, today=today, warned_by=today - WARNED_AHEAD)
    if page is not None:
        withdraw_overdue(page=page, now=now)
