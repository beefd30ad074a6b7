"""What a notice says. Apps name their kinds at start; the title of the thing comes from the switchboard, at reading.

A sentence holds nothing anybody typed, and is safe on a locked screen.
"""

_sentences: dict[str, str] = {}


def register(kind: str, sentence: str) -> None:
    """`kind`: "manual.page_changed"; `sentence`: "A page you follow has changed." """
    _sentences[kind] = sentence


def sentence_of(kind: str) -> str | None:
    """None for a kind that no app names any more: such a notice is not shown."""
    return _sentences.get(kind)


def is_kind(kind: str) -> bool:
    return kind in _sentences
