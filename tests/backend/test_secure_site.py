"""The whole set of headers also where something is refused or breaks; and the site as it runs behind TLS. (C30)"""

import json
import os
import subprocess
import sys

import pytest
from django.db import OperationalError
from django.test import Client

from tests.backend.test_headers import SET

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WITH_TLS = """
import django, json
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
client = Client()
plain = client.get("/about")
answer = client.get("/account/login/", secure=True)
print(json.dumps({
    "checks": [str(m.id) for m in run_checks(include_deployment_checks=True) if str(m.id).startswith("security.")],
    "cookies": {n: [bool(m["secure"]), bool(m["httponly"]), m["path"], m["domain"], m["samesite"]]
                for n, m in answer.cookies.items()},
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
                settings.SESSION_COOKIE_SAMESITE, settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "hosts": sorted(settings.ALLOWED_HOSTS),
    "plain": [plain.status_code, plain.headers["Location"]],
    "hsts": answer.headers["Strict-Transport-Security"],
    "local": client.get("/about", headers={"Host": "127.0.0.1"}, secure=True).status_code,
}))
"""


def broken(*args, **kwargs):
    raise ValueError


def busy(*args, **kwargs):
    raise OperationalError


@pytest.mark.parametrize(
    ("status", "ask"),
    [
        (400, lambda client: client.get("/about", headers={"Host": "evil.example"})),
        (403, lambda client: Client(enforce_csrf_checks=True).post("/account/login/", {"login": "x"})),
        (403, lambda client: Client(enforce_csrf_checks=True).post("/invitation/x", {"name": "x"})),
        (403, lambda client: client.get("/organisation/members")),
        (404, lambda client: client.get("/nothing-here")),
        (404, lambda client: client.get("/api/v1/nothing-here")),
        (404, lambda client: client.get("/static/../../etc/passwd")),
        (405, lambda client: client.put("/account/hats")),
        (405, lambda client: client.delete("/api/v1/me")),
        (401, lambda client: Client().get("/api/v1/me")),
    ],
)
def test_a_refusal_carries_the_whole_set(people, sign_in, status, ask):
    client = sign_in(Client(), people.officer)

    answer = ask(client)

    assert (answer.status_code, SET - set(answer.headers)) == (status, set())
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("where", ["backend.pwa.views.render", "backend.identity.middleware.hats_of"])
@pytest.mark.parametrize(("fault", "status"), [(broken, 500), (busy, 503)])
def test_a_fault_carries_the_whole_set(people, sign_in, monkeypatch, where, fault, status):
    client = sign_in(Client(raise_request_exception=False), people.officer)
    monkeypatch.setattr(where, fault)

    answer = client.get("/about")

    assert (answer.status_code, SET - set(answer.headers)) == (status, set())
    assert "no-store" in answer.headers["Cache-Control"]


def test_behind_tls_cookies_hosts_and_redirects_are_strict(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ALONGSIDE_", "DATABASE"))}
    environment |= {
        "ALONGSIDE_DATA": str(tmp_path),
        "ALONGSIDE_BASE_URL": "https://x.example",
        "ALONGSIDE_HOSTS": "testserver",
        "DJANGO_SETTINGS_MODULE": "backend.settings",
    }

    ran = subprocess.run([sys.executable, "-c", WITH_TLS], env=environment, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == {
        "checks": [],
        "cookies": {"__Host-csrf": [True, True, "/", "", "Lax"]},
        "session": ["__Host-session", True, True, "Lax", None, "/"],
        "hosts": ["testserver", "x.example"],
        "plain": [301, "https://testserver/about"],
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "local": 400,
    }
