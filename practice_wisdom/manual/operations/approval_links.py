"""Approval by somebody without an account: one revision, one answer, through a link that ends."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from backend.audit import operations as audit
from backend.audit.enums import Verb
from backend.identity.models import Organisation
from backend.identity.tokens import new_token
from backend.kernel.actor import Actor
from backend.kernel.errors import Invalid, NotPermitted, WrongMoment
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import Answer, State
from practice_wisdom.manual.mail import send_approval_link
from practice_wisdom.manual.models import MAX_GUEST_NAME, MAX_JOB_TITLE, Approval, ApprovalLink, Revision
from practice_wisdom.manual.operations.approvals import refuse_long
from practice_wisdom.manual.operations.revisions import refuse_stale
from practice_wisdom.manual.queries.approval_links import (
    GuestPage,
    addresses_of_writers,
    link_of,
    link_to_answer,
    link_to_revoke,
    open_links,
)
from practice_wisdom.manual.queries.members import member_by_email, organisations_of_partnership
from practice_wisdom.manual.queries.revisions import missing_of, revision_to_change, writer_people
from practice_wisdom.manual.queries.schedules import REVISION_KIND

MAX_EMAIL = 254
LASTS = timedelta(days=7)
LINK_KIND = "manual.approval_link"


@transaction.atomic
def invite_by_link(
    *, actor: Actor, revision_id: int, version: int, email: str, organisation_id: int, now: datetime
) -> tuple[ApprovalLink, str]:
    """An open link and its secret, which is not kept. A newer one to the same address replaces an older one."""
    revision = revision_to_change(actor=actor, revision_id=revision_id)
    if not policy.can_invite_by_link(actor):
        raise NotPermitted("Only curators ask for an approval by link.")
    refuse_stale(revision, version)
    if revision.state != State.IN_REVIEW or revision.submitted_at is None:
        raise WrongMoment("This revision is not waiting for approval.")
    email = email.strip().lower()
    _refuse_address(revision, email)
    for older in open_links(revision_id=revision_id).filter(email=email):
        _end(older, actor, now)
    token, token_hash = new_token()
    link = ApprovalLink.objects.create(
        token_hash=token_hash,
        revision=revision,
        submitted_at=revision.submitted_at,
        email=email,
        organisation=_organisation(actor, organisation_id),
        invited_at=now,
        invited_by_id=actor.membership_id,
        expires_at=now + LASTS,
    )
    _record(actor, link, "approval link sent", now)
    return link, token


@transaction.atomic
def send_link_again(*, actor: Actor, link_id: int, now: datetime) -> tuple[ApprovalLink, str]:
    """A new link to the same address, in place of one whose mail did not arrive: that one's secret is not kept."""
    link = link_to_revoke(actor=actor, link_id=link_id)
    if link.answered_at or link.revoked_at:
        raise WrongMoment("This link has ended already.")
    return invite_by_link(
        actor=actor,
        revision_id=link.revision_id,
        version=link.revision.version,
        email=link.email,
        organisation_id=link.organisation_id,
        now=now,
    )


def mail_link(*, actor: Actor, link: ApprovalLink, token: str, now: datetime) -> bool:
    """After the transaction that made it. Whether the mail went out; if not, the curators see it beside the link."""
    if send_approval_link(link=link, token=token):
        return True
    with transaction.atomic():
        ApprovalLink.objects.filter(id=link.id).update(mail_failed_at=now)
        _record(actor, link, "mail of approval link not sent", now)
    return False


@transaction.atomic
def revoke_link(*, actor: Actor, link_id: int, now: datetime) -> ApprovalLink:
    link = link_to_revoke(actor=actor, link_id=link_id)
    if not policy.can_invite_by_link(actor):
        raise NotPermitted("Only curators end approval links.")
    if link.answered_at or link.revoked_at:
        raise WrongMoment("This link has ended already.")
    _end(link, actor, now)
    _record(actor, link, "approval link revoked", now)
    return link


@transaction.atomic
def open_link(*, token: str, now: datetime) -> GuestPage:
    """Reading through it is written down. It changes nothing: scanners of mail open links too."""
    page = link_of(token=token, now=now)
    _record(None, page.link, "opened by link", now, verb=Verb.CONSULT)
    return page


