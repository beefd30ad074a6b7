"""What the manual hands to search: live pages, terms, and the other words people use for them.

A page with local notes is handed over once more for each of their areas, notes and all, for readers of that area alone.
"""

import re
from collections import defaultdict
from dataclasses import replace
from html import unescape

from django.db.models import Exists, F, OuterRef
from django.utils.html import strip_tags

from backend.kernel.keys import Key
from backend.search import documents
from backend.search.documents import Document, Part
from backend.search.scopes import ids_of, in_area, of_partnership
from backend.search.synonyms import Synonym as OtherWords
from backend.search.synonyms import register_synonyms
from practice_wisdom.manual.enums import DO_NOW
from practice_wisdom.manual.models import LocalNote, Meaning, Page, Synonym, Term, Wording
from practice_wisdom.manual.queries.glossary import TERM_KIND, standing_terms
from practice_wisdom.manual.queries.local_notes import IN_AREA_KIND, key_in_area, keys_in_areas, page_key
from practice_wisdom.manual.queries.pages import PAGE_KIND

# A page says what to do, a term only what a word means: of two that fit alike, the page comes first.
TERM_BOOST = 0.25
_PARTING = re.compile(r"</(?:p|li|td|th|tr|div|pre|blockquote)>|<br ?/?>")


def page_documents(keys: list[Key]) -> dict[Key, Document]:
    pages = Page.objects.filter(id__in=_ids(keys), live_revision__isnull=False).select_related("live_revision")
    return {key: document for page in pages for key, document in [_page_document(page)]}


def page_keys() -> list[Key]:
    ids = Page.objects.filter(live_revision__isnull=False).order_by("id").values_list("id", flat=True)
    return [Key.of(PAGE_KIND, id) for id in ids]


def keys_of_page(page_id: int) -> list[Key]:
    """All that has to be indexed anew when the page changes."""
    return [Key.of(PAGE_KIND, page_id), *keys_in_areas(page_id=page_id)]


def area_documents(keys: list[Key]) -> dict[Key, Document]:
    """Of pages with standing notes in an area: the page and these."""
    wanted = set(keys)
    pages = page_documents([page_key(key) for key in keys])
    areas: dict[Key, int] = {}
    notes: dict[Key, list[Part]] = defaultdict(list)
    for page_id, area_id, area, note_id, html in _standing([key.id.partition("-")[0] for key in keys]):
        key = key_in_area(page_id=page_id, area_id=area_id)
        if key in wanted and page_key(key) in pages:
            areas[key] = area_id
            notes[key].append(Part(f"note-{note_id}", "", _plain(html), 1, area))
    return {key: _in_area(pages[page_key(key)], key, areas[key], parts) for key, parts in notes.items()}


def area_keys() -> list[Key]:
    pairs = LocalNote.objects.filter(ended_at=None).order_by("page_id", "area_id").values_list("page_id", "area_id")
    return [key_in_area(page_id=page_id, area_id=area_id) for page_id, area_id in pairs.distinct()]


def area_keys_of(scope: str) -> list[Key]:
    """Of the scope of one area."""
    partnership_id, area_id = ids_of(scope) or (0, None)
    if area_id is None:
        return []
    here = LocalNote.objects.filter(page__partnership_id=partnership_id, area_id=area_id, ended_at=None)
    pages = here.order_by("page_id").values_list("page_id", flat=True).distinct()
    return [key_in_area(page_id=page_id, area_id=area_id) for page_id in pages]


def _standing(page_ids: list[str]) -> list[tuple[int, int, str, int, str]]:
    current = Wording.objects.filter(note__ended_at=None, number=F("note__version"))
    return list(
        current.filter(note__page_id__in=[id for id in page_ids if id.isdecimal()])
        .order_by("note_id")
        .values_list("note__page_id", "note__area_id", "note__area__name", "note_id", "html")
    )


def _in_area(page: Document, key: Key, area_id: int, notes: list[Part]) -> Document:
    return replace(page, key=key, scope=in_area(page.scope, area_id=area_id), parts=(*page.parts, *notes))


def _plain(html: str) -> str:
    """What stands in two paragraphs, or beside a break, is not one word; what is bold in the middle of one is."""
    return " ".join(unescape(strip_tags(_PARTING.sub(" ", html))).split())


def term_documents(keys: list[Key]) -> dict[Key, Document]:
    terms = standing_terms(id__in=_ids(keys)).prefetch_related("meanings")
    return {key: document for term in terms for key, document in [_term_document(term)]}


def term_keys() -> list[Key]:
    return [Key.of(TERM_KIND, id) for id in standing_terms().order_by("id").values_list("id", flat=True)]


