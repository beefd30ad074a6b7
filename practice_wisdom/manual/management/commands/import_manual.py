from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.identity.models import Person
from backend.identity.queries.hats import hats_of
from backend.kernel.actor import Actor
from backend.kernel.errors import Refusal
from practice_wisdom.manual import policy
from practice_wisdom.manual.arrivals import Arrival, read_arrivals
from practice_wisdom.manual.enums import Outcome
from practice_wisdom.manual.models import ImportedEntry, ImportedPage
from practice_wisdom.manual.operations.imported_entries import entries_of
from practice_wisdom.manual.operations.imports import ask_for_drafts, keep_import, make_drafts, pages_of
from practice_wisdom.manual.queries.imported_entries import entry_findings
from practice_wisdom.manual.queries.imports import Finding, findings
from practice_wisdom.manual.unpacking import MAX_UPLOAD

OUTCOMES = {Outcome.NEW: "New", Outcome.CHANGED: "Changed", Outcome.SAME: "The same", Outcome.SKIPPED: "Skipped"}


class Command(BaseCommand):
    help = "Make drafts of Markdown and Word files and take their words in, from a folder or a zip, as a curator."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", metavar="PATH", type=Path)
        parser.add_argument("--as", dest="email", required=True, metavar="EMAIL", help="a curator")
        parser.add_argument("--dry-run", action="store_true", help="say what would become of each file, and stop")

        parser.add_argument("--replace", action="store_true", help="also the words that curators here have written")

    def handle(self, *args: Any, path: Path, email: str, dry_run: bool, replace: bool, **options: Any) -> None:
        actor, now = _curator(email), timezone.now()
        try:
            arrivals = read_arrivals(files=_files(path), today=timezone.localdate(now))
            if dry_run:
                entries = entries_of(actor=actor, arrivals=arrivals)
                self._tell(findings(actor=actor, pages=pages_of(actor=actor, arrivals=arrivals), since=now))
                self._tell_words(actor, entries, replace)
                return
            self._make(actor, arrivals, replace)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def _make(self, actor: Actor, arrivals: list[Arrival], replace: bool) -> None:
        now = timezone.now()
        brought = keep_import(actor=actor, arrivals=arrivals, now=now)
        ask_for_drafts(actor=actor, import_id=brought.id, replaces=replace, now=now)
        while make_drafts(brought=brought, now=timezone.now()):
            pass
        self._tell(findings(actor=actor, pages=list(brought.pages.all()), since=now))
        self._tell_words(actor, list(brought.entries.all()), replace)

    def _tell(self, found: list[tuple[ImportedPage, Finding]]) -> None:
        for page, finding in found:
            self.stdout.write(" ".join([f"{page.file}: {finding.outcome.label}.", finding.reason]).strip())

    def _tell_words(self, actor: Actor, entries: list[ImportedEntry], replace: bool) -> None:
        for entry, finding in entry_findings(partnership_id=actor.partnership_id, entries=entries, replaces=replace):
            said = " ".join([f"{entry.kind.lower()} “{entry.name}”: {OUTCOMES[finding.outcome]}.", finding.reason])
            self.stdout.write(said.strip())


def _curator(email: str) -> Actor:
    person = Person.objects.filter(email__iexact=email).first()
    for hat in hats_of(person_id=person.pk) if person else []:
        if policy.can_write(hat.actor):
            return hat.actor
    raise CommandError(f"{email} is no curator here, or has no second sign-in step yet.")


def _files(path: Path) -> list[tuple[str, bytes]]:
    """What a link points at is left out: it may be anything on this machine."""
    if not path.exists():
        raise CommandError(f"There is nothing at {path}.")
    paths = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    paths = [one for one in paths if one == path or not (one.is_symlink() or one.name.startswith("."))]
    if sum(one.stat().st_size for one in paths) > MAX_UPLOAD:
        raise CommandError(f"These files are larger than {MAX_UPLOAD // 1_000_000} MB together.")
    return [(one.name if one == path else str(one.relative_to(path)), one.read_bytes()) for one in paths]
