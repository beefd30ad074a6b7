from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.receipts.http import idempotent_form
from practice_wisdom.manual.operations import schedules


@access.acting
@require_POST
@idempotent_form
def cancel_schedule(request: Request, schedule_id: int) -> HttpResponse:
    done = schedules.cancel_schedule(actor=request.actor, schedule_id=schedule_id, now=timezone.now())
    messages.success(request, "Cancelled. Nothing is planned for this page any more.")
    return redirect("revision", done.revision_id)
