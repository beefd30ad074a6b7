"""What an authenticator app computes, with the standard library alone (RFC 6238)."""

import base64
import hmac
import struct
import time

PERIOD = 30


def code_now(secret: str) -> str:
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    count = int(time.time()) // PERIOD
    digest = hmac.digest(key, struct.pack(">Q", count), "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
