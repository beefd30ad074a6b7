"""`keys status`, `keys create`, `keys rotate`: the keys that wrap the data keys of supervision records."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from backend.audit.models import Entry
from backend.safekeeping import keys, operations, wrapped
from backend.safekeeping.keyring import KeyTrouble
from backend.safekeeping.private_files import Busy


class Command(BaseCommand):
    help = "Show, make or rotate the keys that protect supervision records"
    # When the keys are the trouble, the system checks say so too: that must not stop the cure.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("status", help="each key, its state, and how many data keys it wraps")
        actions.add_parser("create", help="make the first key file; never replaces one")
        actions.add_parser("rotate", help="make a new active key and wrap every data key with it")

    def handle(self, *, action: str, **options: Any) -> None:
        if Entry._meta.db_table not in connection.introspection.table_names():
            raise CommandError("The database is not set up yet. Run: migrate")
        try:
            {"status": self._status, "create": self._create, "rotate": self._rotate}[action]()
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble
        except Busy as busy:
            raise CommandError("Another process is working on the keys. Try again when it has finished.") from busy

    def _status(self) -> None:
        keyring, uses = keys.current_keyring(), wrapped.counts()
        self.stdout.write(f"Keyring {keyring.id} in {keys.provider().place}")
        for kek in keyring.keks:
            self.stdout.write(f"{kek.id}  {kek.state:<12}  {kek.created_at:%Y-%m-%d}  {uses.pop(kek.id, 0)} data keys")
        if uses:
            missing = ", ".join(sorted(uses))
            raise CommandError(f"{uses.total()} data keys need a key that is not in this file: {missing}")

    def _create(self) -> None:
        keyring = operations.create_keyring(now=timezone.now())
        self.stdout.write(f"Made keyring {keyring.id} in {keys.provider().place}. Keep a copy apart from the backups.")

    def _rotate(self) -> None:
        done = operations.rotate_keks(now=timezone.now())
        begun = "Finished the rotation that was interrupted" if done.resumed else "Rotated"
        self.stdout.write(f"{begun}: {done.rewrapped} data keys now under {done.active_kek_id}.")
        self.stdout.write("Copy the key file to its safe place again: the former copy cannot open what comes now.")
