"""The audit trail refuses to be emptied. Tests that commit need their tables emptied afterwards, as its owner can."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

from backend.audit import guards


@contextmanager
def guards_step_aside_between_tests() -> Iterator[None]:
    """While this is open, Django's flush after a transactional test takes the triggers away and puts them back."""
    flush = TransactionTestCase._fixture_teardown

    def without_guards(case: TransactionTestCase) -> None:
        guards.remove(connection=connection)
        try:
            flush(case)
        finally:
            guards.install(connection=connection)

    TransactionTestCase._fixture_teardown = without_guards
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = flush
