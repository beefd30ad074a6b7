"""`restore FILE --keys FILE`: bring a backup back. Nothing live is touched before everything was checked."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.safekeeping import restoring
from backend.safekeeping.database_copies import CopyFailed
from backend.safekeeping.keyring import KeyTrouble
from backend.safekeeping.private_files import Busy


class Command(BaseCommand):
    help = "Restore a backup into the data folder, with the key file that belongs to it"
    # On an empty machine there is nothing to check yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--keys", type=Path, help="the key file that was kept apart from the backup")
        parser.add_argument("--replace", action="store_true", help="move present data aside, into replaced-<time>/")
        parser.add_argument("--finish", action="store_true", help="finish a restore that was interrupted")

    def handle(self, *, file: Path | None, keys: Path | None, replace: bool, finish: bool, **options: Any) -> None:
        if not finish and not (file and keys):
            raise CommandError("Name the backup and its key file: restore FILE --keys FILE")
        try:
            if file and keys and not finish:
                restored = restoring.restore(source=file, key_file=keys, replace=replace, now=timezone.now())
                self.stdout.write(f"Restored what was there at {restored.made_at:%Y-%m-%d %H:%M} UTC.")
            else:
                restoring.finish_interrupted()
                self.stdout.write("The restore that was interrupted is finished.")
        except Busy as busy:
            raise CommandError("The site is running on this data folder. Stop it first.") from busy
        except (restoring.RestoreRefused, CopyFailed, KeyTrouble) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write("Next, in this order: migrate, search rebuild, audit verify. Then start the site.")
