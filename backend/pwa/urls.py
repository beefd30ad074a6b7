from django.urls import path

from backend.pwa import views

urlpatterns = [
    path("about", views.about, name="about"),
    path("privacy", views.privacy, name="privacy"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path("offline/", views.offline, name="offline"),
    path("storage/", views.storage, name="storage"),
    path("api/v1/docs", views.api_docs, name="api_docs"),
]
