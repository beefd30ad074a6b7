from datetime import datetime
from uuid import UUID

from django.db import transaction

from backend.kernel.actor import Actor
from supervision.operations import trail
from supervision.queries import agreement as agreements
from supervision.queries.comparison import VersionComparison, comparison
from supervision.queries.participant import circle_of, participant_of
from supervision.sealed import Seals


@transaction.atomic
def compare_versions(
    *, actor: Actor, agreement_id: UUID, older: int | None, newer: int | None, now: datetime
) -> VersionComparison:
    """What changed from one version to another, or else to the newest and from the one before: a reading of both, noted
    before either is opened."""
    agreement = agreements.agreement_to_read(actor=actor, agreement_id=agreement_id)
    newer = newer or agreement.version
    older = older or max(newer - 1, 1)
    me = participant_of(actor=actor, agreement_id=agreement.pk)
    versions = [agreements.version_of_terms(agreement=agreement, number=one, me=me) for one in (older, newer)]
    for version in versions:
        trail.consulted(actor=actor, key=agreements.key(agreement.pk), version=version.number, now=now)
    seals = Seals.of(agreement_id=agreement.pk)
    circle = circle_of(actor=actor, agreement_id=agreement.pk)
    before, after = (
        agreements.terms_of(agreement=agreement, version=version, members=circle.homes, seals=seals)
        for version in versions
    )
    return comparison(agreement=agreement, circle=circle, numbers=(older, newer), older=before, newer=after)
