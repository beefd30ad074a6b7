"""The manual as files, in the form of the starter content."""

from practice_wisdom.manual.glossary_files import glossary_text, synonyms_text
from practice_wisdom.manual.models import Page, Synonym, Term
from practice_wisdom.manual.page_files import page_text
from practice_wisdom.manual.queries.imports import words_of_live


def manual_files(*, partnership_id: int) -> dict[str, str]:
    """By name. The live pages, and the words readers know: nothing that is being prepared."""
    live = Page.objects.filter(partnership_id=partnership_id, live_revision__isnull=False)
    files = {}
    for page in live.select_related("live_revision").order_by("slug"):
        if words := words_of_live(page):
            files[f"manual/{page.slug}.md"] = page_text(slug=page.slug, joint=page.joint, words=words)
    said = Synonym.objects.filter(partnership_id=partnership_id).order_by("id")
    terms = Term.objects.filter(partnership_id=partnership_id, removed_at=None).prefetch_related("meanings")
    files["glossary.yaml"] = glossary_text(terms)
    files["synonyms.yaml"] = synonyms_text(said)
    return files
