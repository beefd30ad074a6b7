"""One text out of two: where they differ, both, one below the other, for somebody to choose from."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher

from practice_wisdom.manual.words import Words


def merged(*, saved: Words, kept: Words) -> Words:
    """Every line of both bodies, once. Of what has room for one only, such as the title, the kept one."""
    return replace(
        kept,
        body="\n".join(_lines(saved.body.splitlines(), kept.body.splitlines())),
        topics=_either(saved.topics, kept.topics),
        agencies=_either(saved.agencies, kept.agencies),
        evidence=_either(saved.evidence, kept.evidence),
        keywords=_either(saved.keywords, kept.keywords),
        sources=tuple(dict.fromkeys((*saved.sources, *kept.sources))),
    )


def _lines(saved: list[str], kept: list[str]) -> Iterable[str]:
    for kind, a, b, c, d in SequenceMatcher(a=saved, b=kept, autojunk=False).get_opcodes():
        yield from saved[a:b]
        if kind != "equal":
            yield from kept[c:d]


def _either(saved: tuple[str, ...], kept: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*saved, *kept)))
