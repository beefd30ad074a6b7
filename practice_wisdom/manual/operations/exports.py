from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.keys import Key
from practice_wisdom.manual import policy
from practice_wisdom.manual.packing import pack
from practice_wisdom.manual.queries.exports import manual_files

DRAFTS_TOO = "manual taken out, with drafts"


@transaction.atomic
def export_manual(*, actor: Actor | None, partnership_id: int, drafts: bool = False, now: datetime) -> bytes:
    """A zip: `manual/*.md`, the `images/` they show, `glossary.yaml`, `synonyms.yaml`. The same manual, the same bytes.

    `actor`: None for whoever runs the site. `drafts`: also `drafts/*.md`, what is being prepared; for curators.
    """
    if actor is not None and actor.partnership_id != partnership_id:
        raise NotFound
    if drafts and actor is not None and not policy.can_write(actor):
        raise NotPermitted("Only curators take drafts out.")
    files = manual_files(partnership_id=partnership_id, drafts=drafts)
    key = Key.of("manual.export", partnership_id)
    audit.record(actor=actor, verb=Verb.DISCLOSE, key=key, reason=DRAFTS_TOO if drafts else "manual taken out", now=now)
    return pack(files)
