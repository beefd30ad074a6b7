from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from backend.audit.enums import Outcome, Verb
from backend.audit.models import Entry
from backend.kernel.keys import Key


def readings(*, key: Key, skip: int = 0, most: int, without_sections: Collection[str] = ()) -> list[Entry]:
    """Who read this, newest first: after `skip` newer ones at most so many."""
    found = Entry.objects.filter(key=str(key), verb=Verb.CONSULT, outcome=Outcome.ALLOW).order_by("-seq")
    if without_sections:
        found = found.exclude(section__in=without_sections)
    return list(found[skip : skip + most])


def newest(*, key: Key) -> Entry | None:
    return Entry.objects.filter(key=str(key)).order_by("-seq").first()


@contextmanager
def one_moment() -> Iterator[None]:
    """Every query inside sees the database as it was at the first one, without holding up anybody who writes."""
    if connection.in_atomic_block:
        # Only tests come here with a transaction of their own.
        yield
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = 0")
            yield
        return
    with connection.cursor() as cursor:
        # Not atomic(): that takes the write lock (transaction_mode IMMEDIATE).
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
