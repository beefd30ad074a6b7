"""The sign-in forms, in our words. Apart from the other forms: django-allauth imports them while it loads its own."""

from typing import Any, ClassVar

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)

EMAIL = "E-mail address"
CODE_HINT = "Six figures from your authenticator app, or one of your recovery codes."
PASSWORD_HINT = "15 characters or more. Three or four unrelated words work well."  # noqa: S105 -- words, not a password


class InOurWords:
    """Labels and hints of this product; a label stands above its field and not inside it, where typing hides it."""

    labels: ClassVar[dict[str, str]] = {}
    hints: ClassVar[dict[str, str]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            field.widget.attrs.pop("placeholder", None)


class SignInForm(InOurWords, LoginForm):
    labels: ClassVar = {"login": EMAIL}


class ConfirmWithPasswordForm(InOurWords, ReauthenticateForm):
    labels: ClassVar = {"password": "Your password"}


class NewPasswordForm(InOurWords, ChangePasswordForm):
    labels: ClassVar = {
        "oldpassword": "Current password",
        "password1": "New password",
        "password2": "New password, once more",
    }
    hints: ClassVar = {"password1": PASSWORD_HINT}


class ForgottenPasswordForm(InOurWords, ResetPasswordForm):
    labels: ClassVar = {"email": EMAIL}


class NewPasswordByLinkForm(InOurWords, ResetPasswordKeyForm):
    labels: ClassVar = {"password1": "New password", "password2": "New password, once more"}
    hints: ClassVar = {"password1": PASSWORD_HINT}
