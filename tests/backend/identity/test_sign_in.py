"""Signing in, as somebody tries it who should not get in. (C12, C29, C40)"""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from backend.audit.models import Entry
from backend.identity.demo import PASSWORD
from backend.identity.models import Membership, Person
from backend.identity.operations.invitations import invite
from backend.identity.operations.members import disable_member
from tests.backend.identity.conftest import ANOTHER, KNOWN, UNKNOWN, is_signed_in, sign_in_with, the_link_mailed_to

# What differs from one asking to the next whoever asks: nonces and tokens.
VARYING = re.compile(r"nonce-[^']+|csrfmiddlewaretoken\" value=\"\w+|nonce=\"[^\"]+\"|value=\"[0-9a-f-]{36}\"")
TIMES_AND_SIZES = {"Content-Length", "Expires"}
DATABASE_CACHE = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "limits"},
}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_nobody_has_tried_yet")]


def what_is_seen(answer, *emails):
    body = VARYING.sub("", answer.content.decode())
    for email in emails:
        body = body.replace(email, "somebody")
    headers = {name: VARYING.sub("", value) for name, value in answer.headers.items() if name not in TIMES_AND_SIZES}
    return answer.status_code, headers, body


# -- who has an account is nobody's business --------------------------------------------------------------------------


@pytest.mark.parametrize("is_demo", [False, True])
def test_a_wrong_password_looks_like_an_unknown_address(settings, is_demo):
    settings.DEMO = False
    Person.objects.update(is_demo=is_demo)

    known, unknown = (sign_in_with(Client(), email, "not-the-password-at-all") for email in (KNOWN, UNKNOWN))

    assert what_is_seen(known, KNOWN) == what_is_seen(unknown, UNKNOWN)


def test_an_unknown_address_costs_the_same_hash(monkeypatch):
    hashed = []
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, password, salt: hashed.append(1) or f"md5${salt}$x")

    counts = []
    for email in (KNOWN, UNKNOWN):
        hashed.clear()
        sign_in_with(Client(), email, "not-the-password-at-all")
        counts.append(len(hashed))

    assert counts == [1, 1]


def test_a_forgotten_password_looks_the_same_and_costs_a_mail_either_way():
    seen = []
    for email in (KNOWN, UNKNOWN):
        client = Client()
        answer = client.post(reverse("account_reset_password"), {"email": email})
        seen.append((what_is_seen(answer, email), what_is_seen(client.get(answer.url), email)))

    assert seen[0] == seen[1]
    assert [message.to for message in mail.outbox] == [[KNOWN], [UNKNOWN]]


@pytest.mark.parametrize("token", ["alongside_x", "x" * 300, "%00", "..%2f", "alongside_" + "A" * 43])
def test_no_invitation_tells_whether_it_ever_existed(client, people, now, token):
    _invitation, good = invite(
        actor=people.police_admin, email="new@police.example", job_title="Officer", roles=["READER"], now=now
    )
    Membership.objects.filter(id=people.police_admin.membership_id).update(roles=["READER"])
    withdrawn = client.get(reverse("invitation", args=[good]))

    made_up = Client().get(f"/invitation/{token}")

    assert made_up.status_code in {404, withdrawn.status_code}
    if made_up.status_code == withdrawn.status_code:
        assert what_is_seen(made_up) == what_is_seen(withdrawn)


# -- limits -----------------------------------------------------------------------------------------------------------


def test_thirty_spellings_of_one_address_share_one_limit(settings, monkeypatch):
    settings.CACHES = DATABASE_CACHE
    cache.clear()
    tried = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *a, **k: (tried.append(1), real(self, *a, **k))[1])
    letters = "oóòôöõōŏőǒ"
    spellings = [f"{letter}fficer@police.example" for letter in letters]
    spellings += [f"{letter}FFICER@Police.Example" for letter in letters]
    spellings += [f" {letter}fficer@POLICE.example " for letter in letters]

    for number, spelling in enumerate(spellings):
        Client(REMOTE_ADDR=f"10.0.{number}.1").post(
            reverse("account_login"), {"login": spelling, "password": "not-the-password"}
        )

    assert len(tried) <= 6


