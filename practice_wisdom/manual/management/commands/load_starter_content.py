from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.identity.enums import Role
from backend.identity.models import Partnership, Person
from backend.identity.queries.hats import hats_of
from backend.kernel.actor import Actor
from backend.kernel.errors import Refusal
from backend.search.operations import drain
from practice_wisdom.starter_content.loader import load_starter_content


class Command(BaseCommand):
    help = "Put the starter content into a partnership's manual, in the name of an author and with approvers' yes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--partnership", required=True, metavar="NAME")
        parser.add_argument("--author", required=True, metavar="EMAIL", help="a curator")
        parser.add_argument("--approver", action="append", default=[], metavar="EMAIL", help="repeat for each side")

    def handle(self, *args: Any, partnership: str, author: str, approver: list[str], **options: Any) -> None:
        here = Partnership.objects.filter(name=partnership).first()
        if here is None:
            raise CommandError(f"There is no partnership called “{partnership}”.")
        try:
            done = load_starter_content(
                partnership_id=here.id,
                author=_actor(author, here, Role.CURATOR),
                approvers=[_actor(email, here, Role.APPROVER) for email in approver],
                now=timezone.now(),
            )
        except Refusal as refusal:
            raise CommandError(refusal.message) from refusal
        # Not left to the worker, which may not be running: what is published can be found when the command ends.
        drain()
        for slug, what in done.items():
            self.stdout.write(f"{slug}: {what}")


def _actor(email: str, partnership: Partnership, role: Role) -> Actor:
    person = Person.objects.filter(email__iexact=email).first()
    hats = hats_of(person_id=person.id) if person else []
    here = [hat.actor for hat in hats if hat.actor.partnership_id == partnership.id]
    if not here:
        raise CommandError(f"{email} has no membership in “{partnership.name}”.")
    for actor in here:
        if actor.holds(role):
            return actor
    if any(role in actor.roles for actor in here):
        raise CommandError(f"{email} has not set up the second sign-in step, which one of their roles needs.")
    raise CommandError(f"{email} is no {role.label.lower()} in “{partnership.name}”: an administrator gives the role.")
