"""Everything under /api/v1/inbox."""

from typing import Any

from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.notifications.operations import notices as operations
from backend.notifications.queries import notices as queries
from backend.notifications.schemas import InboxOut, NoticeRead
from backend.receipts.http import idempotent

router = Router(tags=["Inbox"])


@router.get("", response=InboxOut)
@access.member
def inbox(request: Request) -> Any:
    """What the hat worn now was told, unread first. Lines about what it may not see any more are absent."""
    return {"notices": queries.inbox(actor=request.actor)}


@router.post("/{notice_id}/read", response=NoticeRead)
@access.acting
@idempotent
def mark_read(request: Request, notice_id: int) -> Any:
    notice = operations.mark_read(actor=request.actor, notice_id=notice_id, now=timezone.now())
    return 200, {"id": notice.id}
