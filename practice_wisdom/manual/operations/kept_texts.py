"""Words that came too late: kept beside the ones that were saved meanwhile, until their author has merged them."""

from dataclasses import asdict
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from backend.kernel.actor import Actor
from practice_wisdom.manual.models import KeptText, Revision
from practice_wisdom.manual.operations.revisions import save_draft
from practice_wisdom.manual.operations.trail import record_change
from practice_wisdom.manual.queries.images import set_out_with_images
from practice_wisdom.manual.queries.kept_texts import kept_text_to_change
from practice_wisdom.manual.queries.revisions import draft_to_edit
from practice_wisdom.manual.words import Words

KEPT_FOR = timedelta(days=90)
# Saving by itself may be late many times; of each person the last ones stay.
KEPT_AT_MOST = 20


@transaction.atomic
def keep_text(*, actor: Actor, revision_id: int, words: Words, now: datetime) -> KeptText | None:
    """For whoever may edit the revision, in whatever state it is: they wrote before they knew.

    None when these very words are saved already: an answer that got lost is no second text.
    """
    revision = draft_to_edit(actor=actor, revision_id=revision_id)
    if revision.words == words:
        return None
    set_out_with_images(words, partnership_id=actor.partnership_id)
    kept, is_new = KeptText.objects.get_or_create(
        revision=revision,
        person_id=actor.person_id,
        digest=sha256(repr(asdict(words)).encode()).hexdigest(),
        defaults={
            "title": words.title,
            "summary": words.summary,
            "body": words.body,
            "facts": words.facts(),
            "checked_on": words.checked_on,
            "review_by": words.review_by,
            "kept_at": now,
        },
    )
    if is_new:
        _leave_room(kept)
        record_change(actor=actor, revision=revision, reason="late text kept", now=now)
    return kept


@transaction.atomic
def save_merged(
    *, actor: Actor, revision_id: int, kept_id: int, version: int, words: Words | None, now: datetime
) -> Revision:
    """Saves the two made into one; the kept text as it is when `words` is None. Raises Stale as `save_draft` does."""
    draft_to_edit(actor=actor, revision_id=revision_id)
    kept = kept_text_to_change(actor=actor, revision_id=revision_id, kept_id=kept_id)
    words = words or kept.words
    revision = save_draft(actor=actor, revision_id=revision_id, version=version, words=words, now=now)
    kept.delete()
    return revision


@transaction.atomic
def drop_text(*, actor: Actor, revision_id: int, kept_id: int, now: datetime) -> None:
    """Keeps what is saved and throws the kept text away."""
    revision = draft_to_edit(actor=actor, revision_id=revision_id)
    kept_text_to_change(actor=actor, revision_id=revision_id, kept_id=kept_id).delete()
    record_change(actor=actor, revision=revision, reason="late text thrown away", now=now)


def forget_old_texts(*, now: datetime) -> int:
    """Deletes what nobody merged in 90 days; the number deleted."""
    return KeptText.objects.filter(kept_at__lt=now - KEPT_FOR).delete()[0]


def _leave_room(kept: KeptText) -> None:
    mine = KeptText.objects.filter(revision_id=kept.revision_id, person_id=kept.person_id)
    KeptText.objects.filter(id__in=list(mine.values_list("id", flat=True)[KEPT_AT_MOST:])).delete()
