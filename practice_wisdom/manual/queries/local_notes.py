"""Local notes: for readers of their area and for nobody else."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from backend.identity.queries.areas import Place, areas_of
from backend.kernel.actor import Actor
from backend.kernel.errors import NotFound, NotPermitted
from backend.kernel.keys import Key
from backend.kernel.prepared import Prepared
from backend.kernel.targets import Card
from practice_wisdom.manual import policy
from practice_wisdom.manual.enums import DO_NOW, Freshness
from practice_wisdom.manual.freshness import Fresh, freshness
from practice_wisdom.manual.models import LocalNote, Page, Wording
from practice_wisdom.manual.queries.editions import kept
from practice_wisdom.manual.queries.pages import PAGE_KIND

LOCAL_NOTE_KIND = "manual.local_note"
# A page with what its notes add in one area; search alone names it so, and shows it as the page.
IN_AREA_KIND = "manual.page_in_area"

_current = Prepared(
    lambda page_id: (
        Wording.objects.filter(note__page_id=page_id, note__ended_at=None, number=F("note__version"))
        .order_by("note__area__name", "note_id")
        .values_list(
            "note_id", "note__version", "note__area_id", "note__area__name", "after", "body", "html", "checked_on",
            "review_by", "author__person__name", "author__organisation__name",
        )
    )
)  # fmt: skip
_standing = Prepared(
    lambda partnership_id: LocalNote.objects.filter(
        page__partnership_id=partnership_id, page__live_revision__isnull=False, ended_at=None
    ).values_list("area_id", "page_id", "page__slug", "page__live_revision__title")
)


@dataclass(frozen=True, slots=True)
class NoteToRead:
    """As its readers see it. `after`: the heading it stands after now, empty at the end of the page."""

    id: int
    version: int
    area_id: int
    area: str
    after: str
    body: str
    html: str
    fresh: Fresh
    author: str
    organisation: str
    may_change: bool

    @property
    def is_displaced(self) -> bool:
        """The part it stood after is gone from the page."""
        return not self.after


@dataclass(frozen=True, slots=True)
class NoteLine:
    """On the desk: a note that lost its place or is due for checking."""

    id: int
    slug: str
    title: str
    area: str
    displaced: bool
    fresh: Fresh


@dataclass(frozen=True, slots=True)
class WordingLine:
    number: int
    after: str
    html: str
    fresh: Fresh
    author: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class NoteHistory:
    id: int
    slug: str
    title: str
    area: str
    wordings: list[WordingLine]
    ended_at: datetime | None
    ended_by: str
    may_change: bool


@dataclass(frozen=True, slots=True)
class NotePlaces:
    """What the form of a note offers: the page, the areas this actor may write for, the parts it may stand after."""

    slug: str
    title: str
    areas: tuple[Place, ...]
    parts: tuple[str, ...]


def standing_wordings(*, page_id: int) -> tuple[Any, ...]:
    """The notes of a page, of all areas, for `notes_of_reader`. One query."""
    return tuple(_current(page_id=page_id))


def notes_of_reader(
    rows: tuple[Any, ...], *, actor: Actor, headings: Collection[str], today: date
) -> tuple[NoteToRead, ...]:
    """Those of this reader's areas. `headings`: of the live revision. One query, none if there are no notes."""
    if not rows:
        return ()
    mine = {place.id for place in areas_of(actor)}
    may_change = policy.can_write(actor)
    return tuple(
        NoteToRead(
            id=id,
            version=version,
            area_id=area_id,
            area=area,
            after=after if after in headings else "",
            body=body,
            html=html,
            fresh=freshness(checked_on=checked_on, review_by=review_by, today=today),
            author=author,
            organisation=organisation,
            may_change=may_change,
        )
        for (
            id, version, area_id, area, after, body, html, checked_on, review_by, author, organisation,
        ) in rows
        if area_id in mine
    )  # fmt: skip


def note_of_reader(*, actor: Actor, note_id: int, today: date) -> NoteToRead:
    """A standing note of one of this reader's areas."""
    note = _readable(actor, LocalNote.objects.filter(ended_at=None), note_id)
    wordings = standing_wordings(page_id=note.page_id)
    found = notes_of_reader(wordings, actor=actor, headings=headings_of(note.page), today=today)
    shown = next((one for one in found if one.id == note_id), None)
    if shown is None:
        raise NotFound
    return shown


