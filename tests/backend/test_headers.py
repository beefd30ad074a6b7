"""The whole set of headers, on every kind of answer."""

import pytest
from django.test import override_settings
from django.urls import reverse

SET = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
}
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/", "/about", "/account/login/", "/manual/", "/nothing-here", "/api/v1/me", "/api/v1/openapi.json", "/healthz"],
)
def test_every_answer_carries_the_whole_set(client, address):
    answer = client.get(address)

    assert set(answer.headers) >= SET
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("address", ["/", "/manual/", "/account/", "/about", "/api/v1/me", "/nothing-here"])
def test_nothing_signed_in_is_ever_stored(client, people, sign_in, address):
    sign_in(client, people.officer)

    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_every_page_gets_a_nonce_of_its_own(client):
    first, second = (client.get("/about") for _ in range(2))

    assert first.headers["Content-Security-Policy"] != second.headers["Content-Security-Policy"]


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_a_secure_site_says_so_for_a_year(client):
    assert client.get("/about", secure=True).headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example/", "javascript:alert(1)"],
)
def test_signing_in_never_leads_elsewhere(client, people, target):
    from backend.identity.demo import PASSWORD

    answer = client.post(
        reverse("account_login"), {"login": "officer@police.example", "password": PASSWORD, "next": target}
    )

    assert answer.url == reverse("home")
