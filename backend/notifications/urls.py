from django.urls import path

from backend.notifications import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read", views.mark_all_read, name="mark_all_read"),
    path("inbox/<int:notice_id>", views.open_notice, name="open_notice"),
]
