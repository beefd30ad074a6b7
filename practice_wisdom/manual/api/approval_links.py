from typing import Any

from django.db import transaction
from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.receipts.http import idempotent
from practice_wisdom.manual.operations import approval_links as operations
from practice_wisdom.manual.schemas.workflow import (
    ApprovalLinkChanged,
)

router = Router(tags=["Manual"])


@router.post("/{int:link_id}/send", response=ApprovalLinkChanged)
@access.acting
@idempotent
def send_again(request: Request, link_id: int) -> Any:
    """A new link to the same address, in place of one whose mail was not sent. Curators only. No If-Match, as below."""
    now = timezone.now()
    link, token = operations.send_link_again(actor=request.actor, link_id=link_id, now=now)
    transaction.on_commit(lambda: operations.mail_link(actor=request.actor, link=link, token=token, now=now))
    return 200, {"id": link.id, "revision_id": link.revision_id}


@router.post("/{int:link_id}/revoke", response=ApprovalLinkChanged)
@access.acting
@idempotent
def revoke(request: Request, link_id: int) -> Any:
    """Ends a link before its time. Curators only. No If-Match: it stands as it was sent, or not at all."""
    link = operations.revoke_link(actor=request.actor, link_id=link_id, now=timezone.now())
    return 200, {"id": link.id, "revision_id": link.revision_id}
