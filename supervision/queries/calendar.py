"""What calendars and mail may know of a session: when, how long, and an address that says nothing."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from backend.identity.queries.hats import hats_of
from backend.identity.tokens import hash_of
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound
from backend.kernel.icalendar import Event
from supervision.enums import AgreementState, SessionState
from supervision.models import CalendarFeed, OutgoingMail, Session
from supervision.models.seat import sits_at
from supervision.queries.session import session_to_read

FEED_KIND = "supervision.calendar_feed"
TITLE = "Meeting (Alongside)"
# What is longer ago is in nobody's way in a calendar.
SHOWN_BACK = timedelta(days=90)


def feed_of(*, actor: Actor) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(membership_id=actor.membership_id).first()


def address_of(*, token: str) -> str:
    return settings.BASE_URL + reverse("calendar_feed", args=[token])


def events_of_feed(*, token: str, now: datetime) -> list[Event]:
    """NotFound for an address that never was or has ended, and for whoever may not act here any more."""
    feed = CalendarFeed.objects.select_related("membership").filter(token_hash=hash_of(token)).first()
    if feed is None or not _may_act(feed):
        raise NotFound
    found = Session.objects.filter(
        sits_at(feed.membership_id),
        agreement__state=AgreementState.SIGNED,
        state__in=[SessionState.PLANNED, SessionState.HELD],
        planned_for__gt=now - SHOWN_BACK,
    )
    return [event_of(session=session, stamped_at=session.planned_at) for session in found.order_by("planned_for", "id")]


def event_to_read(*, actor: Actor, session_id: UUID, now: datetime) -> Event:
    return event_of(session=session_to_read(actor=actor, session_id=session_id), stamped_at=now)


def event_of(*, session: Session, stamped_at: datetime, organiser: str = "", attendee: str = "") -> Event:
    return Event(
        uid=f"{session.pk}@alongside",
        # Every change of a session has a new version, and the first one is 1.
        sequence=session.version - 1,
        starts_at=session.planned_for,
        minutes=session.minutes,
        stamped_at=stamped_at,
        title=TITLE,
        link=settings.BASE_URL + reverse("meeting", args=[session.pk]),
        is_cancelled=session.state == SessionState.CANCELLED,
        organiser=organiser,
        attendee=attendee,
    )


def mails_to_send(*, now: datetime, limit: int) -> list[OutgoingMail]:
    found = OutgoingMail.objects.filter(next_try_at__lte=now).select_related("session__agreement", "membership__person")
    return list(found.order_by("next_try_at", "id")[:limit])


def sessions_to_remind_of(*, until: datetime, now: datetime) -> Iterable[Session]:
    """Those that begin by then and of which nobody was reminded. Whoever planned one in its last day knows of it."""
    found = Session.objects.filter(
        state=SessionState.PLANNED,
        agreement__state=AgreementState.SIGNED,
        reminded_at=None,
        planned_for__gt=now,
        planned_for__lte=until,
    ).select_related("agreement")
    return [
        session
        for session in found.order_by("planned_for")
        if session.planned_at <= session.planned_for - (until - now)
    ]


def _may_act(feed: CalendarFeed) -> bool:
    hats = hats_of(person_id=feed.membership.person_id)
    return any(hat.actor.membership_id == feed.membership_id and not hat.actor.second_factor_missing for hat in hats)
