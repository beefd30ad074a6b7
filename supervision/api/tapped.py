from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Router

from backend.identity.access import acting
from backend.identity.http import Request
from backend.kernel.preconditions import expected_version
from backend.receipts.http import idempotent
from supervision.edge import trailed
from supervision.models import Record
from supervision.operations import tapped as operations
from supervision.schemas.record import AttendanceIn, ClosingMarkIn, TappedChanged, WellbeingIn

router = Router(tags=["Supervision: records"])


@router.put("/records/{uuid:record_id}/wellbeing", response=TappedChanged, summary="Say that support was offered")
@acting
@trailed
@idempotent
def set_wellbeing(request: Request, record_id: UUID, sent: WellbeingIn) -> Any:
    """If-Match is the record's `facts_version`."""
    record = operations.set_wellbeing(
        actor=request.actor,
        record_id=record_id,
        wellbeing=sent.wellbeing,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _changed(record)


@router.put("/records/{uuid:record_id}/closing-marks/{mark}", response=TappedChanged, summary="Answer a closing mark")
@acting
@trailed
@idempotent
def set_closing_mark(request: Request, record_id: UUID, mark: str, sent: ClosingMarkIn) -> Any:
    """NEW_CASE_FACTS, CASE_TASKS_SET, EVERY_AGENCY_HEARD, MORE_MEANING_THAN_PLANS. If-Match is `facts_version`."""
    record = operations.set_closing_mark(
        actor=request.actor,
        record_id=record_id,
        mark=mark,
        answer=sent.answer,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _changed(record)


@router.put("/records/{uuid:record_id}/attendance", response=TappedChanged, summary="Say how many took part")
@acting
@trailed
@idempotent
def note_attendance(request: Request, record_id: UUID, sent: AttendanceIn) -> Any:
    """Only for forms that keep no notes; the record ends with it. If-Match is `facts_version`."""
    record = operations.note_attendance(
        actor=request.actor,
        record_id=record_id,
        people=sent.people,
        expected_version=expected_version(request),
        now=timezone.now(),
    )
    return 200, _changed(record)


def _changed(record: Record) -> dict[str, Any]:
    return {
        "id": str(record.pk),
        "version": record.facts_version,
        "record_version": record.version,
        "record_state": record.state,
    }
