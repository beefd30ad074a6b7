"""Who writes while the server is killed: two in a record, two in agendas, three who publish a page; and two who
give the worker something to do."""

import uuid
from dataclasses import dataclass

from tests.benchmarks.kills_background import Background, new_background
from tests.benchmarks.kills_writers import Publishers, Writer, agendas, revisions, sections
from tests.benchmarks.server import Site
from tests.benchmarks.supervision import WORDS, Pair, signed_pair, stages
from tests.benchmarks.visitor import Visitor

MODEL_PAGE = "cuckooing"
WORDS_OF_A_PAGE = (
    "title", "summary", "markdown", "checked_on", "review_by", "topics", "agencies",
    "audience", "level", "lens", "evidence", "keywords", "sources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """`authors`: who writes at which stage, the first where both can read. `people`: person ids by access token."""

    pair: Pair
    record_id: str
    authors: dict[str, Visitor]
    slug: str
    writers: list[Writer]
    people: dict[str, int]
    reader: Visitor
    background: Background

    @property
    def everybody(self) -> list[Writer]:
        return [*self.writers, *self.background.writers]

    def disconnect(self) -> None:
        """After a kill: whoever only reads must not use a connection that is dead."""
        for visitor in (*self.authors.values(), self.pair.one, self.pair.other, self.reader):
            visitor.close()


def new_cast(site: Site) -> Cast:
    emails = ["sergeant@police.example", "socialworker@council.example", "trainer@police.example"]
    emails += ["lead@police.example", "approver@council.example", "officer@police.example"]
    visitors = [site.with_token(email) for email in emails]
    sergeant, socialworker, trainer, lead, approver, officer = visitors
    pair = signed_pair(one=sergeant, other=socialworker, name_of_other="Noor Castell")
    record_id = pair.start_record()
    authors = dict(zip(stages(sergeant), (sergeant, socialworker), strict=False))
    slug, page_writer = new_page(trainer, (lead, approver))
    writers = [page_writer, Writer(agendas(Pair(sergeant.again(), socialworker.again(), pair.agreement_id)))]
    for stage, author in authors.items():
        version = first_words(author, record_id, stage, shared=author is sergeant)
        writers.append(Writer(sections(author.again(), record_id=record_id, stage=stage, version=version)))
    people = {visitor.token: visitor.read("/me")["person_id"] for visitor in visitors}
    background = new_background(site, WORDS_OF_A_PAGE)
    return Cast(pair, record_id, authors, slug, writers, people, officer, background)


def first_words(author: Visitor, record_id: str, stage: str, *, shared: bool) -> int:
    """The version they are at. A save where both can read changes two rows, elsewhere one."""
    path = f"/supervision/records/{record_id}/sections/{stage}"
    saved = author.write("PUT", path, {"text": WORDS}, version=0)
    if shared:
        saved = author.write("PUT", f"{path}/visibility", {"visibility": "TWO_OF_US"}, version=saved["version"])
    return saved["version"]


def new_page(trainer: Visitor, approvers: tuple[Visitor, ...]) -> tuple[str, Writer]:
    """Its address, and the writer that will publish it again and again."""
    model = trainer.read(f"/manual/pages/{MODEL_PAGE}")
    words = {name: model[name] for name in WORDS_OF_A_PAGE} | {"title": "A page that is published again and again"}
    slug = f"again-and-again-{uuid.uuid4().hex[:8]}"
    draft = trainer.write("POST", "/manual/pages", {"slug": slug, "joint": True, "words": words})
    publishers = Publishers(trainer.again(), tuple(approver.again() for approver in approvers))
    return slug, Writer(revisions(publishers, slug=slug, draft=draft, words=words))
