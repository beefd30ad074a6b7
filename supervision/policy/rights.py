"""Who answers for what people are entitled to. Neither role opens anything by itself: two people decide, each time."""

from backend.identity.enums import Role
from backend.kernel.actor import Actor
from supervision.enums import DisclosureState
from supervision.models import DataRequest, Disclosure

OFFICERS = (Role.DISCLOSURE_OFFICER, Role.PRIVACY_OFFICER)


def is_officer(actor: Actor) -> bool:
    return any(actor.holds(role) for role in OFFICERS)


def can_see_pairs(actor: Actor) -> bool:
    return actor.holds(Role.ORG_ADMIN)


def can_approve_rules(actor: Actor) -> bool:
    return actor.holds(Role.PRIVACY_OFFICER)


def can_ask_for_disclosure(actor: Actor) -> bool:
    return actor.holds(Role.DISCLOSURE_OFFICER)


def can_agree(actor: Actor, disclosure: Disclosure) -> bool:
    """To the step that is asked for now. Never by who asked for it, whatever roles that person holds."""
    asked_by = {
        DisclosureState.ASKED.value: disclosure.asked_by_id,
        DisclosureState.CONTENT_ASKED.value: disclosure.content_asked_by_id,
    }.get(disclosure.state)
    return (
        asked_by is not None
        and actor.holds(Role.PRIVACY_OFFICER)
        and actor.membership_id not in {asked_by, disclosure.membership_id}
    )


def can_ask_for_content(actor: Actor, disclosure: Disclosure) -> bool:
    return disclosure.state == DisclosureState.EXISTENCE and can_ask_for_disclosure(actor)


def can_revoke(actor: Actor, disclosure: Disclosure) -> bool:
    return disclosure.state != DisclosureState.REVOKED and is_officer(actor)


def can_read_for_subject(actor: Actor, request: DataRequest) -> bool:
    """The second reader is another person; whether they take part in what is read, the query knows."""
    return is_officer(actor) and actor.membership_id != request.membership_id
