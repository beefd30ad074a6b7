"""Fills a site's manual with made-up live pages: `python -m tests.benchmarks.many_pages COUNT`, on a prepared site.

Their words come as often as in the starter manual, with a long tail of words that stand in few pages.
"""

import os
import random
import re
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import django

BATCH = 500
PARTS, WORDS_A_PART, WORDS_A_TITLE, WORDS_A_SUMMARY = 6, 90, 5, 14
TAIL, SHARE_OF_TAIL = 30_000, 0.2
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "za")


class Writer:
    """Words in the frequencies of the pages that are there."""

    def __init__(self, texts: list[str]) -> None:
        self.chance = random.Random(1)
        counts = Counter(re.findall(r"[a-z]+", " ".join(texts).lower()))
        self.words, self.weights = list(counts), list(counts.values())
        self.tail = ["".join(self.chance.choices(SYLLABLES, k=self.chance.randint(3, 6))) for _ in range(TAIL)]

    def text(self, length: int) -> str:
        known = self.chance.choices(self.words, weights=self.weights, k=length)
        return " ".join(
            self.chance.choice(self.tail) if self.chance.random() < SHARE_OF_TAIL else word for word in known
        )

    def parts(self) -> list[list[str]]:
        made = []
        for number in range(PARTS):
            heading = "Do this now" if number == 0 else self.text(3).capitalize()
            text = self.text(WORDS_A_PART)
            made.append([f"part-{number}", heading, f"<p>{text}</p>", text])
        return made


def main(count: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from practice_wisdom.manual.models import Page

    patterns = list(Page.objects.filter(live_revision__isnull=False).select_related("live_revision"))
    patterns = [page for page in patterns if page.partnership_id == patterns[0].partnership_id]
    writer = Writer([part.text for page in patterns for part in page.live_revision.parts])
    for first in range(0, count, BATCH):
        write(patterns, writer, range(first, min(first + BATCH, count)))


def write(patterns: list[Any], writer: Writer, numbers: range) -> None:
    from django.db import transaction
    from django.utils import timezone

    from practice_wisdom.manual.models import Page, Revision

    now = timezone.now()
    of = [patterns[number % len(patterns)] for number in numbers]
    facts = {"partnership_id": of[0].partnership_id, "joint": False, "created_at": now}
    with transaction.atomic():
        pages = Page.objects.bulk_create(
            Page(slug=f"made-up-{number}", owner_id=like.owner_id, **facts)
            for number, like in zip(numbers, of, strict=True)
        )
        revisions = Revision.objects.bulk_create(
            revision_like(like, page, writer, now) for like, page in zip(of, pages, strict=True)
        )
        for page, revision in zip(pages, revisions, strict=True):
            page.live_revision = revision
            page.be_fresh(checked_on=now.date(), review_by=now.date() + timedelta(days=365))
        Page.objects.bulk_update(pages, ["live_revision", "checked_on", "review_by"])


def revision_like(like: Any, page: Any, writer: Writer, now: Any) -> Any:
    """With the topics, agencies and dates of a real page and words of its own."""
    from practice_wisdom.manual.models import Revision

    kept = {field.attname: getattr(like.live_revision, field.attname) for field in Revision._meta.concrete_fields}
    words = {"title": writer.text(WORDS_A_TITLE).capitalize(), "summary": writer.text(WORDS_A_SUMMARY)[:140]}
    return Revision(**kept | words | {"id": None, "page_id": page.id, "rendered": writer.parts(), "published_at": now})


if __name__ == "__main__":
    main(int(sys.argv[1]))
