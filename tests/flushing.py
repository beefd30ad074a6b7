"""What was signed, published or noted refuses to be removed. Tests that commit need their tables emptied afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import TransactionTestCase

from backend.audit import guards as trail
from practice_wisdom.manual import guards as manual
from supervision import guards as supervision

GUARDS = (trail, manual, supervision)


@contextmanager
def guards_aside() -> Iterator[None]:
    """No trigger refuses anything while this is open. PostgreSQL touches no trigger of a table with rows to look at."""
    connection.check_constraints()
    for guards in GUARDS:
        guards.remove(connection=connection)
    try:
        yield
    finally:
        connection.check_constraints()
        for guards in GUARDS:
            guards.install(connection=connection)


@contextmanager
def guards_step_aside_between_tests() -> Iterator[None]:
    """While this is open, Django's flush after a transactional test takes the triggers away and puts them back."""
    flush = TransactionTestCase._fixture_teardown

    def without_guards(case: TransactionTestCase) -> None:
        with guards_aside():
            flush(case)

    TransactionTestCase._fixture_teardown = without_guards
    try:
        yield
    finally:
        TransactionTestCase._fixture_teardown = flush