def test_one_network_may_not_try_a_hundred_addresses(settings, monkeypatch):
    settings.CACHES = DATABASE_CACHE
    cache.clear()

    answers = [sign_in_with(Client(), f"person{n}@police.example", "not-the-password").status_code for n in range(40)]

    assert 429 in answers or len([1 for status in answers if status == 200]) <= 30


def test_a_flood_of_made_up_addresses_does_not_push_out_a_limit(settings):
    """Django's own limit of 300 entries would let go of the one that counts."""
    import importlib

    fresh = importlib.import_module("backend.settings")

    assert fresh.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


def test_the_limit_does_not_believe_a_forwarded_address(client):
    for number in range(5):
        client.post(
            reverse("account_login"),
            {"login": f"p{number}@police.example", "password": "x" * 20},
            headers={"X-Forwarded-For": f"10.9.9.{number}"},
        )

    assert not any("10.9.9" in key for key in cache._cache)


# -- sessions ---------------------------------------------------------------------------------------------------------


def test_signing_in_changes_the_session_and_the_csrf_secret(client):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    client.cookies["session"] = session.session_key
    before = client.cookies["session"].value

    sign_in_with(client)

    assert client.cookies["session"].value != before
    assert is_signed_in(client)
    old = Client()
    old.cookies["session"] = before
    assert not is_signed_in(old)


def test_signing_out_ends_the_session_on_the_server(client):
    sign_in_with(client)
    kept = client.cookies["session"].value

    client.post(reverse("account_logout"))

    thief = Client()
    thief.cookies["session"] = kept
    assert not is_signed_in(thief)


def test_a_link_elsewhere_cannot_sign_anybody_out(client):
    sign_in_with(client)

    client.get(reverse("account_logout"))

    assert is_signed_in(client)


def test_a_session_of_before_a_new_password_has_ended(client):
    other = Client()
    sign_in_with(client)
    sign_in_with(other)

    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    )

    assert (is_signed_in(client), is_signed_in(other)) == (True, False)
    assert sign_in_with(Client(), password=PASSWORD).status_code == 200
    assert [message.subject for message in mail.outbox] == ["Your password was changed: Alongside"]


def test_a_disabled_membership_ends_everything_at_the_next_request(client, people, now, sign_in):
    sign_in_with(client)
    assert client.get(reverse("manual")).status_code == 200

    disable_member(actor=people.police_admin, membership_id=people.officer.membership_id, now=now)

    assert [client.get(reverse(name)).status_code for name in ("manual", "hats", "api_docs")] == [403, 403, 403]
    assert client.get("/api/v1/me").status_code == 403


def test_an_inactive_person_is_nobody_at_the_next_request(client, officer):
    sign_in_with(client)

    Person.objects.filter(pk=officer.pk).update(is_active=False)

    assert not is_signed_in(client)
    assert client.get("/api/v1/me").status_code == 401
    assert not is_signed_in(Client() if sign_in_with(Client()) else None)


# -- addresses --------------------------------------------------------------------------------------------------------


def test_nobody_adds_an_address_to_their_account(client, officer):
    """An invitation, or a new password, for an address must reach whoever has that address and nobody else."""
    sign_in_with(client)

    for press in ("action_add", "action_primary", "action_send", "action_remove"):
        assert client.post(reverse("account_email"), {"email": "chief@council.example", press: ""}).status_code == 404

    assert list(EmailAddress.objects.filter(user=officer).values_list("email", flat=True)) == [KNOWN]


