from datetime import datetime

from django.db import transaction

from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import Approval, Revision
from practice_wisdom.manual.operations.revisions import refuse_stale
from practice_wisdom.manual.operations.trail import record_change
from practice_wisdom.manual.operations.waiting import stop_waiting
from practice_wisdom.manual.queries.revisions import missing_of, revision_to_change, writer_people

MAX_NOTE = 1_000


@transaction.atomic
def approve_revision(*, actor: Actor, revision_id: int, version: int, note: str = "", now: datetime) -> Revision:
    """This actor's organisation says yes to these words. The last approval needed makes the revision approved."""
    revision = revision_to_change(actor=actor, revision_id=revision_id)
    if not policy.can_approve(actor, writers=writer_people(revision)):
        raise NotPermitted("Only an approver who did not write in this revision can approve it.")
    refuse_stale(revision, version)
    refuse_long(note, "note")
    approvals = list(revision.approvals.all())
    if actor.person_id in {approval.person_id for approval in approvals}:
        raise WrongMoment("You have already approved this revision.")
    approvals.append(_approval(actor, revision, note, now))
    revision.take_approval(complete=not missing_of(revision.page, approvals))
    record_change(actor=actor, revision=revision, reason="approved", now=now)
    return revision


@transaction.atomic
def return_revision(*, actor: Actor, revision_id: int, version: int, reason: str, now: datetime) -> Revision:
    """Back to its author, with what should change. Approvals so far fall: they were for words that may now change."""
    revision = revision_to_change(actor=actor, revision_id=revision_id)
    if not policy.can_return(actor):
        raise NotPermitted("Only approvers send a revision back.")
    refuse_stale(revision, version)
    if not reason.strip():
        raise Invalid("Say what should change.", fields={"reason": ["Say what should change."]})
    refuse_long(reason, "reason")
    revision.send_back(by=actor.membership_id, reason=reason.strip(), at=now)
    revision.approvals.all().delete()
    stop_waiting(actor=actor, page_id=revision.page_id, now=now)
    record_change(actor=actor, revision=revision, reason="sent back", now=now)
    return revision


def _approval(actor: Actor, revision: Revision, note: str, now: datetime) -> Approval:
    return Approval.objects.create(
        revision=revision,
        membership_id=actor.membership_id,
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        organisation_kind=actor.organisation_kind,
        note=note.strip(),
        approved_at=now,
    )


def refuse_long(text: str, name: str) -> None:
    if len(text) > MAX_NOTE:
        raise Invalid("This is too long.", fields={name: [f"There is room for {MAX_NOTE} characters."]})
