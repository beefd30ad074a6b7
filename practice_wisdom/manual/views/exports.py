from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from practice_wisdom.manual.operations.exports import export_manual


@access.member
@require_safe
def export(request: Request) -> HttpResponse:
    """The whole manual as a zip of Markdown, for every member: it is what they can read. Curators may add drafts."""
    drafts = request.GET.get("drafts") == "yes"
    content = export_manual(
        actor=request.actor, partnership_id=request.actor.partnership_id, drafts=drafts, now=timezone.now()
    )
    name = "manual-with-drafts" if drafts else "manual"
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)
