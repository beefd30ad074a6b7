"""Who may do what with a page. Everything here is about one partnership: queries let nothing of another through."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from backend.identity.enums import OrganisationKind, Role
from backend.kernel.actor import Actor
from practice_wisdom.manual.enums import PUBLISHED_STATES, WORDS_MAY_CHANGE, State
from practice_wisdom.manual.models import Approval, Page, PracticeNote, Revision


def can_write(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR)


def can_confirm(actor: Actor, page: Page) -> bool:
    """Whether it is still right: for those who would write it anew, and for its owner."""
    return can_write(actor) or page.owner_id == actor.membership_id


def can_give_verdict(actor: Actor) -> bool:
    """And suggest a change, and offer what worked. Every reader; whoever lacks a second step only reads."""
    return not actor.second_factor_missing


def can_keep_shelf(actor: Actor) -> bool:
    """Bookmarks, and what one follows."""
    return not actor.second_factor_missing


def can_ask_to_read(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR)


def is_asked(*, kind: str, held: Iterable[str], kinds: Collection[str], roles: Collection[str]) -> bool:
    """Whether a member of an organisation of this kind, with these roles, is among those asked to read a page."""
    return (not kinds or kind in kinds) and (not roles or not set(roles).isdisjoint(held))


def can_ask(actor: Actor) -> bool:
    """Send the curators a question: every reader, except whoever lacks a second step."""
    return not actor.second_factor_missing


def can_use_desk(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR) or actor.holds(Role.APPROVER)


def can_read(actor: Actor, revision: Revision) -> bool:
    """What was published is every member's to read; what is being prepared is for those who prepare it."""
    return revision.state in PUBLISHED_STATES or can_use_desk(actor) or revision.author_id == actor.membership_id


def can_edit(actor: Actor, revision: Revision) -> bool:
    return can_write(actor) or revision.author_id == actor.membership_id


def can_approve(actor: Actor, *, writers: Iterable[int]) -> bool:
    """`writers` are the people who wrote in it: two pairs of eyes, whatever hat the first pair wears now."""
    return actor.holds(Role.APPROVER) and actor.person_id not in set(writers)


def can_return(actor: Actor) -> bool:
    return actor.holds(Role.APPROVER)


def can_publish(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR)


def can_withdraw(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR)


def can_invite_by_link(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR)


def can_change_owner(actor: Actor) -> bool:
    return actor.holds(Role.CURATOR)


def can_settle(actor: Actor) -> bool:
    """What holds for all pages of an organisation: for its administrators, and for a curator who leads."""
    return actor.holds(Role.ORG_ADMIN) or (actor.holds(Role.CURATOR) and actor.holds(Role.LEAD))


def missing_approvals(*, joint: bool, kinds: Iterable[str], independent: bool = True) -> list[str]:
    """What a revision still needs, in words; empty when it may be published. `kinds`: of who approved so far.

    `independent`: somebody who did not write in it stands behind one of them. Its writers never approve alone, not
    through links they sent either.
    """
    given = list(kinds)
    missing = _missing_sides(given) if joint else [] if given else ["an approval"]
    return missing or ([] if independent else ["an approval that no writer of it asked for by link"])


def _missing_sides(given: list[str]) -> list[str]:
    missing = []
    if OrganisationKind.POLICE not in given:
        missing.append("a police approval")
    if all(kind == OrganisationKind.POLICE for kind in given):
        missing.append("a partner approval")
    return missing


@dataclass(frozen=True, slots=True)
class Choices:
    """What this actor may do with this revision now: what the screen offers."""

    edit: bool
    submit: bool
    approve: bool
    send_back: bool
    publish: bool


def choices(actor: Actor, revision: Revision, *, writers: Iterable[int], approvals: Iterable[Approval]) -> Choices:
    draft = revision.state in WORDS_MAY_CHANGE
    approved_already = actor.person_id in {approval.person_id for approval in approvals}
    return Choices(
        edit=draft and can_edit(actor, revision),
        submit=draft and can_edit(actor, revision),
        approve=revision.state == State.IN_REVIEW and can_approve(actor, writers=writers) and not approved_already,
        send_back=revision.state in (State.IN_REVIEW, State.APPROVED) and can_return(actor),
        publish=revision.state == State.APPROVED and can_publish(actor),
    )


def can_decide(actor: Actor) -> bool:
    """Suggestions and practice notes: for those who can write the page anew."""
    return can_write(actor)


def can_decide_note(actor: Actor, note: PracticeNote) -> bool:
    # It goes straight to the page: two pairs of eyes, as with a revision.
    return can_decide(actor) and note.author_id != actor.membership_id


def can_end_note(actor: Actor, note: PracticeNote) -> bool:
    return note.author_id == actor.membership_id or can_decide(actor)
