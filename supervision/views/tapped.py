"""What is tapped and not written: wellbeing, closing marks, attendance."""

from collections.abc import Callable
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.forms import AttendanceForm, ClosingMarkForm, WellbeingForm
from supervision.operations import tapped as operations
from supervision.views.press import posted, press
from supervision.views.record import Refused, record_page


@access.acting
@trailed
@require_POST
def set_wellbeing(request: Request, record_id: UUID) -> HttpResponse:
    form = WellbeingForm(posted(request), auto_id=False)

    def tap() -> None:
        operations.set_wellbeing(
            actor=request.actor,
            record_id=record_id,
            wellbeing=form.cleaned_data["wellbeing"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _tapped(request, record_id, form, tap)


@access.acting
@trailed
@require_POST
def set_closing_mark(request: Request, record_id: UUID) -> HttpResponse:
    form = ClosingMarkForm(posted(request), auto_id=False)

    def tap() -> None:
        operations.set_closing_mark(
            actor=request.actor,
            record_id=record_id,
            mark=form.cleaned_data["mark"],
            answer=form.cleaned_data["answer"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _tapped(request, record_id, form, tap)


@access.acting
@trailed
@require_POST
def note_attendance(request: Request, record_id: UUID) -> HttpResponse:
    form = AttendanceForm(posted(request), auto_id="attendance_%s")

    def tap() -> None:
        operations.note_attendance(
            actor=request.actor,
            record_id=record_id,
            people=form.cleaned_data["people"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )

    return _tapped(request, record_id, form, tap)


def _tapped(request: Request, record_id: UUID, form: Form, tap: Callable[[], None]) -> HttpResponse:
    """Done, and back to where it was tapped; or the record as it is now, with the reason."""

    def act() -> HttpResponse:
        tap()
        return redirect(f"{reverse('supervision_record', args=[record_id])}#at-the-end")

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, refusal=refusal))

    return press(request, form, act=act, page=page)
