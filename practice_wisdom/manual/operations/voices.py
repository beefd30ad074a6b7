"""What suggestions and practice notes share: the moment, the version, the audit row, the line in an inbox."""

from datetime import datetime

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.kernel.actor import Actor
from backend.kernel.errors import NotPermitted, Stale
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import SuggestionState
from practice_wisdom.manual.models import PracticeNote, Revision, Suggestion
from practice_wisdom.manual.queries.practice_notes import NOTE_KIND
from practice_wisdom.manual.queries.suggestions import SUGGESTION_KIND

Voice = Suggestion | PracticeNote
DECIDED = "This has been decided already. Open it again to see how."


def refuse_silent(actor: Actor) -> None:
    if not policy.can_give_verdict(actor):
        raise NotPermitted("Set up your second sign-in step first.")


def refuse_other_version(voice: Voice, version: int) -> None:
    if voice.version != version:
        raise Stale("This has changed since you opened it. Look at it again.", current={"version": voice.version})


def record_voice(*, actor: Actor, voice: Voice, reason: str, now: datetime) -> None:
    """`reason` is one of a few fixed phrases, never words somebody wrote."""
    audit.record(actor=actor, verb=Verb.ALTER, key=key_of(voice), version=voice.version, reason=reason, now=now)


def tell_author(*, actor: Actor, voice: Voice, kind: str, now: datetime) -> None:
    """A line in the author's inbox, in the transaction of what it is about."""
    notify(memberships=[voice.author_id], partnership_id=actor.partnership_id, kind=kind, key=key_of(voice), now=now)


def tell_what_is_live(*, actor: Actor, revision: Revision, now: datetime) -> None:
    """To everybody whose suggestion was taken into a revision that is live from now on."""
    for suggestion in Suggestion.objects.filter(outcome_revision=revision, state=SuggestionState.ACCEPTED):
        tell_author(actor=actor, voice=suggestion, kind="manual.suggestion_live", now=now)


def key_of(voice: Voice) -> Key:
    return Key.of(SUGGESTION_KIND if isinstance(voice, Suggestion) else NOTE_KIND, voice.id)
