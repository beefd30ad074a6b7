"""Repeating a write safely (idempotency keys)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from backend.kernel.errors import Invalid
from backend.receipts.models import Receipt

KEPT_FOR = timedelta(days=30)
KEY_MAX_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: dict[str, Any]


def digest_of(*, method: str, path: str, body: bytes, hat: str = "") -> str:
    """A keyed digest: nobody who reads the table can test guesses about what was written."""
    material = b"\n".join([method.encode(), path.encode(), hat.encode(), body])
    return salted_hmac("alongside.receipts", material, algorithm="sha256").hexdigest()


def once(*, person_id: int, key: str, request_digest: str, now: datetime, act: Callable[[], Answer]) -> Answer:
    """Runs `act` and keeps its answer in the same transaction; on a repeat gives the kept answer.

    Raises Invalid when the key was used for another request. Two at the same time: the second waits for the first.
    """
    if len(key) > KEY_MAX_LENGTH:
        raise Invalid(f"An Idempotency-Key has at most {KEY_MAX_LENGTH} characters.")
    # The caller made it up, so anything may stand in it.
    key = salted_hmac("alongside.receipts.key", key, algorithm="sha256").hexdigest()
    try:
        with transaction.atomic():
            if kept := _kept(person_id, key, request_digest):
                return kept
            # First the receipt: of two at the same time the second waits here. In `act` it would meet what the first
            # one has just done, and be refused as too late instead of getting the same answer.
            receipt = Receipt.objects.create(
                person_id=person_id, key=key, request_digest=request_digest, status=0, answer={}, given_at=now
            )
            answer = act()
            receipt.status, receipt.answer = answer.status, answer.body
            receipt.save(update_fields=["status", "answer"])
            return answer
    except IntegrityError:
        # The other one committed while we waited; anything else that is not unique is a real fault.
        if kept := _kept(person_id, key, request_digest):
            return kept
        raise


def forget_old(*, now: datetime) -> int:
    """Deletes receipts past their 30 days; the number deleted."""
    return Receipt.objects.filter(given_at__lt=now - KEPT_FOR).delete()[0]


def _kept(person_id: int, key: str, request_digest: str) -> Answer | None:
    receipt = Receipt.objects.filter(person_id=person_id, key=key).first()
    if receipt is None:
        return None
    if receipt.request_digest != request_digest:
        raise Invalid("This Idempotency-Key was already used for a different request. Make a new one.")
    return Answer(status=receipt.status, body=receipt.answer)
