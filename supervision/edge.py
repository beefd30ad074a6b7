"""Between the outside and the operations: what a refusal leaves in the trail, and what it shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils import timezone

from backend.identity.http import Request
from backend.kernel.errors import NotFound, Stale
from supervision.operations.refused import current_copy, note_broken_seal, note_denial
from supervision.refusals import BrokenSeal, Hidden, StaleText

READING = {"GET", "HEAD", "OPTIONS"}


def trailed(view: Callable[..., Any]) -> Callable[..., Any]:
    """On every view and API operation of supervision: under the access declaration and above `idempotent`.

    An entry written inside the refused transaction would be undone with it, so refusals are noted here, outside.
    """

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> Any:
        actor = request.actor
        try:
            return view(request, *args, **kwargs)
        except Hidden as hidden:
            note_denial(actor=actor, key=hidden.key, is_read=request.method in READING, now=timezone.now())
            raise NotFound from None
        except StaleText as stale:
            current = current_copy(actor=actor, key=stale.key, now=timezone.now())
            raise Stale(stale.message, current=current) from None
        except BrokenSeal as broken:
            note_broken_seal(actor=actor, key=broken.key, now=timezone.now())
            raise

    answered.trailed = True  # type: ignore[attr-defined]
    return answered