def keys_of_partnership(*, partnership_id: int) -> list[Key]:
    noted = LocalNote.objects.filter(page__partnership_id=partnership_id, ended_at=None).order_by("page_id", "area_id")
    in_areas = [
        key_in_area(page_id=page_id, area_id=area_id)
        for page_id, area_id in noted.values_list("page_id", "area_id").distinct()
    ]
    scope = of_partnership(partnership_id)
    return [*page_keys_of(scope), *in_areas, *term_keys_of(scope)]


def page_keys_of(scope: str) -> list[Key]:
    pages = Page.objects.filter(partnership_id=_partnership_of(scope), live_revision__isnull=False)
    return [Key.of(PAGE_KIND, id) for id in pages.values_list("id", flat=True)]


def term_keys_of(scope: str) -> list[Key]:
    terms = Term.objects.filter(partnership_id=_partnership_of(scope))
    return [Key.of(TERM_KIND, id) for id in terms.values_list("id", flat=True)]


def _partnership_of(scope: str) -> int:
    """0, which no partnership has, for the scope of one area or of something else: no page or term is there."""
    partnership_id, area_id = ids_of(scope) or (0, None)
    return partnership_id if area_id is None else 0


def synonyms_of(scope: str) -> list[OtherWords]:
    """Of one scope: each term with its expansion and its synonyms, and the list of everyday words."""
    partnership_id = _partnership_of(scope)
    if not partnership_id:
        return []
    found = [_other_words(*term) for term in _terms_with_other_words(partnership_id)]
    lines = Synonym.objects.filter(partnership_id=partnership_id, removed=False).order_by("id")
    return found + [OtherWords(say=tuple(say), means=tuple(means)) for say, means in lines.values_list("say", "means")]


def _other_words(name: str, expansion: str, synonyms: list[str], has_two_lives: bool) -> OtherWords:
    if has_two_lives:
        # Whoever types "CPN" may want the nurse or the notice; whoever types "the nurse" does not want the notice.
        return OtherWords(say=(name,), means=tuple(filter(None, (expansion, *synonyms))))
    if not expansion:
        return OtherWords(say=(name, *synonyms), means=())
    # One way only, so that the short form and the long form find each other's pages.
    return OtherWords(say=(name, expansion, *synonyms), means=(name, expansion))


def _terms_with_other_words(partnership_id: int) -> list[tuple[str, str, list[str], bool]]:
    """An acronym that agencies explain differently has more than one life."""
    differs = Exists(Meaning.objects.filter(term=OuterRef("pk")))
    terms = standing_terms(partnership_id=partnership_id).annotate(differs=differs).order_by("id")
    rows = terms.values_list("name", "expansion", "synonyms", "differs")
    return [
        (name, expansion, synonyms, differs and bool(expansion))
        for name, expansion, synonyms, differs in rows
        if expansion or synonyms
    ]


def _page_document(page: Page) -> tuple[Key, Document]:
    revision, key = page.live_revision, Key.of(PAGE_KIND, page.id)
    if revision is None:
        raise ValueError(f"{page} has no live revision")
    parts = tuple(
        # "Do this now" is on the first screen anyway: a result leads to the top, where the title says which page it is.
        Part("", part.heading, part.text, 2)
        if part.heading == DO_NOW
        else Part(part.anchor, part.heading, part.text, 1)
        for part in revision.parts
    )
    return key, Document(
        key=key,
        scope=of_partnership(page.partnership_id),
        title=revision.title,
        parts=parts,
        keywords=", ".join(revision.facts["keywords"]),
        summary=revision.summary,
        slug=page.slug,
    )


def _term_document(term: Term) -> tuple[Key, Document]:
    key = Key.of(TERM_KIND, term.id)
    meanings = [Part("", meaning.get_agency_display(), meaning.text) for meaning in term.meanings.all()]
    return key, Document(
        key=key,
        scope=of_partnership(term.partnership_id),
        title=f"{term.name}: {term.expansion}" if term.expansion else term.name,
        parts=(Part("", "", term.meaning), *meanings),
        keywords=", ".join(term.synonyms),
        summary=term.expansion or term.meaning,
        slug=term.slug,
        boost=TERM_BOOST,
    )


def _ids(keys: list[Key]) -> list[str]:
    return [key.id for key in keys if key.id.isdecimal()]


def register() -> None:
    """Tells search what there is, when the app is ready."""
    documents.register(kind=PAGE_KIND, load=page_documents, all_keys=page_keys, keys_of=page_keys_of)
    documents.register(
        kind=IN_AREA_KIND, load=area_documents, all_keys=area_keys, keys_of=area_keys_of, stands_for=page_key
    )
    documents.register(kind=TERM_KIND, load=term_documents, all_keys=term_keys, keys_of=term_keys_of, explains=True)
    register_synonyms(synonyms_of)
