"""Writing a record, putting it up for signing, reading and signing it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotFound, Refusal, Stale
from supervision.edge import trailed
from supervision.enums import RecordState, Visibility, Wellbeing
from supervision.forms import (
    AmendmentForm,
    AttendanceForm,
    PageForm,
    SectionForm,
    SignForm,
    VersionForm,
    visibility_labels,
)
from supervision.forms.action import ActionForm
from supervision.operations import record as operations
from supervision.operations import section as sections
from supervision.queries.doubt import Doubt, doubts, doubts_in
from supervision.queries.reading import who_read_this
from supervision.queries.record import RecordPage, SectionText, StageOfRecord
from supervision.queries.writing import Writing, who_writes
from supervision.views.action_forms import actions_on_screen, new_action_form
from supervision.views.limits import LIMITS
from supervision.views.press import posted, press

READINGS_IN_VIEW = 10
LONG_OVER_MINUTES = 30


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that came back: where it stands on the page, at which stage or action, and why."""

    form: Form
    stage: str = ""
    refusal: Refusal | None = None
    explained: list[Doubt] = field(default_factory=list)
    action_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOnScreen:
    """My words at a stage as the form shows them: what the server has, or what was typed and refused.

    Plain values: a page has a dozen stages, and Django's widgets would take most of its time. `saved_now` is what the
    server has when the writer's save came too late; None otherwise.
    """

    stage: StageOfRecord
    text: str
    visibility: str
    version: str
    text_errors: list[str]
    visibility_errors: list[str]
    saved_now: str | None
    is_refused: bool
    seen_by_all: frozenset[str]
    writers: list[str]

    @property
    def doubts(self) -> list[Doubt]:
        """Of what stands in the box; asked for by a page that has one."""
        return doubts(self.text)

    @property
    def words(self) -> list[SectionText]:
        mine = [self.stage.mine] if self.stage.mine and self.stage.mine.text.strip() else []
        return mine + [text for text in self.stage.others if text.text.strip()]

    @property
    def shared(self) -> list[SectionText]:
        return [text for text in self.words if text.visibility in self.seen_by_all]

    @property
    def between(self) -> list[SectionText]:
        """Somebody's and the facilitator's of a group."""
        return [text for text in self.words if text not in (*self.shared, *self.private)]

    @property
    def private(self) -> list[SectionText]:
        return [text for text in self.words if text.visibility == Visibility.ONLY_ME]


@access.acting
@trailed
@require_safe
def record(request: Request, record_id: UUID) -> HttpResponse:
    return record_page(request, record_id)


@access.acting
@trailed
@require_safe
def readings(request: Request, record_id: UUID) -> HttpResponse:
    """Every opening. Who opened it is no text of the record, so to look is not itself a reading."""
    form = PageForm(request.GET)
    if not form.is_valid():
        raise NotFound
    found = who_read_this(actor=request.actor, record_id=record_id, **form.cleaned_data)
    return render(request, "supervision/readings.html", {"record_id": record_id, "found": found})


