from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.identity.operations.access_tokens import issue_access_token, revoke_access_tokens
from backend.kernel.errors import Refusal


class Command(BaseCommand):
    help = "Prints a new API token for a person, once. It has the reach of one membership and lasts 90 days."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--organisation", default="", help="for somebody who belongs to several")
        parser.add_argument("--revoke", action="store_true", help="end every token of this person instead")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            if options["revoke"]:
                ended = revoke_access_tokens(email=options["email"], now=now)
                self.stdout.write("1 token ended." if ended == 1 else f"{ended} tokens ended.")
                return
            token = issue_access_token(email=options["email"], organisation=options["organisation"], now=now)
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(token)
