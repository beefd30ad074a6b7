"""Those who have to do with somebody's data by law: what they do, with the defaults of a test."""

from datetime import timedelta

from backend.identity.models import Membership
from backend.identity.queries.hats import hats_of
from backend.notifications.queries import inbox
from supervision.notices import DISCLOSED
from supervision.operations import disclosure as disclosures
from supervision.operations import subject_access


def notices_of(actor):
    """Of disclosures; a meeting may be told of beside them."""
    return [line for line in inbox(actor=actor) if line.kind == DISCLOSED]


class Officers:
    """The steps, each by whom it is usually done."""

    def __init__(self, people, about, now):
        self.asks, self.agrees_, self.about, self.now = people.disclosure_officer, people.privacy_officer, about, now

    def asked(self, *, by=None, **changes):
        demand = {
            "membership_id": self.about.membership_id,
            "first_day": self.now.date(),
            "last_day": (self.now + timedelta(days=30)).date(),
            "reason": "COURT_ORDER",
            "reference": "T20261234",
            "tell_on": None,
        }
        return disclosures.ask_for_disclosure(actor=by or self.asks, now=self.now, **demand | changes)

    def agrees(self, disclosure, *, by=None, at=None):
        disclosure.refresh_from_db()
        return disclosures.agree_to_disclosure(
            actor=by or self.agrees_,
            disclosure_id=disclosure.pk,
            expected_version=disclosure.version,
            now=at or self.now,
        )

    def existence(self, **changes):
        return self.agrees(self.asked(**changes))

    def asks_content(self, disclosure, *sessions, by=None, at=None):
        disclosure.refresh_from_db()
        return disclosures.ask_for_content(
            actor=by or self.asks,
            disclosure_id=disclosure.pk,
            session_ids=[session.pk for session in sessions],
            expected_version=disclosure.version,
            now=at or self.now,
        )

    def content(self, *sessions, **changes):
        return self.agrees(self.asks_content(self.existence(**changes), *sessions))

    def revokes(self, disclosure, *, by=None):
        disclosure.refresh_from_db()
        return disclosures.revoke_disclosure(
            actor=by or self.asks, disclosure_id=disclosure.pk, expected_version=disclosure.version, now=self.now
        )

    def sees(self, disclosure, *, by=None, at=None):
        page = disclosures.open_disclosure(actor=by or self.asks, disclosure_id=disclosure.pk, now=at or self.now)
        return page.sessions

    def reads(self, disclosure, session, *, by=None, at=None):
        return disclosures.open_disclosed_session(
            actor=by or self.asks, disclosure_id=disclosure.pk, session_id=session.pk, now=at or self.now
        )


def wearing(actor, *roles):
    """The same person, with other roles."""
    Membership.objects.filter(pk=actor.membership_id).update(roles=list(roles))
    return next(
        hat.actor for hat in hats_of(person_id=actor.person_id) if hat.actor.membership_id == actor.membership_id
    )


def words(content):
    return [text.text for text in content.texts]


class Access:
    """The sergeant asks, the data protection officer reads."""

    def __init__(self, people, now):
        self.subject, self.reader, self.now = people.sergeant, people.privacy_officer, now

    def asks(self, *, by=None):
        return subject_access.ask_for_data(actor=by or self.subject, now=self.now)

    def opens(self, request, *, by=None):
        return subject_access.open_request(actor=by or self.reader, request_id=request.pk, now=self.now)

    def redacts(self, request, item, passage, *, because="THIRD_PARTY", by=None):
        request.refresh_from_db()
        return subject_access.redact(
            actor=by or self.reader,
            request_id=request.pk,
            item=item,
            passage=passage,
            because=because,
            expected_version=request.version,
            now=self.now,
        )

    def releases(self, request, *, by=None):
        request.refresh_from_db()
        return subject_access.release_request(
            actor=by or self.reader, request_id=request.pk, expected_version=request.version, now=self.now
        )

    def takes(self, request, *, by=None, at=None):
        return subject_access.take_export(actor=by or self.subject, request_id=request.pk, now=at or self.now)
