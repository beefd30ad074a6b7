"""Django's sessions and allauth's sign-in, with the two reads of every request prepared."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.identity.models import Person
from backend.kernel.prepared import Prepared

_kept = Prepared(
    lambda session_key: Session.objects.filter(session_key=session_key).values_list("session_data", "expire_date")
)
_person = Prepared(lambda id: Person.objects.filter(id=id))


SIGNED_IN_AT = "signed_in_at"
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        data, ends_at = _kept.first(session_key=self.session_key) or ("", None)
        if ends_at and ends_at > timezone.now():
            return self.decode(data)
        self._session_key = None
        return {}

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """Never later than twelve hours after signing in, however often the session changes meanwhile."""
        ends_at = super().get_expiry_date(**kwargs)
        signed_in_at = self.get(SIGNED_IN_AT)
        return min(ends_at, datetime.fromisoformat(signed_in_at) + LONGEST) if signed_in_at else ends_at


class SignInBackend(AuthenticationBackend):
    def user_can_authenticate(self, user: Any) -> bool:
        # Everyone knows the password of demo people. A folder that was a demonstration keeps them.
        return super().user_can_authenticate(user) and (settings.DEMO or not user.is_demo)

    def get_user(self, user_id: Any) -> Person | None:
        person = _person.first(id=user_id)
        return person if person and self.user_can_authenticate(person) else None
