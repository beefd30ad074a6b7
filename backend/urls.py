"""Every address, by dotted string. Each app keeps its own list."""

from django.urls import include, path

from backend.api import api

urlpatterns = [
    path("", include("backend.identity.urls")),
    path("", include("backend.pwa.urls")),
    path("", include("backend.notifications.urls")),
    path("", include("practice_wisdom.manual.urls")),
    path("supervision/", include("supervision.urls")),
    path("", include("supervision.meeting_urls")),
    path("account/", include("backend.identity.account_urls")),
    path("api/v1/", api.urls),
]

handler400 = "backend.refusals.bad_request"
handler404 = "backend.refusals.not_found"
handler500 = "backend.refusals.failed"
