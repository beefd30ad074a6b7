from supervision.models.agreement import (
    Agreement,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    DataKey,
    Participant,
)
from supervision.models.record import Amendment, AmendmentSignature, Record, RecordSignature, Section
from supervision.models.session import AgendaItem, Session
from supervision.models.terms import OwnLines, Terms

__all__ = [
    "AgendaItem",
    "Agreement",
    "AgreementReview",
    "AgreementSignature",
    "AgreementVersion",
    "Amendment",
    "AmendmentSignature",
    "DataKey",
    "OwnLines",
    "Participant",
    "Record",
    "RecordSignature",
    "Section",
    "Session",
    "Terms",
]
