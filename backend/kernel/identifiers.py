"""The personal-data detector: what in a text points at one person. Plain rules, no models; it never keeps a text.

It errs on the side of asking. Kinds in NEVER have no place in the manual; the others a person can say are not about
anybody: a team's number, the address of an office, a name on a book. The words it knows are in identifier_words.toml
and its cases in tests/backend/kernel/identifiers_vectors.toml, both shared with any edition in another language.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from pathlib import Path


class Kind(StrEnum):
    NHS_NUMBER = "NHS_NUMBER"
    NATIONAL_INSURANCE = "NATIONAL_INSURANCE"
    BIRTH_DATE = "BIRTH_DATE"
    VEHICLE = "VEHICLE"
    REFERENCE = "REFERENCE"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    ADDRESS = "ADDRESS"
    OFFICER = "OFFICER"
    NAME = "NAME"


NEVER = frozenset({Kind.NHS_NUMBER, Kind.NATIONAL_INSURANCE, Kind.BIRTH_DATE, Kind.VEHICLE, Kind.REFERENCE})
REASONS = {
    Kind.NHS_NUMBER: "This looks like an NHS number",
    Kind.NATIONAL_INSURANCE: "This looks like a National Insurance number",
    Kind.BIRTH_DATE: "This looks like a date of birth",
    Kind.VEHICLE: "This looks like a vehicle registration",
    Kind.REFERENCE: "This looks like the reference number of a case",
    Kind.PHONE: "This looks like somebody's phone number",
    Kind.EMAIL: "This looks like somebody's e-mail address",
    Kind.ADDRESS: "This looks like an address",
    Kind.OFFICER: "This looks like one officer",
    Kind.NAME: "This looks like somebody's name",
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`start` and `end` as in a slice of the text."""

    start: int
    end: int
    kind: Kind

    @property
    def reason(self) -> str:
        return REASONS[self.kind]

    @property
    def may_be_confirmed(self) -> bool:
        """Whether a person can say that it is not about anybody."""
        return self.kind not in NEVER


# One sign for another, so that places stay: what phones and word processors put in by themselves.
_PLAIN = str.maketrans(
    dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | dict.fromkeys("‘’ʼ", "'") | dict.fromkeys("‐‑‒–", "-")  # noqa: RUF001
)
_DIGIT = re.compile("[0-9]")
_WORDS_FILE = Path(__file__).with_name("identifier_words.toml")
# Every pattern begins at a place that few characters can be, and repeats a bounded number of times: linear in the text.
_NHS = re.compile(r"(?<![0-9+])(?<![0-9][ -])[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}(?![0-9])(?![ -][0-9])")
_INSURANCE = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]\b"
    r"|\b(?:NI|NINO|National Insurance)(?: no\.?| number)?[ :]{1,3}"
    r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}(?: ?[A-D])?\b",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_NUMBER = re.compile(r"(?<![0-9A-Za-z/.])(?:\+|0)(?:[ ()-]{0,2}[0-9]){7,16}(?![0-9/])")
