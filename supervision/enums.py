"""The words of supervision. Codes are stored and never shown; labels are shown and never stored."""

from django.db import models


class Kind(models.TextChoices):
    MANAGEMENT = "MANAGEMENT", "Management supervision"
    REFLECTIVE = "REFLECTIVE", "Reflective supervision"
    RESTORATIVE = "RESTORATIVE", "Restorative supervision"
    PEER = "PEER", "Peer supervision"
    GROUP = "GROUP", "Group supervision"
    JOINT = "JOINT", "Joint supervision"


# A group that can be heard in an hour. Every other kind is between two.
GROUP_SIZES = range(3, 11)


class Part(models.TextChoices):
    SUPERVISOR = "SUPERVISOR", "Supervisor"
    SUPERVISEE = "SUPERVISEE", "Supervisee"
    PEER = "PEER", "Peer"
    FACILITATOR = "FACILITATOR", "Facilitator"
    MEMBER = "MEMBER", "Member"


GROUP_PARTS = frozenset({Part.FACILITATOR, Part.MEMBER})


class AgreementState(models.TextChoices):
    PROPOSED = "PROPOSED", "Proposed"
    SIGNED = "SIGNED", "Signed"
    ENDED = "ENDED", "Ended"


class Frequency(models.TextChoices):
    WEEKLY = "WEEKLY", "Every week"
    FORTNIGHTLY = "FORTNIGHTLY", "Every two weeks"
    MONTHLY = "MONTHLY", "Every month"
    SIX_WEEKLY = "SIX_WEEKLY", "Every six weeks"
    QUARTERLY = "QUARTERLY", "Every three months"
    AS_NEEDED = "AS_NEEDED", "When one of us asks"


class Mode(models.TextChoices):
    IN_PERSON = "IN_PERSON", "In person"
    VIDEO = "VIDEO", "By video"
    PHONE = "PHONE", "By phone"


class SessionState(models.TextChoices):
    PLANNED = "PLANNED", "Planned"
    HELD = "HELD", "Held"
    CANCELLED = "CANCELLED", "Cancelled"


class CancelReason(models.TextChoices):
    OPERATIONAL = "OPERATIONAL", "Operational demand"
    SICKNESS = "SICKNESS", "Sickness"
    LEAVE = "LEAVE", "Leave"
    COURT = "COURT", "Court or a hearing"
    TRAINING = "TRAINING", "Training"
    OTHER = "OTHER", "Something else"
    # Nobody chooses it: what was still planned is cancelled with the agreement.
    ENDED = "ENDED", "The agreement ended"


REASONS_TO_CANCEL = tuple(reason for reason in CancelReason if reason is not CancelReason.ENDED)


class ProposalState(models.TextChoices):
    OPEN = "OPEN", "Waiting for an answer"
    ACCEPTED = "ACCEPTED", "Accepted"
    REPLACED = "REPLACED", "Other times were proposed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class MailKind(models.TextChoices):
    """REQUEST and CANCEL carry a file for the reader's calendar."""

    UPDATE = "UPDATE", "An update"
    REQUEST = "REQUEST", "An invitation"
    CANCEL = "CANCEL", "A cancellation"


class RecordState(models.TextChoices):
    DRAFT = "DRAFT", "Draft"
    SHARED = "SHARED", "Ready to sign"
    LOCKED = "LOCKED", "Signed and locked"
    # Neutral on purpose: a session that went another way and one that was simply over end alike.
    ENDED = "ENDED", "Ended"


class Visibility(models.TextChoices):
    ONLY_ME = "ONLY_ME", "Only me"
    TWO_OF_US = "TWO_OF_US", "The two of us"
    EVERYONE_IN_SESSION = "EVERYONE_IN_SESSION", "Everyone in the session"


class Wellbeing(models.TextChoices):
    """All that is ever written down about somebody's wellbeing: never how they are."""

    OFFERED = "OFFERED", "Offered"
    TAKEN_UP = "TAKEN_UP", "Taken up"
    NOT_TODAY = "NOT_TODAY", "Not today"


