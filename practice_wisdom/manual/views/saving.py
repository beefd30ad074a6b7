"""A form on a page of its own, for words that somebody else may have changed meanwhile."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from backend.identity.http import Request
from backend.kernel.errors import Refusal, Stale
from backend.refusals import STATUS, add_to_form


def save_or_show(
    request: Request, form: Form, save: Callable[[], str], *, done: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """`save` gives the address to go on to, where `done` is said. What is refused is shown again with what was typed.

    A late save also shows what stands there now (`saved_now`), and the next press knows of it.
    """
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            address = save()
        except Refusal as refusal:
            add_to_form(form, refusal)
            status = STATUS[type(refusal)]
            if isinstance(refusal, Stale):
                context = context | {"saved_now": refusal.current}
                form.data = _knowing(form.data, refusal)
        else:
            messages.success(request, done)
            return redirect(address)
    return render(request, template, context | {"form": form}, status=status)


def _knowing(data: Any, stale: Stale) -> QueryDict:
    """What was typed, to be saved again by somebody who has seen the other words."""
    typed = cast(QueryDict, data).copy()
    typed["version"] = str(stale.current["version"])
    return typed
