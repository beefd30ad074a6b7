"""Word documents: what comes along, what stays behind with a word about it, and what was made to do harm. (C26)"""

from datetime import date
from time import process_time

import mammoth
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.errors import Invalid
from backend.kernel.markdown import render
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.markdown_of import markdown_of
from practice_wisdom.manual.words import ADDRESSES
from tests.practice_wisdom.manual.brought import DRAWING, TYPES, bold, docx, link, paragraph, table, zip_of

TODAY = date(2026, 11, 22)


def read(data, name="Cuckooing (v2).docx"):
    [arrival] = read_arrivals(files=[(name, data)], today=TODAY)
    return arrival


def test_a_document_becomes_a_page_with_its_structure():
    arrival = read(
        docx(
            paragraph("Cuckooing: what to do", style="Heading1"),
            paragraph("do this now", style="Heading2"),
            paragraph("Ring ", numbering="1", inside=bold("the landlord")),
            paragraph("Speak to the tenant alone", numbering="1"),
            paragraph("Who does what", style="Heading2"),
            table(["Agency", "Can"], ["Police", "arrest | search"]),
            paragraph("See ", inside=link("the guidance", "L1")),
            paragraph("1. is no list, *this* is no emphasis"),
            paragraph("Law and sources", style="Heading2"),
            paragraph("Care Act 2014", numbering="2"),
            links=["https://www.example.org/a(b)"],
        )
    )

    assert (arrival.slug, arrival.joint, arrival.refusal, arrival.notes) == ("cuckooing-v2", None, "", ())
    assert arrival.words.title == "Cuckooing: what to do"
    assert arrival.words.body == "\n\n".join(
        [
            "## Do this now",
            "1. Ring **the landlord**\n2. Speak to the tenant alone",
            "## Who does what",
            "| Agency | Can |\n| --- | --- |\n| Police | arrest \\| search |",
            "See [the guidance](https://www.example.org/a%28b%29)",
            "1\\. is no list, \\*this\\* is no emphasis",
            "## Law and sources",
            "- Care Act 2014",
        ]
    )


def test_what_is_missing_has_a_safe_value_and_is_named():
    arrival = read(docx(paragraph("Cuckooing", style="Heading1"), paragraph("Words.")))

    assert (arrival.words.summary, arrival.words.topics, arrival.words.agencies) == ("", (), ())
    assert (arrival.words.checked_on, arrival.words.review_by) == (TODAY, date(2027, 5, 23))
    assert arrival.to_fill == (
        "Say in one sentence what this page helps with.",
        "Choose at least one topic.",
        "Choose the agencies this page is about.",
        "Say what this page rests on.",
        "Name at least one source.",
        "The first heading must be “## Do this now” and the last “## Law and sources”.",
        "It is due for checking in six months. Choose another day if the law moves faster.",
    )


@pytest.mark.parametrize(
    ("blocks", "title", "expected"),
    [
        ([paragraph("A heading", style="Heading1")], "Another", "A heading"),
        ([paragraph("Words first."), paragraph("Later", style="Heading1")], "Of the document", "Of the document"),
        ([paragraph("Do this now", style="Heading1")], "", "Cuckooing (v2)"),
        ([paragraph("Words.")], "", "Cuckooing (v2)"),
        ([paragraph("a" * 300, style="Heading1")], "", "a" * 120),
    ],
)
def test_the_title_is_the_first_heading_then_the_documents_own_then_the_files(blocks, title, expected):
    assert read(docx(*blocks, title=title)).words.title == expected


def test_pictures_and_links_that_cannot_work_stay_behind_one_note_each():
    arrival = read(
        docx(
            paragraph("", inside=DRAWING),
            paragraph("", inside=DRAWING),
            paragraph("See ", inside=link("the old site", "L1") + link(" or this", "L2")),
            links=["http://old.example/", "javascript:alert(1)"],
        )
    )

    assert arrival.words.body == "See the old site or this"
    assert arrival.notes == (
        "A picture (“A map of the ward”) was left out: add it in the editor.",
        "A picture (“A map of the ward”) was left out: add it in the editor.",
        "The link of “the old site” was left out: only https, mail and telephone work.",
        "The link of “or this” was left out: only https, mail and telephone work.",
    )


def test_joined_cells_are_named_and_small_tables_are_text():
    html = (
        "<table><tr><td colspan='2'>A</td></tr><tr><td>1</td><td>2</td></tr></table><table><tr><td>B</td></tr></table>"
    )

    written = markdown_of(html)

    assert written.body == "| A |  |\n| --- | --- |\n| 1 | 2 |\n\nB"
    assert written.notes == ("A table has cells that are joined: look at its columns.",)


