"""Two texts of one draft, side by side, and one made of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import Refusal, Stale
from backend.receipts.http import idempotent_form
from backend.refusals import STATUS, add_to_form
from practice_wisdom.manual.forms import MergeForm, MergePressForm, initial_of_words
from practice_wisdom.manual.operations import kept_texts
from practice_wisdom.manual.queries.kept_texts import Merge, merge_to_make

AGAIN = "Somebody saved once more meanwhile. Look at the two texts again."


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def merge_texts(request: Request, revision_id: int) -> HttpResponse:
    """Whatever is pressed was pressed with both texts in sight: `version` is that of the saved one."""
    if request.method != "POST":
        asked = request.GET.get("kept", "")
        kept_id = int(asked) if asked.isdecimal() and len(asked) < 10 else None
        return _page(request, merge_to_make(actor=request.actor, revision_id=revision_id, kept_id=kept_id))
    press = request.POST.get("press")
    form = MergePressForm(request.POST) if press in ("mine", "theirs") else MergeForm(request.POST)
    if not form.is_valid():
        return _sent_back(request, revision_id, form, 422)
    try:
        return _keep_saved(request, revision_id, form) if press == "theirs" else _save(request, revision_id, form)
    except Refusal as refusal:
        if not isinstance(form, MergeForm):
            raise
        add_to_form(form, refusal)
        return _sent_back(request, revision_id, form, STATUS[type(refusal)])


def _keep_saved(request: Request, revision_id: int, form: Any) -> HttpResponse:
    kept_id = form.cleaned_data["kept"]
    kept_texts.drop_text(actor=request.actor, revision_id=revision_id, kept_id=kept_id, now=timezone.now())
    messages.success(request, "The saved text stays as it is. Yours is thrown away.")
    return redirect("revision", revision_id)


def _save(request: Request, revision_id: int, form: Any) -> HttpResponse:
    wanted: dict[str, Any] = {"actor": request.actor, "revision_id": revision_id, "now": timezone.now()}
    words = form.words() if isinstance(form, MergeForm) else None
    kept_id, version = form.cleaned_data["kept"], form.cleaned_data["version"] or 0
    try:
        kept_texts.save_merged(kept_id=kept_id, version=version, words=words, **wanted)
    except Stale:
        if words:
            kept_texts.keep_text(words=words, **wanted)
        messages.warning(request, AGAIN)
        return redirect("merge_texts", revision_id)
    messages.success(request, "Saved.")
    return redirect("revision", revision_id)


def _sent_back(request: Request, revision_id: int, form: Any, status: int) -> HttpResponse:
    asked = form.data.get("kept", "")
    kept_id = int(asked) if asked.isdecimal() and len(asked) < 10 else None
    merge = merge_to_make(actor=request.actor, revision_id=revision_id, kept_id=kept_id)
    return _page(request, merge, form=form if isinstance(form, MergeForm) else None, status=status)


def _page(request: Request, merge: Merge, *, form: MergeForm | None = None, status: int = 200) -> HttpResponse:
    which = {"kept": merge.kept.id, "version": merge.revision.version}
    context = {
        "merge": merge,
        "form": form or MergeForm(initial=initial_of_words(merge.both) | which),
        "press_form": MergePressForm(initial=which, auto_id=False),
    }
    return render(request, "manual/merge.html", context, status=status)
