"""The answers of /edition/ as a device sees them: a few items, with a word that stands in no other place."""

import hashlib
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

CANARY = "quillwortzebra"
PAGE = "manual.page:1"
SLUG = "section-136-in-the-pocket"
TODAY = datetime.now(ZoneInfo("Europe/London")).date()
TITLE = "Section 136 in the pocket"


def page(key: str, slug: str, title: str, *, review_in_days: int, html: str) -> tuple[str, dict]:
    checked = TODAY - timedelta(days=10)
    return key, {
        "kind": "page",
        "slug": slug,
        "title": title,
        "summary": f"What to do, whom to ring. {CANARY}",
        "keywords": ["136", "home"],
        "topics": ["Mental health and crisis"],
        "agencies": ["Police", "Health"],
        "audiences": ["Police and partners"],
        "joint": True,
        "checked_on": checked.isoformat(),
        "review_by": (TODAY + timedelta(days=review_in_days)).isoformat(),
        "version": 3,
        "approved_by": ["Westmarch Police", "Marchfield Council"],
        "boost": 1.0,
        "parts": [
            {"anchor": "", "heading": "Do this now", "html": html, "weight": 2},
            {"anchor": "why", "heading": "Why", "html": "<p>An AMHP decides, never at home.</p>", "weight": 1},
        ],
    }


def items() -> dict[str, dict]:
    steps = '<ol><li>Ring the crisis line: <a href="tel:111">111</a>.</li><li>Say why.</li></ol>'
    hostile = '<p onclick="alert(1)">Plain <script>alert(1)</script><a href="javascript:alert(1)">words</a></p>'
    found = [
        page(PAGE, SLUG, TITLE, review_in_days=300, html=steps),
        page("manual.page:2", "old-page", "A page that nobody checked", review_in_days=-1, html=hostile),
        page("manual.page:3", "due-page", "A page that is due", review_in_days=30, html="<p>Due.</p>"),
    ]
    found += [
        page(f"manual.page:{n}", f"page-{n}", f"Filler {n}", review_in_days=90, html="<p>Words.</p>")
        for n in range(4, 30)
    ]
    term = {
        "kind": "term",
        "slug": "amhp",
        "title": "AMHP: Approved mental health professional",
        "name": "AMHP",
        "expansion": "Approved mental health professional",
        "meaning": "Decides whether somebody is detained.",
        "meanings": [["Police", "Whom you ring."]],
        "keywords": ["amp"],
        "summary": "Approved mental health professional",
        "boost": 0.25,
        "parts": [{"anchor": "", "heading": "", "text": "Decides whether somebody is detained.", "weight": 1}],
    }
    note = {
        "kind": "note",
        "page": PAGE,
        "area": "Marchfield",
        "parts": [
            {
                "anchor": "note-9",
                "heading": "",
                "after": "Do this now",
                "html": "<p>The suite is closed.</p>",
                "weight": 1,
                "area": "Marchfield",
                "checked_on": TODAY.isoformat(),
                "review_by": (TODAY + timedelta(days=200)).isoformat(),
            },
            {
                "anchor": "note-10",
                "heading": "",
                "after": "No longer there",
                "html": "<p>Park behind.</p>",
                "weight": 1,
            },
        ],
    }
    synonyms = {"kind": "synonyms", "synonyms": [[["flat"], ["home"]]]}
    return dict(found) | {"manual.term:1": term, "manual.local_notes:1-2": note, "manual.synonyms:1": synonyms}


class FakeEdition:
    """`paths`: what devices asked for. `broken`: addresses beginning so answer 503. `keep`: what was lent may stay."""

    def __init__(self) -> None:
        self.items, self.cursor = items(), 1
        self.paths: list[str] = []
        self.broken = ""
        self.keep = True

    def answer(self, route) -> None:
        path = route.request.url.partition("/edition/")[2]
        self.paths.append(path)
        if self.broken and path.startswith(self.broken):
            route.fulfill(status=503)
            return
        route.fulfill(json=self._body(path), headers={"Cache-Control": "no-store"})

    def _body(self, path: str):
        hashes = {key: hash_of(item) for key, item in self.items.items()}
        if path == "lease":
            return {"keep": self.keep}
        if path.startswith("items/"):
            return next(item for key, item in self.items.items() if hashes[key] == path[6:])
        if path.startswith("packs/"):
            some = self._halves(hashes)[int(path[6:])]
            return [[key, hashes[key], self.items[key]] for key in some]
        facts = {"cursor": str(self.cursor), "partnership": "Westmarch Together"}
        if path == f"?since={self.cursor}":
            return facts | {"total": len(hashes), "items": [], "gone": []}
        listed = {"total": len(hashes), "items": list(hashes.items()), "gone": []}
        return facts | listed | {"full": True, "packs": self._packs(hashes)}

    def _packs(self, hashes: dict[str, str]) -> list:
        return [[f"/edition/packs/{place}", len(some)] for place, some in enumerate(self._halves(hashes))]

    def _halves(self, hashes: dict[str, str]) -> list[list[str]]:
        """Of all but the last, which travels alone."""
        keys = list(hashes)[:-1]
        return [keys[: len(keys) // 2], keys[len(keys) // 2 :]]


def hash_of(item: dict) -> str:
    return hashlib.sha256(json.dumps(item, sort_keys=True).encode()).hexdigest()[:16]
