"""What somebody wrote too late, beside what is saved. Only for whoever wrote it."""

from dataclasses import dataclass
from datetime import datetime

from backend.kernel.actor import Actor
from backend.kernel.differences import Change, differences
from backend.kernel.errors import NotFound
from practice_wisdom.manual.enums import WORDS_MAY_CHANGE
from practice_wisdom.manual.lines import lines_of
from practice_wisdom.manual.merging import merged
from practice_wisdom.manual.models import KeptText, Revision
from practice_wisdom.manual.queries.revisions import draft_to_edit
from practice_wisdom.manual.words import Words


@dataclass(frozen=True, slots=True)
class Merge:
    """Two texts of one revision. `others` are further texts kept for the same person, by id."""

    revision: Revision
    kept: KeptText
    changes: list[Change]
    others: list[tuple[int, datetime]]

    @property
    def differ(self) -> bool:
        return any(change.differs for change in self.changes)

    @property
    def may_save(self) -> bool:
        return self.revision.state in WORDS_MAY_CHANGE

    @property
    def both(self) -> Words:
        return merged(saved=self.revision.words, kept=self.kept.words)


def merge_to_make(*, actor: Actor, revision_id: int, kept_id: int | None = None) -> Merge:
    """The text kept last, or the one asked for. NotFound when this actor has none there."""
    revision = draft_to_edit(actor=actor, revision_id=revision_id)
    mine = list(KeptText.objects.filter(revision=revision, person_id=actor.person_id))
    kept = next((one for one in mine if kept_id in (None, one.id)), None)
    if kept is None:
        raise NotFound("This text is not kept any more: you have merged it, or thrown it away.")
    return Merge(
        revision=revision,
        kept=kept,
        changes=differences(older=lines_of(revision.words), newer=lines_of(kept.words)),
        others=[(one.id, one.kept_at) for one in mine if one != kept],
    )


def kept_since(*, actor: Actor, revision_id: int) -> datetime | None:
    """When words of this actor on this revision were kept last; None when there are none."""
    mine = KeptText.objects.filter(revision_id=revision_id, person_id=actor.person_id)
    return mine.values_list("kept_at", flat=True).first()


def kept_text_to_change(*, actor: Actor, revision_id: int, kept_id: int) -> KeptText:
    found = KeptText.objects.filter(id=kept_id, revision_id=revision_id, person_id=actor.person_id).first()
    if found is None:
        raise NotFound("This text is not kept any more: you have merged it, or thrown it away.")
    return found
