"""The only door to the push services, and to pywebpush, which by itself would follow redirects and wait for ever.

The address of a push service is a stranger's word: it is resolved once, looked at, and exactly that machine is spoken
to. What it answers is cut, never shown and never logged.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import partial
from typing import Any

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush
from requests.adapters import HTTPAdapter
from urllib3 import HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import HTTPError

from backend.notifications.endpoints import host_of, is_outside
from backend.notifications.push_key import PushKey

KEPT_FOR = 86_400
LONGEST_WAIT = timedelta(days=1)
READ_AT_MOST = 200
# Several that wait for a phone that is switched off become one.
TOPIC = "alongside"


class Outcome(StrEnum):
    DELIVERED = "DELIVERED"
    GONE = "GONE"
    LATER = "LATER"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class Answer:
    outcome: Outcome
    # What the service asked for.
    wait: timedelta | None = None
    # No answer at all: nothing else is sent there in this round.
    is_silent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Of one browser, as it named it: where to send, and for which keys to seal."""

    endpoint: str
    p256dh: str
    auth: str


def _resolved(host: str) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """How a push service is reached. Tests put a machine of their own here; no setting and no variable leads to it."""

    resolve: Callable[[str], list[str]] = _resolved
    may_reach: Callable[[str], bool] = is_outside
    port: int = 443
    # Whose certificates count: None for those everybody trusts.
    authorities: str | None = None
    connect_within: float = 3
    read_within: float = 10
    done_within: float = 13


OUTSIDE = Network()


class Unreachable(Exception):
    """The address is none that we speak to."""


def send(*, to: Address, text: str, key: PushKey, now: datetime, is_urgent: bool, network: Network = OUTSIDE) -> Answer:
    """One message, sealed for this browser. Raises nothing that another machine could cause."""
    host = host_of(to.endpoint)
    if host is None:
        return Answer(Outcome.REFUSED)
    try:
        with _call(network, host) as session:
            webpush(
                subscription_info={"endpoint": to.endpoint, "keys": {"p256dh": to.p256dh, "auth": to.auth}},
                data=text,
                vapid_private_key=key.private_text,
                # It is written into by the library: a new one each time.
                vapid_claims=_claims(host, now),
                ttl=KEPT_FOR,
                # Passed on to requests, which takes a pair.
                timeout=(network.connect_within, network.read_within),  # type: ignore[arg-type]
                headers={"topic": TOPIC, "urgency": "high" if is_urgent else "normal"},
                requests_session=session,
            )
    except WebPushException as refused:
        return Answer(Outcome.REFUSED) if refused.response is None else _answer(refused.response, now)
    except (OSError, HTTPError):
        return Answer(Outcome.LATER, is_silent=True)
    except (Unreachable, ValueError):
        return Answer(Outcome.REFUSED)
    return Answer(Outcome.DELIVERED)


def _claims(host: str, now: datetime) -> dict[str, str | int]:
    address = settings.BASE_URL if settings.SECURE else f"mailto:{settings.DEFAULT_FROM_EMAIL}"
    return {"sub": address, "aud": f"https://{host}", "exp": int((now + timedelta(hours=12)).timestamp())}


def _answer(response: requests.Response, now: datetime) -> Answer:
    status = response.status_code
    if status in (404, 410):
        return Answer(Outcome.GONE)
    if status == 429 or status >= 500:
        return Answer(Outcome.LATER, wait=_asked_to_wait(response.headers.get("Retry-After", ""), now))
    return Answer(Outcome.REFUSED)


def _asked_to_wait(said: str, now: datetime) -> timedelta | None:
    if said.isdecimal() and said.isascii():
        # So many digits that a number of them would be no time at all.
        return min(timedelta(seconds=int(said[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - now, timedelta()), LONGEST_WAIT)


@contextmanager
def _call(network: Network, host: str) -> Iterator["_Session"]:
    addresses = network.resolve(host)
    if not addresses or not all(network.may_reach(one) for one in addresses):
        raise Unreachable
    line = _Line(network, addresses)
    # A service that answers a letter at a time keeps within every single limit.
    clock = threading.Timer(network.done_within, line.cut)
    clock.daemon = True
    clock.start()
    try:
        with _Session(line) as session:
            yield session
    finally:
        clock.cancel()
        line.cut()


class _Line:
    """The connections of one call, to addresses that were looked at: no name is resolved a second time."""

    def __init__(self, network: Network, addresses: list[str]) -> None:
        self.network, self.addresses = network, addresses
        self._taps: list[socket.socket] = []

    def open(self) -> socket.socket:
        failed: OSError | None = None
        for address in self.addresses[:2]:
            try:
                limit = self.network.connect_within / 2
                opened = socket.create_connection((address, self.network.port), timeout=limit)
            except OSError as error:
                failed = error
            else:
                opened.settimeout(self.network.connect_within)
                # TLS takes the socket over: this one can still cut it.
                self._taps.append(opened.dup())
                return opened
        raise failed or OSError("no address")

    def cut(self) -> None:
        while self._taps:
            with self._taps.pop() as tap, suppress(OSError):
                tap.shutdown(socket.SHUT_RDWR)


class _Connection(HTTPSConnection):
    def __init__(self, *args: Any, line: _Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._line = line

    def _new_conn(self) -> socket.socket:
        return self._line.open()


class _Pool(HTTPSConnectionPool):
    def __init__(self, *args: Any, line: _Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ConnectionCls = partial(_Connection, line=line)  # type: ignore[assignment]


class _Adapter(HTTPAdapter):
    def __init__(self, line: _Line) -> None:
        self._line = line
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        self.poolmanager = PoolManager(num_pools=1, maxsize=1, retries=False)
        self.poolmanager.pool_classes_by_scheme = {"https": partial(_Pool, line=self._line)}  # type: ignore[dict-item]


class _Session(requests.Session):
    def __init__(self, line: _Line) -> None:
        super().__init__()
        # No proxy, no certificates and no password of this machine's environment.
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter(line))
        self.verify = line.network.authorities or True

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        response = super().request(*args, **kwargs | {"allow_redirects": False, "stream": True})
        # As it came: unpacked it could be of any size.
        response._content = response.raw.read(READ_AT_MOST, decode_content=False)
        response.close()
        return response
