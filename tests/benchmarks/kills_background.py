"""Who gives the worker something to do while it is killed: one plans publications, one brings files.

In the other partnership and as other people, so that the ledger of the four clients stays theirs alone.
"""

import base64
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count

from tests.benchmarks.kills_writers import Steps, Write, Writer, marker
from tests.benchmarks.server import Site
from tests.benchmarks.visitor import Refused, Visitor

CURATOR, APPROVER = "outsider@otherforce.example", "approver@othercouncil.example"
AHEAD = timedelta(seconds=0.5)
# Planned for one moment, so that a kill can come between two of them.
PLANS = 2
TOO_LATE = 422
FILES = 12
SETTLED_WITHIN_SECONDS = 60
FILE = """---
title: {title}
---
## Do this now
1. Ring the number on the door, and say that you come from {title}.
"""


@dataclass(frozen=True, slots=True)
class Background:
    """`prefix`: of the addresses of all their pages; `people`: their ids."""

    planner: Writer
    importer: Writer
    prefix: str
    people: frozenset[int]

    @property
    def writers(self) -> list[Writer]:
        return [self.planner, self.importer]


def new_background(site: Site, names_of_words: tuple[str, ...]) -> Background:
    curator, approver = site.with_token(CURATOR), site.with_token(APPROVER)
    model = curator.read("/manual/pages/cuckooing")
    words = {name: model[name] for name in names_of_words}
    prefix = f"zq{uuid.uuid4().hex[:8]}"
    people = frozenset(visitor.read("/me")["person_id"] for visitor in (curator, approver))
    planner = Writer(plans(curator.again(), approver.again(), prefix=prefix, words=words))
    return Background(planner, Writer(imports(curator.again(), prefix=prefix)), prefix, people)


def plans(curator: Visitor, approver: Visitor, *, prefix: str, words: dict) -> Steps:
    """New pages, each written, submitted, approved and given a time at which the worker publishes it."""
    for first in count(1, PLANS):
        approved = []
        for number in range(first, first + PLANS):
            given = words | {"title": f"Planned page {number}", "summary": f"Of {marker(number)}, live at its time."}
            page = {"slug": planned_slug(prefix, number), "joint": False, "words": given}
            draft = yield Write(curator, "POST", "/manual/pages", page, kind="page")
            path = f"/manual/revisions/{draft['id']}"
            draft = yield Write(curator, "POST", f"{path}/submit", None, draft["version"], "submitted")
            approved.append((yield Write(approver, "POST", f"{path}/approve", {}, draft["version"], "approved")))
        for draft in approved:
            path = f"/manual/revisions/{draft['id']}/schedule"
            yield Plan(curator, "POST", path, soon(), draft["version"], "planned", str(draft["id"]))


def imports(curator: Visitor, *, prefix: str) -> Steps:
    """Files, drafts of which are asked for at once; the next ones come when those are made."""
    for number in count(1):
        found = yield Write(curator, "POST", "/manual/imports", {"files": files(prefix, number)}, kind="brought")
        path = f"/manual/imports/{found['id']}"
        yield Write(curator, "POST", f"{path}/apply", None, None, "asked", str(number))
        yield UntilSettled(curator, "GET", path, kind="settled")


@dataclass
class Plan(Write):
    """Repeated word for word after a kill; a plan that was never made, and whose time has passed, gets another time."""

    def send(self) -> dict:
        try:
            return super().send()
        except Refused as refused:
            if refused.status != TOO_LATE:
                raise
        self.given, self.key = soon(), str(uuid.uuid4())
        return super().send()


@dataclass
class UntilSettled(Write):
    """No press: waits until the worker has made every draft, also over a kill and a restart."""

    def send(self) -> dict:
        given_up = time.monotonic() + SETTLED_WITHIN_SECONDS
        while time.monotonic() < given_up:
            found = self.visitor.read(self.path)
            if found["state"] == "DONE":
                return {"id": found["id"], "new": found["new"]}
            time.sleep(0.05)
        raise TimeoutError(f"{self.path} was not settled within {SETTLED_WITHIN_SECONDS} s")


def soon() -> dict:
    return {"at": (datetime.now(tz=UTC) + AHEAD).isoformat(), "significance": "MAJOR"}


def planned_slug(prefix: str, number: int) -> str:
    return f"{prefix}-planned-{number}"


def brought_slug(prefix: str, number: int, file: int) -> str:
    return f"{prefix}-brought-{number}-{file}"


def files(prefix: str, number: int) -> list[dict]:
    slugs = [brought_slug(prefix, number, file) for file in range(FILES)]
    texts = [FILE.format(title=f"Brought {number} {file}").encode() for file in range(FILES)]
    return [
        {"name": f"{slug}.md", "content": base64.b64encode(text).decode()}
        for slug, text in zip(slugs, texts, strict=True)
    ]
