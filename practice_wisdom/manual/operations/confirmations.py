from datetime import datetime

from django.db import transaction
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted, WrongMoment
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Confirmation
from practice_wisdom.manual.operations.trail import record_change
from practice_wisdom.manual.queries.pages import page_to_change


@transaction.atomic
def confirm_page(*, actor: Actor, slug: str, number: int, now: datetime) -> Confirmation:
    """Still right: in date again for as long as its author gave it. `number`: the revision that was read."""
    page = page_to_change(actor=actor, slug=slug)
    live, today = page.live_revision, timezone.localdate(now)
    if not policy.can_confirm(actor, page):
        raise NotPermitted("Only curators and the owner of a page confirm it.")
    if live is None or live.number != number:
        raise WrongMoment("Another revision is live now. Read it before you confirm it.")
    if live.confirmations.filter(checked_on=today).exists():
        raise WrongMoment("This page was confirmed today already.")
    confirmation = Confirmation.objects.create(
        revision=live,
        confirmed_by_id=actor.membership_id,
        confirmed_at=now,
        checked_on=today,
        review_by=today + (live.review_by - live.checked_on),
    )
    page.be_fresh(checked_on=confirmation.checked_on, review_by=confirmation.review_by)
    page.save(update_fields=["checked_on", "review_by"])
    record_change(actor=actor, revision=live, reason="confirmed", now=now)
    return confirmation
