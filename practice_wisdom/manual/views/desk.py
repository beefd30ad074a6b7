from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from practice_wisdom.manual.queries import desk as queries


@access.member
@require_safe
def desk(request: Request) -> HttpResponse:
    found = queries.desk(actor=request.actor, today=timezone.localdate())
    return render(request, "manual/desk.html", {"desk": found})
