"""The seeds of authenticator apps and of recovery codes are sealed: whoever copies the database cannot make codes.

django-allauth hands over the text alone, not whose it is, so every seed has a data key of its own, which stands wrapped
beside it. Rotation reaches these keys as it reaches those of supervision.
"""

import base64
from collections import Counter
from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from backend.safekeeping import keys
from backend.safekeeping.sealing import (
    Place,
    SealBroken,
    kek_id_of,
    new_data_key,
    open_sealed,
    seal,
    unwrap_key,
    wrap_key,
)
from backend.safekeeping.wrapped import WrappedKey, register_wrapped

# Where a supervision key names its agreement: a wrapped key of one kind never opens as one of the other.
PURPOSE = "second-step"
PLACE = Place(table="mfa_authenticator", field="data", record_id="", agreement_id=PURPOSE, version=1, dek_version=1)
# Under these names django-allauth keeps what it has asked us to seal.
FIELDS = ("secret", "seed")


def seal_seed(*, seed: str) -> str:
    dek = new_data_key()
    wrapped = wrap_key(dek=dek, kek=keys.current_keyring().active_kek, agreement_id=PURPOSE)
    return _joined(wrapped, seal(dek=dek, plaintext=seed, place=PLACE))


def open_seed(*, sealed: str) -> str:
    """SealBroken for anything that `seal_seed` did not make, also for a seed in clear."""
    wrapped, value = _parted(sealed)
    dek = unwrap_key(wrapped=wrapped, keyring=keys.current_keyring(), agreement_id=PURPOSE)
    return open_sealed(dek=dek, sealed=value, place=PLACE)


class WrappedSeedKeys:
    """How rotation reaches them."""

    def counts(self) -> dict[str, int]:
        return Counter(kek_id_of(wrapped=key.wrapped) for key in _wrapped())

    def under(self, *, kek_id: str, limit: int) -> list[WrappedKey]:
        return [key for key in _wrapped() if kek_id_of(wrapped=key.wrapped) == kek_id][:limit]

    def replace(self, *, rewrapped: list[WrappedKey]) -> None:
        fresh = {key.id: key.wrapped for key in rewrapped}
        # Locked: a recovery code that is used meanwhile writes its mask into the same column.
        for row in Authenticator.objects.select_for_update().filter(pk__in=fresh):
            field = _field(row)
            row.data[field] = _joined(fresh[str(row.pk)], _parted(row.data[field])[1])
            row.save(update_fields=["data"])


def register() -> None:
    register_wrapped("second-step", WrappedSeedKeys())


def _wrapped() -> Iterator[WrappedKey]:
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    for row in Authenticator.objects.filter(type__in=kinds).order_by("pk").iterator():
        yield WrappedKey(id=str(row.pk), agreement_id=PURPOSE, wrapped=_parted(row.data[_field(row)])[0])


def _field(row: Authenticator) -> str:
    return next(name for name in FIELDS if name in row.data)


def _joined(wrapped: bytes, value: bytes) -> str:
    return ".".join(base64.urlsafe_b64encode(part).decode() for part in (wrapped, value))


def _parted(sealed: str) -> tuple[bytes, bytes]:
    wrapped, dot, value = sealed.partition(".")
    try:
        parts = base64.urlsafe_b64decode(wrapped), base64.urlsafe_b64decode(value)
    except ValueError as broken:
        raise SealBroken("a sealed seed has the wrong shape") from broken
    if not dot:
        raise SealBroken("a seed is not sealed")
    return parts
