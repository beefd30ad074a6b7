"""The glossary and the synonyms as files of YAML, as the starter content has them."""

from collections.abc import Iterable

from practice_wisdom.manual.models import Synonym, Term
from practice_wisdom.manual.page_files import listed, quoted


def glossary_text(terms: Iterable[Term]) -> str:
    return "\n".join(_term_text(term) for term in sorted(terms, key=lambda term: term.slug)) or "[]\n"


def synonyms_text(synonyms: Iterable[Synonym]) -> str:
    lines = [f"- say: {listed(one.say)}\n  means: {listed(one.means)}\n" for one in synonyms]
    return "".join(lines) or "[]\n"


def _term_text(term: Term) -> str:
    lines = [
        f"- term: {quoted(term.name)}",
        f"  slug: {quoted(term.slug)}",
        f"  expansion: {quoted(term.expansion)}",
        f"  meaning: {quoted(term.meaning)}",
    ]
    if meanings := [f"    {meaning.agency}: {quoted(meaning.text)}" for meaning in term.meanings.all()]:
        lines += ["  meanings:", *meanings]
    return "\n".join([*lines, f"  synonyms: {listed(term.synonyms)}"]) + "\n"
