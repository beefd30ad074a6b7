from django.urls import path

from backend.notifications.views import inbox, told

urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read", inbox.mark_all_read, name="mark_all_read"),
    path("inbox/<int:notice_id>", inbox.open_notice, name="open_notice"),
    path("inbox/<int:notice_id>/acknowledge", inbox.acknowledge_notice, name="acknowledge_notice"),
    path("account/told", told.told, name="told"),
    path("account/told/save", told.save_told, name="save_told"),
    path("account/told/silence", told.be_silent, name="be_silent"),
    path("account/told/silence/end", told.end_silence, name="end_silence"),
    path("account/told/devices/<int:subscription_id>/end", told.turn_off_device, name="turn_off_device"),
]
