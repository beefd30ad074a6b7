"""What people type, taken as it is: only line ends are made one kind, and limits are said."""

import re

from backend.kernel.errors import Invalid
from supervision.enums import LegalReason

AGENDA_MAX_LENGTH = 500
SECTION_MAX_LENGTH = 20_000
NOTE_MAX_LENGTH = 5_000
AMENDMENT_MAX_LENGTH = 10_000
ACTION_MAX_LENGTH = 500
REASON_MAX_LENGTH = 500
PAGE_NAME_MAX_LENGTH = 100


def taken(text: str, *, field: str, most: int, needed: bool = False) -> str:
    """Invalid names the field and never repeats the words."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > most:
        raise _refused(field, f"Use {most:,} characters or fewer.")
    if needed and not text.strip():
        raise _refused(field, "Write something first.")
    return text


def _refused(field: str, message: str) -> Invalid:
    return Invalid(message, fields={field: [message]})


def legal_reason(*, reason: str, reference: str) -> tuple[str, str]:
    """A category and the reference of a case: never a sentence, which could carry what was said."""
    if reason not in LegalReason.values:
        raise _refused("reason", "Choose the legal reason.")
    reference = reference.strip()
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9/.\-]{1,39}", reference) or not re.search(r"\d", reference):
        raise _refused("reference", "Give the reference of the case: letters, figures, / . and - only, no sentence.")
    return LegalReason(reason).value, reference
