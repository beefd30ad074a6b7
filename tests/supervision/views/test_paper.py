"""A record on paper: what its reader may see, noted before it leaves, and kept nowhere."""

import io
from datetime import date
from pathlib import Path

import pypdf
import pytest
from django.conf import settings

from backend.kernel import typesetting
from supervision.operations.paper import print_record
from supervision.queries.reading import who_read_this
from tests.practice_wisdom.manual.test_blocks import HOSTILE

PRIVATE = "What only the social worker may read"


def printed(pair, record, *, by=None):
    return print_record(actor=by or pair.sergeant, record_id=record.pk, now=pair.now)


def text_of(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join("\n".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


@pytest.fixture
def whole(pair, manual):
    """With everything a record can have."""
    record = pair.starts()
    pair.writes(record, "What we told the family\nin two lines\n\nand one more", visibility="TWO_OF_US")
    pair.writes(record, PRIVATE, by=pair.socialworker, stage="so-what")
    action = pair.agrees(record, due_on=date(2026, 12, 1))
    pair.attaches(record, manual.has(7, "Handing over at night"))
    record = pair.locks(pair.shares(record), note="I remember it otherwise")
    pair.marks(action, "CHANGED", reason="The panel moved", due_on=date(2027, 1, 15))
    pair.amends(record)
    return record


def test_it_has_everything_its_reader_may_see(pair, whole):
    said = text_of(printed(pair, whole).pdf)

    for words in (
        "Record of a meeting, 22 November 2026",
        "22 November 2026, 09:30, 30 minutes",
        "Sam Okoro, ",
        "Noor Castell, ",
        "What? So what? Now what? (from ",
        "What we told the family in two lines and one more",
        "The two of us",
        "Ring the ward before we go",
        "Noor Castell, by 1 December 2026",
        "Changed, said Noor Castell, 22 November 2026, 09:30: The panel moved (by 15 January 2027).",
        "Handing over at night",
        "Note of difference: I remember it otherwise",
        "Amendment 1, Sam Okoro",
        "It does not stand yet.",
        f"Version {whole.version}, signed and locked. Downloaded by Sam Okoro, Westmarch Police, 22 November 2026,",
    ):
        assert words in said
    assert PRIVATE not in said


def test_private_words_are_on_their_writers_print_alone(pair, whole):
    said = text_of(printed(pair, whole, by=pair.socialworker).pdf)

    assert said.index("Your own words") < said.index(PRIVATE)
    assert "They are not part of what is signed." in said


def test_it_is_tagged_for_screen_readers(pair, whole):
    catalogue = pypdf.PdfReader(io.BytesIO(printed(pair, whole).pdf)).trailer["/Root"]

    assert (bool(catalogue["/MarkInfo"]["/Marked"]), str(catalogue["/Lang"])) == (True, "en-GB")


@pytest.mark.parametrize("hostile", [*HOSTILE, "漢字 and \x07", "", "\n\n\n", "x" * 3000])
def test_what_people_write_is_a_value_and_never_code(pair, hostile):
    record = pair.starts()
    pair.writes(record, hostile or " ", visibility="TWO_OF_US")
    pair.agrees(record, f"Do {hostile}"[:500])

    said = text_of(printed(pair, record).pdf)

    assert "".join(hostile.split())[:20].replace("漢字", "□").replace("\x07", "") in "".join(said.split())


def test_a_record_with_nothing_in_it_can_be_printed(world, pair):
    for record in (world.round, world.ended, world.draft):
        assert printed(pair, record).pdf.startswith(b"%PDF")


def test_its_name_says_nothing_and_no_cache_keeps_it(sergeant, whole):
    answer = sergeant.opens("supervision_record_pdf", whole.pk)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="alongside-meeting-2026-11-22.pdf"'
    assert answer["Cache-Control"] == "no-store, private"
    assert "object-src 'self'" in answer["Content-Security-Policy"]


def test_the_record_leads_to_it(sergeant, whole):
    assert f'href="/supervision/records/{whole.pk}/pdf"' in sergeant.words_on("supervision_record", whole.pk)


def test_everybody_in_the_session_sees_who_has_one(pair, whole, sergeant, socialworker):
    sergeant.opens("supervision_record_pdf", whole.pk)

    newest = who_read_this(actor=pair.socialworker, record_id=whole.pk).readings[0]
    assert (newest.name, newest.is_print) == ("Sam Okoro", True)
    assert ": downloaded" in socialworker.words_on("supervision_readings", whole.pk)


def test_nothing_of_it_is_written(pair, whole):
    def files():
        return {path for path in Path(settings.DATA_DIR).rglob("*") if path.is_file()}

    before = files()
    printed(pair, whole)

    assert files() == before
    assert list(Path(typesetting._nothing().name).iterdir()) == []


def test_whoever_waits_too_long_is_asked_to_try_again(sergeant, whole, monkeypatch):
    monkeypatch.setattr(typesetting, "WAIT_SECONDS", 0)

    with typesetting.at_the_press():
        answer = sergeant.opens("supervision_record_pdf", whole.pk)

    assert (answer.status_code, b"%PDF" in answer.content) == (409, False)
