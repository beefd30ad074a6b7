from datetime import datetime

from django.utils import timezone

from supervision.enums import AgreementState, RecordState, SessionState
from supervision.models import AgendaItem, Participant, Record, Session


def can_cancel(session: Session) -> bool:
    return session.state == SessionState.PLANNED


def can_rebook(session: Session, *, is_rebooked: bool) -> bool:
    """Once: what is cancelled again is rebooked from there."""
    return (
        session.state == SessionState.CANCELLED and session.agreement.state == AgreementState.SIGNED and not is_rebooked
    )


def can_change_agenda(session: Session, record: Record | None) -> bool:
    """Until the session is cancelled, its record locked or the agreement ended."""
    return (
        session.state != SessionState.CANCELLED
        and session.agreement.state == AgreementState.SIGNED
        and (record is None or record.state != RecordState.LOCKED)
    )


def can_word(item: AgendaItem, participant: Participant) -> bool:
    return item.added_by_id == participant.pk


def is_early(session: Session, *, now: datetime) -> bool:
    """Whether its day is still to come, as a calendar here says."""
    return timezone.localdate(session.planned_for) > timezone.localdate(now)


def can_start_record(session: Session, record: Record | None) -> bool:
    return (
        record is None and session.state != SessionState.CANCELLED and session.agreement.state == AgreementState.SIGNED
    )
