from datetime import datetime

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Page
from practice_wisdom.manual.operations.trail import record_page_change
from practice_wisdom.manual.queries.members import member_by_email
from practice_wisdom.manual.queries.pages import PAGE_KIND, page_to_change


@transaction.atomic
def change_owner(*, actor: Actor, slug: str, email: str, instead_of: int, now: datetime) -> Page:
    """Hands the page over to a member of the partnership. `instead_of`: the membership that was seen to own it."""
    page = page_to_change(actor=actor, slug=slug)
    if not policy.can_change_owner(actor):
        raise NotPermitted("Only curators hand pages over.")
    if page.owner_id != instead_of:
        raise WrongMoment("Somebody has handed this page over meanwhile. Look at it again.")
    member = member_by_email(partnership_id=page.partnership_id, email=email)
    if member is None:
        text = "Nobody in your partnership has this e-mail address."
        raise Invalid(text, fields={"email": [text]})
    page.owner = member
    page.save(update_fields=["owner"])
    if member.id != actor.membership_id:
        key = Key.of(PAGE_KIND, page.id)
        notify(memberships=[member.id], partnership_id=page.partnership_id, kind="manual.page_yours", key=key, now=now)
    record_page_change(actor=actor, page=page, reason="owner changed", now=now)
    return page
