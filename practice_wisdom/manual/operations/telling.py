"""Lines in the inboxes of those whom a page concerns. The audit row is that of the change itself."""

from collections.abc import Collection
from datetime import datetime

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual.enums import Significance
from practice_wisdom.manual.models import Page, Requirement, Revision, Withdrawal
from practice_wisdom.manual.queries.followers import followers_of
from practice_wisdom.manual.queries.local_notes import LOCAL_NOTE_KIND, displaced_notes
from practice_wisdom.manual.queries.members import curators_among, members_of_partnership
from practice_wisdom.manual.queries.pages import PAGE_KIND
from practice_wisdom.manual.queries.requirements import memberships_asked
from practice_wisdom.manual.queries.telling import who_follows
from practice_wisdom.manual.queries.withdrawals import WITHDRAWAL_KIND

PAGE_MINOR, PAGE_CHANGED, PAGE_URGENT = "manual.page_minor", "manual.page_changed", "manual.page_urgent"
MUST_READ = "manual.must_read"


def tell_of_publication(*, actor: Actor, revision: Revision, now: datetime) -> None:
    """Minor: followers, in the inbox and the daily e-mail. Major: followers, at once. Urgent: every member of the
    partnership, at once. Whoever published it knows."""
    page = revision.page
    if revision.significance == Significance.URGENT:
        everybody = {one.id for one in members_of_partnership(partnership_id=page.partnership_id)}
        _tell(everybody - {actor.membership_id}, PAGE_URGENT, page, now)
    elif revision.significance == Significance.MAJOR:
        _tell(who_follows(page) - {actor.membership_id}, PAGE_CHANGED, page, now)
    else:
        _tell(followers_of(page) - {actor.membership_id}, PAGE_MINOR, page, now)


def tell_of_withdrawal(*, told: set[int], withdrawal: Withdrawal, now: datetime) -> None:
    notify(
        memberships=told,
        partnership_id=withdrawal.revision.page.partnership_id,
        kind="manual.page_withdrawn",
        key=Key.of(WITHDRAWAL_KIND, withdrawal.id),
        now=now,
    )


def tell_of_displaced_notes(*, page: Page, before: Collection[str] | None, now: datetime) -> None:
    """The curators of the organisations that wrote them. `before`: the parts of the page until now, if it was live."""
    displaced = displaced_notes(page=page, before=before)
    if not displaced:
        return
    members = members_of_partnership(partnership_id=page.partnership_id)
    for wording in displaced:
        curators = curators_among(members, organisation_id=wording.author.organisation_id)
        notify(
            memberships={one.id for one in curators},
            partnership_id=page.partnership_id,
            kind="manual.local_note_displaced",
            key=Key.of(LOCAL_NOTE_KIND, wording.note_id),
            now=now,
        )


def tell_asked(*, requirement: Requirement, page: Page, now: datetime) -> None:
    _tell(memberships_asked(requirement), MUST_READ, page, now)


def _tell(memberships: set[int], kind: str, page: Page, now: datetime) -> None:
    if memberships:
        key = Key.of(PAGE_KIND, page.id)
        notify(memberships=memberships, partnership_id=page.partnership_id, kind=kind, key=key, now=now)
