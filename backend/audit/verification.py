"""Is the trail whole, in order and as it was signed, and do the sealed rows agree with it?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from backend.audit import live
from backend.audit.chain import START, Facts, link
from backend.audit.checkpoints import Checkpoint
from backend.audit.enums import Verb
from backend.audit.models import Entry
from backend.audit.queries import one_moment
from backend.kernel.keys import Key


class Finding(IntEnum):
    """The exit code of `audit verify`."""

    OK = 0
    GAP = 3
    BROKEN = 4
    TRUNCATED = 5
    REWRITTEN = 6
    LIVE_DIFFERS = 7
    CHECKPOINT_BROKEN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`seq` is the first bad sequence number, `key` the first sealed row that does not agree."""

    finding: Finding
    message: str
    size: int
    head: str
    seq: int | None = None
    key: Key | None = None


# What the trail says of a sealed value: its version and fingerprint, by key and section.
Latest = dict[tuple[str, str], tuple[int | None, str]]


@dataclass(slots=True)
class _Walk:
    """The chain read so far."""

    checkpoints: dict[int, list[str]]
    kinds: set[str]
    size: int = 0
    head: str = START
    latest: Latest = field(default_factory=dict)
    rewritten_at: int | None = None

    def verdict(self, finding: Finding, message: str, *, seq: int | None = None, key: Key | None = None) -> Verdict:
        return Verdict(finding=finding, message=message, size=self.size, head=self.head, seq=seq, key=key)


def verify(*, checkpoints: Iterable[Checkpoint] = (), against_live: bool = False) -> Verdict:
    """Reads the whole trail in one go. The first thing wrong is what the verdict names."""
    noted: dict[int, list[str]] = {}
    for checkpoint in checkpoints:
        noted.setdefault(checkpoint.size, []).append(checkpoint.head)
    walk = _Walk(checkpoints=noted, kinds=live.kinds() if against_live else set())
    with one_moment():
        return (
            _first_bad_entry(walk)
            or _against_checkpoints(walk)
            or (_against_live(walk) if against_live else None)
            or walk.verdict(Finding.OK, f"The trail is whole: {walk.size} entries.")
        )


@dataclass(frozen=True, slots=True)
class _Row:
    seq: int
    prev: str
    hash: str
    facts: Facts


def _rows() -> Iterator[_Row]:
    """Plain values and not model instances, which cost as much again as all the hashing."""
    fields = ("seq", "prev", "hash", *Facts.__slots__)
    for seq, prev, hashed, *facts in Entry.objects.order_by("seq").values_list(*fields).iterator(chunk_size=2000):
        yield _Row(seq, prev, hashed, Facts(**dict(zip(Facts.__slots__, facts, strict=True))))


def _first_bad_entry(walk: _Walk) -> Verdict | None:
    for entry in _rows():
        expected = walk.size + 1
        if entry.seq != expected:
            return walk.verdict(Finding.GAP, f"Entry {expected} is missing.", seq=expected)
        if entry.prev != walk.head or entry.hash != link(seq=entry.seq, prev=entry.prev, facts=entry.facts):
            return walk.verdict(Finding.BROKEN, f"Entry {entry.seq} was changed.", seq=entry.seq)
        walk.size, walk.head = entry.seq, entry.hash
        if walk.rewritten_at is None and any(head != entry.hash for head in walk.checkpoints.get(entry.seq, ())):
            walk.rewritten_at = entry.seq
        _follow(walk, entry.facts)
    return None


def _follow(walk: _Walk, entry: Facts) -> None:
    if entry.key.partition(":")[0] not in walk.kinds or entry.outcome != "ALLOW":
        return
    if entry.verb == Verb.ERASE:
        for place in [(entry.key, entry.section)] if entry.section else [p for p in walk.latest if p[0] == entry.key]:
            walk.latest.pop(place, None)
    elif entry.fingerprint and entry.verb != Verb.CONSULT:
        walk.latest[entry.key, entry.section] = (entry.version, entry.fingerprint)


def _against_checkpoints(walk: _Walk) -> Verdict | None:
    signed = max(walk.checkpoints, default=0)
    if walk.rewritten_at is not None:
        message = f"The trail up to entry {walk.rewritten_at} is not the one that was signed."
        return walk.verdict(Finding.REWRITTEN, message, seq=walk.rewritten_at)
    if signed > walk.size:
        message = f"The trail ends at entry {walk.size}, and a signed checkpoint counts {signed}."
        return walk.verdict(Finding.TRUNCATED, message, seq=walk.size + 1)
    return None


def _against_live(walk: _Walk) -> Verdict | None:
    expected = dict(walk.latest)
    for row in live.rows():
        said = expected.pop((str(row.key), row.section), None)
        if said != (row.version, row.fingerprint):
            message = f"{row.key} {row.section} is not what was last saved.".replace("  ", " ")
            return walk.verdict(Finding.LIVE_DIFFERS, message, key=row.key)
    if expected:
        (key, section), _ = next(iter(expected.items()))
        message = f"{key} {section} is gone, and nobody erased it.".replace("  ", " ")
        return walk.verdict(Finding.LIVE_DIFFERS, message, key=Key.parse(key))
    return None
