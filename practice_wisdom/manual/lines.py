"""Everything that was written, line by line: what is compared."""

from django.db.models import TextChoices

from backend.identity.enums import OrganisationKind
from practice_wisdom.manual.enums import Audience, Evidence, Lens, Level, Topic
from practice_wisdom.manual.words import Words


def lines_of(words: Words) -> list[str]:
    sources = [f"Source: {source.title}, {source.year}, {source.section}" for source in words.sources]
    return [
        words.title,
        words.summary,
        f"Topics: {_labels(Topic, words.topics)}",
        f"Agencies: {_labels(OrganisationKind, words.agencies)}",
        f"For: {Audience(words.audience).label}",
        f"Level: {Level(words.level).label}; lens: {Lens(words.lens).label}",
        f"Rests on: {_labels(Evidence, words.evidence)}",
        f"Words people type: {', '.join(words.keywords)}",
        f"Checked on {words.checked_on.isoformat()}, review by {words.review_by.isoformat()}",
        *sources,
        *words.body.splitlines(),
    ]


def _labels(choices: type[TextChoices], codes: tuple[str, ...]) -> str:
    """In the order of the choices: a form that gives them back in another order has changed nothing."""
    return ", ".join(str(choice.label) for choice in choices if choice in codes)
