"""A page with the terms of the glossary marked in its words."""

from dataclasses import replace

from practice_wisdom.manual.marking import mark
from practice_wisdom.manual.queries.glossary import phrases_of_edition
from practice_wisdom.manual.queries.reading import ReadingPage


def with_terms_marked(page: ReadingPage) -> ReadingPage:
    """Each at its first mention, in the order in which the page is read; then in the local notes."""
    phrases = phrases_of_edition(partnership_id=page.revision.page.partnership_id, edition=page.edition)
    first = (page.do_now,) if page.do_now else ()
    words = iter(mark([one.html for one in (*first, *page.parts, *page.notes)], phrases))
    return replace(
        page,
        do_now=replace(page.do_now, html=next(words)) if page.do_now else None,
        parts=tuple(replace(part, html=next(words)) for part in page.parts),
        notes=tuple(replace(note, html=next(words)) for note in page.notes),
    )