@transaction.atomic
def approve_by_link(*, token: str, name: str, job_title: str, signed_in: int | None, now: datetime) -> Revision:
    """`signed_in`: the person whose browser it is, if any. A link is no way round having written the words."""
    link, revision = _to_answer(token, name, job_title, signed_in, now)
    writers = writer_people(revision)
    link.take_answer(answer=Answer.APPROVED, name=name.strip(), job_title=job_title.strip(), at=now)
    approvals = list(revision.approvals.all())
    approvals.append(
        Approval.objects.create(
            revision=revision,
            link=link,
            organisation=link.organisation,
            organisation_kind=link.organisation.kind,
            independent=link.invited_by.person_id not in writers,
            approved_at=now,
        )
    )
    revision.take_approval(complete=not missing_of(revision.page, approvals))
    _answered(link, revision, "approved by link", now)
    return revision


@transaction.atomic
def return_by_link(
    *, token: str, name: str, job_title: str, reason: str, signed_in: int | None, now: datetime
) -> Revision:
    """Back to its author. Approvals so far fall: they were for words that may now change."""
    link, revision = _to_answer(token, name, job_title, signed_in, now)
    if not reason.strip():
        raise Invalid("Say what should change.", fields={"reason": ["Say what should change."]})
    refuse_long(reason, "reason")
    link.take_answer(answer=Answer.RETURNED, name=name.strip(), job_title=job_title.strip(), at=now)
    revision.send_back(by=None, link=link.id, reason=reason.strip(), at=now)
    revision.approvals.all().delete()
    _answered(link, revision, "sent back by link", now)
    return revision


def _to_answer(
    token: str, name: str, job_title: str, signed_in: int | None, now: datetime
) -> tuple[ApprovalLink, Revision]:
    link, revision = link_to_answer(token=token, now=now)
    if signed_in is not None and signed_in in writer_people(revision):
        raise NotPermitted("You wrote in this revision, so somebody else has to approve it.")
    for field, text, most in (("name", name, MAX_GUEST_NAME), ("job_title", job_title, MAX_JOB_TITLE)):
        if not text.strip() or len(text) > most or not text.strip().isprintable():
            message = f"Write your {field.replace('_', ' ')}, in {most} characters at most."
            raise Invalid(message, fields={field: [message]})
    return link, revision


def _refuse_address(revision: Revision, email: str) -> None:
    if not _is_address(email):
        text = "Write an e-mail address, such as name@example.org."
    elif email in addresses_of_writers(revision):
        text = "They wrote in this revision. Somebody else has to approve it."
    elif member_by_email(partnership_id=revision.page.partnership_id, email=email):
        text = "They have an account here. Ask them to look at their desk."
    elif revision.approvals.filter(link__email=email).exists():
        text = "They have approved this revision already."
    else:
        return
    raise Invalid(text, fields={"email": [text]})


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= MAX_EMAIL


def _organisation(actor: Actor, organisation_id: int) -> Organisation:
    for organisation in organisations_of_partnership(partnership_id=actor.partnership_id):
        if organisation.id == organisation_id:
            return organisation
    text = "Choose an organisation of your partnership."
    raise Invalid(text, fields={"organisation_id": [text]})


def _end(link: ApprovalLink, actor: Actor, now: datetime) -> None:
    link.revoked_at, link.revoked_by_id = now, actor.membership_id
    link.save(update_fields=["revoked_at", "revoked_by"])


def _answered(link: ApprovalLink, revision: Revision, reason: str, now: datetime) -> None:
    notify(
        memberships={link.invited_by_id, revision.author_id},
        partnership_id=revision.page.partnership_id,
        kind="manual.link_answered",
        key=Key.of(REVISION_KIND, revision.id),
        now=now,
    )
    audit.record(
        actor=None,
        organisation_id=link.organisation_id,
        verb=Verb.ALTER,
        key=Key.of(REVISION_KIND, revision.id),
        section=str(Key.of(LINK_KIND, link.id)),
        version=revision.version,
        reason=reason,
        now=now,
    )


def _record(actor: Actor | None, link: ApprovalLink, reason: str, now: datetime, *, verb: str = Verb.ALTER) -> None:
    audit.record(
        actor=actor,
        organisation_id=link.organisation_id,
        verb=verb,
        key=Key.of(LINK_KIND, link.id),
        section=str(Key.of(REVISION_KIND, link.revision_id)),
        reason=reason,
        now=now,
    )
