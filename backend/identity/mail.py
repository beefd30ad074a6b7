"""The e-mail this app sends. Nothing else in it than that an invitation exists, from whom, and its link."""

from django.core.mail import send_mail

from backend.identity.models import Invitation

TEXT = """\
{inviter} invites you to join {organisation} in Alongside.

Open this link within 7 days. It works once, for this address only:
{link}

If you did not expect it, do nothing: no account is made.
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
