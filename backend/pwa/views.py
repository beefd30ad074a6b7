from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from backend.identity import access
from backend.identity.http import Request
from backend.middleware import KEEP_BUT_ASK
from backend.pwa import worker
from backend.pwa.api_docs import described_operations

ROBOTS = "User-agent: *\nDisallow: /\n"


@access.public
def about(request: Request) -> HttpResponse:
    return render(request, "pwa/about.html")


@access.public
def privacy(request: Request) -> HttpResponse:
    return render(request, "pwa/privacy.html")


@access.public
def healthz(request: Request) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@access.public
def readyz(request: Request) -> HttpResponse:
    """The database answers and has every migration: 200, else 503. A failing database is a 503 by the refusal table."""
    executor = MigrationExecutor(connection)
    behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return JsonResponse({"status": "behind" if behind else "ready"}, status=503 if behind else 200)


@access.public
def robots(request: Request) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain")


@access.public
def favicon(request: Request) -> HttpResponse:
    return redirect(static("pwa/icons/favicon.svg"))


@access.public
@require_safe
def manifest(request: Request) -> HttpResponse:
    return JsonResponse(worker.manifest(), content_type="application/manifest+json")


@access.public
@require_safe
def service_worker(request: Request) -> HttpResponse:
    return HttpResponse(worker.source(), content_type="text/javascript", headers={"Cache-Control": KEEP_BUT_ASK})


@access.public
@require_safe
def offline(request: Request) -> HttpResponse:
    """The same for everybody, signed in or not: a device keeps it, and draws in it what it has."""
    return HttpResponse(worker.shell(), headers={"Cache-Control": KEEP_BUT_ASK})


@access.member
@require_safe
def storage(request: Request) -> HttpResponse:
    return render(request, "pwa/storage.html")


@access.member
def api_docs(request: Request) -> HttpResponse:
    return render(request, "pwa/api_docs.html", {"groups": described_operations()})
