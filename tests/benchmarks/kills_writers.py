"""Four clients that write without a pause, and remember what they were told was saved."""

import http.client
import threading
import uuid
from collections.abc import Generator
from dataclasses import dataclass, field

from tests.benchmarks.supervision import WORDS, Pair, session
from tests.benchmarks.visitor import Refused, Visitor

ITEMS_A_SESSION = 40
SAVES_A_DRAFT = 3
# The server asks for patience while another writer has the database; the same press is then repeated.
BUSY = 503


@dataclass
class Write:
    """One press. `target` is what the audit trail calls the thing, once that is known; `said` is what was typed."""

    visitor: Visitor
    method: str
    path: str
    given: dict | None = None
    version: int | None = None
    kind: str = ""
    said: str = ""
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    answer: dict | None = None

    def send(self) -> dict:
        return self.visitor.write(self.method, self.path, self.given, version=self.version, key=self.key)


Steps = Generator[Write, dict, None]


class Writer:
    """Goes through its steps one by one; a write that was cut off is repeated before the next is made."""

    def __init__(self, steps: Steps) -> None:
        self._steps = steps
        self.pending = next(steps)
        self.acknowledged: list[Write] = []
        self.problem: Exception | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def join(self) -> None:
        self._thread.join(timeout=60)
        if self._thread.is_alive():
            raise RuntimeError("a client is still waiting for a server that was killed")

    def finish_pending(self) -> None:
        """After the restart: what was under way is sent again, with the same key."""
        self._send_pending()

    def _go_on(self) -> None:
        try:
            while True:
                self._send_pending()
        except (OSError, http.client.HTTPException):
            # The kill: what comes next is told by the database.
            self.pending.visitor.close()
        except Refused as refused:
            self.problem = refused

    def _send_pending(self) -> None:
        write = self.pending
        while write.answer is None:
            try:
                write.answer = write.send()
            except Refused as refused:
                if refused.status != BUSY:
                    raise
        self.acknowledged.append(write)
        self.pending = self._steps.send(write.answer)


def sections(visitor: Visitor, *, record_id: str, stage: str, version: int) -> Steps:
    """One's own words at one stage of a record, saved as they grow."""
    path = f"/supervision/records/{record_id}/sections/{stage}"
    while True:
        said = f"{WORDS}\n\n{WORDS}\n\nAfter {version} saves of {stage}."
        saved = yield Write(visitor, "PUT", path, {"text": said}, version, kind="section", said=said)
        version = saved["version"]


def agendas(pair: Pair) -> Steps:
    """Sessions, each with a long agenda to which both add in turn."""
    while True:
        planned = yield Write(
            pair.one, "POST", f"/supervision/agreements/{pair.agreement_id}/sessions", session(), kind="session"
        )
        path = f"/supervision/sessions/{planned['id']}/agenda"
        for number in range(ITEMS_A_SESSION):
            said = f"What we want to talk about, number {number} of {planned['id']}"
            visitor = pair.other if number % 2 else pair.one
            yield Write(visitor, "POST", path, {"text": said}, kind="agenda item", said=said)


@dataclass(frozen=True, slots=True)
class Publishers:
    writer: Visitor
    approvers: tuple[Visitor, ...]


def revisions(publishers: Publishers, *, slug: str, draft: dict, words: dict) -> Steps:
    """Drafts of one page, saved, submitted, approved by both sides and published, over and over."""
    count, base = 0, f"/manual/pages/{slug}/revisions"
    while True:
        path = f"/manual/revisions/{draft['id']}"
        for _ in range(SAVES_A_DRAFT):
            count += 1
            summary = f"Wording {marker(count)} of a page that is published again and again."
            given = words | {"summary": summary}
            draft = yield Write(publishers.writer, "PUT", path, given, draft["version"], "revision", summary)
        draft = yield Write(publishers.writer, "POST", f"{path}/submit", None, draft["version"], "revision")
        for approver in publishers.approvers:
            draft = yield Write(approver, "POST", f"{path}/approve", {}, draft["version"], "revision")
        yield Write(publishers.writer, "POST", f"{path}/publish", None, draft["version"], "published", summary)
        draft = yield Write(publishers.writer, "POST", base, None, None, "revision")


def marker(count: int) -> str:
    """A word that no other wording has, of letters, so that search takes it for one."""
    return "zq" + f"{count:06d}".translate(str.maketrans("0123456789", "abcdefghij"))
