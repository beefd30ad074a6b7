from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.preconditions import etag, expected_version
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.operations import settings as operations
from practice_wisdom.manual.queries.settings import settings_to_read
from practice_wisdom.manual.schemas.workflow import (
    SettingsIn,
    SettingsOut,
)

router = Router(tags=["Manual"])


@router.get("", response=SettingsOut)
@access.member
def settings(request: Request, response: HttpResponse) -> Any:
    """What your organisation chose for the pages its members own. For its administrators and leading curators."""
    found = shapes.settings(settings_to_read(actor=request.actor))
    response["ETag"] = etag(found["version"])
    return found


@router.put("", response=SettingsOut)
@access.acting
@idempotent
def change_settings(request: Request, given: SettingsIn) -> Any:
    """`withdraw_overdue_after_days`: null for never."""
    changed = operations.change_settings(
        actor=request.actor,
        version=expected_version(request),
        withdraw_overdue_after_days=given.withdraw_overdue_after_days,
        now=timezone.now(),
    )
    return 200, shapes.settings(changed)