def notes_to_look_at(*, actor: Actor, today: date) -> list[NoteLine]:
    """Of this actor's areas: those whose part is gone from the page, then those due for checking. Two queries."""
    mine = [place.id for place in areas_of(actor)]
    rows = (
        Wording.objects.filter(
            note__page__partnership_id=actor.partnership_id,
            # A withdrawn page has no parts; its notes wait for it.
            note__page__live_revision__isnull=False,
            note__area_id__in=mine,
            note__ended_at=None,
            number=F("note__version"),
        )
        .order_by("review_by", "id")
        .values_list(
            "note_id", "note__page__slug", "note__page__live_revision__title", "note__area__name",
            "note__page__live_revision__rendered", "after", "checked_on", "review_by",
        )
    )  # fmt: skip
    lines = [
        NoteLine(id, slug, title, area, after not in [heading for _, heading, *_ in parts], _fresh(dates, today))
        for id, slug, title, area, parts, after, *dates in rows
    ]
    wrong = [line for line in lines if line.displaced or line.fresh.state != Freshness.IN_DATE]
    return sorted(wrong, key=lambda line: not line.displaced)


def places_for_notes(*, actor: Actor, slug: str) -> NotePlaces:
    page = _live_page(actor, slug)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators write local notes.")
    return NotePlaces(
        slug=page.slug,
        title=page.live_revision.title,
        areas=areas_to_write_for(actor=actor),
        parts=headings_of(page),
    )


def areas_to_write_for(*, actor: Actor) -> tuple[Place, ...]:
    """What holds in a whole country belongs in the page itself."""
    return tuple(place for place in areas_of(actor) if place.local) if policy.can_write(actor) else ()


def note_history(*, actor: Actor, note_id: int, today: date) -> NoteHistory:
    """Every wording, the newest first; for readers of the area."""
    note = _readable(actor, LocalNote.objects.all(), note_id)
    wordings = note.wordings.select_related("author__person", "author__organisation")
    return NoteHistory(
        id=note.pk,
        slug=note.page.slug,
        title=note.page.live_revision.title if note.page.live_revision else note.page.slug,
        area=note.area.name,
        wordings=[_line(wording, today) for wording in wordings],
        ended_at=note.ended_at,
        ended_by=note.ended_by.person.name if note.ended_by else "",
        may_change=policy.can_write(actor) and note.ended_at is None,
    )


def wording_to_edit(*, actor: Actor, note_id: int) -> Wording:
    """For the form: what the note says now."""
    note = _readable(actor, LocalNote.objects.all(), note_id)
    if not policy.can_write(actor):
        raise NotPermitted("Only curators change local notes.")
    return note.wordings.select_related("note__area", "note__page__live_revision").get(number=note.version)


def note_to_change(*, actor: Actor, note_id: int) -> LocalNote:
    """Locked until the end of the transaction. NotFound for readers of other areas."""
    return _readable(actor, LocalNote.objects.select_for_update(of=("self",)), note_id)


def standing_notes(*, page_id: int, area_id: int) -> int:
    return LocalNote.objects.filter(page_id=page_id, area_id=area_id, ended_at=None).count()


def key_in_area(*, page_id: int, area_id: int) -> Key:
    return Key(IN_AREA_KIND, f"{page_id}-{area_id}")


def page_key(key: Key) -> Key:
    """Of the page that a key in an area is about."""
    return Key(PAGE_KIND, key.id.partition("-")[0])


def keys_in_areas(*, page_id: int) -> list[Key]:
    """Of every area that has or had a note on the page."""
    areas = LocalNote.objects.filter(page_id=page_id).order_by("area_id").values_list("area_id", flat=True).distinct()
    return [key_in_area(page_id=page_id, area_id=area_id) for area_id in areas]


@kept(most=50)
def _standing_notes(*, partnership_id: int) -> tuple[tuple[int, int, str, str], ...]:
    """Area, page, its slug and title: asked for at every search."""
    return tuple(_standing(partnership_id=partnership_id))


def cards_in_areas(actor: Actor, ids: list[str]) -> dict[str, Card]:
    """Of pages with a standing note in one of this actor's areas. Two queries."""
    mine = {place.id for place in areas_of(actor)}
    keys = [
        (key_in_area(page_id=page_id, area_id=area_id), slug, title)
        for area_id, page_id, slug, title in _standing_notes(partnership_id=actor.partnership_id)
        if area_id in mine
    ]
    return {
        key.id: Card(key=key, title=title, url=f"/manual/{slug}", kind_label="Manual")
        for key, slug, title in keys
        if key.id in ids
    }


