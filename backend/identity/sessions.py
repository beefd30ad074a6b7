"""Django's sessions and allauth's sign-in, with the two reads of every request prepared."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from backend.identity.models import Person
from backend.kernel.prepared import Prepared

_kept = Prepared(
    lambda session_key: Session.objects.filter(session_key=session_key).values_list("session_data", "expire_date")
)
_person = Prepared(lambda id: Person.objects.filter(id=id))


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        data, ends_at = _kept.first(session_key=self.session_key) or ("", None)
        if ends_at and ends_at > timezone.now():
            return self.decode(data)
        self._session_key = None
        return {}


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> Person | None:
        person = _person.first(id=user_id)
        return person if person and self.user_can_authenticate(person) else None
