"""`backup [FILE]`: an encrypted copy of everything but keys, index and logs, made while the site runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.safekeeping import backups
from backend.safekeeping.database_copies import CopyFailed
from backend.safekeeping.keyring import KeyTrouble
from backend.safekeeping.private_files import Busy


class Command(BaseCommand):
    help = "Make an encrypted backup while the site runs. The key file is not in it: keep that somewhere else"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="default: backups/ in the data folder")

    def handle(self, *, file: Path | None, **options: Any) -> None:
        now = timezone.now()
        target = (file or backups.default_target(now=now)).resolve()
        try:
            made = backups.make_backup(target=target, now=now)
        except Busy as busy:
            raise CommandError("Another backup is being made. Try again when it has finished.") from busy
        except (backups.BackupRefused, CopyFailed, KeyTrouble) as refused:
            raise CommandError(str(refused)) from refused
        size, entries = target.stat().st_size / 1e6, made.database.audit_seq
        self.stdout.write(f"{target}: {size:.1f} MB, {len(made.files)} files, audit trail of {entries} entries.")
        self.stdout.write("It opens only with the key file, which is not in it. Keep the two apart.")
