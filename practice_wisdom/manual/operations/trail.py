"""The audit row of every change to a page or a revision."""

from datetime import datetime

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from practice_wisdom.manual.models import Page, Revision


def record_change(*, actor: Actor, revision: Revision, reason: str, now: datetime) -> None:
    """`reason` is one of a few fixed phrases, never words somebody wrote."""
    key = Key.of("manual.revision", revision.id)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, version=revision.version, reason=reason, now=now)


def record_page_change(*, actor: Actor, page: Page, reason: str, now: datetime) -> None:
    audit.record(actor=actor, verb=Verb.ALTER, key=Key.of("manual.page", page.id), reason=reason, now=now)
