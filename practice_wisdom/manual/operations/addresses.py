"""A page may move; whatever led to it goes on leading to it."""

from datetime import datetime

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from backend.search import operations as search
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import FormerAddress, Page
from practice_wisdom.manual.operations.trail import record_page_change
from practice_wisdom.manual.queries.addresses import is_a_page, page_that_left, wait_for_addresses
from practice_wisdom.manual.queries.findable import keys_of_page
from practice_wisdom.manual.queries.pages import page_to_change
from practice_wisdom.manual.words import refuse_slug


@transaction.atomic
def change_address(*, actor: Actor, slug: str, new_slug: str, now: datetime) -> Page:
    """The page is at `new_slug` from now on; `slug` leads there. Back to an address it once had is allowed."""
    page = page_to_change(actor=actor, slug=slug)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators change addresses.")
    if page.slug != slug:
        raise WrongMoment(f"This page has moved already. It is at manual/{page.slug} now.")
    refuse_slug(new_slug)
    refuse_taken(partnership_id=page.partnership_id, slug=new_slug, page_id=page.id)
    page.former_addresses.filter(slug=new_slug).delete()
    FormerAddress.objects.create(
        partnership_id=page.partnership_id, slug=slug, page=page, left_at=now, left_by_id=actor.membership_id
    )
    page.slug = new_slug
    page.save(update_fields=["slug"])
    search.mark_changed(keys=keys_of_page(page.id), now=now)
    record_page_change(actor=actor, page=page, reason="address changed", now=now)
    return page


def refuse_taken(*, partnership_id: int, slug: str, page_id: int | None = None) -> None:
    """Raises Invalid where a page is, and where another than `page_id` once was: printed codes lead where they led."""
    wait_for_addresses(partnership_id=partnership_id)
    if is_a_page(partnership_id=partnership_id, slug=slug):
        raise Invalid("There is a page at this address already.", fields={"slug": ["There is a page here already."]})
    if page_that_left(partnership_id=partnership_id, slug=slug) not in (None, page_id):
        text = "Another page was here once, and printed codes still lead to it. Choose another address."
        raise Invalid(text, fields={"slug": [text]})