def test_lists_inside_lists_keep_their_levels():
    html = "<ol><li>One<ul><li>In<ul><li>Deep<ul><li>Deepest</li></ul></li></ul></li></ul></li><li>Two</li></ol>"

    assert markdown_of(html).body == "1. One\n    - In\n        - Deep\n        - Deepest\n2. Two"


DTD = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
DEEP = "<w:r>" * 5_000
HOSTILE = {
    "entities that grow": (lambda: docx(paragraph("&b;"), before=DTD), "declares a document type"),
    "an entity from outside": (lambda: docx(paragraph("&a;"), before=OUTSIDE), "declares a document type"),
    "an entity in another part": (
        lambda: docx(paragraph("a"), more=[("word/footnotes.xml", f"{OUTSIDE}<x>&a;</x>")]),
        "declares a document type",
    ),
    "an entity in UTF-16": (
        lambda: docx(paragraph("a"), more=[("word/x.xml", f"{DTD}<x/>".encode("utf-16"))]),
        "declares a document type",
    ),
    "elements without bottom": (lambda: docx(DEEP), "tables inside tables"),
    "elements without end": (
        lambda: docx(*[paragraph(f"{n * 7919}") for n in range(20_000)]), "more in this document than one page"),
    "macros": (lambda: docx(paragraph("a"), more=[("word/vbaProject.bin", b"x")]), "It holds macros"),
    "XML that ends too soon": (lambda: docx(paragraph("a"), more=[("word/styles.xml", "<a><b>")]), "It is damaged"),
    "a strange encoding": (
        lambda: docx(paragraph("a"), more=[("word/x.xml", '<?xml version="1.0" encoding="utf-7"?><x/>')]),
        "It is damaged",
    ),
    "no document in it": (lambda: zip_of([("[Content_Types].xml", TYPES)]), "cannot be read as a Word document"),
    "another kind of file": (lambda: zip_of([("a.txt", "a")]), "is not a Word document"),
    "an old document or a locked one": (lambda: b"\xd0\xcf\x11\xe0" + bytes(600), "locked with a password"),
    "half a document": (lambda: docx(paragraph("a"))[:-40], "is not a whole zip file"),
    "a way out": (lambda: docx(paragraph("a"), more=[("../../x.xml", "<a/>")]), "leads out of the zip"),
    "a bomb": (lambda: docx(paragraph("a"), more=[("word/x.xml", b"<a>" + bytes(90_000_000))]), "packed more tightly"),
    "more text than a page holds": (
        lambda: docx(*[paragraph(f"{n * 7919} words" * 3) for n in range(3_000)]), "more in this document than"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_document_made_to_do_harm_is_refused_in_one_sentence(kind):
    make, sentence = HOSTILE[kind]
    data = make()
    began = process_time()

    arrival = read(data)

    assert arrival.words is None
    assert sentence in arrival.refusal
    assert process_time() - began < 3


def test_nothing_outside_the_document_is_opened(monkeypatch):
    """A picture that is linked, not embedded, would be fetched from a disk or a network by whoever shows it."""

    def fail(*_):
        raise AssertionError("opened")

    monkeypatch.setattr(mammoth.docx.files.Files, "open", fail)
    outside = DRAWING.replace('r:embed="p1"', 'r:link="L1"')

    arrival = read(docx(paragraph("a", inside=outside), links=["file:///etc/passwd"]))

    assert (arrival.words.body, len(arrival.notes)) == ("a", 1)


def test_styles_that_a_document_brings_for_the_reader_are_not_followed():
    arrival = read(docx(paragraph("a"), more=[("mammoth/style-map", "p => h1.evil:fresh")]))

    assert arrival.words.body == "a"


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("*_`[]()#>-+.|\\<&1:! ")
)


@given(text=TEXTS)
def test_a_paragraph_reads_as_it_did(text):
    """Whatever signs stand in it: no list, no heading, no emphasis that nobody wrote."""
    root = text.replace("&", "&amp;").replace("<", "&lt;")
    body = markdown_of(f"<p>{root}</p>").body

    try:
        [*parts] = render(body, addresses=ADDRESSES).parts
    except Invalid:
        return

    assert "".join(part.text for part in parts).split() == text.split()


@given(data=st.data())
def test_any_damage_is_read_or_refused(data):
    made = bytearray(docx(paragraph("Title", style="Heading1"), table(["a", "b"], ["c", "d"])))
    for _ in range(data.draw(st.integers(1, 4))):
        made[data.draw(st.integers(0, len(made) - 1))] ^= data.draw(st.integers(1, 255))

    arrival = read(bytes(made))

    assert (arrival.words is None) == bool(arrival.refusal)
