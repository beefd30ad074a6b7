from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from backend.audit.operations import record
from backend.identity.enums import Role
from backend.identity.models import Invitation, Membership, Person
from backend.identity.policy import can_administer
from backend.identity.queries.members import invitation_to_accept, invitation_to_change
from backend.identity.tokens import new_token
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from backend.kernel.keys import Key

LASTS = timedelta(days=7)


@transaction.atomic
def invite(*, actor: Actor, email: str, job_title: str, roles: list[str], now: datetime) -> tuple[Invitation, str]:
    """An open invitation and the secret of its link, which is not kept. A newer one replaces an older one."""
    if not can_administer(actor):
        raise NotPermitted("Only your organisation's administrators can invite people.")
    email = email.strip().lower()
    _check_roles(roles)
    if Membership.objects.filter(
        person__email__iexact=email, organisation_id=actor.organisation_id, disabled_at=None
    ).exists():
        raise Invalid("They already belong to your organisation.", fields={"email": ["They already belong here."]})
    return _new_invitation(
        actor=actor, email=email, organisation_id=actor.organisation_id, job_title=job_title, roles=roles, now=now
    )


@transaction.atomic
def invite_administrator(
    *, email: str, organisation_id: int, job_title: str, roles: Iterable[str], now: datetime
) -> tuple[Invitation, str] | None:
    """The same, made by nobody who is signed in; None when this person administers the organisation already.

    For the operator's command only. `roles` are those they get besides: nobody changes their own later on.
    """
    found = Membership.objects.filter(person__email__iexact=email, organisation_id=organisation_id, disabled_at=None)
    held = found.values_list("roles", flat=True).first() or []
    if Role.ORG_ADMIN in held:
        return None
    together = {*held, *roles, Role.READER, Role.ORG_ADMIN}
    return _new_invitation(
        actor=None,
        email=email.lower(),
        organisation_id=organisation_id,
        job_title=job_title,
        roles=[role.value for role in Role if role in together],
        now=now,
    )


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation_id: int, now: datetime) -> None:
    invitation = invitation_to_change(actor=actor, invitation_id=invitation_id)
    if invitation.accepted_at is not None:
        raise WrongMoment("This invitation was already accepted. Disable the membership instead.")
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    record(actor=actor, verb="ADMIN", key=Key.of("identity.invitation", invitation.pk), now=now, reason="withdrawn")


@transaction.atomic
def accept_with_new_account(*, token: str, name: str, password: str, now: datetime) -> Person:
    """The first account of an invited address. The link proves that the address is theirs."""
    invitation = invitation_to_accept(token=token, now=now)
    if Person.objects.filter(email__iexact=invitation.email).exists():
        raise WrongMoment("There is already an account for this address. Sign in, then open the link again.")
    person = Person(email=invitation.email, name=name.strip(), joined_at=now)
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Invalid("Choose another password.", fields={"password": error.messages}) from error
    person.set_password(password)
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    _join(invitation, person, now)
    return person


@transaction.atomic
def accept_as(*, person_id: int, token: str, now: datetime) -> Membership:
    """Joins somebody who is signed in. The invited address must be their own: a link is not for passing on."""
    invitation = invitation_to_accept(token=token, now=now)
    person = Person.objects.get(id=person_id)
    if person.email.lower() != invitation.email:
        raise NotPermitted("This invitation is for another e-mail address. Sign out, then open the link again.")
    return _join(invitation, person, now)


def _new_invitation(
    *, actor: Actor | None, email: str, organisation_id: int, job_title: str, roles: list[str], now: datetime
) -> tuple[Invitation, str]:
    Invitation.objects.filter(email=email, organisation_id=organisation_id, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
    token, token_hash = new_token()
    invitation = Invitation.objects.create(
        token_hash=token_hash,
        email=email,
        organisation_id=organisation_id,
        job_title=job_title,
        roles=roles,
        invited_at=now,
        invited_by_id=actor.membership_id if actor else None,
        expires_at=now + LASTS,
    )
    key = Key.of("identity.invitation", invitation.pk)
    record(actor=actor, verb="ADMIN", key=key, now=now, organisation_id=organisation_id, reason="invited")
    return invitation, token


def _join(invitation: Invitation, person: Person, now: datetime) -> Membership:
    membership, _made = Membership.objects.update_or_create(
        person=person,
        organisation=invitation.organisation,
        defaults={
            "job_title": invitation.job_title,
            "roles": invitation.roles,
            "disabled_at": None,
            "disabled_by": None,
        },
        create_defaults={"job_title": invitation.job_title, "roles": invitation.roles, "joined_at": now},
    )
    invitation.accepted_at, invitation.accepted_by = now, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    record(
        actor=None,
        verb="ADMIN",
        key=Key.of("identity.membership", membership.pk),
        now=now,
        organisation_id=invitation.organisation_id,
        reason="invitation accepted",
    )
    return membership


def _check_roles(roles: list[str]) -> None:
    if not roles or set(roles) - set(Role.values):
        raise Invalid("Choose at least one role.", fields={"roles": ["Choose at least one role."]})
