"""Adding images to the manual, and showing them."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.kernel.errors import NotPermitted, Refusal
from backend.middleware import KEEP_BUT_ASK
from backend.receipts.http import idempotent_form
from backend.refusals import STATUS, add_to_form
from practice_wisdom.manual import policy
from practice_wisdom.manual.forms import ImageForm
from practice_wisdom.manual.models import Image
from practice_wisdom.manual.operations.images import add_image
from practice_wisdom.manual.queries.images import image_to_show, latest_images
from practice_wisdom.manual.words import link_text


@access.member
@require_safe
def image(request: Request, digest: str) -> HttpResponse:
    """For members of its partnership. A browser may keep it, and asks each time whether it may still show it."""
    found = image_to_show(actor=request.actor, digest=digest)
    response = HttpResponse(bytes(found.content), content_type="image/webp")
    response["ETag"], response["Cache-Control"] = f'"{found.digest}"', KEEP_BUT_ASK
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return answer or response


@access.acting
@require_http_methods(["GET", "POST"])
@idempotent_form
def images(request: Request) -> HttpResponse:
    """The images added last, each with its Markdown, and the form that adds one. The editor takes JSON instead."""
    if not policy.can_write(request.actor):
        raise NotPermitted("Only curators add images.")
    form, status = ImageForm(request.POST or None, request.FILES or None), 200
    if form.is_valid():
        try:
            return _added(request, _add(request, form), form.cleaned_data["alternative_text"])
        except Refusal as refusal:
            add_to_form(form, refusal)
            status = STATUS[type(refusal)]
    elif form.is_bound:
        status = 422
    return _refused(form, status) if form.is_bound and _takes_json(request) else _page(request, form, status)


def _add(request: Request, form: ImageForm) -> Image:
    file = form.cleaned_data["image"]
    return add_image(
        actor=request.actor,
        data=file.read(),
        name=file.name,
        alternative_text=form.cleaned_data["alternative_text"],
        now=timezone.now(),
    )


def _added(request: Request, added: Image, words: str) -> HttpResponse:
    if _takes_json(request):
        return JsonResponse({"markdown": _markdown(added, words), "url": added.url}, status=201)
    messages.success(request, "The image is added. Copy its line into a page.")
    return redirect("images")


def _refused(form: ImageForm, status: int) -> HttpResponse:
    fields = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    return JsonResponse({"fields": fields}, status=status)


def _page(request: Request, form: ImageForm, status: int) -> HttpResponse:
    lines = [(one, _markdown(one, one.alternative_text)) for one in latest_images(actor=request.actor)]
    return render(request, "manual/images.html", {"form": form, "lines": lines}, status=status)


def _markdown(image: Image, words: str) -> str:
    return f"![{link_text(words)}]({image.url})"


def _takes_json(request: Request) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
