"""Where the keyring is kept. Never in the database, never in a backup, never made from the secret key of the site."""

import os
import stat
from pathlib import Path
from typing import Protocol

from django.conf import settings

from backend.safekeeping import keyring as keyrings
from backend.safekeeping.keyring import Keyring, KeyTrouble
from backend.safekeeping.private_files import make_private_folder, write_private

# Read from the environment here and not in settings, which error pages and shells like to show.
KEYRING_VARIABLE = "ALONGSIDE_KEYRING"
KEY_FILE_VARIABLE = "ALONGSIDE_KEY_FILE"

_read_before: dict[Path, tuple[tuple[int, int, int], Keyring]] = {}


class KeyringMissing(KeyTrouble):
    """There is no key file at all: on a first start one may be made, later never."""


class KeyProvider(Protocol):
    @property
    def place(self) -> str:
        """Where the keyring is, in words for whoever runs the installation."""

    def load(self) -> Keyring:
        """KeyringMissing, or KeyTrouble when it is exposed or damaged."""

    def store(self, keyring: Keyring) -> None:
        """KeyTrouble where this process cannot write."""


class FileKeyProvider:
    """One file, for its owner only. `forbidden` are the permission bits that expose it."""

    def __init__(self, path: Path, *, forbidden: int = 0o077) -> None:
        self.path = path
        self.forbidden = forbidden

    @property
    def place(self) -> str:
        return str(self.path)

    def load(self) -> Keyring:
        try:
            found = self.path.stat()
        except FileNotFoundError as missing:
            raise KeyringMissing(f"There is no key file at {self.path}.") from missing
        self._refuse_exposed(found.st_mode)
        # Another process may have rotated the keys: a look at the file each time, reading only when it is another.
        mark = (found.st_mtime_ns, found.st_ino, found.st_size)
        known = _read_before.get(self.path)
        if known is None or known[0] != mark:
            known = _read_before[self.path] = (mark, keyrings.from_json(text=self._text()))
        return known[1]

    def store(self, keyring: Keyring) -> None:
        make_private_folder(folder=self.path.parent)
        write_private(path=self.path, text=keyrings.to_json(keyring=keyring))

    def _text(self) -> str:
        try:
            return self.path.read_text(encoding="utf-8")
        except PermissionError as refused:
            raise KeyTrouble(f"The key file {self.path} cannot be read by this account.") from refused
        except UnicodeDecodeError:
            # Not "from": the message of that error quotes what was read.
            raise KeyTrouble("The key file is damaged or is not a key file of Alongside.") from None

    def _refuse_exposed(self, mode: int) -> None:
        if stat.S_IMODE(mode) & self.forbidden:
            raise KeyTrouble(f"Other accounts can read the key file {self.path}. Run: chmod 600 {self.path}")
        folder = stat.S_IMODE(self.path.parent.stat().st_mode)
        if self.forbidden == 0o077 and folder & self.forbidden:
            raise KeyTrouble(f"Other accounts can open the key folder. Run: chmod 700 {self.path.parent}")


class EnvKeyProvider:
    """The keyring itself in an environment variable, for platforms that hand out secrets that way."""

    place = f"the environment variable {KEYRING_VARIABLE}"

    def load(self) -> Keyring:
        return keyrings.from_json(text=os.environ[KEYRING_VARIABLE])

    def store(self, keyring: Keyring) -> None:
        raise KeyTrouble(
            f"The keys come from {KEYRING_VARIABLE}, which this program cannot change. "
            f"Keep them in a file and set {KEY_FILE_VARIABLE} to make or rotate keys."
        )


def default_path() -> Path:
    return Path(settings.DATA_DIR) / "keys" / "keyring.json"


def provider() -> KeyProvider:
    if os.environ.get(KEYRING_VARIABLE):
        return EnvKeyProvider()
    named = os.environ.get(KEY_FILE_VARIABLE)
    if not named:
        return FileKeyProvider(default_path())
    path = Path(named).resolve()
    if path.is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise KeyTrouble(
            f"{KEY_FILE_VARIABLE} points into the data folder. Keep the key file elsewhere, "
            "so that a copy of the data is never a copy of the keys."
        )
    # Secret mounts often belong to a group the service is in; everybody else stays out.
    return FileKeyProvider(path, forbidden=0o037)


def current_keyring() -> Keyring:
    """For every seal and unseal; reads the file only when it has changed."""
    return provider().load()
