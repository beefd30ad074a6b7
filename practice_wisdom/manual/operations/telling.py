"""Lines in the inboxes of those whom a page concerns."""

from datetime import datetime

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual.models import Page, Requirement
from practice_wisdom.manual.queries.followers import followers_of
from practice_wisdom.manual.queries.pages import PAGE_KIND
from practice_wisdom.manual.queries.requirements import memberships_asked

PAGE_CHANGED, MUST_READ = "manual.page_changed", "manual.must_read"
SENTENCES = {
    PAGE_CHANGED: "A page or a topic that you follow has changed.",
    MUST_READ: "You are asked to read this page, and to say that you have understood it.",
}


def tell_followers(*, actor: Actor, page: Page, now: datetime) -> None:
    """A new revision is live. Whoever published it knows."""
    _tell(followers_of(page) - {actor.membership_id}, PAGE_CHANGED, page, now)


def tell_asked(*, requirement: Requirement, page: Page, now: datetime) -> None:
    _tell(memberships_asked(requirement), MUST_READ, page, now)


def _tell(memberships: set[int], kind: str, page: Page, now: datetime) -> None:
    if memberships:
        key = Key.of(PAGE_KIND, page.id)
        notify(memberships=memberships, partnership_id=page.partnership_id, kind=kind, key=key, now=now)
