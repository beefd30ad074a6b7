from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from backend.kernel.actor import Actor
from backend.kernel.errors import WrongMoment
from supervision.models import Agreement, AgreementReview
from supervision.operations import trail
from supervision.operations.agreement import refuse_stale
from supervision.policy import agreement as policy
from supervision.queries import agreement as queries
from supervision.queries.participant import participant_of, taking_part


@transaction.atomic
def review_agreement(*, actor: Actor, agreement_id: UUID, expected_version: int, now: datetime) -> Agreement:
    """Reviewed, still right. When everybody has said so, the next review is due in a year."""
    agreement = queries.agreement_to_change(actor=actor, agreement_id=agreement_id)
    today = timezone.localdate(now)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    due_on = agreement.review_due_on
    if due_on is None or not policy.can_review(agreement, me, today=today):
        raise WrongMoment("A review is open from four weeks before it is due, while no new version waits.")
    refuse_stale(agreement, expected_version)
    said = queries.reviewers(agreement=agreement)
    if me.pk in said:
        raise WrongMoment("You have already said so for this review.")

    AgreementReview.objects.create(
        agreement=agreement, due_on=due_on, number=agreement.version, participant=me, reviewed_at=now
    )
    if {one.pk for one in taking_part(agreement_id=agreement.pk)} <= said | {me.pk}:
        agreement.review_due_on = policy.next_review(reviewed_on=today)
        agreement.save(update_fields=["review_due_on"])
    trail.changed(actor=actor, key=queries.key(agreement.pk), version=agreement.version, reason="reviewed", now=now)
    return agreement
