from datetime import datetime

from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotFound, NotPermitted, WrongMoment
from backend.kernel.keys import Key
from practice_wisdom.manual import policy
from practice_wisdom.manual.models import MAX_REASON, Verdict
from practice_wisdom.manual.queries.pages import page_to_change


@transaction.atomic
def give_verdict(*, actor: Actor, slug: str, number: int, helpful: bool, reason: str, now: datetime) -> Verdict:
    """One a person and revision: given again, it replaces the one before. `number`: the revision that was read."""
    live = page_to_change(actor=actor, slug=slug).live_revision
    if live is None:
        raise NotFound
    if not policy.can_give_verdict(actor):
        raise NotPermitted("Set up your second sign-in step before you say whether a page was helpful.")
    if live.number != number:
        raise WrongMoment("Another revision of this page is live now. Read it, then say whether it was helpful.")
    verdict, _ = Verdict.objects.update_or_create(
        revision=live,
        person_id=actor.person_id,
        defaults={"helpful": helpful, "reason": _taken(reason), "given_at": now},
    )
    key = Key.of("manual.verdict", verdict.id)
    audit.record(actor=actor, verb=Verb.ALTER, key=key, reason="verdict given", now=now)
    return verdict


def _taken(reason: str) -> str:
    # Browsers send two characters for a line end, and count one.
    reason = reason.replace("\r\n", "\n").strip()
    if len(reason) > MAX_REASON:
        raise _refused(f"Use {MAX_REASON} characters or fewer.")
    if "\x00" in reason:
        raise _refused("There is a character in it that cannot be kept. Type the words again.")
    return reason


def _refused(message: str) -> Invalid:
    return Invalid(message, fields={"reason": [message]})
