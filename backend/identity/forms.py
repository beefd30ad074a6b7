from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from backend.identity.enums import Role
from backend.identity.models import Organisation

ROLE_HINTS = {
    Role.READER: "reads the manual, offers what they have learnt",
    Role.CURATOR: "writes and publishes pages",
    Role.APPROVER: "says yes for your organisation before a page is live",
    Role.SUPERVISOR: "supervises others; needs a second sign-in step",
    Role.LEAD: "answers what supervision brings up; needs a second sign-in step",
    Role.DISCLOSURE_OFFICER: "asks for what a court may have, and answers people who ask for their own data",
    Role.PRIVACY_OFFICER: "agrees to disclosures as the second person, and sets how long things are kept",
    Role.ORG_ADMIN: "invites people and changes roles; needs a second sign-in step",
}
ROLE_CHOICES = [(role.value, f"{role.label}: {ROLE_HINTS[role]}") for role in Role]


class MemberForm(forms.Form):
    job_title = forms.CharField(label="Job title", max_length=80, help_text="As colleagues would say it.")
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=ROLE_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )


class InvitationForm(MemberForm):
    email = forms.EmailField(label="Work e-mail address", help_text="The link works for this address only, for 7 days.")
    field_order = ["email", "job_title", "roles"]


class InvitationRequestForm(forms.Form):
    email = forms.EmailField(label="Their work e-mail address")
    organisation_id = forms.TypedChoiceField(
        label="Their organisation", choices=[], coerce=int, error_messages={"required": "Choose an organisation."}
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose one"), *((one.pk, one.name) for one in organisations)]
        self.fields["organisation_id"].choices = choices  # type: ignore[attr-defined]


class NewAccountForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=120, help_text="As colleagues know you.")
    password = forms.CharField(
        label="Choose a password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="15 characters or more. Three or four unrelated words work well.",
    )


class HatForm(forms.Form):
    hat = forms.CharField(validators=[RegexValidator(r"^\d+-\d+$")])
