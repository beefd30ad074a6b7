"""One person's connection to the server, kept open as a browser keeps it."""

import http.client
import json
import re
import uuid
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

# As `serve` prints it: to import it would need a data folder and Django's settings.
PASSWORD = "two-strokes-side-by-side"
TIMEOUT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    def json(self) -> dict:
        return json.loads(self.body)


class Refused(Exception):
    """The server answered, and not with what was asked for."""

    def __init__(self, method: str, path: str, answer: Answer) -> None:
        super().__init__(f"{method} {path}: {answer.status} {answer.body[:500]!r}")
        self.status = answer.status


class Visitor:
    def __init__(self, *, port: int, token: str = "") -> None:
        self._port = port
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        self.token = token
        self.cookies: dict[str, str] = {}

    def again(self) -> "Visitor":
        """The same person on a second connection: one connection serves one thread."""
        return Visitor(port=self._port, token=self.token)

    def ask(self, method: str, path: str, *, body: bytes | None = None, headers: dict | None = None) -> Answer:
        self._connection.request(method, path, body=body, headers=self._standing_headers() | (headers or {}))
        response = self._connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer

    def get(self, path: str) -> Answer:
        """As a browser asks, compressed."""
        return _wanted("GET", path, self.ask("GET", path, headers={"Accept-Encoding": "gzip, br"}))

    def read(self, path: str) -> dict:
        """From the API."""
        return _wanted("GET", path, self.ask("GET", f"/api/v1{path}")).json()

    def write(
        self, method: str, path: str, given: dict | None = None, *, version: int | None = None, key: str = ""
    ) -> dict:
        """To the API. Repeat it with the same key and it has one effect."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": key or str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        body = b"" if given is None else json.dumps(given).encode()
        return _wanted(method, path, self.ask(method, f"/api/v1{path}", body=body, headers=headers)).json()

    def sign_in(self, email: str) -> None:
        page = _wanted("GET", "/account/login/", self.ask("GET", "/account/login/"))
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page.body)[1].decode()
        fields = {"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.ask("POST", "/account/login/", body=urlencode(fields).encode(), headers=headers)
        if answer.status != 302:
            raise Refused("POST", "/account/login/", answer)

    def close(self) -> None:
        """The next request opens a new connection."""
        self._connection.close()

    def _standing_headers(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}


def _wanted(method: str, path: str, answer: Answer) -> Answer:
    if not 200 <= answer.status < 300:
        raise Refused(method, path, answer)
    return answer
