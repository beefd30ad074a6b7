from supervision.models.agreement import Agreement, AgreementSignature, AgreementVersion, DataKey, Participant
from supervision.models.record import Amendment, AmendmentSignature, Record, RecordSignature, Section
from supervision.models.session import AgendaItem, Session
from supervision.models.terms import Terms

__all__ = [
    "AgendaItem",
    "Agreement",
    "AgreementSignature",
    "AgreementVersion",
    "Amendment",
    "AmendmentSignature",
    "DataKey",
    "Participant",
    "Record",
    "RecordSignature",
    "Section",
    "Session",
    "Terms",
]
