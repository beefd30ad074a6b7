from typing import Any

from django.utils import timezone
from ninja import Router

from backend.identity import access
from backend.identity.http import Request
from backend.receipts.http import idempotent
from practice_wisdom.manual.api import shapes
from practice_wisdom.manual.operations import schedules as operations
from practice_wisdom.manual.queries.schedules import planned
from practice_wisdom.manual.schemas.workflow import (
    ScheduleChanged,
    SchedulesOut,
)

router = Router(tags=["Manual"])


@router.get("", response=SchedulesOut)
@access.member
def schedules(request: Request) -> Any:
    """What is planned and not done yet, soonest first. For curators and approvers."""
    return {"schedules": [shapes.schedule(one) for one in planned(actor=request.actor)]}


@router.post("/{int:schedule_id}/cancel", response=ScheduleChanged)
@access.acting
@idempotent
def cancel(request: Request, schedule_id: int) -> Any:
    """Curators only. No If-Match: it waits as it was planned, or not at all."""
    done = operations.cancel_schedule(actor=request.actor, schedule_id=schedule_id, now=timezone.now())
    return 200, shapes.schedule_changed(done)
