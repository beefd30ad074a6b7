"""The door to push services, against one of our own: what leaves can be read by that browser only, and says next to
nothing; whatever it answers, nothing hangs and nothing follows."""

import base64
import json
import socket
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from backend.notifications.push_key import opened, ready_key
from backend.notifications.push_service import OUTSIDE, Address, Answer, Network, Outcome, send
from tests.backend.notifications.push_fakes import HOST, FakeBrowser, network_to

TEXT = '{"text": "You have an update in Alongside"}'


@pytest.fixture
def phone():
    return FakeBrowser("phone")


@pytest.fixture
def answer(phone, now):
    def _answer(network, **others):
        facts = {"to": Address(**phone.keys), "text": TEXT, "key": ready_key(), "now": now, "is_urgent": False}
        return send(**facts | others, network=network)

    return _answer


def test_only_that_browser_can_read_it(answer, phone, service, network):
    assert answer(network) == Answer(Outcome.DELIVERED)

    [received] = service.received
    assert phone.read(received.body) == TEXT
    assert TEXT.encode() not in received.body
    assert received.path == "/fcm/send/phone"


def test_it_waits_a_day_for_a_phone_that_is_off_and_several_become_one(answer, service, network):
    answer(network)
    answer(network, is_urgent=True)

    headers = [one.headers for one in service.received]
    assert [(one["ttl"], one["topic"], one["urgency"]) for one in headers] == [
        ("86400", "alongside", "normal"),
        ("86400", "alongside", "high"),
    ]
    assert headers[0]["content-encoding"] == "aes128gcm"
    assert "referer" not in headers[0]


def test_the_site_shows_who_it_is(answer, service, network):
    answer(network)

    scheme, _, written = service.received[0].headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in written.split(","))
    head, claims, signature = parts["t"].split(".")
    told = json.loads(opened(claims))
    assert (scheme.lower(), parts["k"]) == ("vapid", ready_key().public)
    assert (told["aud"], told["sub"]) == (f"https://{HOST}", "mailto:alongside@localhost")
    assert 0 < told["exp"] - time.time() <= 24 * 3600
    raw = opened(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), opened(parts["k"]))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, Outcome.DELIVERED),
        (201, Outcome.DELIVERED),
        (202, Outcome.DELIVERED),
        (301, Outcome.REFUSED),
        (302, Outcome.REFUSED),
        (307, Outcome.REFUSED),
        (308, Outcome.REFUSED),
        (400, Outcome.REFUSED),
        (401, Outcome.REFUSED),
        (403, Outcome.REFUSED),
        (413, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
        (503, Outcome.LATER),
    ],
)
def test_what_an_answer_means(answer, service, network, status, outcome):
    service.status = status
    # Where a redirect would lead.
    service.headers = {"Location": f"https://{HOST}/elsewhere"}

    assert answer(network) == Answer(outcome)
    assert [one.path for one in service.received] == ["/fcm/send/phone"]


def test_it_waits_as_long_as_it_is_asked_to_and_a_day_at_most(answer, service, network, now):
    service.status = 429
    waits = []
    for said in ("120", format_datetime(now + timedelta(hours=2)), "9" * 30, "soon", "-5", ""):
        service.headers = {"Retry-After": said}
        waits.append(answer(network).wait)

    assert waits == [timedelta(minutes=2), timedelta(hours=2), timedelta(days=1), None, None, None]


def test_an_endless_answer_is_cut(answer, service, network, monkeypatch):
    import pywebpush

    seen = []
    real = pywebpush.WebPusher.send

    def looked_at(*args, **kwargs):
        seen.append(real(*args, **kwargs))
        return seen[-1]

    monkeypatch.setattr(pywebpush.WebPusher, "send", looked_at)
    service.status, service.body = 400, b"x" * 100_000

    assert answer(network) == Answer(Outcome.REFUSED)
    assert [len(one.content) for one in seen] == [200]


@pytest.mark.parametrize("trouble", ["hangs", "drips"])
def test_nobody_waits_for_a_service_that_does_not_answer(answer, service, tmp_path, trouble):
    setattr(service, trouble, True)
    quick = network_to(service, tmp_path, read_within=0.2 if trouble == "hangs" else 5, done_within=0.5)

    assert answer(quick) == Answer(Outcome.LATER, is_silent=True)
    assert len(service.received) == 1


