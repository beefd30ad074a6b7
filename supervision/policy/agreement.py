"""Who may do what to an agreement. Everybody asked about here is already known to take part in it."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from supervision.enums import GROUP_PARTS, GROUP_SIZES, AgreementState, Kind, Part
from supervision.models import Agreement, Participant, Terms
from supervision.models.terms import own_name

PART_OF_THE_OTHER = {Part.SUPERVISOR: Part.SUPERVISEE, Part.SUPERVISEE: Part.SUPERVISOR, Part.PEER: Part.PEER}
MONTHS_TO_FIRST_REVIEW = 3
MONTHS_TO_NEXT_REVIEW = 12
# A review that is done a little early still counts; terms that were mended soon after signing were not reviewed.
REVIEW_OPENS = timedelta(days=28)


def can_change_terms(agreement: Agreement) -> bool:
    """Also of a signed one: what is signed holds until everybody has signed the new version."""
    return agreement.state != AgreementState.ENDED


def can_sign(agreement: Agreement) -> bool:
    """The newest version, as long as it is not in force yet."""
    return agreement.state != AgreementState.ENDED and agreement.in_force != agreement.version


def can_end(agreement: Agreement, me: Participant) -> bool:
    """Whoever is yet to join a group may decline, and the others go on."""
    return agreement.state != AgreementState.ENDED and (me.first_version == 1 or me.joined_at is not None)


def can_plan_session(agreement: Agreement, me: Participant) -> bool:
    return agreement.state == AgreementState.SIGNED and me.joined_at is not None


def is_review_open(agreement: Agreement, *, today: date) -> bool:
    due = agreement.review_due_on
    return agreement.state == AgreementState.SIGNED and due is not None and today >= due - REVIEW_OPENS


def can_review(agreement: Agreement, me: Participant, *, today: date) -> bool:
    """While a new version waits, it is that one to read and sign."""
    is_settled = agreement.in_force == agreement.version
    return is_settled and me.joined_at is not None and is_review_open(agreement, today=today)


def first_review(*, signed_on: date) -> date:
    return _months_later(signed_on, MONTHS_TO_FIRST_REVIEW)


def next_review(*, reviewed_on: date) -> date:
    return _months_later(reviewed_on, MONTHS_TO_NEXT_REVIEW)


def is_kind_between(*, kind: Kind, organisations: Iterable[int]) -> bool:
    """Two people of two organisations are joint supervision; a group may come from one or from several."""
    return kind is Kind.GROUP or (kind is Kind.JOINT) == (len(set(organisations)) > 1)


def is_size_of(*, kind: Kind, people: int) -> bool:
    return people in GROUP_SIZES if kind is Kind.GROUP else people == 2


def is_part_in(*, part: Part, kind: Kind) -> bool:
    if kind is Kind.GROUP:
        return part in GROUP_PARTS
    return part not in GROUP_PARTS and (part is Part.PEER) == (kind is Kind.PEER)


def missing_before_signing(*, homes: Mapping[int, int], terms: Terms) -> list[str]:
    """Fields of the terms that must say something first: across organisations, who carries the normative function in
    each of them. `homes`: the organisation of each membership."""
    people: dict[int, list[int]] = defaultdict(list)
    for membership_id, organisation_id in homes.items():
        people[organisation_id].append(membership_id)
    if len(people) < 2:
        return []
    return [
        own_name("accountability", members[0])
        for members in people.values()
        if not any(terms.lines_of(membership_id).accountability.strip() for membership_id in members)
    ]


def _months_later(day: date, months: int) -> date:
    """The same day of the month, or its last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
