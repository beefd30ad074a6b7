"""Telling those who take part: a line in the inbox at once, a mail by the worker, a file for their calendar."""

from collections.abc import Collection, Iterable
from datetime import datetime

from backend.kernel.actor import Actor
from backend.kernel.keys import Key
from backend.notifications.operations import notify
from supervision.enums import MailKind
from supervision.models import Agreement, OutgoingMail, Participant, Session


def tell(
    *,
    agreement: Agreement,
    kind: str,
    key: Key,
    now: datetime,
    by: Actor | None = None,
    only: Collection[int] | None = None,
) -> None:
    """Everybody but whoever did it, or `only` these memberships of them, with one mail for all that is told until it
    is sent."""
    _write(_tell(agreement, kind, key, now, by, only), MailKind.UPDATE, [None], now)


def tell_by_mail(*, memberships: Iterable[int], now: datetime) -> None:
    """That there is something, to whoever finds a line in their inbox already."""
    _write(list(memberships), MailKind.UPDATE, [None], now)


def tell_beside_invitation(*, agreement: Agreement, kind: str, key: Key, now: datetime, by: Actor) -> None:
    """As `tell`, where the mail with the calendar's file is the mail."""
    _tell(agreement, kind, key, now, by, None)


def invite(
    *, agreement: Agreement, sessions: Iterable[Session], now: datetime, only: Collection[int] | None = None
) -> None:
    """Everybody, whoever planned it too: it belongs in their calendar as well. Or `only` these memberships."""
    _write(_memberships(agreement) if only is None else list(only), MailKind.REQUEST, sessions, now)


def uninvite(*, session: Session, now: datetime, only: Collection[int] | None = None) -> None:
    """Whoever was not sent the invitation yet never hears of the session. All of them, or `only` these memberships,
    who may have left by now."""
    waiting = OutgoingMail.objects.filter(session=session, kind=MailKind.REQUEST)
    waiting = waiting if only is None else waiting.filter(membership_id__in=only)
    never_told = set(waiting.values_list("membership_id", flat=True))
    waiting.delete()
    told = [one for one in (_memberships(session.agreement) if only is None else only) if one not in never_told]
    _write(told, MailKind.CANCEL, [session], now)


def _tell(
    agreement: Agreement, kind: str, key: Key, now: datetime, by: Actor | None, only: Collection[int] | None
) -> list[int]:
    others = [one for one in _memberships(agreement) if by is None or one != by.membership_id]
    others = others if only is None else [one for one in others if one in only]
    notify(memberships=others, partnership_id=agreement.partnership_id, kind=kind, key=key, now=now)
    return others


def _memberships(agreement: Agreement) -> list[int]:
    """Of those who have joined and not left."""
    found = Participant.objects.filter(agreement=agreement, joined_at__isnull=False, left_at__isnull=True)
    found = found.order_by("membership_id")
    return list(found.values_list("membership_id", flat=True))


def _write(to: list[int], kind: MailKind, sessions: Iterable[Session | None], now: datetime) -> None:
    mails = [
        OutgoingMail(membership_id=one, session=session, kind=kind, written_at=now, next_try_at=now)
        for session in sessions
        for one in to
    ]
    OutgoingMail.objects.bulk_create(mails, ignore_conflicts=True)
