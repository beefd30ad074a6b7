from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.identity import access
from backend.identity.forms import HatForm
from backend.identity.http import Request
from backend.kernel.errors import NotFound


@access.member
@require_http_methods(["GET", "POST"])
def hats(request: Request) -> HttpResponse:
    """Choose the hat to wear: one membership in one partnership. Every page then shows it."""
    if request.method == "POST":
        form = HatForm(request.POST)
        chosen = next((hat for hat in request.hats if form.is_valid() and hat.code == form.cleaned_data["hat"]), None)
        if chosen is None:
            raise NotFound("You can no longer wear this hat. Choose one of those on the page.")
        request.session["hat"] = chosen.code
        messages.success(request, f"You now act as {chosen.label}.")
        return redirect("home")
    return render(request, "identity/hats.html")


@access.signed_in
def account(request: Request) -> HttpResponse:
    """Your account: one page from which sign-in, second step, sessions and hats are reached."""
    return render(request, "identity/account.html")
