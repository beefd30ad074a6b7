"""How django-allauth behaves here: accounts come by invitation only, and it speaks in our words."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from backend.identity import seed_seals
from backend.identity.operations.access_tokens import revoke_access_tokens
from backend.identity.operations.sign_in import leave_devices, note_sign_in
from backend.identity.sessions import SIGNED_IN_AT

logger = logging.getLogger("alongside.sign_in")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
        "enter_current_password": "This is not your current password.",
        "incorrect_password": "This is not your password.",
        "too_many_login_attempts": "Too many tries. Wait a few minutes, then try again.",
        "rate_limited": "Too many tries. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    # Links that leave by e-mail begin with the site's own address: the Host header is whatever the asker says it is.
    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, secret = key.partition("-")
        return settings.BASE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": secret})

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.BASE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        note_sign_in(person_id=user.pk, reason="signed in", now=timezone.now())
        request.session[SIGNED_IN_AT] = timezone.now().isoformat()
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        logger.warning("sign-in refused")
        super().authentication_failed(request, **credentials)

    def set_password(self, user: Any, password: str) -> None:
        with transaction.atomic():
            super().set_password(user, password)
            leave_devices(person_id=user.pk, reason="password changed", now=timezone.now())
            # Whoever fears that somebody else has the password fears for what was made with it.
            revoke_access_tokens(email=user.email, now=timezone.now())

    def format_email_subject(self, subject: str) -> str:
        return f"{subject.strip()}: Alongside"


class SecondStepAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "This code is not right, or it was used already. Wait for the next one.",
        "cannot_generate_recovery_codes": (
            "Recovery codes come with a passkey or an authenticator app. Set one up first."
        ),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **kwargs: Any) -> None:
        """Called at every change of the second step, which is noted here: "mfa/email/totp_activated"."""
        change = template_prefix.rpartition("/")[2].replace("_", " ")
        note_sign_in(person_id=user.pk, reason=f"second step: {change}", now=timezone.now())
        super().send_notification_mail(template_prefix, user, *args, **kwargs)

    def encrypt(self, text: str) -> str:
        return seed_seals.seal_seed(seed=text)

    def decrypt(self, encrypted_text: str) -> str:
        return seed_seals.open_seed(sealed=encrypted_text)
