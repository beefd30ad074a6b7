"""A push service of our own, with a certificate of its own, and browsers with real keys."""

import base64
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

from backend.notifications.push_service import Network

HOST = "fcm.googleapis.com"
OTHER_HOST = "updates.push.services.mozilla.com"


def in_base64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class FakeBrowser:
    def __init__(self, name, *, host=HOST):
        self.endpoint = f"https://{host}/fcm/send/{name}"
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"sixteen bytes!!!"

    @property
    def keys(self):
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "p256dh": in_base64(point), "auth": in_base64(self._auth)}

    def read(self, sealed):
        return http_ece.decrypt(sealed, private_key=self._key, auth_secret=self._auth, version="aes128gcm").decode()


@dataclass
class Received:
    path: str
    headers: dict
    body: bytes


@dataclass
class FakeService:
    """Answers with `status` and `headers`; never at all while `hangs`; a letter at a time while `drips`."""

    port: int = 0
    status: int = 201
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    hangs: bool = False
    drips: bool = False
    connections: int = 0
    received: list = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


def _handler(service):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.received.append(
                Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            )
            if service.hangs:
                service.ended.wait(20)
                return
            while service.drips and not service.ended.wait(0.05):
                self.wfile.write(b"H")
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(service.body)))
            self.end_headers()
            self.wfile.write(service.body)

        do_GET = do_POST

        def log_message(self, *args):
            """Quiet."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, service, context):
        super().__init__(("127.0.0.1", 0), _handler(service))
        self.service, self.context = service, context

    def get_request(self):
        plain, address = super().get_request()
        self.service.connections += 1
        return self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, request, client_address):
        """Whoever hangs up hears nothing."""


@contextmanager
def running_service(folder):
    certificate = _certificate(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    service = FakeService()
    server = _Server(service, context)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield service
    service.ended.set()
    server.shutdown()
    server.server_close()


def network_to(service, folder, **others):
    """As the real one, but that names lead to this machine."""
    facts = {"resolve": lambda host: ["127.0.0.1"], "may_reach": lambda address: address == "127.0.0.1"}
    return Network(**facts | {"port": service.port, "authorities": str(folder / "push.pem")} | others)


def _certificate(folder):
    path = folder / "push.pem"
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A push service for tests")])
    names = x509.SubjectAlternativeName([x509.DNSName(HOST), x509.DNSName(OTHER_HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path