@pytest.mark.parametrize(
    "path",
    [
        "signup/",
        "signup/passkey/",
        "2fa/signup/",
        "email/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "phone/change/",
        "3rdparty/",
        "3rdparty/signup/",
        "social/signup/",
        "google/login/",
        "oidc/x/login/",
        "../admin/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_pages_that_do_not_belong_here_do_not_exist(client, method, path):
    sign_in_with(client)

    assert getattr(client, method)(f"/account/{path}").status_code == 404
    assert getattr(Client(), method)(f"/account/{path}").status_code == 404


# -- where one lands --------------------------------------------------------------------------------------------------

ELSEWHERE = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "/\\/evil.example", "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example",
    " //evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example", "https://evil.example",
    "HTTPS://evil.example", "http://evil.example", "http:evil.example", "http://evil.example@127.0.0.1:8000@evil.example",
    "http://testserver@evil.example/", "http://testserver.evil.example/", "http://evil.example#testserver",
    "http://evil.example?testserver", "http://evil.example\\@testserver", "//testserver@evil.example",
    "//evil.example/%2f..", "/%0d%0aLocation:https://evil.example\r\nX: y", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,<script>1</script>", "vbscript:x",
    "ftp://evil.example", "mailto:x@evil.example", "//[::1]@evil.example", "//evil。example", "///\\;@evil.example",
    "http:\\\\evil.example", "//evil.example:80", "https://evil.example/account/login/", "\x00//evil.example",
]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_signing_in_never_leads_elsewhere(target):
    client = Client()

    answers = [
        sign_in_with(client, next=target),
        client.post(f"{reverse('account_login')}?next={target}", {"login": KNOWN, "password": PASSWORD}),
        client.post(reverse("hats"), {"hat": "1-1", "next": target}),
        client.post(reverse("account_logout"), {"next": target}),
    ]

    assert answers[0].status_code == 302
    for answer in answers:
        landed = urlsplit(answer.headers.get("Location", "/"))
        assert (landed.scheme, landed.netloc) in {("", ""), ("http", "testserver")}
        assert not answer.headers.get("Location", "/").startswith(("//", "/\\", "\\"))


def test_the_corpus_is_as_long_as_promised():
    assert len(ELSEWHERE) >= 40


def test_links_in_mail_never_begin_with_what_the_asker_calls_this_host(client, people, sign_in, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.BASE_URL = "https://alongside.example"

    reset = the_link_mailed_to(client, KNOWN, Host="evil.example")
    text = str(mail.outbox[-1].message())
    admin = sign_in(Client(), people.police_admin)
    mail.outbox.clear()
    made = admin.post(
        reverse("invite"),
        {"email": "new@police.example", "job_title": "Officer", "roles": ["READER"]},
        headers={"Host": "evil.example"},
    )

    assert reset.startswith("https://alongside.example/account/password/reset/key/")
    assert "evil.example" not in text
    assert made.context["link"].startswith("https://alongside.example/invitation/")
    assert "evil.example" not in str(mail.outbox[-1].message())


def test_another_host_gets_no_answer(client):
    for host in ("evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "evil.example:8000"):
        assert client.get("/about", headers={"Host": host}).status_code == 400


# -- invitations ------------------------------------------------------------------------------------------------------


def test_whoever_is_removed_leaves_no_invitation_behind(client, people, now):
    """Else an administrator who is about to be removed invites a second self."""
    _invitation, token = invite(
        actor=people.police_admin, email="second.self@police.example", job_title="x", roles=["ORG_ADMIN"], now=now
    )
    Membership.objects.filter(id=people.police_admin.membership_id).update(
        disabled_at=now, disabled_by_id=people.lead.person_id
    )

    answer = client.post(reverse("invitation", args=[token]), {"name": "Second", "password": ANOTHER})

    assert answer.status_code == 409
    assert not Person.objects.filter(email="second.self@police.example").exists()


# -- the trail --------------------------------------------------------------------------------------------------------


def test_the_trail_says_who_signed_in_and_what_changed_and_no_address(client, officer):
    sign_in_with(client, email=UNKNOWN)
    sign_in_with(client, password="not-the-password")
    sign_in_with(client)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    )

    kept = Entry.objects.filter(verb="AUTH").order_by("seq").values_list("key", "reason", "outcome")

    person = f"identity.person:{officer.pk}"
    assert list(kept) == [(person, "signed in", "ALLOW"), (person, "password changed", "ALLOW")]
