"""What a notice says. Apps name their kinds at start; the title of the thing comes from the switchboard, at reading.

A sentence holds nothing anybody typed, and is safe on a locked screen.
"""

from backend.notifications.enums import Group

_sentences: dict[str, str] = {}
_groups: dict[str, Group] = {}


def register(kind: str, sentence: str, *, group: Group = Group.OTHER) -> None:
    """`kind`: "manual.page_changed"; `sentence`: "A page you follow has changed."; `group`: as people choose."""
    _sentences[kind] = sentence
    _groups[kind] = group


def sentence_of(kind: str) -> str | None:
    """None for a kind that no app names any more: such a notice is not shown."""
    return _sentences.get(kind)


def group_of(kind: str) -> Group:
    return _groups.get(kind, Group.OTHER)


def kinds_of(group: Group) -> list[str]:
    return [kind for kind, one in _groups.items() if one == group]


def is_kind(kind: str) -> bool:
    return kind in _sentences
