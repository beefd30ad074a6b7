"""A small manual of two partnerships, handed to the search app the way a domain app does it."""

from collections.abc import Iterable

from backend.kernel.keys import Key
from backend.search import documents
from backend.search.documents import Document, Part
from backend.search.synonyms import Synonym

HERE, ELSEWHERE = "partnership:1", "partnership:2"
BELOW = f"{HERE}/area:7"
KIND = "test.page"


def page(number: int, title: str, text: str, *, scope: str = HERE, keywords: str = "", summary: str = "") -> Document:
    parts = (Part("do-this-now", "Do this now", text, 2),)
    return Document(Key(KIND, str(number)), scope, title, parts, keywords, summary, slug=f"page-{number}")


PLACE_OF_SAFETY = Document(
    Key(KIND, "1"),
    HERE,
    "Section 136: taking someone to a place of safety",
    (
        Part("do-this-now", "Do this now", "Section 136 stops at a private home. Ring the crisis line first.", 2),
        Part("who-does-what", "Who does what", "An approved mental health professional decides. The nurse assesses."),
        Part(
            "law",
            "Law and sources",
            "Mental Health Act 1983, sections 135 and 136. A warrant lets a constable in.",
        ),
    ),
    keywords="136, sectioned, mental health suite",
    summary="When the power applies, and what to do when it does not.",
)
CUCKOOING = page(
    2,
    "Cuckooing: when a home is taken over",
    "Speak to the tenant alone. Make a safeguarding referral. Ask housing about the tenancy.",
    keywords="county lines, cookoing",
    summary="Somebody's home used by others for crime.",
)
CAPACITY = page(
    3,
    "Mental capacity at the scene",
    "Assume capacity. Ask the four questions. Write down the strategy and why. Co-operate with the ambulance.",
    keywords="mca, capacity act",
)
DISAGREEMENT = page(
    4,
    "Who does what when professionals disagree",
    "Say so the same day. Ring their duty manager. Escalate in writing. A multi-agency meeting settles it.",
)
NOT_SAFE = page(
    5,
    "Adult safeguarding",
    "Is the adult not safe at home? Tell the council today. Children's services are told about every child you saw.",
    keywords="section 42, care act",
)
PAGES = [PLACE_OF_SAFETY, CUCKOOING, CAPACITY, DISAGREEMENT, NOT_SAFE]
SYNONYMS = [
    Synonym(say=("took over his flat",), means=("cuckooing",)),
    Synonym(say=("AMHP",), means=("approved mental health professional",)),
]


class Library:
    """What the database of a domain app would hold. `published` is the truth the index has to follow."""

    def __init__(self, pages: Iterable[Document] = ()) -> None:
        self.published = {document.key: document for document in pages}
        self.synonyms: list[Synonym] = []

    def publish(self, document: Document) -> Key:
        self.published[document.key] = document
        return document.key

    def withdraw(self, key: Key) -> Key:
        self.published.pop(key, None)
        return key

    def load(self, keys: list[Key]) -> dict[Key, Document]:
        return {key: self.published[key] for key in keys if key in self.published}

    def synonyms_of(self, scope: str) -> list[Synonym]:
        return self.synonyms if scope == HERE else []

    def register(self, *, version: str = "1") -> None:
        documents.register(kind=KIND, load=self.load, all_keys=lambda: list(self.published), version=version)
