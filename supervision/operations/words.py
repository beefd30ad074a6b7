"""What people type, taken as it is: only line ends are made one kind, and limits are said."""

from backend.kernel.errors import Invalid

AGENDA_MAX_LENGTH = 500
SECTION_MAX_LENGTH = 20_000
NOTE_MAX_LENGTH = 5_000
AMENDMENT_MAX_LENGTH = 10_000


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
