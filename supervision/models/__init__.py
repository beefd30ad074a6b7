from supervision.models.action import Action, ActionChange
from supervision.models.agreement import (
    Agreement,
    AgreementReview,
    AgreementSignature,
    AgreementVersion,
    DataKey,
    Participant,
)
from supervision.models.attached_page import AttachedPage
from supervision.models.calendar import CalendarFeed, OutgoingMail
from supervision.models.capture import Capture
from supervision.models.disclosure import DisclosedSession, Disclosure
from supervision.models.facilitation import Facilitation
from supervision.models.own_form import OwnForm, OwnFormVersion
from supervision.models.record import Amendment, AmendmentSignature, Record, RecordSignature, Section
from supervision.models.retention import DeletionCertificate, Erasure, LegalHold, RetentionRule
from supervision.models.session import AgendaItem, Session
from supervision.models.subject_access import DataRequest, ExportPart, Redaction
from supervision.models.terms import OwnLines, Terms
from supervision.models.time_proposal import FittingTime, ProposedTime, TimeProposal

__all__ = [
    "Action",
    "ActionChange",
    "AgendaItem",
    "Agreement",
    "AgreementReview",
    "AgreementSignature",
    "AgreementVersion",
    "Amendment",
    "AmendmentSignature",
    "AttachedPage",
    "CalendarFeed",
    "Capture",
    "DataKey",
    "DataRequest",
    "DeletionCertificate",
    "DisclosedSession",
    "Disclosure",
    "Erasure",
    "ExportPart",
    "Facilitation",
    "FittingTime",
    "LegalHold",
    "OutgoingMail",
    "OwnForm",
    "OwnFormVersion",
    "OwnLines",
    "Participant",
    "ProposedTime",
    "Record",
    "RecordSignature",
    "Redaction",
    "RetentionRule",
    "Section",
    "Session",
    "Terms",
    "TimeProposal",
]
