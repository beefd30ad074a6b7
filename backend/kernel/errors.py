"""Expected refusals. The message is for the reader of the screen: say what is wrong and what to do."""

from typing import Any


class Refusal(Exception):
    """Something may not, or cannot, be done. `fields` maps a field's name to its messages.

    `heading`: of its page, where that of its status does not say it.
    """

    heading = ""

    def __init__(self, message: str, *, fields: dict[str, list[str]] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.fields = fields or {}


class NotSignedIn(Refusal):
    def __init__(self, message: str = "Sign in to continue.") -> None:
        super().__init__(message)


class NotFound(Refusal):
    """It does not exist, or not for this actor: the answer is the same."""

    def __init__(self, message: str = "There is nothing here that you can open.") -> None:
        super().__init__(message)


class NotPermitted(Refusal):
    """This actor may see it but may not do this."""


class WrongMoment(Refusal):
    """Right person, wrong state: "This record is already signed."."""


class Ended(WrongMoment):
    """The secret link that led here leads nowhere any more, or never did: the answer is the same."""

    heading = "This link has ended"


class Invalid(Refusal):
    """The words or values cannot be taken as they are."""


class Stale(WrongMoment):
    """Somebody saved in the meantime. `current` is the server's copy, as this actor may see it."""

    def __init__(self, message: str, *, current: dict[str, Any]) -> None:
        super().__init__(message)
        self.current = current


class Missing(Refusal):
    """The request lacks a precondition it must carry: If-Match or Idempotency-Key."""
