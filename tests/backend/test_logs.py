"""What somebody types never reaches a log, the trail or a receipt, also where something breaks. (C05, C40)"""

import json
import logging
import uuid
from io import BytesIO

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.serializers import serialize
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from backend.audit.models import Entry
from backend.identity.models import Invitation
from backend.identity.operations.invitations import invite
from backend.logs import LogFile, facts
from backend.receipts.models import Receipt
from backend.search import engines
from tests.architecture.addresses import addresses
from tests.architecture.test_schemas import BODIES, COMPONENTS, WRITES

CANARY = "canary4711quill"
LOG = site.LOG_DIR / "alongside.jsonl"
FORMS = [address for address in addresses() if address.name and not address.route.startswith("api/")]
PLACES = {"<uuid:": str(uuid.UUID(int=1)), "<int:": "1", "<str:": CANARY, "<slug:": CANARY, "<": CANARY}
HEADERS = {
    "User-Agent": CANARY,
    "Referer": f"https://{CANARY}.example/",
    "X-Forwarded-For": CANARY,
    "Accept-Language": CANARY,
    "Idempotency-Key": CANARY,
    "If-Match": f'"{CANARY}"',
    "X-Requested-With": CANARY,
}
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


class Watch:
    """Everything that is written while it watches."""

    def __init__(self, capfd):
        self.capfd = capfd
        self.began = LOG.stat().st_size if LOG.exists() else 0

    @property
    def lines(self):
        return LOG.read_text(encoding="utf-8")[self.began :] if LOG.exists() else ""

    def found(self):
        out, err = self.capfd.readouterr()
        places = {
            "log": self.lines,
            "stdout": out,
            "stderr": err,
            "trail": serialize("json", Entry.objects.all()),
            "receipts": serialize("json", Receipt.objects.all()),
        }
        return [name for name, text in places.items() if CANARY in text]


@pytest.fixture(autouse=True)
def _search_in_memory(settings):
    settings.SEARCH_ENGINE = "memory"
    engines.forget()
    yield
    engines.forget()


@pytest.fixture
def watch(capfd):
    return Watch(capfd)


def filled_in(route: str) -> str:
    for start, value in PLACES.items():
        while start in route:
            before, _, rest = route.partition(start)
            route = before + value + rest.partition(">")[2]
    return "/" + route.replace("^", "").replace("$", "").replace("\\Z", "")


def with_canaries(name: str) -> dict:
    """A whole body whose every text is the canary."""
    by_type = {"integer": 60, "boolean": True, "array": [CANARY], "object": {CANARY: CANARY}}
    made = {}
    for field, kind in COMPONENTS[name]["properties"].items():
        nested = kind.get("$ref", "").rsplit("/", 1)[-1]
        plain = "2026-11-22T09:00:00Z" if kind.get("format") == "date-time" else CANARY
        made[field] = with_canaries(nested) if nested else by_type.get(kind.get("type"), plain)
    return made


def test_there_is_a_log_to_look_into(client, watch):
    client.get("/about")

    line = json.loads(watch.lines.splitlines()[-1])
    assert (line["logger"], line["route"], line["status"]) == ("alongside.request", "about", 200)


@pytest.mark.parametrize("who", ["sergeant", "trainer", "police_admin", None])
def test_nothing_typed_into_a_page_is_written_down(people, sign_in, watch, who):
    client = Client(raise_request_exception=False)
    if who:
        sign_in(client, getattr(people, who))
    names = ["email", "login", "password", "name", "job_title", "text", "note", "title", "slug", "summary", "body", "q"]
    typed = dict.fromkeys([*names, "hat", "token", "reason", "purpose", "once", "next", "visibility", CANARY], CANARY)
    answers = []

    for address in FORMS:
        if address.name == "account_logout":
            continue
        path = filled_in(address.route)
        answers.append(client.get(path, {"q": CANARY, CANARY: CANARY}, headers=HEADERS).status_code)
        file = SimpleUploadedFile(f"{CANARY}.exe", CANARY.encode())
        answers.append(client.post(f"{path}?{CANARY}={CANARY}", {**typed, "file": file}, headers=HEADERS).status_code)

    assert len(answers) > 80
    assert [status for status in answers if status >= 500] == []
    assert watch.found() == []


def test_nothing_sent_to_the_api_is_written_down(people, sign_in, watch):
    client = sign_in(Client(raise_request_exception=False), people.sergeant)
    answers = {}

    for method, path, _operation in WRITES:
        address = path.replace("{revision_id}", "1").replace("{slug}", CANARY).replace("{stage}", CANARY)
        for name in ("agreement_id", "session_id", "record_id", "item_id", "amendment_id"):
            address = address.replace("{" + name + "}", str(uuid.UUID(int=1)))
        whole = json.dumps(with_canaries(BODIES[method, path])) if (method, path) in BODIES else f'"{CANARY}"'
        for body in (whole, f'{{"text": "{CANARY}', f"{CANARY}=1", json.dumps([CANARY] * 9), f"\ud800{CANARY}"):
            sent = body.encode("utf-8", "surrogatepass")
            for headers in (HEADERS, {"Idempotency-Key": str(uuid.uuid4()), "If-Match": '"1"'}):
                answer = client.generic(
                    method.upper(), f"{address}?q={CANARY}", sent, content_type="application/json", headers=headers
                )
                answers[method, path, body[:20], len(headers)] = answer.status_code

    assert {asked: status for asked, status in answers.items() if status >= 500} == {}
    assert watch.found() == []


