from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.keys import Key
from practice_wisdom.manual.packing import pack
from practice_wisdom.manual.queries.exports import manual_files


@transaction.atomic
def export_manual(*, actor: Actor | None, partnership_id: int, now: datetime) -> bytes:
    """A zip: `manual/*.md`, `glossary.yaml`, `synonyms.yaml`. The same manual gives the same bytes.

    `actor`: None for whoever runs the site.
    """
    if actor is not None and actor.partnership_id != partnership_id:
        raise NotFound
    files = manual_files(partnership_id=partnership_id)
    key = Key.of("manual.export", partnership_id)
    audit.record(actor=actor, verb=Verb.DISCLOSE, key=key, reason="manual taken out", now=now)
    return pack(files)
