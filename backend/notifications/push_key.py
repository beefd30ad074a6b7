"""The key by which push services know this site (VAPID). Made once: every device's subscription is bound to it."""

import base64
import hashlib
import os
import stat
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from backend.safekeeping import signing
from backend.safekeeping.private_files import Busy, locked, write_private

# Read from the environment here and not in settings, which error pages and shells like to show.
KEY_VARIABLE = "ALONGSIDE_PUSH_KEY"
KEY_FILE_VARIABLE = "ALONGSIDE_PUSH_KEY_FILE"


class PushKeyTrouble(Exception):
    """The key is exposed or damaged. The message is for whoever runs the installation and quotes nothing of it."""


class PushKeyMissing(PushKeyTrouble):
    """There is none yet, or its file is gone."""


@dataclass(frozen=True)
class PushKey:
    private: bytes = field(repr=False)

    @cached_property
    def public(self) -> str:
        """As browsers take it (`applicationServerKey`): base64url of the point."""
        return _in_base64(signing.push_public_key(private=self.private))

    @property
    def private_text(self) -> str:
        return _in_base64(self.private)

    @cached_property
    def fingerprint(self) -> str:
        """Kept with each subscription, to notice another key. 32 hex digits; it says nothing about the secret."""
        return hashlib.sha256(self.public.encode()).hexdigest()[:32]


def current_key() -> PushKey:
    """PushKeyMissing, or PushKeyTrouble when it is exposed or damaged. The file is read again only when it changed."""
    if written := os.environ.get(KEY_VARIABLE):
        return _key_of(written)
    path = _path()
    try:
        found = path.stat()
    except FileNotFoundError as missing:
        raise PushKeyMissing(f"There is no push key at {path}.") from missing
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise PushKeyTrouble(f"Other accounts can read the push key {path}. Run: chmod 600 {path}")
    return _read(path, (found.st_mtime_ns, found.st_ino, found.st_size))


def ready_key() -> PushKey:
    """The key, made now if there is none. Busy when another process is making it at this moment."""
    try:
        return current_key()
    except PushKeyMissing:
        path = _path()
        with locked(path=path.with_name(f".{path.name}.lock")):
            # Somebody may have made it between the look and the lock.
            try:
                return current_key()
            except PushKeyMissing:
                write_private(path=path, text=_in_base64(signing.new_push_key()))
        return current_key()


def key_or_none() -> PushKey | None:
    """For a page, which says that it is not available; `check` says why."""
    try:
        return ready_key()
    except (PushKeyTrouble, Busy, OSError):
        return None


def _path() -> Path:
    named = os.environ.get(KEY_FILE_VARIABLE)
    return Path(named).resolve() if named else Path(settings.DATA_DIR) / "keys" / "push_key"


@lru_cache(maxsize=1)
def _read(path: Path, mark: tuple[int, int, int]) -> PushKey:
    try:
        return _key_of(path.read_text(encoding="ascii"))
    except UnicodeDecodeError:
        # Not "from": the message of that error quotes what was read.
        raise PushKeyTrouble("The push key is damaged.") from None


@lru_cache(maxsize=1)
def _key_of(written: str) -> PushKey:
    key = PushKey(opened(written.strip()))
    try:
        key.public  # noqa: B018 -- proves that it can be used
    except ValueError:
        raise PushKeyTrouble("The push key is damaged.") from None
    return key


def opened(text: str) -> bytes:
    """What stands in base64url without padding, as browsers write keys; nothing when it is none."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def _in_base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
