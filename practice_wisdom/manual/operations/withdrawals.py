from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from backend.kernel.keys import Key
from backend.search import operations as search
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Cause
from practice_wisdom.manual.models import MAX_WITHDRAWAL_REASON, Page, Withdrawal
from practice_wisdom.manual.operations.telling import tell_of_withdrawal
from practice_wisdom.manual.operations.trail import record_change
from practice_wisdom.manual.operations.waiting import stop_waiting
from practice_wisdom.manual.queries.findable import keys_of_page
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.queries.telling import who_follows
from practice_wisdom.manual.queries.withdrawals import page_instead


@transaction.atomic
def withdraw_page(*, actor: Actor, slug: str, number: int, reason: str, instead: str = "", now: datetime) -> Withdrawal:
    """Nothing is live at this address from now on but the reason. `number`: the revision that was read."""
    page = page_to_change(actor=actor, slug=slug)
    if not policy.can_withdraw(actor):
        raise NotPermitted("Only curators withdraw pages.")
    if page.live_revision is None or page.live_revision.number != number:
        raise WrongMoment("Another revision is live now, or none. Open the page again before you withdraw it.")
    reason = taken_reason(reason)
    other = page_instead(partnership_id=page.partnership_id, slug=instead, of=page.id)
    withdrawal = _take_away(page, by=actor, reason=reason, instead=other, now=now)
    record_change(actor=actor, revision=withdrawal.revision, reason="withdrawn", now=now)
    return withdrawal


def withdraw_overdue(*, page: Page, now: datetime) -> Withdrawal:
    """By the rule of its owner's organisation, in the caller's transaction, which has locked the page."""
    withdrawal = _take_away(page, by=None, reason="", instead=None, now=now)
    audit.record(
        actor=None,
        organisation_id=page.owner.organisation_id,
        verb=Verb.ALTER,
        key=Key.of("manual.revision", withdrawal.revision_id),
        version=withdrawal.revision.version,
        reason="withdrawn: overdue",
        now=now,
    )
    return withdrawal


def taken_reason(reason: str) -> str:
    # Browsers send two characters for a line end, and count one.
    reason = reason.replace("\r\n", "\n").strip()
    if not reason:
        raise _refused("Say why. Whoever opens the page's address reads it.")
    if len(reason) > MAX_WITHDRAWAL_REASON:
        raise _refused(f"Use {MAX_WITHDRAWAL_REASON} characters or fewer.")
    if "\x00" in reason:
        raise _refused("There is a character in it that cannot be kept. Type the words again.")
    return reason


def _take_away(page: Page, *, by: Actor | None, reason: str, instead: Page | None, now: datetime) -> Withdrawal:
    revision = page.live_revision
    if revision is None:
        raise WrongMoment("This page is not live.")
    revision.page = page
    # Asked while it is live: whoever follows one of its topics follows live pages.
    told = who_follows(page) - {by.membership_id if by else None}
    revision.withdraw()
    page.be_taken_away()
    page.save(update_fields=["live_revision", "checked_on", "review_by"])
    withdrawal = Withdrawal.objects.create(
        revision=revision,
        cause=Cause.CURATOR if by else Cause.OVERDUE,
        reason=reason,
        instead=instead,
        withdrawn_at=now,
        withdrawn_by_id=by.membership_id if by else None,
    )
    stop_waiting(actor=by, page_id=page.id, now=now)
    search.mark_changed(keys=keys_of_page(page.id), now=now)
    tell_of_withdrawal(told=told, withdrawal=withdrawal, now=now)
    return withdrawal


def _refused(message: str) -> Invalid:
    return Invalid(message, fields={"reason": [message]})
