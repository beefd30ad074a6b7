"""What somebody is told, where and when; and their devices."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.notifications.device_cookie import device_of, ensure_device
from backend.notifications.forms import SilenceForm, ToldForm, form_of
from backend.notifications.operations import choices as operations
from backend.notifications.operations import push
from backend.notifications.push_key import key_or_none
from backend.notifications.queries.choices import choices_of
from backend.notifications.queries.push import devices_of
from backend.notifications.topics import followed_by
from backend.receipts.http import idempotent_form

AFTER_NIGHTS = time(14)


@access.member
@require_safe
def told(request: Request) -> HttpResponse:
    response = _page(request, form=_form(request))
    ensure_device(request, response)
    return response


@access.acting
@require_POST
@idempotent_form
def save_told(request: Request) -> HttpResponse:
    form = _form(request, sent=request.POST)
    if not form.is_valid():
        return _page(request, form=form)
    operations.save_choices(actor=request.actor, **form.choices(), now=timezone.now())
    messages.success(request, "Saved.")
    return redirect("told")


@access.acting
@require_POST
@idempotent_form
def be_silent(request: Request) -> HttpResponse:
    form = SilenceForm(request.POST)
    if not form.is_valid():
        return _page(request, form=_form(request), silence=form)
    operations.be_silent(actor=request.actor, until=form.cleaned_data["until"], now=timezone.now())
    return redirect("told")


@access.acting
@require_POST
@idempotent_form
def end_silence(request: Request) -> HttpResponse:
    operations.end_silence(actor=request.actor, now=timezone.now())
    return redirect("told")


@access.acting
@require_POST
@idempotent_form
def turn_off_device(request: Request, subscription_id: int) -> HttpResponse:
    push.turn_off_device(actor=request.actor, subscription_id=subscription_id)
    messages.success(request, "That device is not told any more.")
    return redirect("told")


def _form(request: Request, *, sent: Mapping[str, Any] | None = None) -> ToldForm:
    choices = choices_of(person_id=request.actor.person_id)
    return form_of(choices, topics=followed_by(actor=request.actor), sent=sent)


def _page(request: Request, *, form: ToldForm, silence: SilenceForm | None = None) -> HttpResponse:
    key, now = key_or_none(), timezone.now()
    silent_until = choices_of(person_id=request.actor.person_id).silent_until
    devices = devices_of(
        actor=request.actor,
        device_hash=push.hash_of_device(device_of(request)),
        fingerprint=key.fingerprint if key else "",
    )
    context = {
        "form": form,
        "silence": silence or SilenceForm(initial={"until": AFTER_NIGHTS}, auto_id="silence_%s"),
        "silent_until": silent_until if silent_until and silent_until > now else None,
        "devices": devices,
        "is_on": any(one.is_this for one in devices),
        "push_key": key.public if key else "",
    }
    return render(request, "notifications/told.html", context)