def places_with_notes(*, actor: Actor) -> dict[Place, frozenset[int]]:
    """Of this actor's own areas, the widest first: the pages that say something for it. One query or two.

    What holds in a county holds in its towns: a page with a note for the county is among those of the town.
    """
    standing = _standing_notes(partnership_id=actor.partnership_id)
    if not standing:
        return {}
    mine = areas_of(actor)
    pages: dict[int, set[int]] = defaultdict(set)
    for area_id, page_id, *_ in standing:
        pages[area_id].add(page_id)
    parents = {place.id: place.parent_id for place in mine}
    lineages = {place: _lineage(place.id, parents) for place in mine if place.local}
    widest_first = sorted(lineages, key=lambda place: len(lineages[place]))
    noted = {place: frozenset().union(*(pages[id] for id in lineages[place])) for place in widest_first}
    return {place: found for place, found in noted.items() if found}


def _lineage(area_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """An area and all that it lies in."""
    lineage: list[int] = []
    at: int | None = area_id
    while at is not None:
        lineage.append(at)
        at = parents.get(at)
    return lineage


def has_local_notes(*, partnership_id: int) -> bool:
    """Ended ones too."""
    return LocalNote.objects.filter(page__partnership_id=partnership_id).exists()


def displaced_notes(*, page: Page, before: Collection[str] | None) -> list[Wording]:
    """The standing notes whose part is gone with the live revision. `before`: the parts that were live until now.

    A note that had lost its place already is not among them; with None all are that have none.
    """
    parts = headings_of(page)
    found = Wording.objects.filter(note__page=page, note__ended_at=None, number=F("note__version"))
    rows = found.select_related("author").order_by("note_id")
    return [row for row in rows if row.after not in parts and (before is None or row.after in before)]


def cards(actor: Actor, ids: list[str]) -> dict[str, Card]:
    """For notices: those of this actor's areas. Whoever may change a note comes to where that is done."""
    mine = [place.id for place in areas_of(actor)]
    rows = LocalNote.objects.filter(
        page__partnership_id=actor.partnership_id,
        page__live_revision__isnull=False,
        area_id__in=mine,
        ended_at=None,
        id__in=[id for id in ids if id.isdecimal()],
    )
    where = "edit" if policy.can_write(actor) else ""
    return {
        str(id): Card(
            Key.of(LOCAL_NOTE_KIND, id), title=title, url=f"/manual/notes/{id}/{where}", kind_label="Local note"
        )
        for id, title in rows.values_list("id", "page__live_revision__title")
    }


def headings_of(page: Page) -> tuple[str, ...]:
    """Of the live revision, the first part always among them."""
    live = page.live_revision
    return tuple(part.heading for part in live.parts if part.heading) if live else (DO_NOW,)


def copy_of_note(note: LocalNote) -> dict[str, Any]:
    """The server's copy, for whoever sent words based on an older one."""
    now = note.wordings.get(number=note.version)
    return {
        "id": note.pk,
        "version": note.version,
        "area": note.area_id,
        "after": now.after,
        "markdown": now.body,
        "checked_on": now.checked_on.isoformat(),
        "review_by": now.review_by.isoformat(),
    }


def _readable(actor: Actor, among: Any, note_id: int) -> LocalNote:
    mine = [place.id for place in areas_of(actor)]
    here = among.filter(page__partnership_id=actor.partnership_id, area_id__in=mine)
    found = here.filter(id=note_id).select_related("page__live_revision", "area", "ended_by__person").first()
    if found is None:
        raise NotFound
    return found


def _live_page(actor: Actor, slug: str) -> Any:
    here = Page.objects.filter(partnership_id=actor.partnership_id, slug=slug, live_revision__isnull=False)
    page = here.select_related("live_revision").first()
    if page is None:
        raise NotFound
    return page


def _line(wording: Wording, today: date) -> WordingLine:
    author = wording.author
    return WordingLine(
        number=wording.number,
        after=wording.after,
        html=wording.html,
        fresh=_fresh([wording.checked_on, wording.review_by], today),
        author=f"{author.person.name} ({author.organisation.name})",
        written_at=wording.written_at,
    )


def _fresh(dates: list[date], today: date) -> Fresh:
    return freshness(checked_on=dates[0], review_by=dates[1], today=today)
