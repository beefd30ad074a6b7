"""The e-mail this app sends. Nothing else in it than that an invitation exists or is asked for, by whom, and a link."""

from django.core.mail import send_mail

from backend.identity.models import Invitation, InvitationRequest

TEXT = """\
{inviter} invites you to join {organisation} in Alongside.

Open this link within 7 days. It works once, for this address only:
{link}

If you did not expect it, do nothing: no account is made.
"""

REQUEST = """\
{asker} of {their_organisation} asks you to invite somebody to {organisation} in Alongside.

Only you decide. The members of your organisation, with what was asked for:
{link}
"""


def send_invitation(*, invitation: Invitation, link: str) -> None:
    send_mail(
        subject=f"Invitation to {invitation.organisation.name} in Alongside",
        message=TEXT.format(inviter=invitation.inviter, organisation=invitation.organisation.name, link=link),
        from_email=None,
        recipient_list=[invitation.email],
        # The link is also on the administrator's screen: a mail server that is down must not undo the invitation.
        fail_silently=True,
    )


def send_invitation_request(*, asked: InvitationRequest, to: list[str], link: str) -> None:
    """The address that was asked for is on the administrators' page, behind their sign-in."""
    asker = asked.asked_by
    send_mail(
        subject=f"Somebody to invite to {asked.organisation.name} in Alongside",
        message=REQUEST.format(
            asker=asker.person.name,
            their_organisation=asker.organisation.name,
            organisation=asked.organisation.name,
            link=link,
        ),
        from_email=None,
        recipient_list=to,
        # What was asked for is on their page as well.
        fail_silently=True,
    )