@access.acting
@trailed
@require_POST
def save_section(request: Request, record_id: UUID, stage: str) -> HttpResponse:
    """The Save button: what saving by itself does with JavaScript, and the choice who reads it."""
    form = SectionForm(posted(request), auto_id=f"{stage}_%s")

    def act() -> HttpResponse:
        _keep(request, record_id, stage, form.cleaned_data)
        return redirect(f"{reverse('supervision_record', args=[record_id])}#stage-{stage}")

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, stage, refusal))

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def share_record(request: Request, record_id: UUID) -> HttpResponse:
    form = VersionForm(posted(request))

    def act() -> HttpResponse:
        operations.share_record(
            actor=request.actor,
            record_id=record_id,
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_record", record_id)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        opened = operations.open_record(actor=request.actor, record_id=record_id, now=timezone.now())
        if not opened.can_share:
            return redirect("supervision_record", record_id)
        if not form.is_bound:
            form.initial = {"version": opened.version}
        context = _context(opened) | {"form": form, "doubts": doubts_in(opened)}
        return render(request, "supervision/share.html", context, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_POST
def sign_record(request: Request, record_id: UUID) -> HttpResponse:
    form = SignForm(posted(request), auto_id="sign_%s")
    if explained := unexplained(request, "note"):
        return record_page(request, record_id, refused=Refused(form, explained=explained))

    def act() -> HttpResponse:
        operations.sign_record(
            actor=request.actor,
            record_id=record_id,
            note=form.cleaned_data["note"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Your signature is under this record.")
        return redirect("supervision_record", record_id)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        return record_page(request, record_id, status=status, refused=Refused(form, refusal=refusal))

    return press(request, form, act=act, page=page)


def unexplained(request: Request, name: str) -> list[Doubt]:
    """What in the words just sent may point at a person, unless the page has said so already.

    What is signed stays, so the page comes back once, with the words in it; the next press goes through.
    """
    return doubts(request.POST.get(name, ""), explained=request.POST.getlist("explained"))


def record_page(
    request: Request, record_id: UUID, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    """The record in the state it is in. Opening it is noted once, before the list of readings is made."""
    page = operations.open_record(actor=request.actor, record_id=record_id, now=timezone.now())
    newest = who_read_this(actor=request.actor, record_id=record_id, on_a_page=READINGS_IN_VIEW)
    now = timezone.now()
    writing = who_writes(actor=request.actor, record_id=record_id, now=now) if page.can_write else []
    context = _context(page, refused, writing) | {"newest": newest, "elapsed": _elapsed(page, now)}
    name = "attendance" if page.can_note_attendance else "write" if page.state == RecordState.DRAFT else "record"
    return render(request, f"supervision/{name}.html", context, status=status)


def _elapsed(page: RecordPage, now: datetime) -> int | None:
    """Seconds; None when the record was begun so long ago that no session goes on: nobody needs its clock."""
    elapsed = max(0, int((now - page.started_at).total_seconds()))
    return elapsed if elapsed <= (page.minutes + LONG_OVER_MINUTES) * 60 else None


def _keep(request: Request, record_id: UUID, stage: str, sent: dict[str, Any]) -> None:
    """Both belong to one press, and `press` puts them into one transaction: words are never shared half-saved."""
    where: dict[str, Any] = {"actor": request.actor, "record_id": record_id, "stage": stage, "now": timezone.now()}
    section = sections.save_section(text=sent["text"], expected_version=sent["version"], **where)
    if sent["visibility"] and sent["visibility"] != section.visibility:
        sections.change_section_visibility(visibility=sent["visibility"], expected_version=section.version, **where)


def _context(page: RecordPage, refused: Refused | None = None, writing: Sequence[Writing] = ()) -> dict[str, Any]:
    form = refused.form if refused else None
    stages = [_on_screen(stage, page, refused, writing) for stage in page.stages if _has_a_place(stage)]
    signed = {signature.who.participant_id for signature in page.signatures}
    return {
        "page": page,
        "stages": stages,
        "has_something": _has_something(page, stages),
        "shared": [one for one in stages if one.shared],
        "between": [one for one in stages if one.between],
        "private": [one for one in stages if one.private],
        "not_signed": page.circle.still_to(signed),
        "form": form,
        "actions": actions_on_screen(page.actions, page.circle, form, refused.action_id if refused else None),
        "action_form": new_action_form(page.circle, None if refused and refused.action_id else form),
        "visibilities": visibility_labels(page.circle),
        "sign_form": form if isinstance(form, SignForm) else _sign_form(page),
        "amendment_form": form if isinstance(form, AmendmentForm) else AmendmentForm(auto_id="amendment_%s"),
        "unsaved": _unsaved(page, form),
        "doubts": doubts_in(page) if page.can_sign else [],
        "explained": refused.explained if refused else [],
        "wellbeings": [("", "Nothing"), *Wellbeing.choices],
        "attendance_form": form if isinstance(form, AttendanceForm) else _attendance_form(page),
        **LIMITS,
    }


def _has_something(page: RecordPage, stages: list[StageOnScreen]) -> bool:
    """To sign: words, actions, or what was tapped."""
    tapped = page.wellbeing or any(mark.answer is not None for mark in page.closing_marks)
    return bool(tapped or page.actions) or any(one.shared for one in stages)


def _has_a_place(stage: StageOfRecord) -> bool:
    """A stage without time today is left out, unless something stands there."""
    return bool(stage.minutes or stage.mine or stage.others)


def _on_screen(
    stage: StageOfRecord, page: RecordPage, refused: Refused | None, writing: Sequence[Writing]
) -> StageOnScreen:
    writers = [one.name for one in writing if one.stage == stage.key]
    if refused and refused.stage == stage.key and isinstance(refused.form, SectionForm):
        return replace(_refused_stage(stage, page, refused.form, refused.refusal), writers=writers)
    return StageOnScreen(
        stage=stage,
        text=stage.mine.text if stage.mine else "",
        visibility=stage.mine.visibility if stage.mine else Visibility.ONLY_ME,
        version=str(stage.my_version),
        text_errors=[],
        visibility_errors=[],
        saved_now=None,
        is_refused=False,
        seen_by_all=page.seen_by_all,
        writers=writers,
    )


def _refused_stage(stage: StageOfRecord, page: RecordPage, form: SectionForm, refusal: Refusal | None) -> StageOnScreen:
    return StageOnScreen(
        stage=stage,
        text=form["text"].value() or "",
        visibility=form["visibility"].value() or "",
        version=form["version"].value() or "",
        text_errors=[str(error) for error in form["text"].errors],
        visibility_errors=[str(error) for error in form["visibility"].errors],
        saved_now=refusal.current["text"] if isinstance(refusal, Stale) else None,
        is_refused=True,
        seen_by_all=page.seen_by_all,
        writers=[],
    )


def _attendance_form(page: RecordPage) -> AttendanceForm:
    return AttendanceForm(initial={"version": page.facts_version, "people": page.attendance}, auto_id="attendance_%s")


def _sign_form(page: RecordPage) -> SignForm:
    return SignForm(initial={"version": page.version, "note": page.my_earlier_note}, auto_id="sign_%s")


def _unsaved(page: RecordPage, form: Form | None) -> str:
    """What was typed into a form that the page no longer has, because the record moved on: shown, not lost."""
    if isinstance(form, SectionForm) and not page.can_write:
        return form.data.get("text", "")
    if isinstance(form, ActionForm) and not page.can_write:
        return form.data.get("text", "")
    if isinstance(form, SignForm) and not page.can_sign:
        return form.data.get("note", "")
    return ""
