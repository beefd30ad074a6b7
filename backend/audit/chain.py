"""What is hashed, and how: a change here makes every chain written before it unreadable."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

SCHEME = b"alongside-audit-v1"
# The entry before the first.
START = "0" * 64
# Made once: verifying a million entries encodes a million times.
_CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one entry says: ids and fixed words, never anybody's text."""

    at: datetime
    actor_person_id: int | None
    actor_membership_id: int | None
    organisation_id: int | None
    verb: str
    key: str
    section: str
    version: int | None
    outcome: str
    reason: str
    fingerprint: str


def link(*, seq: int, prev: str, facts: Facts) -> str:
    """The hash of an entry: SHA-256(scheme || seq || prev || canonical JSON), in hex.

    Sequence number and previous hash have a fixed length, so no two entries can be read from the same bytes.
    """
    values = {name: getattr(facts, name) for name in Facts.__slots__}
    values["at"] = facts.at.astimezone(UTC).isoformat(timespec="microseconds")
    words = _CANONICAL.encode(values)
    return hashlib.sha256(SCHEME + seq.to_bytes(8, "big") + bytes.fromhex(prev) + words.encode("ascii")).hexdigest()
