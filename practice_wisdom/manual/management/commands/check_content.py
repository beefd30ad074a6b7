from typing import Any

from django.core.management.base import BaseCommand, CommandError

from practice_wisdom.starter_content.check import problems


class Command(BaseCommand):
    help = "Check the starter content: front matter, order of parts, length, links, terms, sources."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        found = problems()
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise CommandError(f"{len(found)} problems in the starter content.")
        self.stdout.write("The starter content keeps the rules.")
