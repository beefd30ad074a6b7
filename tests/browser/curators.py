"""Pages that a journey needs before it begins, published through the API by those who may."""

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.benchmarks.kills_clients import WORDS_OF_A_PAGE
from tests.benchmarks.visitor import Visitor

if TYPE_CHECKING:
    from tests.browser.conftest import Site

TRAINER, LEAD, APPROVER = "trainer@police.example", "lead@police.example", "approver@council.example"
MODEL_PAGE = "cuckooing"
BODY = """## Do this now
1. {step}
2. Write down when you rang.

## Law and sources
- Care Act 2014, section 42: enquiries.
"""


@dataclass
class Curators:
    site: "Site"
    _known: dict[str, Visitor] = field(default_factory=dict)

    def with_token(self, email: str) -> Visitor:
        if email not in self._known:
            token = self.site.manage("token", email).strip()
            self._known[email] = Visitor(port=urlsplit(self.site.url).port, token=token)
        # The server hangs up on a connection that was silent for as long as a journey takes.
        self._known[email].close()
        return self._known[email]

    def leave(self) -> None:
        for visitor in self._known.values():
            visitor.close()

    def publish_new(self, title: str, *, step: str) -> str:
        """The address of a joint page, live with this first step."""
        trainer, slug = self.with_token(TRAINER), title.lower().replace(" ", "-")
        words = self._words_of(MODEL_PAGE, step)
        words |= {"title": title, "summary": f"{title}: whom to ring."}
        draft = trainer.write("POST", "/manual/pages", {"slug": slug, "joint": True, "words": words})
        self.publish(draft, significance="MINOR")
        return f"/manual/{slug}"

    def publish_again(self, address: str, *, step: str, significance: str = "MAJOR") -> None:
        """Another revision, of which those who follow the page are told, or with "URGENT" everybody."""
        trainer, slug = self.with_token(TRAINER), address.removeprefix("/manual/")
        draft = trainer.write("POST", f"/manual/pages/{slug}/revisions")
        words = self._words_of(slug, step)
        draft = trainer.write("PUT", f"/manual/revisions/{draft['id']}", words, version=draft["version"])
        self.publish(draft, significance=significance)

    def publish(self, draft: dict, *, significance: str) -> None:
        path = f"/manual/revisions/{draft['id']}"
        steps = [(TRAINER, "submit", None), (LEAD, "approve", {}), (APPROVER, "approve", {})]
        for email, step, given in (*steps, (TRAINER, "publish", {"significance": significance})):
            draft = self.with_token(email).write("POST", f"{path}/{step}", given, version=draft["version"])

    def _words_of(self, slug: str, step: str) -> dict:
        page = self.with_token(TRAINER).read(f"/manual/pages/{slug}")
        return {name: page[name] for name in WORDS_OF_A_PAGE} | {"markdown": BODY.format(step=step)}


def once(words: str) -> str:
    """A title nobody else has: the journeys of a run share one site."""
    return f"{words} {uuid.uuid4().hex[:6]}"
