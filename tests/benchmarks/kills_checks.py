"""What is looked at after each restart, in the database, on disk and through the API."""

import os
import time
from datetime import UTC, datetime

import django

from tests.benchmarks import kills_background_checks as background
from tests.benchmarks.kills_clients import Cast
from tests.benchmarks.kills_ledger import Found, Ledger
from tests.benchmarks.kills_writers import Write
from tests.benchmarks.server import Site
from tests.benchmarks.visitor import Refused

INDEX_WITHIN_SECONDS = 60


class Checks:
    def __init__(self, *, site: Site, cast: Cast) -> None:
        os.environ.update(site.environment, DJANGO_SETTINGS_MODULE="backend.settings")
        django.setup()
        self.cast = cast
        self.ledger = Ledger(cast=cast)
        self.counted = 0
        _leave_database()

    def after_restart(self, *, restarted_at: float) -> Found:
        found = Found()
        self._finish_what_was_cut_off(found)
        found.in_step_after = _seconds_until_in_step(restarted_at, found)
        background.finish_what_was_cut_off(self.cast.background, found)
        self._look(found, newest_only=True)
        return found

    def everything_again(self) -> None:
        """At the end: every session ever written is opened and read, not only those of the last round."""
        found = Found()
        self._look(found, newest_only=False)
        if found.is_bad:
            raise SystemExit(f"At the end: {found}")

    def _finish_what_was_cut_off(self, found: Found) -> None:
        restarted_at = datetime.now(tz=UTC)
        for writer in self.cast.writers:
            if writer.problem:
                found.broken.append(f"a client was refused: {writer.problem}")
            write = writer.pending
            try:
                writer.finish_pending()
            except Refused as refused:
                found.broken.append(f"the repeat was refused: {refused}")
                continue
            found.unheard += self.ledger.was_saved_before(write, moment=restarted_at)

    def _look(self, found: Found, *, newest_only: bool) -> None:
        _look_at_files(found)
        self.ledger.compare(found)
        background.look(self.cast.background, found)
        writes = self.ledger.writes()
        in_all = len(writes) + background.acknowledged(self.cast.background)
        found.acknowledged, self.counted = in_all - self.counted, in_all
        try:
            self._read_back(writes, found, newest_only=newest_only)
        except Refused as refused:
            found.lost.append(f"cannot be read: {refused}")
        _leave_database()

    def _read_back(self, writes: list[Write], found: Found, *, newest_only: bool) -> None:
        """Through the API, as the people who wrote."""
        for stage, author in self.cast.authors.items():
            shown = author.read(f"/supervision/records/{self.cast.record_id}")["stages"]
            texts = {one["key"]: one["mine"]["text"] for one in shown if one["mine"]}
            said = [write.said for write in writes if write.kind == "section" and write.answer["stage"] == stage]
            if said and texts[stage] != said[-1]:
                found.lost.append(f"the words at {stage} are not the last ones saved")
        planned = [write.answer["id"] for write in writes if write.kind == "session"]
        for session_id in planned[-2:] if newest_only else planned:
            self._read_agenda(session_id, writes, found)
        self._read_page(writes, found)

    def _read_agenda(self, session_id: str, writes: list[Write], found: Found) -> None:
        said = [write.said for write in writes if write.kind == "agenda item" and write.said.endswith(session_id)]
        agenda = self.cast.pair.one.read(f"/supervision/sessions/{session_id}")["agenda"]
        shown = [line["text"] for line in sorted(agenda, key=lambda line: line["position"])]
        if shown != said:
            found.lost.append(f"the agenda of {session_id} has {len(shown)} items, and {len(said)} were saved")

    def _read_page(self, writes: list[Write], found: Found) -> None:
        published = [write.said for write in writes if write.kind == "published"]
        if not published:
            return
        slug, marker = self.cast.slug, published[-1].split()[1]
        if self.cast.reader.read(f"/manual/pages/{slug}")["summary"] != published[-1]:
            found.lost.append("the page is not the last one published")
        results = self.cast.reader.read(f"/search?q={marker}")["results"]
        if [hit["slug"] for hit in results[:1]] != [slug]:
            found.broken.append(f"search does not find {marker}, which is live")


def _look_at_files(found: Found) -> None:
    from django.db import connection

    from backend.audit import checkpoints
    from backend.audit.verification import Finding, verify

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for pragma in ("integrity_check", "foreign_key_check"):
                answer = cursor.execute(f"PRAGMA {pragma}").fetchall()
                found.broken += [f"{pragma}: {row}" for row in answer if row != ("ok",)]
    try:
        noted = list(checkpoints.read(folder=checkpoints.default_folder()))
    except checkpoints.CheckpointBroken as broken:
        found.broken.append(str(broken))
        noted = []
    verdict = verify(checkpoints=noted, against_live=True)
    if verdict.finding is not Finding.OK:
        found.broken.append(verdict.message)


def _seconds_until_in_step(since: float, found: Found) -> float:
    while not _is_in_step():
        if time.monotonic() - since > INDEX_WITHIN_SECONDS:
            found.broken.append(f"the search index is not in step after {INDEX_WITHIN_SECONDS} s")
            break
        time.sleep(0.05)
    return time.monotonic() - since


def _is_in_step() -> bool:
    """It opens, nothing waits, and it holds exactly the documents that the database would give it today."""
    from backend.search import documents, indexing
    from backend.search.engines import engine
    from backend.search.engines.base import IndexDamaged

    if indexing.pending().exists() or not indexing.is_in_step(engine()):
        return False
    everything = list(documents.load_all())
    try:
        indexed = [engine().indexed(scope=one.scope, keys=[one.key]).get(one.key) for one in everything]
        return [one and one.document for one in indexed] == everything and engine().count() == len(everything)
    except IndexDamaged:
        return False


def _leave_database() -> None:
    """No connection of ours stays open while the server is killed and started."""
    from django.db import connections

    connections.close_all()
