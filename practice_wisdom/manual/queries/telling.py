"""Whom a change of a page concerns."""

from practice_wisdom.manual.models import Page
from practice_wisdom.manual.queries.followers import followers_of


def who_follows(page: Page) -> set[int]:
    """Memberships: those who follow the page, and its owner. Asked while the page is live."""
    return followers_of(page) | {page.owner_id}
