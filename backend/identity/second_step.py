"""The forms of the second sign-in step, in our words."""

from typing import Any, ClassVar

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm

from backend.identity.sign_in import CODE_HINT, InOurWords

NAME_HINT = "Such as “work phone”, to tell it from others."


class CodeForm(InOurWords, AuthenticateForm):
    hints: ClassVar = {"code": CODE_HINT}


class ConfirmWithCodeForm(InOurWords, ReauthenticateForm):
    hints: ClassVar = {"code": CODE_HINT}


class NewAppForm(InOurWords, ActivateTOTPForm):
    labels: ClassVar = {"code": "Code"}
    hints: ClassVar = {"code": "Six figures; a new code comes every half minute."}


class NewPasskeyForm(InOurWords, AddWebAuthnForm):
    labels: ClassVar = {"name": "Name of the passkey", "passwordless": "Without a password"}
    hints: ClassVar = {"name": NAME_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A passkey is offered as what it is; whoever holds an older key without a PIN unticks it.
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].widget.attrs["label"] = "Sign in with it alone, without a password"


class PasskeyNameForm(InOurWords, EditWebAuthnForm):
    labels: ClassVar = {"name": "Name of the passkey"}
    hints: ClassVar = {"name": NAME_HINT}
