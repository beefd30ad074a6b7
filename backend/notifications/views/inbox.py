from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.notifications.operations import notices as operations
from backend.notifications.queries import notices as queries
from backend.receipts.http import idempotent_form


@access.member
@require_safe
def inbox(request: Request) -> HttpResponse:
    lines = queries.inbox(actor=request.actor)
    can_mark = any(not (one.is_read or one.is_urgent) for one in lines)
    return render(request, "notifications/inbox.html", {"lines": lines, "unread": can_mark})


@access.member
@require_POST
def open_notice(request: Request, notice_id: int) -> HttpResponse:
    """Read now, unless it is urgent; then to what it is about."""
    address = queries.address_of_notice(actor=request.actor, notice_id=notice_id)
    operations.open_notice(actor=request.actor, notice_id=notice_id, now=timezone.now())
    return redirect(address)


@access.member
@require_POST
@idempotent_form
def acknowledge_notice(request: Request, notice_id: int) -> HttpResponse:
    operations.mark_read(actor=request.actor, notice_id=notice_id, now=timezone.now())
    return redirect("inbox")


@access.member
@require_POST
@idempotent_form
def mark_all_read(request: Request) -> HttpResponse:
    operations.mark_all_read(actor=request.actor, now=timezone.now())
    return redirect("inbox")