def test_the_limits_of_the_real_network_are_three_ten_and_thirteen_seconds():
    assert (OUTSIDE.connect_within, OUTSIDE.read_within, OUTSIDE.done_within, OUTSIDE.port) == (3, 10, 13, 443)


def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to(answer, service, tmp_path):
    assert answer(network_to(service, tmp_path, authorities=None)) == Answer(Outcome.LATER, is_silent=True)
    assert service.received == []


def test_no_proxy_of_the_environment_is_used(answer, service, network, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert answer(network).outcome == Outcome.DELIVERED


HOSTILE = [
    f"http://{HOST}/a",
    f"https://user:word@{HOST}/a",
    f"https://{HOST}@127.0.0.1/a",
    f"https://{HOST}:22/a",
    f"https://{HOST}:8443/a",
    f"https://{HOST}./a",
    f"https://{HOST}#@127.0.0.1/a",
    f"https://{HOST}\\@127.0.0.1/a",
    f"https://{HOST}%2f@127.0.0.1/a",
    f"https://{HOST}.evil.example/a",
    f"https://evil{HOST}/a",
    f"https://x.{HOST}/a",
    "https://push.apple.com/a",
    "https://127.0.0.1/a",
    "https://127.1/a",
    "https://2130706433/a",
    "https://0x7f000001/a",
    "https://[::1]/a",
    "https://[::]/a",
    "https://[::ffff:127.0.0.1]/a",
    "https://localhost/a",
    "https://fcm.googleapis.c\u043em/a",
    "https://fcm。googleapis。com/a",
    f"https://{HOST}",
    f"https:/{HOST}/a",
    f"https://{HOST}/a\r\nHost: 127.0.0.1",
    f"https://{HOST}/a b",
    f" https://{HOST}/a",
    f"https://{HOST}/" + "a" * 1000,
    "file:///etc/passwd",
    "",
]


@pytest.mark.parametrize("endpoint", HOSTILE)
def test_a_hostile_address_is_never_connected_to(answer, phone, service, network, endpoint):
    to = Address(**phone.keys | {"endpoint": endpoint})

    assert answer(network, to=to) == Answer(Outcome.REFUSED)
    assert service.connections == 0


INSIDE = ["127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"]
INSIDE += ["::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::"]
INSIDE += ["2001:0:7f00:1::", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.1", "nonsense", "127.1", "2130706433"]


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_never_connected_to(answer, service, monkeypatch, address):
    def refuse(*args, **kwargs):
        raise AssertionError("it was connected to")

    monkeypatch.setattr(socket, "create_connection", refuse)

    assert answer(Network(resolve=lambda host: [address], port=service.port)) == Answer(Outcome.REFUSED)
    assert answer(Network(resolve=lambda host: ["142.250.1.1", address])) == Answer(Outcome.REFUSED)


def test_a_name_is_asked_for_once_so_that_it_cannot_change(answer, service, tmp_path):
    asked = []

    def rebinding(host):
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    assert answer(network_to(service, tmp_path, resolve=rebinding)).outcome == Outcome.DELIVERED
    assert asked == [HOST]


def test_a_name_that_nobody_knows_is_tried_later(answer, service, tmp_path):
    def unknown(host):
        raise socket.gaierror

    assert answer(network_to(service, tmp_path, resolve=unknown)) == Answer(Outcome.LATER, is_silent=True)


def test_keys_that_are_none_are_a_refusal(answer, phone, network):
    broken = Address(**phone.keys | {"p256dh": base64.urlsafe_b64encode(b"\4" + bytes(64)).decode()})

    assert answer(network, to=broken).outcome == Outcome.REFUSED


def test_an_operator_can_allow_another_service(answer, phone, service, network, settings):
    to = Address(**phone.keys | {"endpoint": "https://push.force.example/a"})
    assert answer(network, to=to) == Answer(Outcome.REFUSED)
    settings.PUSH_HOSTS = ["push.force.example"]

    # Allowed now, and refused by our own certificate, which is for other names.
    assert answer(network, to=to) == Answer(Outcome.LATER, is_silent=True)
    assert service.connections == 1
