"""Secrets that are shown once and kept as a hash: invitation links and access tokens."""

import hashlib
import secrets

PREFIX = "alongside_"


def new_token() -> tuple[str, str]:
    """A 256-bit secret and the hash to keep. Random enough that a plain hash cannot be searched."""
    token = PREFIX + secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
