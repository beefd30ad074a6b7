"""Search and page views over HTTP with thousands of made-up pages beside the starter manual, signed in.

`.venv/bin/python -m tests.benchmarks.search_http [--pages 1000,10000] [--times 200]`: visibility, snippets, facets and
the whole page included. The change is published over HTTP, and asked for until it is found.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice
from urllib.parse import urlencode

from tests.benchmarks.kills_clients import new_page
from tests.benchmarks.kills_writers import Writer
from tests.benchmarks.questions import QUESTIONS, typed_so_far
from tests.benchmarks.report import percentile, say, show
from tests.benchmarks.server import ROOT, Site, fresh_site
from tests.benchmarks.visitor import Visitor

HEADS = (
    "over HTTP, ms", "short p50", "short p95", "whole p95", "typing p95", "page p95", "page CPU", "home p95",
    "build, s", "change, s",
)  # fmt: skip
BARS = ("bars at 10,000", "15", "35", "60", "10", "12", "4", "15", "60", "2")
OFFICER, TRAINER = "officer@police.example", "trainer@police.example"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--pages", default="1000,10000", help="made-up ones, beside the starter manual")
    asked.add_argument("--times", type=int, default=200, help="requests of each kind")
    options = asked.parse_args()
    rows = []
    for count in options.pages.split(","):
        with fresh_site() as site:
            rows.append(row_of(site, int(count), options.times))
            say(" | ".join(rows[-1]))
    show(title="Search over HTTP", heads=HEADS, rows=[*rows, BARS], note=f"{options.times} requests of each kind")


def row_of(site: Site, count: int, times: int) -> list[str]:
    site.stop()
    fill = [sys.executable, "-m", "tests.benchmarks.many_pages", str(count)]
    subprocess.run(fill, env=site.environment, cwd=ROOT, check=True)
    began = time.perf_counter()
    site.manage("search", "rebuild")
    build = time.perf_counter() - began
    site.start()
    officer = site.signed_in(OFFICER)
    short, whole, typing = (timed(officer, paths, times) for paths in searches())
    pages = [f"/manual/made-up-{number * count // 100}" for number in range(100)]
    views = timed(officer, pages, times)
    cpu = cpu_of(site, officer, pages, times)
    home = timed(officer, ["/"], times)
    measured = percentile(short, 0.5), *(percentile(one, 0.95) for one in (short, whole, typing, views))
    figures = [*measured, cpu, percentile(home, 0.95), build, seconds_until_found(site)]
    return [f"{count:,} made-up pages", *(f"{figure:.1f}" for figure in figures)]


def searches() -> list[list[str]]:
    """Addresses: two to four words, whole questions, and what is only begun."""
    kinds = [[q for q in QUESTIONS if 2 <= len(q.split()) <= 4], [q for q in QUESTIONS if len(q.split()) > 4]]
    submitted = [[f"/search?{urlencode({'q': question})}" for question in kind] for kind in kinds]
    return [*submitted, [f"/search?{urlencode({'q': begun, 'part': 1})}" for begun in typed_so_far()]]


def timed(visitor: Visitor, paths: Sequence[str], times: int) -> list[float]:
    """Milliseconds. The first round warms what is kept in memory."""
    visitor.close()
    for path in paths:
        visitor.get(path)
    return [one_timed(visitor, path) for path in islice(cycle(paths), times)]


def one_timed(visitor: Visitor, path: str) -> float:
    began = time.perf_counter()
    visitor.get(path)
    return (time.perf_counter() - began) * 1000


def cpu_of(site: Site, visitor: Visitor, paths: Sequence[str], times: int) -> float:
    """Milliseconds of the server's processor a view."""
    before = site.web_cpu_seconds()
    for path in islice(cycle(paths), times):
        visitor.get(path)
    return (site.web_cpu_seconds() - before) * 1000 / times


def seconds_until_found(site: Site) -> float:
    """From the answer to a publishing to the first search that finds the new word."""
    visitors = [site.with_token(who) for who in (TRAINER, "lead@police.example", "approver@council.example")]
    _, writer = new_page(visitors[0], tuple(visitors[1:]))
    published = write_until_published(writer)
    began = time.perf_counter()
    officer = site.with_token(OFFICER)
    while not officer.read(f"/search?{urlencode({'q': published})}")["total"]:
        time.sleep(0.02)
    return time.perf_counter() - began


def write_until_published(writer: Writer) -> str:
    """The word that only the published page has."""
    while True:
        write = writer.pending
        writer.finish_pending()
        if write.kind == "published":
            return write.said.split()[1]


if __name__ == "__main__":
    main()
