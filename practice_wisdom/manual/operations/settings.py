from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, Stale
from backend.kernel.keys import Key
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import LEAST_DAYS, MOST_DAYS, ManualSettings, Reminder
from practice_wisdom.manual.queries.settings import settings_to_change
from practice_wisdom.manual.stages import WITHDRAWAL


@transaction.atomic
def change_settings(
    *, actor: Actor, version: int, withdraw_overdue_after_days: int | None, now: datetime
) -> ManualSettings:
    """For the pages that members of the actor's organisation own. `version` 0: nothing was chosen before."""
    if not policy.can_settle(actor):
        raise NotPermitted("Only your organisation's administrators, and curators who lead, choose this.")
    settings = settings_to_change(organisation_id=actor.organisation_id)
    if (settings.version if settings else 0) != version:
        raise Stale("Somebody changed these settings since you opened them. Look at them again.", current=_of(settings))
    _refuse_days(withdraw_overdue_after_days)
    settings = settings or ManualSettings(organisation_id=actor.organisation_id)
    settings.withdraw_overdue_after_days = withdraw_overdue_after_days
    settings.version, settings.changed_at, settings.changed_by_id = version + 1, now, actor.membership_id
    settings.save()
    # Who was warned under another rule is warned again before this one takes a page away.
    Reminder.objects.filter(page__owner__organisation_id=actor.organisation_id, stage=WITHDRAWAL).delete()
    audit.record(
        actor=actor,
        verb=Verb.ADMIN,
        key=Key.of("manual.settings", settings.id),
        version=settings.version,
        reason="settings changed",
        now=now,
    )
    return settings


def _of(settings: ManualSettings | None) -> dict[str, int | None]:
    return {
        "withdraw_overdue_after_days": settings.withdraw_overdue_after_days if settings else None,
        "version": settings.version if settings else 0,
    }


def _refuse_days(days: int | None) -> None:
    if days is not None and not LEAST_DAYS <= days <= MOST_DAYS:
        text = f"Between {LEAST_DAYS} and {MOST_DAYS} days, or leave it empty for never."
        raise Invalid(text, fields={"withdraw_overdue_after_days": [text]})
