"""A page, a topic and the whole manual as PDF, on the starter content: `.venv/bin/python -m tests.benchmarks.paper`.

CPU is of the web processes: a topic and the whole manual are set by the worker, and no request waits for them.
"Answered" is the first answer, be it the print or the page that says how far it is; what is kept is asked for again.
"""

import time

from tests.benchmarks.report import show
from tests.benchmarks.server import Site, fresh_site
from tests.benchmarks.visitor import Visitor

PRINTS = {
    "one page": "/manual/cuckooing/pdf",
    "a topic": "/manual/topics/adults-at-risk/pdf",
    "the whole manual": "/manual/pdf",
}


def main() -> None:
    with fresh_site() as site:
        reader = site.signed_in("officer@police.example")
        rows = [row_of(site, reader, name, path) for name, path in PRINTS.items()]
    heads = ["print", "answered, s", "ready, s", "CPU of the web, s", "kept, s", "size, KB"]
    show(title="On paper", heads=heads, rows=rows, note="starter content, one client; 1 KB is 1,000 bytes")


def row_of(site: Site, reader: Visitor, name: str, path: str) -> list[str]:
    before, began = site.web_cpu_seconds(), time.perf_counter()
    answered, size = timed(reader, path)
    while not size:
        time.sleep(0.2)
        _, size = timed(reader, path)
    ready, cpu = time.perf_counter() - began, site.web_cpu_seconds() - before
    again, _ = timed(reader, path)
    return [name, f"{answered:.2f}", f"{ready:.2f}", f"{cpu:.2f}", f"{again:.2f}", f"{size / 1000:.0f}"]


def timed(reader: Visitor, path: str) -> tuple[float, int]:
    """Seconds, and the size of the print; 0 while it is being made."""
    began = time.perf_counter()
    answer = reader.ask("GET", path)
    seconds = time.perf_counter() - began
    if answer.status == 302:
        return seconds, 0
    if not answer.body.startswith(b"%PDF"):
        raise RuntimeError(f"{path} did not answer with a PDF: {answer.status}")
    return seconds, len(answer.body)


if __name__ == "__main__":
    main()
