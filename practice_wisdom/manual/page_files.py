"""A page as a file of Markdown with its facts in front, and back: the same words, to the last space.

Files come from people and from elsewhere, so what stands in front is read as plain data: no tags, no anchors, nothing
deeper than the facts of a page are.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import yaml

from backend.kernel.slugs import slug_of
from practice_wisdom.manual.enums import OPEN_STATES, Audience, Lens, Level
from practice_wisdom.manual.words import Source, Words

FENCE = "---"
BETWEEN_CHECKS = timedelta(days=182)
# Tokens: what reading takes time for, whatever the length of the file.
MAX_FACTS, MAX_DEPTH, MAX_TOKENS = 60_000, 4, 100_000
# What a file may leave out when it comes from somewhere else, and what a reader then finds there.
GAPS: dict[str, Any] = {
    "summary": "",
    "topics": [],
    "agencies": [],
    "audience": Audience.BOTH.value,
    "level": Level.PEOPLE.value,
    "lens": Lens.STRUCTURAL.value,
    "evidence": [],
    "keywords": [],
    "sources": [],
}
_PLAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9_-]*(?: [a-zA-Z0-9_-]+)*")
_NOT_PLAIN = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_OPENING = (
    yaml.FlowSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.BlockMappingStartToken,
)
_CLOSING = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_KEY = re.compile(r"([a-z_]+)[ \t]*:")
_FIRST_HEADING = re.compile(r"\s*#[ \t]+(?P<words>[^\n]+?)[ \t]*#*[ \t]*(?:\n|$)")


class Unreadable(Exception):
    """A file that is not what it should be: which, where, and what is wrong."""

    def __init__(self, file: str, line: int, what: str) -> None:
        super().__init__(f"{file}:{line}: {what}")
        self.file, self.line, self.what = file, line, what


@dataclass(frozen=True, slots=True)
class PageFile:
    """`joint` is None where the file does not say, `missing` what it left out; `lines` says where each fact stands."""

    slug: str
    joint: bool | None
    words: Words
    body_line: int = 1
    missing: tuple[str, ...] = ()
    # What it was where it was taken out, if it was not live.
    state: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    def line_of(self, name: str) -> int:
        return self.body_line if name == "body" else self.lines.get(name, 1)


def read_page(*, file: str, text: str, today: date | None = None) -> PageFile:
    """Raises Unreadable. `today`: gaps are allowed and filled, as of that day; without it a file has every fact."""
    text = _line_ends(text)
    head, body = _divide(text)
    if head is None and today is None:
        raise Unreadable(file, 1, "there is no front matter between two lines of ---")
    facts = _facts(file, head) if head is not None else {}
    if not facts and today is None:
        raise Unreadable(file, 1, "there is no front matter between two lines of ---")
    missing: tuple[str, ...] = ()
    if today is not None:
        facts, body, missing = _filled(facts, body, file=file, today=today)
    try:
        slug, joint = text_of(facts["slug"]), facts.get("joint")
        words = _words(facts, body)
    except KeyError as lacking:
        raise Unreadable(file, 1, f"the front matter lacks {lacking}") from lacking
    except (TypeError, ValueError) as wrong:
        raise Unreadable(file, 1, f"the front matter has a value of the wrong kind: {wrong}") from wrong
    return PageFile(
        slug=slug,
        joint=joint if isinstance(joint, bool) else None,
        words=words,
        body_line=text[: len(text) - len(body)].count("\n") + 1 if head is not None else 1,
        missing=missing,
        state=_state(facts.get("state")),
        lines=_lines_of(head or ""),
    )


def page_text(*, slug: str, joint: bool, words: Words, state: str = "") -> str:
    """What `read_page` reads as these words again. `state`: of words that are not live."""
    facts = words.facts()
    lines = [
        FENCE,
        f"title: {quoted(words.title)}",
        f"slug: {quoted(slug)}",
        f"summary: {quoted(words.summary)}",
        f"topics: {listed(words.topics)}",
        f"agencies: {listed(words.agencies)}",
        *[f"{name}: {_scalar(facts[name])}" for name in ("audience", "level", "lens")],
        f"evidence: {listed(words.evidence)}",
        f"keywords: {listed(words.keywords)}",
        "sources:" if words.sources else "sources: []",
        *[f"  - {_source_text(source)}" for source in words.sources],
        f"checked_on: {words.checked_on.isoformat()}",
        f"review_by: {words.review_by.isoformat()}",
        f"joint: {'true' if joint else 'false'}",
        *([f"state: {state}"] if state else []),
        FENCE,
        _line_ends(words.body),
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """In double quotes, where a backslash escapes: whatever the text holds, it comes back."""
    return '"' + "".join(map(_escaped, text)) + '"'


def listed(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_scalar, texts))}]"


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _divide(text: str) -> tuple[str | None, str]:
    """The facts, None where there are none, and the body: all after the second line of dashes but the last line end."""
    text = text.removeprefix("\ufeff")
    if text.startswith(f"{FENCE}\n"):
        head, fence, body = text[len(FENCE) + 1 :].partition(f"\n{FENCE}\n")
        if fence:
            return head, body.removesuffix("\n")
        if head.endswith(f"\n{FENCE}"):
            return head.removesuffix(f"\n{FENCE}"), ""
    return None, text.removesuffix("\n")


def plain_yaml(file: str, text: str, *, before: int = 0, what: str = "the front matter") -> Any:
    """YAML as data only. `before`: how many lines of the file stand in front of it; `what`: how to call it."""
    depth = 0
    try:
        for count, token in enumerate(yaml.scan(text, Loader=yaml.CSafeLoader)):
            line = token.start_mark.line + 1 + before
            if count > MAX_TOKENS:
                raise Unreadable(file, line, f"{what} holds more than can be read at a time. Divide it in two")
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise Unreadable(file, line, f"{what} uses &, * or ! as YAML does; put the text in quotes")
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > MAX_DEPTH:
                raise Unreadable(file, line, f"{what} has lists inside lists inside lists")
        # The loader in C: a second less at every start.
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        line = mark.line + 1 + before if mark else 1
        raise Unreadable(file, line, f"{what} is not YAML") from wrong
    except ValueError as wrong:
        # A day that no calendar has, a number that no line has room for.
        raise Unreadable(file, 1, f"{what} has a day or a number that cannot be") from wrong


def _facts(file: str, head: str) -> dict[str, Any]:
    if len(head) > MAX_FACTS:
        raise Unreadable(file, 1, f"the front matter is longer than {MAX_FACTS} characters")
    facts = plain_yaml(file, head, before=1)
    if not isinstance(facts, dict):
        raise Unreadable(file, 1, "there is no front matter between two lines of ---")
    return facts


def _filled(facts: dict[str, Any], body: str, *, file: str, today: date) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    missing = tuple(name for name in (*GAPS, "review_by") if facts.get(name) in (None, "", []))
    facts = GAPS | {name: value for name, value in facts.items() if value is not None}
    stem = re.sub(r"\.[a-z]+$", "", file.rsplit("/", 1)[-1], flags=re.IGNORECASE)
    if "title" not in facts:
        heading = _FIRST_HEADING.match(body)
        facts["title"] = heading["words"] if heading else stem
        body = body[heading.end() :].strip("\n") if heading else body
    facts.setdefault("slug", slug_of(stem) or slug_of(str(facts["title"])))
    facts.setdefault("checked_on", today)
    if "review_by" not in facts and type(facts["checked_on"]) is date:
        facts["review_by"] = facts["checked_on"] + BETWEEN_CHECKS
    return facts, body, missing


def _words(facts: dict[str, Any], body: str) -> Words:
    return Words(
        title=_line(facts["title"]),
        summary=_line(facts["summary"]),
        body=body,
        checked_on=_day(facts["checked_on"]),
        review_by=_day(facts["review_by"]),
        topics=texts_of(facts["topics"]),
        agencies=texts_of(facts["agencies"]),
        audience=text_of(facts["audience"]),
        level=text_of(facts["level"]),
        lens=text_of(facts["lens"]),
        evidence=texts_of(facts["evidence"]),
        keywords=texts_of(facts["keywords"]),
        sources=tuple(_source(source) for source in _list(facts["sources"])),
    )


def _lines_of(head: str) -> dict[str, int]:
    found = ((_KEY.match(line), number) for number, line in enumerate(head.split("\n"), start=2))
    return {key[1]: number for key, number in found if key}


def _line(value: object) -> str:
    # A folded text ends with a line end that nobody typed.
    return text_of(value).removesuffix("\n")


def text_of(value: object) -> str:
    # YAML reads 136 as a number and no as a truth; as words people type they are neither.
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"{_short(value)} is not text; put it in quotes")
    return str(value)


def texts_of(values: object) -> tuple[str, ...]:
    return tuple(text_of(value) for value in _list(values))


def _list(values: object) -> list[Any]:
    if not isinstance(values, list):
        raise TypeError(f"{_short(values)} is not a list")
    return values


def _day(value: object) -> date:
    if type(value) is not date:
        raise TypeError(f"{_short(value)} is not a date such as 2026-11-22")
    return value


def _source(value: object) -> Source:
    if not isinstance(value, dict):
        raise TypeError(f"{_short(value)} is not a source with a title and a year")
    return Source(
        title=text_of(value["title"]), year=int(text_of(value["year"])), section=text_of(value.get("section", ""))
    )


def _state(value: object) -> str:
    return value if isinstance(value, str) and value in OPEN_STATES else ""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _source_text(source: Source) -> str:
    return f"{{title: {quoted(source.title)}, year: {source.year}, section: {quoted(source.section)}}}"


def _scalar(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in _NOT_PLAIN
    return text if is_plain else quoted(text)


def _escaped(sign: str) -> str:
    if sign in _ESCAPED:
        return _ESCAPED[sign]
    if sign.isprintable():
        return sign
    code = ord(sign)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
