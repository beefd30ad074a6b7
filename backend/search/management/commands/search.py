from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from backend.kernel.errors import Refusal
from backend.search import checks, indexing, operations
from backend.search.engines import engine
from backend.search.engines.base import IndexDamaged


class Command(BaseCommand):
    help = "The search index: rebuild it, let it catch up, or say how it is."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild", "drain", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, options["what"])()

    def rebuild(self) -> None:
        try:
            self.stdout.write(f"Documents in the index: {operations.rebuild()}.")
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal

    def drain(self) -> None:
        self.stdout.write(f"Changes applied: {operations.drain()}.")

    def status(self) -> None:
        try:
            count = str(engine().count())
        except IndexDamaged:
            count = "unknown"
        self.stdout.write(f"Engine: {settings.SEARCH_ENGINE}. Documents: {count}.")
        self.stdout.write(f"Changes waiting: {indexing.pending().count()}.")
        for problem in checks.problems():
            self.stdout.write(problem)
