"""How long pages take over HTTP, one person at a time: `.venv/bin/python -m tests.benchmarks.speed [--times 300]`."""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from urllib.parse import urlencode

from tests.benchmarks.questions import QUESTIONS, typed_so_far
from tests.benchmarks.report import against, percentile, show
from tests.benchmarks.server import Site, fresh_site
from tests.benchmarks.supervision import WORDS, signed_pair, written_record
from tests.benchmarks.visitor import Visitor

PAGE_VIEWS_FOR_CPU = 500
CPU_BAR_MS = 6.0
# A record lists who read it, so that one record read for the whole run would grow as none does in use.
RECORDS = 6


@dataclass(frozen=True, slots=True)
class Case:
    """`proof` stands in every answer: an error page is quick, and not what is measured."""

    name: str
    paths: Sequence[str]
    proof: str
    bar_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    case: Case
    times_ms: list[float]
    cpu_ms: float


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=300, help="requests of each kind")
    times = asked.parse_args().times
    with fresh_site() as site:
        officer = site.signed_in("officer@police.example")
        pages = [
            f"/manual/{page['slug']}"
            for page in site.with_token("officer@police.example").read("/manual/pages")["pages"]
        ]
        measured = [measure(site, officer, case, times=times) for case in reading_cases(pages)]
        measured.append(measure(site, Visitor(port=site.port), signed_out_case(), times=times))
        sergeant = site.signed_in("sergeant@police.example")
        measured += [measure(site, sergeant, case, times=times) for case in supervision_cases(site)]
        view = measure(site, officer, page_case(pages), times=PAGE_VIEWS_FOR_CPU)
    heads = ["over HTTP, ms", "p50", "p95", "bar for p95", "server CPU"]
    note = f"one client with keep-alive, {times} requests each, starter content of {len(pages)} pages"
    show(title="Speed", heads=heads, rows=[*map(row_of, measured), cpu_row(view)], note=note)


def reading_cases(pages: list[str]) -> list[Case]:
    questions = [f"/search?{urlencode({'q': question})}" for question in QUESTIONS]
    partly = [f"/search?{urlencode({'q': question, 'part': 1})}" for question in typed_so_far()]
    return [
        Case("home", ["/"], "<h1", 15),
        Case(f"search ({len(QUESTIONS)} questions)", questions, "<h1", 25),
        Case("search as you type", partly, "data-search-count", 25),
        page_case(pages),
        Case("glossary", ["/glossary/"], "<h1"),
    ]


def page_case(pages: list[str]) -> Case:
    return Case("manual page", pages, "Do this now", 12)


def signed_out_case() -> Case:
    return Case("sign-in page, signed out", ["/account/login/"], 'name="password"')


def supervision_cases(site: Site) -> list[Case]:
    one, other = site.with_token("sergeant@police.example"), site.with_token("socialworker@council.example")
    pair = signed_pair(one=one, other=other, name_of_other="Noor Castell")
    records = [f"/supervision/records/{written_record(pair)}/" for _ in range(RECORDS)]
    return [
        Case("supervision overview", ["/supervision/"], "<h1"),
        Case("supervision record", records, WORDS[:40], 40),
    ]


def measure(site: Site, visitor: Visitor, case: Case, *, times: int) -> Measured:
    # The server closes a connection on which nothing was said for half a minute.
    visitor.close()
    prove(visitor, case)
    cpu_before = site.web_cpu_seconds()
    times_ms = [timed(lambda path=path: visitor.get(path)) for path in islice(cycle(case.paths), times)]
    cpu_ms = (site.web_cpu_seconds() - cpu_before) * 1000 / times
    return Measured(case, times_ms, cpu_ms)


def prove(visitor: Visitor, case: Case) -> None:
    """Every address once, which also warms what is kept in memory."""
    for path in case.paths:
        answer = visitor.ask("GET", path)
        if answer.status != 200 or case.proof.encode() not in answer.body:
            raise RuntimeError(f"{path} answered {answer.status} without {case.proof!r}")


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def row_of(measured: Measured) -> list[str]:
    bar, p95 = measured.case.bar_ms, percentile(measured.times_ms, 0.95)
    shown = f"{p95:.1f}" if bar is None else against(p95, bar)
    return [
        measured.case.name,
        f"{percentile(measured.times_ms, 0.5):.1f}",
        shown,
        "" if bar is None else f"{bar:g}",
        f"{measured.cpu_ms:.1f}",
    ]


def cpu_row(view: Measured) -> list[str]:
    shown = against(view.cpu_ms, CPU_BAR_MS)
    return [f"server CPU of a page view ({PAGE_VIEWS_FOR_CPU} views)", "", "", f"CPU {CPU_BAR_MS:g}", shown]


if __name__ == "__main__":
    main()
