"""The manual as files, in the form of the starter content."""

from practice_wisdom.manual.enums import OPEN_STATES
from practice_wisdom.manual.glossary_files import glossary_text, synonyms_text
from practice_wisdom.manual.models import Page, Revision, Synonym, Term
from practice_wisdom.manual.page_files import page_text
from practice_wisdom.manual.queries.images import image_contents
from practice_wisdom.manual.queries.imports import words_of_live
from practice_wisdom.manual.words import image_digests, image_file


def manual_files(*, partnership_id: int, drafts: bool = False) -> dict[str, bytes]:
    """By name. The live pages with their images, and the words readers know; only with `drafts` what is being prepared,
    and its state.
    """
    live = Page.objects.filter(partnership_id=partnership_id, live_revision__isnull=False)
    files: dict[str, str] = {}
    for page in live.select_related("live_revision").order_by("slug"):
        if words := words_of_live(page):
            files[f"manual/{page.slug}.md"] = page_text(slug=page.slug, joint=page.joint, words=words)
    if drafts:
        files |= _draft_files(partnership_id)
    said = Synonym.objects.filter(partnership_id=partnership_id, removed=False).order_by("id")
    terms = Term.objects.filter(partnership_id=partnership_id, removed_at=None).prefetch_related("meanings")
    files["glossary.yaml"] = glossary_text(terms)
    files["synonyms.yaml"] = synonyms_text(said)
    shown = {digest for text in files.values() for digest in image_digests(text)}
    images = image_contents(partnership_id=partnership_id, digests=shown)
    return {name: text.encode() for name, text in files.items()} | {
        image_file(digest): content for digest, content in images.items()
    }


def _draft_files(partnership_id: int) -> dict[str, str]:
    opened = Revision.objects.filter(page__partnership_id=partnership_id, state__in=OPEN_STATES)
    return {
        f"drafts/{one.page.slug}.md": page_text(
            slug=one.page.slug, joint=one.page.joint, words=one.words, state=str(one.state)
        )
        for one in opened.select_related("page").order_by("page__slug")
    }
