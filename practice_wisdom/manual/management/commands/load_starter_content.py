from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from backend.identity.models import Partnership, Person
from backend.identity.queries.hats import hats_of
from backend.kernel.actor import Actor
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
        done = load_starter_content(
            partnership_id=here.id,
            author=_actor(author, here),
            approvers=[_actor(email, here) for email in approver],
            now=timezone.now(),
        )
        for slug, what in done.items():
            self.stdout.write(f"{slug}: {what}")


def _actor(email: str, partnership: Partnership) -> Actor:
    person = Person.objects.filter(email__iexact=email).first()
    for hat in hats_of(person_id=person.id) if person else []:
        if hat.actor.partnership_id == partnership.id:
            return hat.actor
    raise CommandError(f"{email} has no membership in “{partnership.name}”.")