_DATE = (
    r"(?:[0-9]{1,2}[./ -][0-9]{1,2}[./ -](?:[0-9]{4}|[0-9]{2})\b|[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
    r"|[0-9]{1,2}(?:st|nd|rd|th)? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6},? [0-9]{2,4}\b)"
)
_LOOKS_LIKE_DATE = re.compile(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{2,4}\b")
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born(?: on)?)[ :=(-]{0,4}(?:is |was )?(?:the )?" + _DATE,
    re.IGNORECASE,
)
_POSTCODE = r"[A-Z]{1,2}[0-9][A-Z0-9]? {0,2}[0-9][ABD-HJLNP-UW-Z]{2}\b"
_ONLY_POSTCODE = re.compile(rf"\b{_POSTCODE}")
_STREET = re.compile(
    r"\b(?:(?:flat|unit|room|apartment) [0-9]{1,4}[a-z]?,? ){0,1}(?<![0-9£.,-])[0-9]{1,4}[a-z]?,? "
    r"(?:[a-z][a-z'-]{1,20} ){1,3}"
    r"(?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|court|grove|place|way|walk|mews|hill|st|rd|ave)\b"
    rf"(?:,? {_POSTCODE})?",
    re.IGNORECASE,
)
# The last one of these before a plate makes it a plate, in whatever letters.
_VEHICLE = re.compile(
    r"\b[A-HJ-PR-Y][A-HJ-PR-Y][0-9]{2} ?[A-HJ-PR-Z]{3}\b"
    r"|\b(?i:reg|registration|vrm|number ?plate|index|vehicle|car|van)(?i: no\.?| number| mark)?(?i: is)?[ :]{1,3}"
    r"(?i:[A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} ?[A-Z]{3}|[A-Z]{3} ?[0-9]{1,3}[A-Z])\b"
)
_REFERENCE = re.compile(
    r"\b(?:crime|custody|occurrence|niche|urn|crn|cad|pnc|storm|detained person|dp)(?: record)?"
    r"(?: ?(?:ref(?:erence)?|no|num(?:ber)?|id|log)\b\.?){0,2}[ :#]{0,3}[A-Z]{0,4}[0-9][A-Z0-9/-]{3,16}\b"
    r"|\b(?:incident|case|log|event|intel(?:ligence)?)(?: ?(?:ref(?:erence)?|no|num(?:ber)?|id)\b\.?){1,2}"
    r"[ :#]{0,3}(?:is )?[A-Z]{0,4}[0-9][A-Z0-9/-]{3,16}\b"
    r"|(?<![0-9/])[0-9]{2}(?:[A-Z]{2})?/[0-9]{3,7}/[0-9]{2}(?![0-9/])|(?<![0-9/])[0-9]{2,4}/[0-9]{4,7}[A-Z]\b"
    r"|(?<![0-9])44[012][0-9]{8}(?![0-9])",
    re.IGNORECASE,
)
_RANK = r"(?:PC|PCSO|WPC|DC|DS|DI|DCI|PS|SC|Sgt|Sergeant|Insp|Inspector|Constable)"
_OFFICER = re.compile(
    rf"\b(?!DS ?1500){_RANK} ?[0-9]{{2,6}}\b(?: [A-Z][a-z'-]{{1,20}})?"
    r"|\b(?:collar|shoulder|warrant)(?: card)?(?: no\.?| num(?:ber)?)?[ :]{1,3}[A-Z]{0,2}[0-9]{2,6}\b"
)
_NAME = r"[A-Z][a-z]{0,2}'?[A-Z]?[a-zà-ÿ]{1,20}(?:-[A-Z][a-zà-ÿ]{1,20})?"
_TITLED = re.compile(rf"\b(?:Mrs?|Ms|Miss|Mx|Dr|Prof(?:essor)?|{_RANK})\.? (?P<name>{_NAME})(?: {_NAME})?")
_TITLED_SMALL = re.compile(r"\b(?:mr|mrs)\.? (?P<name>[a-z'-]{2,20})\b")
_RELATION = (
    r"(?:mum|mother|mom|dad|father|son|daughter|brother|sister|partner|husband|wife|girlfriend|boyfriend|ex|nan|gran|"
    r"grandmother|grandfather|uncle|aunt|cousin|baby|kids|children|flat|house|home|address|phone|car|school|gp|carer|"
    r"social worker|solicitor|key worker|probation officer|foster carer|foster carers|landlord)"
)
_POSSESSIVE = re.compile(rf"(?<![\w'])(?P<name>[A-Za-zÀ-ÿ][a-zà-ÿ-]{{1,20}})(?:'s|s') {_RELATION}\b")
_WORD = r"[A-Z][A-Za-zà-ÿ]{0,20}(?:['-][A-Za-zà-ÿ]{1,20})?"
_CAPITALS = re.compile(rf"(?<![\w'-]){_WORD}(?: {_WORD}){{1,8}}(?P<after>(?: [a-z]{{1,20}})?)")
_TWO_SMALL = re.compile(r"(?<![\w'-])(?=([a-z]{2,15}) ([a-z']{2,20})(?![\w'-]))")
_INTRODUCED = re.compile(r"\b(?:called|named|name is|name's) (?P<name>[A-Za-z]{2,20})\b")


def find(text: str) -> list[Finding]:
    """What points at one person, in the order of the text; no two overlap."""
    plain = text.translate(_PLAIN)
    # Most of what people write has no digit in it, and then most of what there is to look for cannot be there.
    looks = _LOOKS if _DIGIT.search(plain) else {kind: _LOOKS[kind] for kind in _WITHOUT_DIGITS}
    found = [Finding(start, end, kind) for kind, look in looks.items() for start, end in look(plain)]
    # What can never stay comes before what can, then the longer before the shorter.
    found.sort(key=lambda one: (one.may_be_confirmed, one.start - one.end, one.start))
    taken = bytearray(len(text))
    kept = []
    for one in found:
        if not any(taken[one.start : one.end]):
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept)


def not_settled(text: str, *, confirmed: Iterable[str]) -> list[Finding]:
    """The findings a text may not be sent with: `confirmed` are the very words somebody said are about nobody."""
    about_nobody = set(confirmed)
    return [one for one in find(text) if not (one.may_be_confirmed and text[one.start : one.end] in about_nobody)]


Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Words:
    given: frozenset[str]
    family: frozenset[str]
    not_people: frozenset[str]
    not_names: frozenset[str]
    known: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    """Read at the first question, not at every start."""
    file = tomllib.loads(_WORDS_FILE.read_text(encoding="utf-8"))
    return _Words(
        given=frozenset(file["given_names"].split()),
        family=frozenset(file["family_names"].split()),
        not_people=frozenset(file["not_people"].split()),
        not_names=frozenset(file["not_names"].split()),
        known=frozenset(" ".join(name.split()) for name in file["known"].split(";")),
    )