class Statement(models.TextChoices):
    """The answer to the question before a record begins. It is asked and forgotten: no row ever holds it."""

    NOT_A_WITNESS = "NOT_A_WITNESS", "No, it is not about such an incident"
    MADE = "MADE", "Yes, and I have made my statement"
    NOT_YET = "NOT_YET", "Yes, and I have not made my statement yet"


class ClosingMark(models.TextChoices):
    """What a group answers at the end, each by one tap. The code in small letters names the record's column."""

    NEW_CASE_FACTS = "NEW_CASE_FACTS", "Were new facts about a case shared?"
    CASE_TASKS_SET = "CASE_TASKS_SET", "Were case tasks set?"
    EVERY_AGENCY_HEARD = "EVERY_AGENCY_HEARD", "Was every agency heard?"
    MORE_MEANING_THAN_PLANS = "MORE_MEANING_THAN_PLANS", "Was there more time on meaning than on plans?"

    @property
    def column(self) -> str:
        return self.value.lower()


class ActionState(models.TextChoices):
    """What became of what somebody is to do. A changed one is still to be done, otherwise than it was agreed."""

    OPEN = "OPEN", "To do"
    DONE = "DONE", "Done"
    CHANGED = "CHANGED", "Changed"
    DROPPED = "DROPPED", "Dropped"


OPEN_ACTION = frozenset({ActionState.OPEN, ActionState.CHANGED})
# These say why.
WITH_A_REASON = frozenset({ActionState.CHANGED, ActionState.DROPPED})


# Sections that are only their author's go when this has passed since they were last saved, unless moved.
PRIVATE_DAYS = 30


class KeptKind(models.TextChoices):
    """What an organisation sets a time for."""

    PRIVATE_NOTE = "PRIVATE_NOTE", "Private notes"
    REFLECTIVE = "REFLECTIVE", "Reflective sections, amendments and notes of difference"
    AGENDA = "AGENDA", "Agenda items"
    AGREEMENT = "AGREEMENT", "Agreements, attendance, actions and signatures"


class LegalReason(models.TextChoices):
    COURT_ORDER = "COURT_ORDER", "Court order"
    CRIMINAL_DISCLOSURE = "CRIMINAL_DISCLOSURE", "Disclosure in criminal proceedings"
    CIVIL_CLAIM = "CIVIL_CLAIM", "Civil claim or employment tribunal"
    INQUEST = "INQUEST", "Inquest or public inquiry"
    REGULATOR = "REGULATOR", "A regulator’s legal power"
    SAFEGUARDING_REVIEW = "SAFEGUARDING_REVIEW", "Statutory safeguarding review"


class DisclosureState(models.TextChoices):
    ASKED = "ASKED", "Waits for a second person"
    EXISTENCE = "EXISTENCE", "Existence agreed"
    CONTENT_ASKED = "CONTENT_ASKED", "Content waits for a second person"
    CONTENT = "CONTENT", "Content agreed"
    REVOKED = "REVOKED", "Revoked"


class RequestState(models.TextChoices):
    ASKED = "ASKED", "Waits for the second reader"
    RELEASED = "RELEASED", "Ready to take"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"


class WithheldBecause(models.TextChoices):
    """The codes that stand where words stood."""

    THIRD_PARTY = "THIRD_PARTY", "About somebody else"
    ANOTHERS_WORDS = "ANOTHERS_WORDS", "Another participant’s own words"
    HARM = "HARM", "Likely to cause serious harm"
    PROCEEDINGS = "PROCEEDINGS", "Would prejudice proceedings"


# Nobody can edit these away: they hold for every agreement, whatever people settle in it.
LIMITS_OF_CONFIDENCE = (
    "There is a risk of serious harm to anyone.",
    "A child or an adult may be at risk of abuse or neglect.",
    "A crime or serious misconduct has come to light.",
    "The law requires disclosure in criminal or other proceedings.",
    "A court orders it.",
    "A professional duty or registration requires it.",
)
LIMITS_IN_ONE_SENTENCE = "Private from your manager is not private from the law."