def test_a_search_is_nobody_elses_business(people, sign_in, watch):
    client = sign_in(Client(raise_request_exception=False), people.officer)

    client.get("/search", {"q": CANARY})
    client.get("/api/v1/search", {"q": CANARY})

    assert watch.found() == []


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", f"/{CANARY}", {}),
        ("GET", f"/about/%00{CANARY}", {}),
        ("GET", "/about", {"Host": f"{CANARY}.example"}),
        ("GET", "/about", {"Host": f"{CANARY}\n.example"}),
        ("GET", "/about", {"Cookie": f"session={CANARY}; csrf={CANARY}; messages={CANARY}"}),
        ("GET", "/api/v1/me", {"Authorization": f"Bearer {CANARY}"}),
        ("GET", "/api/v1/me", {"Authorization": CANARY}),
        (CANARY.upper(), "/about", {}),
        ("POST", "/account/login/", {"Origin": f"https://{CANARY}.example"}),
    ],
)
def test_odd_requests_are_counted_without_their_words(watch, method, path, headers):
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)

    answer = client.generic(method, path, b"", headers=headers)

    assert answer.status_code < 500
    assert CANARY.upper() not in watch.lines
    assert watch.found() == []


@pytest.mark.parametrize("size", [3_000_000])
def test_too_much_is_refused_without_its_words(people, sign_in, watch, size):
    client = sign_in(Client(raise_request_exception=False), people.sergeant)
    big = json.dumps({"text": CANARY * (size // len(CANARY))})

    api = client.post("/api/v1/manual/pages", big, content_type="application/json", headers={"Idempotency-Key": "k"})
    page = client.post(reverse("account_login"), {"login": CANARY * (size // len(CANARY))}, content_type="text/x")
    fields = client.post(reverse("account_login"), {f"{CANARY}{n}": "" for n in range(1_200)})

    assert [answer.status_code for answer in (api, fields)] == [400, 400]
    assert page.status_code < 500
    assert watch.found() == []


# -- where something breaks -------------------------------------------------------------------------------------------


class Broken(Exception):
    """An exception that quotes what was typed, as they do."""


def broken(*args, **kwargs):
    raise Broken(f"cannot take {CANARY!r}") from ValueError(CANARY)


def broken_database(*args, **kwargs):
    raise OperationalError(f"near {CANARY!r}: syntax error")


@pytest.fixture
def stranger(people, sign_in):
    return sign_in(Client(raise_request_exception=False), people.officer)


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ("backend.pwa.views.render", "/about"),
        ("backend.identity.views.hats.render", "/account/hats"),
        ("backend.identity.middleware.hats_of", "/account/hats"),
        ("backend.identity.api.people.HatOut.of", "/api/v1/me"),
        ("backend.identity.middleware.hats_of", "/api/v1/me"),
    ],
)
@pytest.mark.parametrize(("fault", "status"), [(broken, 500), (broken_database, 503)])
def test_a_fault_is_logged_by_its_kind_and_place_only(stranger, watch, monkeypatch, where, path, fault, status):
    monkeypatch.setattr(where, fault)

    answer = stranger.get(path, {"q": CANARY}, headers={"User-Agent": CANARY})

    assert answer.status_code == status
    assert CANARY not in answer.content.decode()
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)
    assert answer.headers["Content-Type"].startswith("application/json" if path.startswith("/api/") else "text/html")
    assert watch.found() == []
    failure = next(json.loads(line) for line in watch.lines.splitlines() if '"alongside.failure"' in line)
    assert failure["exc_info"].endswith("OperationalError" if status == 503 else "Broken")


def test_a_database_that_is_gone_is_a_503_on_every_page(stranger, watch):
    def gone(execute, sql, params, many, context):
        raise OperationalError(CANARY)

    with connection.execute_wrapper(gone):
        answers = [stranger.get(path).status_code for path in ("/", "/account/hats", "/manual/", "/api/v1/me")]
        answers.append(stranger.get("/account/logout/").status_code)

    assert answers == [503] * 5
    assert watch.found() == []


@pytest.mark.parametrize("name", ["django.security.DisallowedHost", "allauth.account", "asyncio", "py.warnings"])
def test_what_other_code_says_is_kept_without_its_words(watch, name):
    try:
        broken()
    except Broken:
        logging.getLogger(name).error("cannot take %s", CANARY, exc_info=True, extra={"typed": CANARY})

    line = json.loads(watch.lines.splitlines()[-1])
    assert (line["logger"], line["level"], line["message"].partition(":")[0]) == (name, "ERROR", "test_logs")
    assert watch.found() == []


def test_a_log_that_cannot_be_written_says_so_without_its_words(capfd, tmp_path, settings):
    settings.LOG_DIR = tmp_path
    file = LogFile()
    file.stream = BytesIO()  # takes no text

    file.handle(logging.LogRecord("alongside.request", logging.INFO, __file__, 1, "%s", (CANARY,), None))

    assert capfd.readouterr().err == "A log line could not be written.\n"


def test_no_line_break_makes_a_second_line(watch):
    logging.getLogger("alongside.request").info("request", extra=facts(route='x"}\n{"level": "CRITICAL"'))

    assert len(watch.lines.splitlines()) == 1


def test_the_log_folder_is_for_its_owner_only():
    assert site.LOG_DIR.stat().st_mode & 0o077 == 0


def test_the_secret_of_an_invitation_link_is_not_written_down(client, people, now, watch):
    _invitation, token = invite(
        actor=people.police_admin, email=f"{CANARY}@police.example", job_title=CANARY, roles=["READER"], now=now
    )

    client.get(reverse("invitation", args=[token]))

    assert Invitation.objects.count() == 1
    assert token not in watch.lines
    assert watch.found() == []
