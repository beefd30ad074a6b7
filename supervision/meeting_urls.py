"""Addresses that stand in calendars and in mail. Nothing in them says what the meetings are."""

from django.urls import path

from supervision.views import calendar

urlpatterns = [
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("meetings/<uuid:session_id>", calendar.meeting, name="meeting"),
]