def _all(pattern: re.Pattern[str]) -> Callable[[str], Iterator[Span]]:
    return lambda text: (match.span() for match in pattern.finditer(text))


def _nhs_numbers(text: str) -> Iterator[Span]:
    from stdnum.gb import nhs  # noqa: PLC0415 -- 0.1 s that only whoever writes waits for, and once

    for match in _NHS.finditer(text):
        # None of England and Wales begins with 0; telephone numbers do.
        if match[0][0] != "0" and nhs.is_valid(match[0]):
            yield match.span()


def _phone_numbers(text: str) -> Iterator[Span]:
    """Numbers that ring at one person or one place. 03, 08, 09, 116, 101, 111 and 999 are services."""
    import phonenumbers  # noqa: PLC0415 -- 0.2 s that only whoever writes waits for, and once

    for match in _NUMBER.finditer(text):
        if _LOOKS_LIKE_DATE.match(match[0]):
            continue
        try:
            number = phonenumbers.parse(match[0], "GB")
        except phonenumbers.NumberParseException:
            continue
        at_home = number.country_code != 44 or str(number.national_number)[0] in "1257"
        long_enough = number.country_code != 44 or len(str(number.national_number)) >= 9
        if at_home and long_enough and phonenumbers.is_possible_number(number):
            yield match.span()


def _addresses(text: str) -> Iterator[Span]:
    for pattern in (_STREET, _ONLY_POSTCODE):
        for match in pattern.finditer(text):
            yield match.span()


def _names(text: str) -> Iterator[Span]:
    for look in (_titled, _of_somebody, _capitals, _small, _introduced):
        yield from look(text)


def _titled(text: str) -> Iterator[Span]:
    for pattern in (_TITLED, _TITLED_SMALL):
        for match in pattern.finditer(text):
            name = match["name"].lower()
            # A board that is called "DI Board", a van that is a "PC Van": bodies and things, not people.
            if name not in _words().not_names and name not in _words().not_people:
                yield match.span()


def _of_somebody(text: str) -> Iterator[Span]:
    for match in _POSSESSIVE.finditer(text):
        name, known = match["name"], _words()
        small = name.lower()
        if small in known.given or (name[0].isupper() and small not in known.not_names | known.not_people):
            yield match.span()


def _capitals(text: str) -> Iterator[Span]:
    """A given name and what follows it, or a word before a family name, in a run of words with capitals."""
    for match in _CAPITALS.finditer(text):
        words = [(match.start() + one.start(), one[0]) for one in re.finditer(r"\S+", match[0])]
        capitals = words[:-1] if match["after"] else words
        for place, ((start, first), (second_start, second)) in enumerate(pairwise(capitals)):
            # "Victoria Climbié Inquiry" is none, "Jane Smith's team" is one.
            following = {word.lower() for _, word in words[place + 2 : place + 4]} & _words().not_people
            if _is_name(first, second) and (second.endswith("'s") or not following):
                yield start, second_start + len(second.removesuffix("'s"))


def _is_name(first: str, second: str) -> bool:
    known, one, two = _words(), first.lower(), second.lower().removesuffix("'s")
    if f"{one} {two}" in known.known or one in known.not_names or two in known.not_names | known.not_people:
        return False
    return one in known.given or (two in known.family and one.isalpha() and not first.isupper())


def _small(text: str) -> Iterator[Span]:
    """Both in small letters, as thumbs write: only where both are names and nothing else."""
    known = _words()
    for match in _TWO_SMALL.finditer(text):
        if match[1] in known.given and match[2].removesuffix("'s") in known.family - known.given:
            yield match.start(1), match.end(2)


def _introduced(text: str) -> Iterator[Span]:
    for match in _INTRODUCED.finditer(text):
        if match["name"].lower() in _words().given:
            yield match.span("name")


_LOOKS: dict[Kind, Callable[[str], Iterator[Span]]] = {
    Kind.NHS_NUMBER: _nhs_numbers,
    Kind.NATIONAL_INSURANCE: _all(_INSURANCE),
    Kind.BIRTH_DATE: _all(_BIRTH),
    Kind.VEHICLE: _all(_VEHICLE),
    Kind.REFERENCE: _all(_REFERENCE),
    Kind.PHONE: _phone_numbers,
    Kind.EMAIL: _all(_EMAIL),
    Kind.ADDRESS: _addresses,
    Kind.OFFICER: _all(_OFFICER),
    Kind.NAME: _names,
}
_WITHOUT_DIGITS = (Kind.EMAIL, Kind.NAME)
