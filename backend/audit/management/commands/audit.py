"""`audit verify` holds the trail against its own hashes and signed checkpoints; `audit checkpoint` signs its head."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from backend.audit import checkpoints, guards
from backend.audit.operations import checkpoint
from backend.audit.verification import Finding, verify
from backend.safekeeping.keyring import KeyTrouble


class Command(BaseCommand):
    # The trail can be verified whatever else is wrong with the set-up.
    requires_system_checks: list[str] = []
    help = "Verify the audit trail (exit 0 ok, 3 gap, 4 changed, 5 cut off, 6 rewritten, 7 rows differ, 8 checkpoint)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        verifying = actions.add_parser("verify", help="hold the trail against its hashes and signed checkpoints")
        verifying.add_argument("--checkpoints", type=Path, metavar="DIR", help="default: the data folder's own")
        verifying.add_argument("--against-live", action="store_true", help="also compare the sealed rows")
        actions.add_parser("checkpoint", help="sign the head of the trail")

    def handle(self, *, action: str, **options: Any) -> None:
        try:
            if action == "checkpoint":
                self._checkpoint()
            else:
                self._verify(folder=options["checkpoints"], against_live=options["against_live"])
        except KeyTrouble as trouble:
            raise CommandError(str(trouble)) from trouble

    def _checkpoint(self) -> None:
        made = checkpoint()
        self.stdout.write(f"Signed at {made.size} entries." if made else "Nothing new since the last checkpoint.")

    def _verify(self, *, folder: Path | None, against_live: bool) -> None:
        if folder and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        try:
            noted = list(checkpoints.read(folder=folder or checkpoints.default_folder()))
        except checkpoints.CheckpointBroken as broken:
            self.stderr.write(f"{broken}".capitalize() + ".")
            sys.exit(Finding.CHECKPOINT_BROKEN)
        if not guards.are_installed(connection=connection):
            self.stderr.write("The triggers that refuse changes to the trail are not there: somebody took them away.")
        verdict = verify(checkpoints=noted, against_live=against_live)
        if verdict.finding is Finding.OK:
            self.stdout.write(f"{verdict.message} Checkpoints: {len(noted)}. Head: {verdict.head}")
            return
        self.stderr.write(verdict.message)
        sys.exit(verdict.finding)
