from supervision.models.agreement import (
    Agreement,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    DataKey,
    Participant,
)
from supervision.models.disclosure import DisclosedSession, Disclosure
from supervision.models.record import Amendment, AmendmentSignature, Record, RecordSignature, Section
from supervision.models.retention import DeletionCertificate, Erasure, LegalHold, RetentionRule
from supervision.models.session import AgendaItem, Session
from supervision.models.subject_access import DataRequest, ExportPart, Redaction
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
    "DataRequest",
    "DeletionCertificate",
    "DisclosedSession",
    "Disclosure",
    "Erasure",
    "ExportPart",
    "LegalHold",
    "OwnLines",
    "Participant",
    "Record",
    "RecordSignature",
    "Redaction",
    "RetentionRule",
    "Section",
    "Session",
    "Terms",
]
