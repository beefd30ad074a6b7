"""The second step of signing in, and what its secrets look like in the database. (C12)"""

from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from backend.identity.models import Membership, Person
from backend.safekeeping import keys, operations
from backend.safekeeping.sealing import SealBroken
from tests.backend.identity.conftest import (
    ANOTHER,
    KNOWN,
    SECRET,
    code_now,
    is_signed_in,
    sign_in_with,
    the_link_mailed_to,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_nobody_has_tried_yet")]


# -- the second step --------------------------------------------------------------------------------------------------


def test_a_password_alone_does_not_pass_the_second_step(client, officer):
    TOTP.activate(officer, SECRET)

    asked = sign_in_with(client)

    assert (urlsplit(asked.url).path, is_signed_in(client)) == (reverse("mfa_authenticate"), False)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_signed_in(client)


def test_a_code_works_once(client, officer):
    TOTP.activate(officer, SECRET)
    code, second = code_now(), Client()
    for one in (client, second):
        sign_in_with(one)
        one.post(reverse("mfa_authenticate"), {"code": code})

    assert (is_signed_in(client), is_signed_in(second)) == (True, False)


def test_a_recovery_code_works_once(client, officer):
    TOTP.activate(officer, SECRET)
    code, second = RecoveryCodes.activate(officer).get_unused_codes()[0], Client()
    for one in (client, second):
        sign_in_with(one)
        one.post(reverse("mfa_authenticate"), {"code": code})

    assert (is_signed_in(client), is_signed_in(second)) == (True, False)


def test_codes_cannot_be_guessed_for_long(client, officer):
    TOTP.activate(officer, SECRET)
    wrong = [f"{number:06d}" for number in range(12) if f"{number:06d}" != code_now()]

    answers = []
    for code in wrong:
        sign_in_with(client)
        answers.append(client.post(reverse("mfa_authenticate"), {"code": code}))
    client.post(reverse("mfa_authenticate"), {"code": code_now()})

    assert not is_signed_in(client)


def test_a_new_password_by_mail_does_not_bypass_the_second_step(client, officer):
    TOTP.activate(officer, SECRET)
    other = Client()
    sign_in_with(other)
    other.post(reverse("mfa_authenticate"), {"code": code_now()})
    assert is_signed_in(other)

    link = the_link_mailed_to(client, KNOWN)
    form = client.get(urlsplit(link).path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": ANOTHER, "password2": ANOTHER})

    assert (is_signed_in(client), is_signed_in(other)) == (False, False)
    assert urlsplit(sign_in_with(client, password=ANOTHER).url).path == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_a_link_for_a_new_password_works_once_and_for_an_hour(client, officer, settings):
    link = urlsplit(the_link_mailed_to(client, KNOWN)).path
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": ANOTHER, "password2": ANOTHER})

    again = Client().get(link, follow=True)

    assert b"password1" not in again.content
    assert settings.PASSWORD_RESET_TIMEOUT == 3600


def test_a_passkey_signs_in_without_a_password_and_counts_as_the_second_step(client, officer, monkeypatch):
    from allauth.mfa.webauthn.internal import auth

    passkey = Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data={"name": "Phone"})
    # What a browser signs cannot be made here; what the site does with a good answer can be seen.
    monkeypatch.setattr(auth, "parse_authentication_response", lambda raw: {"id": "x"})
    monkeypatch.setattr(auth, "extract_user_from_response", lambda response: officer)
    monkeypatch.setattr(auth, "complete_authentication", lambda user, response: passkey)

    client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "x"}'})

    assert is_signed_in(client)
    Person.objects.filter(pk=officer.pk).update(is_demo=False)
    Membership.objects.filter(person=officer).update(roles=["ORG_ADMIN"])
    assert client.get(reverse("members")).status_code == 200


@pytest.mark.parametrize(
    "name",
    ["mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes", "mfa_view_recovery_codes"],
)
def test_the_second_step_changes_only_after_signing_in_again(client, officer, name, monkeypatch):
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)
    sign_in_with(client)
    client.post(reverse("mfa_authenticate"), {"code": code_now()})
    # As if it had been left alone for a while.
    session = client.session
    session["account_authentication_methods"] = [
        method | {"at": method["at"] - 3600} for method in session["account_authentication_methods"]
    ]
    session.save()

    answer = client.get(reverse(name))

    if name == "mfa_activate_totp":
        # There is an app already.
        name, answer = "mfa_deactivate_totp", client.get(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 302, name
    assert "reauthenticate" in answer.url


# -- seeds are sealed -------------------------------------------------------------------------------------------------


def test_the_seed_of_an_app_is_not_in_the_database(officer):
    TOTP.activate(officer, SECRET)
    RecoveryCodes.activate(officer)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert SECRET not in kept
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()


def test_seeds_open_after_a_rotation_and_count_among_the_data_keys(officer, now):
    TOTP.activate(officer, SECRET)
    codes = RecoveryCodes.activate(officer).get_unused_codes()
    former = keys.current_keyring().active_kek.id

    done = operations.rotate_keks(now=now)

    assert done.rewrapped >= 2
    assert operations.wrapped.counts().get(former, 0) == 0
    assert TOTP(Authenticator.objects.get(type="totp")).validate_code(code_now())
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes


@pytest.mark.parametrize("planted", [SECRET, "", ".", "AAAA.AAAA", "not base64!.x"])
def test_a_seed_that_was_not_sealed_here_is_never_believed(officer, planted):
    totp = TOTP.activate(officer, SECRET)
    totp.instance.data["secret"] = planted

    with pytest.raises(SealBroken):
        totp.validate_code(code_now())
