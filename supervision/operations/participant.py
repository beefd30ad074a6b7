from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, WrongMoment
from supervision.enums import Part
from supervision.models import Agreement, AgreementVersion, Participant
from supervision.operations import agreement as agreements
from supervision.operations import trail
from supervision.operations.facilitation import close_proposals_with, end_facilitation
from supervision.operations.record import lock_if_signed
from supervision.operations.telling import uninvite
from supervision.policy import participant as policy
from supervision.queries import agreement as queries
from supervision.queries import record as records
from supervision.queries.participant import colleagues_by_id, participant_of, taking_part
from supervision.queries.session import sessions_ahead
from supervision.sealed import Seals


@transaction.atomic
def bring_in(
    *, actor: Actor, agreement_id: UUID, membership_id: int, expected_version: int, now: datetime
) -> AgreementVersion:
    """Somebody more for a group: a new version with the same words, which everybody signs, the new one too. Until then
    they read that version and nothing else; afterwards the sessions from then on."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    people = taking_part(agreement_id=agreement.pk)
    if not policy.can_bring_in(agreement, me, people=len(people)):
        raise WrongMoment("Only a group that has not ended and has fewer than ten people takes somebody more.")
    agreements.refuse_stale(agreement, expected_version)
    members = {one.membership_id for one in people}
    if membership_id in members or not colleagues_by_id(actor=actor, membership_ids=[membership_id]):
        choose = "Choose somebody from your partnership who does not take part yet."
        raise Invalid(choose, fields={"membership_id": [choose]})

    seals = Seals.of(agreement_id=agreement.pk)
    newest = queries.version_of_terms(agreement=agreement, number=agreement.version)
    terms = queries.terms_of(agreement=agreement, version=newest, members=members, seals=seals)
    agreement.version += 1
    agreement.save(update_fields=["version"])
    Participant.objects.create(
        agreement=agreement, membership_id=membership_id, part=Part.MEMBER, first_version=agreement.version
    )
    terms = agreements.taken_terms(agreements.without_strangers(terms, members), members=members | {membership_id})
    version = agreements.write_version(agreement=agreement, writer=me, terms=terms, seals=seals, now=now)
    trail.saved(actor=actor, row=version, reason="member proposed", now=now)
    return version


@transaction.atomic
def leave(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """Out of a group, or no to joining it: from the next request on nothing of it opens. It ends for all when it is no
    group any more: with fewer than three people, or with nobody to facilitate."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    if not policy.can_leave(agreement):
        raise WrongMoment("Only a group that has not ended can be left. An agreement between two ends for both.")
    agreements.refuse_stale(agreement, expected_version)

    _goes(actor=actor, agreement=agreement, one=participant_of(actor=actor, agreement_id=agreement.pk), now=now)
    return agreement


@transaction.atomic
def take_off(
    *, actor: Actor, agreement_id: UUID, participant_id: UUID, expected_version: int, now: datetime
) -> Agreement:
    """Somebody whose membership has ended, so that the others can go on signing; or who has not joined yet."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    people = {one.pk: one for one in taking_part(agreement_id=agreement.pk)}
    if participant_id not in people:
        raise NotFound
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    if not policy.can_take_off(agreement, me, people[participant_id]):
        raise WrongMoment("Only somebody whose membership has ended, or who has not joined yet, can be taken off.")
    agreements.refuse_stale(agreement, expected_version)

    _goes(actor=actor, agreement=agreement, one=people[participant_id], now=now)
    return agreement


def _goes(*, actor: Actor, agreement: Agreement, one: Participant, now: datetime) -> None:
    """What waited for this signature alone waits no longer."""
    one.left_at = now
    one.save(update_fields=["left_at"])
    _take_out_of_calendar(one, now)
    close_proposals_with(participant=one, now=now)
    if one.part == Part.FACILITATOR:
        end_facilitation(agreement=agreement, now=now)
    reason = "left" if one.membership_id == actor.membership_id else "taken off"
    trail.changed(actor=actor, key=queries.key(agreement.pk), version=agreement.version, reason=reason, now=now)
    for record in records.records_up_for_signing(agreement=agreement):
        if lock_if_signed(record=record, now=now):
            trail.changed(
                actor=actor,
                key=records.key(record.pk),
                version=record.version,
                reason="locked",
                fingerprint=record.content_digest,
                now=now,
            )
    if not policy.can_go_on(agreement, taking_part(agreement_id=agreement.pk)):
        agreements.end(actor=actor, agreement=agreement, now=now)
        return
    agreements.put_in_force(agreement=agreement, now=now)


def _take_out_of_calendar(one: Participant, now: datetime) -> None:
    """What they were invited to, they alone."""
    if one.joined_at is None:
        return
    for session in sessions_ahead(agreement=one.agreement, now=now):
        if one.first_version == 1 or one.joined_at <= session.planned_for:
            uninvite(session=session, now=now, only=[one.membership_id])
