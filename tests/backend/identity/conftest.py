"""Signing in as a browser does it, for the tests of sign-in and of its second step."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from backend.identity.demo import PASSWORD
from backend.identity.models import Person

KNOWN, UNKNOWN = "officer@police.example", "nobody.at.all@police.example"
ANOTHER = "a-lantern-under-the-bridge"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def _nobody_has_tried_yet(people):
    cache.clear()


@pytest.fixture
def officer(people):
    return Person.objects.get(email=KNOWN)


def sign_in_with(client, email=KNOWN, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": email, "password": password, **more})


def is_signed_in(client):
    return client.get(reverse("account")).status_code == 200


def code_now(secret=SECRET):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def the_link_mailed_to(client, email, **headers):
    mail.outbox.clear()
    client.post(reverse("account_reset_password"), {"email": email}, headers=headers)
    return re.search(r"https?://\S+", mail.outbox[-1].body).group()
