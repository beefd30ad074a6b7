"""What people write is a value on paper, never code; and what is on screen is on paper."""

import io
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.errors import Invalid
from backend.kernel.glyphs import STAND_IN, UNPRINTABLE, breakable, heading, on_paper
from backend.kernel.markdown import render
from practice_wisdom.manual.blocks import (
    LONGEST_IN_CELL,
    MAX_COLUMNS,
    Reading,
    plain_text,
)
from practice_wisdom.manual.typesetting import qr_code, typeset

ADDRESSES = {"page": "/manual/", "term": "/glossary/"}
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    "#panic()",
    "$ x^2 $ and $ unclosed",
    "\\ \\u{41} \\#",
    "*/ /* // comment",
    '"] #eval("1") [',
    "@label <label> = heading\n== two",
    "`raw` ```typ #panic()```",
    "{{ }} { } [ ] ~ - + / ' \"",
    "#sys.inputs #set text(size: 90pt)",
]


def words(href, inside, where):
    return [{"t": "a", "href": href, "c": inside, "after": "", "note": None}]


def blocks_of(markdown, *, level=2):
    found = render(markdown, addresses=ADDRESSES)
    reading = Reading(linked=words, level=level)
    return [block for part in found.parts for block in reading.blocks(part.html)], found


def document(text="Text", *, blocks=(), **changes):
    title, text = heading(text), on_paper(text)
    leaf = {
        "slug": "a-page",
        "title": title,
        "summary": text,
        "fresh": {"word": "In date", "line": text},
        "overdue": False,
        "now": {"heading": "Do this now", "blocks": [{"t": "p", "c": [text]}]},
        "parts": [{"heading": title, "blocks": list(blocks)}],
        "about": [text],
        "approvals": [text],
        "sources": [text],
        "foot": text,
        "lost": False,
    }
    qr = {"svg": qr_code("https://a.example/p/1"), "address": "https://a.example/p/1", "words": "a", "alt": "QR code"}
    whole = {
        "title": title,
        "author": text,
        "running": text,
        "date": [2026, 11, 22],
        "dates": text,
        "guidance": text,
        "lost": text,
        "qr": qr,
        "page": leaf,
        "book": None,
    }
    return whole | changes


def read(pdf):
    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def squeezed(text):
    return "".join(text.split())


@pytest.mark.parametrize("text", HOSTILE)
def test_code_in_the_words_is_printed_and_never_run(text):
    table = {"t": "table", "head": [[text]], "rows": [[{"c": [text]}]], "widths": [1]}
    link = {"t": "a", "href": f"https://a.example/{text}", "c": [text], "after": text, "note": None}

    said = read(typeset(document(text, blocks=[table, {"t": "p", "c": [link]}, {"t": "pre", "s": text}])))

    # Title, summary, part, table head and cell, link, list: each as it was typed.
    assert squeezed(said).count(squeezed(text)) >= 8


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markdown_is_printed(text):
    found, _ = blocks_of(f"{text}\n\n- {text}\n\n> {text}\n\n| a | b |\n|---|---|\n| {text} | c |")

    assert typeset(document(blocks=found)).startswith(b"%PDF")


@given(st.text())
def test_any_text_can_be_printed(text):
    assert typeset(document(text, blocks=[{"t": "p", "c": [on_paper(text)]}])).startswith(b"%PDF")


@given(st.text(alphabet=st.sampled_from("ab 1*_`|#>-+[]()\\\n!$\"'<&é😀"), max_size=300))
def test_any_markdown_keeps_its_words_and_can_be_printed(text):
    try:
        found, rendered = blocks_of(text)
    except Invalid:
        return

    shown = on_paper("".join(part.text for part in rendered.parts))
    assert sorted(squeezed(plain_text(found))) == sorted(squeezed(shown))
    assert typeset(document(blocks=found)).startswith(b"%PDF")


def test_every_sign_that_counts_as_printable_is_in_the_fonts():
    signs = [chr(code) for code in range(0x20, 0x10000) if not UNPRINTABLE.search(chr(code))]
    assert len(signs) > 2_000
    text = " ".join(signs)
    styled = [{"t": "strong", "c": [{"t": "em", "c": [text]}]}, {"t": "em", "c": [text]}, {"t": "code", "s": text}]

    assert typeset(document(blocks=[{"t": "p", "c": [text, *styled]}])).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Cafe\u0301 £5", "Café £5"),
        ("😀😀 ok", f"{STAND_IN} ok"),
        ("a\u202eb\ufeffc\x07", "abc"),
        ("中文 and 文", f"{STAND_IN} and {STAND_IN}"),
    ],
)
def test_what_the_fonts_lack_is_marked_and_what_nobody_sees_is_left_out(text, shown):
    assert on_paper(text) == shown


def test_long_words_can_break():
    assert breakable("x" * 50, longest=20) == f"{'x' * 20}\u200b{'x' * 20}\u200b{'x' * 10}"
    assert breakable("x" * 20, longest=20) == "x" * 20


def test_headings_go_down_one_step_at_a_time():
    found, _ = blocks_of("#### Deep\n\n##### Deeper\n\n### Up", level=2)

    assert [block["level"] for block in found] == [3, 4, 3]


def test_wide_tables_become_lists():
    heads = "|".join(f"h{n}" for n in range(MAX_COLUMNS + 1))
    row = "|".join(f"c{n}" for n in range(MAX_COLUMNS + 1))

    found, _ = blocks_of(f"|{heads}|\n|{'---|' * (MAX_COLUMNS + 1)}\n|{row}|")

    assert [block["t"] for block in found] == ["ul"]
    assert plain_text(found).startswith("h0: c0h1: c1")


def test_no_table_runs_over_the_edge():
    word = "w" * 60
    found, _ = blocks_of("|a|b|c|d|e|f|\n|---|---|---|---|---|---|\n" + f"|{word}|2|3|4|5|{word}|")
    assert "\u200b" in str(found) or "w" * (LONGEST_IN_CELL + 1) not in str(found)

    pages = pypdf.PdfReader(io.BytesIO(typeset(document(blocks=found)))).pages

    places = []
    pages[0].extract_text(visitor_text=lambda text, cm, tm, font, size: places.append((tm[4], text)) if text else None)
    assert max(x for x, _ in places) < float(pages[0].mediabox.width) - 40


def test_deep_nesting_is_flattened_and_not_lost():
    nested = "word"
    for _ in range(30):
        nested = f"<blockquote><p>{nested}</p></blockquote>"

    found = Reading(linked=words, level=2).blocks(nested)

    assert plain_text(found) == "word"
    assert typeset(document(blocks=found)).startswith(b"%PDF")


def test_the_same_document_gives_the_same_bytes():
    assert typeset(document("a")) == typeset(document("a"))
    assert date(2026, 11, 22).isoformat().replace("-", "") in str(
        pypdf.PdfReader(io.BytesIO(typeset(document("a")))).metadata
    )
