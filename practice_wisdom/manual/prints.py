"""The codes on printed pages: they name what was printed and when, and cannot be made up by anybody else.

A code is "p.<page>.<revision number>.<day>" or "t.<partnership>.<topic>.<moment>.<day>" with a signature. It holds
numbers that name nothing by themselves; no title, no address, no word. Small letters and digits: it can be
typed.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.http import base36_to_int, int_to_base36

from practice_wisdom.manual.enums import Topic

ROUTE = "/p/"
MAX_CODE = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class _ShortSigner(Signer):
    """80 of the signature's 256 bits: still far beyond guessing over a network, and short enough for a thumb."""

    def signature(self, value: str | bytes, key: str | bytes | None = None) -> str:
        whole = super().signature(value, key)
        return base64.b32encode(base64.urlsafe_b64decode(f"{whole}==")[:10]).decode().lower()


_signer = _ShortSigner(salt="manual.print", sep=".")


@dataclass(frozen=True, slots=True)
class PagePrint:
    page_id: int
    number: int
    printed_on: date


@dataclass(frozen=True, slots=True)
class BookPrint:
    """A topic, or with None the whole manual, with the revisions that were live at `as_of`."""

    partnership_id: int
    topic: Topic | None
    as_of: datetime
    printed_on: date


Print = PagePrint | BookPrint


def address_of(made: Print) -> str:
    return f"{settings.BASE_URL}{ROUTE}{code_of(made)}"


def code_of(made: Print) -> str:
    numbers: tuple[int, ...]
    if isinstance(made, PagePrint):
        kind, numbers = "p", (made.page_id, made.number)
    else:
        place = list(Topic).index(made.topic) + 1 if made.topic else 0
        kind, numbers = "t", (made.partnership_id, place, (made.as_of - _EPOCH) // _MICROSECOND)
    return _signer.sign(".".join([kind, *map(int_to_base36, (*numbers, made.printed_on.toordinal()))]))


def print_of(code: str) -> Print | None:
    """None for whatever this site did not sign. Looks at no database."""
    if len(code) > MAX_CODE:
        return None
    try:
        kind, *signs = _signer.unsign(code.lower()).split(".")
    except BadSignature:
        return None
    *numbers, day = map(base36_to_int, signs)
    if kind == "p":
        page_id, number = numbers
        return PagePrint(page_id, number, date.fromordinal(day))
    partnership_id, place, moment = numbers
    topic = list(Topic)[place - 1] if place else None
    return BookPrint(partnership_id, topic, _EPOCH + moment * _MICROSECOND, date.fromordinal(day))
