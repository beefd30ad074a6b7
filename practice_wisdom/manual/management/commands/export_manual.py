from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.identity.models import Partnership
from practice_wisdom.manual.operations.exports import export_manual


class Command(BaseCommand):
    help = "Write the live pages with their images, the glossary and the synonyms of a partnership into a zip."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--drafts", action="store_true", help="also what is being prepared")
        parser.add_argument("--partnership", metavar="NAME", help="needed where there is more than one")

    def handle(self, *args: Any, file: Path, partnership: str | None, drafts: bool, **options: Any) -> None:
        here = Partnership.objects.filter(**{"name": partnership} if partnership else {})
        if len(here) != 1:
            names = ", ".join(f"“{name}”" for name in Partnership.objects.values_list("name", flat=True))
            raise CommandError(f"Say which partnership, with --partnership NAME: {names}.")
        content = export_manual(actor=None, partnership_id=here[0].id, drafts=drafts, now=timezone.now())
        try:
            with file.open("xb") as new:
                new.write(content)
        except OSError as wrong:
            raise CommandError(f"{file} cannot be written: {wrong.strerror}.") from wrong
        self.stdout.write(f"Wrote {file}.")
