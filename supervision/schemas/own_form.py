from datetime import datetime
from uuid import UUID

from backend.kernel.schemas import In, Out
from supervision.forms_library.own import OwnWords
from supervision.schemas.record import FormOut


class OwnStageIn(In):
    """`minutes` of the time the form is made for. With 10 minutes only the first prompt is asked, with 30 the second
    as well, with 60 all of them."""

    name: str
    minutes: int
    prompts: list[str]


class OwnFormIn(In):
    """`made_for` is 10, 30, 60 or 90 minutes, and what the stages' minutes add up to."""

    name: str
    best_for: str
    caution: str
    made_for: int
    stages: list[OwnStageIn]

    def words(self) -> OwnWords:
        return OwnWords.of(**self.dict())


class OwnFormRow(Out):
    """`number` is the version shown, `published` that which is offered; null when none is."""

    id: UUID
    name: str
    best_for: str
    number: int
    published: int | None
    is_draft: bool
    withdrawn_at: datetime | None
    written_at: datetime
    written_by: str
    version: int


class OwnStageOut(Out):
    name: str
    minutes: int
    prompts: list[str]


class OwnWordsOut(Out):
    name: str
    best_for: str
    caution: str
    made_for: int
    stages: list[OwnStageOut]


class OwnFormOut(Out):
    """`words` as they were written, `form` as a session shows them."""

    card: OwnFormRow
    words: OwnWordsOut
    form: FormOut
    can_change: bool
    can_publish: bool
    can_withdraw: bool
    can_throw_draft_away: bool
