"""Planning a session, its agenda, and how it begins or does not."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal
from supervision.edge import trailed
from supervision.enums import Frequency, RecordState
from supervision.forms import AgendaForm, AgendaItemForm, CancelForm, MarkForm, StartForm
from supervision.forms.planning import PlanForm, RebookForm
from supervision.operations import agreement as agreements
from supervision.operations import record as records
from supervision.operations import session as operations
from supervision.queries.session import AgendaLine, SessionPage
from supervision.views.action_forms import actions_on_screen
from supervision.views.limits import LIMITS
from supervision.views.press import posted, press


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the agenda, with the form to word it anew when it is the reader's own."""

    line: AgendaLine
    form: AgendaItemForm | None


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def plan_session(request: Request, agreement_id: UUID) -> HttpResponse:
    form = PlanForm(posted(request))

    def act() -> HttpResponse:
        planned = operations.plan_session(
            actor=request.actor,
            agreement_id=agreement_id,
            planned_for=form.planned_for(),
            minutes=form.cleaned_data["minutes"],
            mode=form.cleaned_data["mode"],
            avoid_clashes=not form.cleaned_data["anyway"],
            now=timezone.now(),
        )
        return redirect("supervision_session", planned.pk)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        if "planned_for" not in (refusal.fields if refusal else {}):
            del form.fields["anyway"]
        opened = agreements.open_agreement(actor=request.actor, agreement_id=agreement_id, now=timezone.now())
        form.fields["minutes"].initial = opened.terms.length_minutes
        rhythm = Frequency(opened.terms.frequency).label
        context = {"form": form, "page": opened, "rhythm": rhythm}
        return render(request, "supervision/plan.html", context, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_safe
def session(request: Request, session_id: UUID) -> HttpResponse:
    return session_page(request, session_id)


@access.acting
@trailed
@require_POST
def add_agenda_item(request: Request, session_id: UUID) -> HttpResponse:
    form = AgendaForm(posted(request), auto_id="add_%s")

    def act() -> HttpResponse:
        operations.add_agenda_item(
            actor=request.actor, session_id=session_id, text=form.cleaned_data["text"], now=timezone.now()
        )
        return redirect("supervision_session", session_id)

    return press(request, form, act=act, page=lambda status, _: session_page(request, session_id, form, status))


@access.acting
@trailed
@require_POST
def change_agenda_item(request: Request, session_id: UUID, item_id: UUID) -> HttpResponse:
    form = AgendaItemForm(posted(request), auto_id=f"{item_id}_%s")

    def act() -> HttpResponse:
        changed = operations.change_agenda_item(
            actor=request.actor,
            item_id=item_id,
            text=form.cleaned_data["text"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_session", changed.session_id)

    return press(
        request, form, act=act, page=lambda status, _: session_page(request, session_id, form, status, item_id)
    )


@access.acting
@trailed
@require_POST
def mark_agenda_item(request: Request, session_id: UUID, item_id: UUID) -> HttpResponse:
    form = MarkForm(posted(request), auto_id=False)

    def act() -> HttpResponse:
        marked = operations.mark_agenda_item(
            actor=request.actor,
            item_id=item_id,
            done=form.cleaned_data["done"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        return redirect("supervision_session", marked.session_id)

    return press(request, form, act=act, page=lambda status, _: session_page(request, session_id, form, status))


@access.acting
@trailed
@require_POST
def cancel_session(request: Request, session_id: UUID) -> HttpResponse:
    form = CancelForm(posted(request), auto_id="cancel_%s")

    def act() -> HttpResponse:
        operations.cancel_session(
            actor=request.actor,
            session_id=session_id,
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
            now=timezone.now(),
        )
        messages.success(request, "Cancelled. Choose another time now, if you can.")
        return redirect("supervision_rebook_session", session_id)

    return press(request, form, act=act, page=lambda status, _: session_page(request, session_id, form, status))


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def rebook_session(request: Request, session_id: UUID) -> HttpResponse:
    form = RebookForm(posted(request))

    def act() -> HttpResponse:
        planned = operations.rebook_session(
            actor=request.actor,
            session_id=session_id,
            planned_for=form.planned_for(),
            minutes=form.cleaned_data["minutes"],
            mode=form.cleaned_data["mode"],
            now=timezone.now(),
        )
        messages.success(request, "Planned in place of the one that was cancelled.")
        return redirect("supervision_session", planned.pk)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        found = operations.session_to_rebook(actor=request.actor, session_id=session_id, now=timezone.now())
        local, card = timezone.localtime(found.proposed), found.card
        form.initial = {"on": local.date(), "at": local.time(), "minutes": card.minutes, "mode": card.mode}
        return render(request, "supervision/rebook.html", {"form": form, "card": card}, status=status)

    return press(request, form, act=act, page=page)


@access.acting
@trailed
@require_http_methods(["GET", "POST"])
def start_record(request: Request, session_id: UUID) -> HttpResponse:
    library = records.forms_to_start_with(actor=request.actor, session_id=session_id)
    form = StartForm(posted(request), offered=library)

    def act() -> HttpResponse:
        record = records.start_record(
            actor=request.actor, session_id=session_id, now=timezone.now(), **form.cleaned_data
        )
        return redirect("supervision_record", record.pk)

    def page(status: int, refusal: Refusal | None) -> HttpResponse:
        if refusal and refusal.message == records.STATEMENT_FIRST:
            return render(request, "supervision/statement_first.html", {"session_id": session_id}, status=status)
        now = timezone.now()
        opened = operations.open_session(actor=request.actor, session_id=session_id, with_left=False, now=now)
        if opened.card.record_id:
            return redirect("supervision_record", opened.card.record_id)
        context = {"form": form, "page": opened, "library": library, **LIMITS}
        return render(request, "supervision/start.html", context, status=status)

    return press(request, form, act=act, page=page)


def session_page(
    request: Request,
    session_id: UUID,
    refused: Form | None = None,
    status: int = 200,
    item_id: UUID | None = None,
    action_id: UUID | None = None,
) -> HttpResponse:
    page = operations.open_session(actor=request.actor, session_id=session_id, now=timezone.now())
    place_is_gone = refused is not None and not page.can_change_agenda
    context = {
        "page": page,
        "actions": actions_on_screen(page.actions, page.circle, refused, action_id),
        "items": [_item(line, refused if line.id == item_id else None) for line in page.agenda],
        "changed_item": item_id,
        "form": refused,
        "add_form": refused if isinstance(refused, AgendaForm) else AgendaForm(auto_id="add_%s"),
        "cancel_form": refused if isinstance(refused, CancelForm) else _cancel_form(page),
        "cancel_refused": isinstance(refused, CancelForm),
        "unsaved": refused.data.get("text", "") if refused and place_is_gone else "",
        "can_end": page.card.record_state in {RecordState.DRAFT, RecordState.SHARED},
    }
    return render(request, "supervision/session.html", context, status=status)


def _item(line: AgendaLine, refused: Form | None) -> Item:
    if not line.can_word:
        return Item(line, None)
    if isinstance(refused, AgendaItemForm):
        return Item(line, refused)
    initial = {"text": line.text, "version": line.version}
    return Item(line, AgendaItemForm(initial=initial, auto_id=f"{line.id}_%s"))


def _cancel_form(page: SessionPage) -> CancelForm:
    return CancelForm(initial={"version": page.card.version}, auto_id="cancel_%s")
