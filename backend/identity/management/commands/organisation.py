import shlex
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from backend.identity.enums import OrganisationKind, Role
from backend.identity.operations.founding import Founded, found_organisation
from backend.kernel.errors import Refusal

LINK = """
Give this link to {email}. It works once, for this address only, until {until}:

  {link}

With it they choose a password. Then they set up a second sign-in step and invite their colleagues, on “Members of
your organisation”: among them somebody who writes pages (Curator) and somebody who says yes to them (Approver).\
"""
STARTER = """
A new manual is empty. Each page of the starter manual needs a yes from the police and one from a partner: begin both
with this command. When a curator and an approver of each side have joined, bring it in:

  ./alongside manage --data {data} load_starter_content --partnership {partnership} \\
    --author EMAIL --approver EMAIL --approver EMAIL
"""
NOT_READY = "The database is not ready ({reason}). Start the site, wait until it says its address, and try again."


class Command(BaseCommand):
    help = (
        "Begins an organisation in a partnership, and prints a link for its administrator. What is there already is "
        "found: say the same again for a new link, or name the same partnership to let a second agency in."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--kind", required=True, help=", ".join(OrganisationKind.values))
        parser.add_argument("--area", required=True, help="from the country down: England/Westmarch")
        parser.add_argument("--partnership", required=True, metavar="NAME")
        parser.add_argument("--admin", required=True, metavar="EMAIL")
        parser.add_argument("--job-title", default="Administrator", help="of the administrator")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            type=str.upper,
            choices=[role.value for role in Role],
            metavar="ROLE",
            help="that the administrator has besides, such as APPROVER: they cannot change their own later on",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        words = {name: options[name] for name in ("name", "kind", "area", "partnership", "admin", "job_title")}
        try:
            founded = found_organisation(**words, roles=options["role"], now=timezone.now())
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        except DatabaseError as error:
            raise CommandError(NOT_READY.format(reason=error)) from error
        self._say(founded, options["admin"])

    def _say(self, founded: Founded, admin: str) -> None:
        organisation, partnership = founded.organisation.name, founded.partnership.name
        made = ", ".join(founded.made)
        self.stdout.write(f"Made: {made}." if made else f"{organisation} is in {partnership} already. Nothing is new.")
        if founded.invitation is None:
            self.stdout.write(f"{admin} administers it already, and signs in at {settings.BASE_URL}.")
            return
        link = settings.BASE_URL + reverse("invitation", args=[founded.token])
        until = date_format(timezone.localtime(founded.invitation.expires_at), "j F Y, H:i")
        self.stdout.write(LINK.format(email=founded.invitation.email, until=until, link=link))
        data = shlex.quote(str(settings.DATA_DIR))
        self.stdout.write(STARTER.format(partnership=shlex.quote(partnership), data=data))
