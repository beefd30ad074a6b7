"""Whether the front line's words find the page, on the starter content in a data folder of this run's own.

`.venv/bin/python -m tests.benchmarks.search_quality [--engine whoosh,memory,postgres] [--half tune|held_out|all]`

Of several engines each is measured in a process of its own, and then set against the first.

Of the held-out half only figures are printed, never a query: what is tuned on is no longer a measure.
"""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import django

from tests.benchmarks.report import percentile, say, show
from tests.benchmarks.search_scale import environment
from tests.benchmarks.server import ROOT

QUERIES = Path(__file__).with_name("queries.toml")
HALVES = ("tune", "held_out")
OFFICER = "officer@police.example"
PAGE = "manual.page"
SHOWN = 20
OF_ALL = re.compile(r"^\| all \|.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Query:
    """`pages`: any of them will do. None: the manual has nothing about it."""

    kind: str
    say: str
    pages: frozenset[str]

    @property
    def half(self) -> str:
        return HALVES[hashlib.sha256(self.say.encode()).digest()[0] % 2]


@dataclass(frozen=True, slots=True)
class Asked:
    """`listed`: slugs in the order of the screen, glossary terms with a "~"; `took`: milliseconds."""

    query: Query
    listed: list[str]
    took: float

    @property
    def pages(self) -> list[str]:
        return [slug for slug in self.listed if not slug.startswith("~")]

    @property
    def rank(self) -> int:
        """Of the first right page among the pages; 0 when there is none."""
        return self._rank(self.pages)

    @property
    def rank_on_screen(self) -> int:
        """The same with the glossary's places counted."""
        return self._rank(self.listed)

    def _rank(self, slugs: list[str]) -> int:
        return next((place for place, slug in enumerate(slugs, start=1) if slug in self.query.pages), 0)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--engine", default="whoosh", help="one, or several with commas between")
    options.add_argument("--half", default="tune", choices=[*HALVES, "all"])
    chosen = options.parse_args()
    if "," in chosen.engine:
        compare(chosen.engine.split(","), half=chosen.half)
        return
    with environment(chosen.engine) as settings:
        os.environ.update(settings)
        ask = asking()
        asked = [ask(query) for query in queries() for _ in range(2)][1::2]  # the second time: warm
    for half in HALVES if chosen.half == "all" else [chosen.half]:
        report([one for one in asked if one.query.half == half], half=half, engine=chosen.engine)


def compare(engines: list[str], *, half: str) -> None:
    """Settings are read once a process."""
    found = {}
    for engine in engines:
        command = [sys.executable, "-m", "tests.benchmarks.search_quality", "--engine", engine, "--half", half]
        printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
        say(printed)
        # One table a half, the last row of each is of all kinds.
        found[engine] = [[float(cell) for cell in row.split("|")[3:5]] for row in OF_ALL.findall(printed)]
    for engine in engines[1:]:
        for name, one, first in zip(HALVES if half == "all" else [half], found[engine], found[engines[0]], strict=True):
            ratios = [f"{this / that:.3f}" for this, that in zip(one, first, strict=True)]
            say(f"{engine} to {engines[0]}, {name} half: {' of its success@1, '.join(ratios)} of its success@3")


def queries() -> Iterator[Query]:
    kept = tomllib.loads(QUERIES.read_text())
    for row in kept["query"]:
        yield Query(row["kind"], row["say"], frozenset(row["pages"]))
    for row in kept["nothing"]:
        yield Query("nothing", row["say"], frozenset())


def asking() -> Callable[[Query], Asked]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "backend.settings"
    django.setup()
    from django.utils import timezone

    from backend.embedded.first_start import prepare
    from backend.identity.queries.hats import actor_by_email
    from backend.search.operations import rebuild
    from backend.search.queries import search_for

    prepare(now=timezone.now(), say=lambda words: None)
    rebuild()
    officer = actor_by_email(email=OFFICER)

    def ask(query: Query) -> Asked:
        began = time.perf_counter()
        found = search_for(actor=officer, text=query.say, limit=SHOWN)
        took = (time.perf_counter() - began) * 1000
        return Asked(query, [r.slug if r.kind == PAGE else f"~{r.slug}" for r in found.results], took)

    return ask


def report(asked: list[Asked], *, half: str, engine: str) -> None:
    wanted = [one for one in asked if one.query.pages]
    by_kind: dict[str, list[Asked]] = defaultdict(list)
    for one in wanted:
        by_kind[one.query.kind].append(one)
    heads = ["kind", "queries", "success@1", "success@3", "MRR", "@1 on screen", "@3 on screen", "results"]
    rows = [row_of(kind, of_kind) for kind, of_kind in (*by_kind.items(), ("all", wanted))]
    p95 = percentile([one.took for one in asked], 0.95)
    note = f"{half} half; glossary left out of the ranking except 'on screen'; warm p95 {p95:.1f} ms"
    show(title=f"Search quality, {engine}", heads=heads, rows=rows, note=note)
    say(quiet_on([one for one in asked if not one.query.pages]))
    if half == "tune":
        for one in asked:
            if one.rank != 1 and one.query.pages:
                say(f"  {one.query.kind}: {one.query.say!r} wants {'|'.join(sorted(one.query.pages))}")
                say(f"      got {one.rank or 'nothing right'}: {', '.join(one.listed[:5])}")


def row_of(kind: str, asked: list[Asked]) -> list[str]:
    figures = [
        mean(one.rank == 1 for one in asked),
        mean(0 < one.rank <= 3 for one in asked),
        mean(1 / one.rank if one.rank else 0 for one in asked),
        mean(one.rank_on_screen == 1 for one in asked),
        mean(0 < one.rank_on_screen <= 3 for one in asked),
    ]
    found = mean(len(one.listed) for one in asked)
    return [kind, str(len(asked)), *(f"{figure:.3f}" for figure in figures), f"{found:.1f}"]


def quiet_on(asked: list[Asked]) -> str:
    """On things the manual does not have."""
    empty = sum(not one.listed for one in asked)
    longest = max(len(one.listed) for one in asked)
    average = mean(len(one.listed) for one in asked)
    return f"{len(asked)} queries about nothing here: {empty} find nothing, on average {average:.1f}, at most {longest}"


if __name__ == "__main__":
    main()
