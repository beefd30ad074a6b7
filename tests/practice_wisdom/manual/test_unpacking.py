"""Files made to do harm: refused before space or time is used, with nothing written. (C26)"""

import io
import os
import stat
import struct
import tempfile
import tracemalloc
import zipfile
from contextlib import suppress
from datetime import date
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.errors import Invalid
from practice_wisdom.manual.arrivals import read_arrivals
from practice_wisdom.manual.unpacking import MAX_PAGES
from tests.practice_wisdom.manual.brought import page_file, zip_of

TODAY = date(2026, 11, 22)
PAGE = page_file()


def read(*files):
    return read_arrivals(files=files, today=TODAY)


def told(*files):
    return [(arrival.file, arrival.refusal) for arrival in read(*files)]


def entry(name, mode=stat.S_IFREG | 0o644):
    made = zipfile.ZipInfo(name)
    made.external_attr, made.create_system = mode << 16, 3
    return made


def renamed(data, old, new):
    """Python's writer tidies names; an attacker's does not."""
    return data.replace(old, new)


def bomb():
    return zip_of([("a.md", PAGE), ("b.md", bytes(100_000)), ("c.docx", bytes(60_000_000))])


def overlapping():
    """Entries that share one body, as in the bombs that unpack to petabytes."""
    once = zip_of([("a.docx", bytes(1_000_000))])
    start = once.index(b"PK\x01\x02")
    end = once.rindex(b"PK\x05\x06")
    record = once[start:end]
    records = b"".join(record.replace(b"a.docx", b"%05dx" % n) for n in range(1_500))
    tail = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 1_500, 1_500, len(records), start, 0)
    return once[:start] + records + tail


def locked():
    data = bytearray(zip_of([("a.md", PAGE)]))
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + offset] |= 1
    return bytes(data)


def crowded(count):
    return zip_of([(f"{n}.md", b"") for n in range(count)], packed=zipfile.ZIP_STORED)


def lying_count():
    """Its end says one entry; its list is long."""
    data = bytearray(crowded(10_000))
    struct.pack_into("<HH", data, len(data) - 14, 1, 1)
    return bytes(data)


HOSTILE = {
    "a bomb": (bomb, "packed more tightly than any text is"),
    "overlapping entries": (overlapping, "larger than 100 MB when it is unpacked"),
    "ten thousand entries": (lambda: crowded(10_000), "more than 2000 files"),
    "a count that lies": (lying_count, "more than 2000 files"),
    "a way out": (lambda: zip_of([("../../etc/a.md", PAGE)]), "leads out of the zip"),
    "a way out in the middle": (lambda: zip_of([("a/../../b.md", PAGE)]), "leads out of the zip"),
    "an absolute path": (lambda: zip_of([("/etc/a.md", PAGE)]), "is a place on a computer"),
    "a drive": (lambda: zip_of([("C:/a.md", PAGE)]), "is a place on a computer"),
    "a backslash": (lambda: zip_of([("..\\a.md", PAGE)]), "is a place on a computer"),
    "a symbolic link": (lambda: zip_of([(entry("a.md", stat.S_IFLNK | 0o777), "/etc/passwd")]), "is a link"),
    "a device": (lambda: zip_of([(entry("a.md", stat.S_IFCHR | 0o777), "")]), "is a link"),
    "an archive inside": (lambda: zip_of([("a.md", PAGE), ("b.zip", zip_of([("c.md", PAGE)]))]), "is an archive"),
    "names alike but for capitals": (lambda: zip_of([("a.md", PAGE), ("A.MD", PAGE)]), "is in it twice"),
    "names alike but for their signs": (lambda: zip_of([("ﬁ.md", PAGE), ("fi.md", PAGE)]), "is in it twice"),
    "a name that turns round": (lambda: zip_of([("a\u202edm.md", PAGE)]), "has a name that cannot be kept"),
    "a name with a line end": (lambda: zip_of([("a\nb.md", PAGE)]), "has a name that cannot be kept"),
    "a name without end": (lambda: zip_of([("a" * 5_000 + ".md", PAGE)]), "has a name that cannot be kept"),
    "a password": (locked, "is locked with a password"),
    "an odd packing": (lambda: zip_of([("a.md", PAGE)], packed=zipfile.ZIP_LZMA), "packed in an unusual way"),
    "a glossary that is a bomb": (
        lambda: zip_of([("a.md", PAGE), ("glossary.yaml", bytes(60_000_000))]),
        "packed more tightly than any text is",
    ),
    "a glossary that leads out": (lambda: zip_of([("../glossary.yaml", "[]")]), "leads out of the zip"),
    "a glossary that is a link": (
        lambda: zip_of([(entry("glossary.yaml", stat.S_IFLNK | 0o777), "/etc/passwd")]),
        "is a link",
    ),
    "half a zip": (lambda: zip_of([("a.md", PAGE)])[:-30], "is not a whole zip file"),
    "no zip at all": (lambda: b"<html>", "is not a whole zip file"),
    "nothing": (lambda: b"", "is not a whole zip file"),
    "nothing in it": (lambda: zip_of([]), "There is no page in these files."),
    "too large": (lambda: os.urandom(20_000_001), "larger than 20 MB together"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_zip_that_nobody_made_by_hand_is_refused_at_once(kind, monkeypatch, tmp_path):
    make, sentence = HOSTILE[kind]
    data = make()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    tracemalloc.start()
    began = process_time()

    with pytest.raises(Invalid) as refusal:
        read(("pages.zip", data))

    seconds, (_, peak) = process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence in refusal.value.message
    assert list(refusal.value.fields) == ["files"]
    assert (seconds < 1, peak < 30_000_000, list(tmp_path.iterdir())) == (True, True, [])


LAUGHS = b"- &a [x, x]\n" + b"".join(b"- &%c [*%c, *%c]\n" % (n + 1, n, n) for n in range(97, 120))
WORDS = {
    "aliases of aliases": (LAUGHS, "uses &, * or ! as YAML does"),
    "an object": (b"- !!python/object/apply:os.system [id]\n", "uses &, * or ! as YAML does"),
    "lists in lists": (b"[" * 900_000, "has lists inside lists inside lists"),
    "one list without end": (b"- say: [" + b"a," * 450_000 + b"a]\n", "more than can be read at a time"),
    "lines without end": (b"- {say: [a], means: [b]}\n" * 35_000, "more than can be read at a time"),
    "keys of keys": (b"? " * 400_000, "has lists inside lists inside lists"),
    "too long": (b"#" * 1_000_001, "It is longer than 1000 kB"),
    "a number without end": (b"- term: " + b"9" * 900_000 + b"\n  meaning: x\n", "a number that cannot be"),
    "escapes without end": (b'- term: "' + b"\\u0041" * 150_000 + b'"\n  meaning: x\n', ""),
}


@pytest.mark.parametrize("kind", WORDS)
def test_a_file_of_words_takes_no_time_and_no_room(kind):
    data, sentence = WORDS[kind]
    tracemalloc.start()
    began = process_time()

    [arrival] = read(("glossary.yaml", data))

    seconds, (_, peak) = process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sentence in arrival.refusal
    assert bool(arrival.refusal) == bool(sentence)
    assert (seconds < 4, peak < 60_000_000) == (True, True)


@given(st.binary(max_size=300) | st.text("-:[]{}&*!?#'\"\\ \nabsaymenterm,", max_size=200).map(str.encode))
def test_any_file_of_words_is_read_or_refused(data):
    [arrival] = read(("synonyms.yaml", data)) if data else [None]

    assert arrival is None or arrival.refusal or arrival.entries is not None


def test_sizes_that_lie_are_noticed():
    data = zip_of([("a.md", PAGE), ("b.md", page_file("b") + b"x" * 5_000)])
    data = data.replace(struct.pack("<I", len(page_file("b")) + 5_000), struct.pack("<I", 300))

    [good, bad] = told(("pages.zip", data))

    assert good == ("a.md", "")
    assert bad == ("b.md", "b.md is damaged. Make the zip again, or download it again.")


def test_a_byte_that_changed_is_noticed():
    data = bytearray(zip_of([("a.md", PAGE)], packed=zipfile.ZIP_STORED))
    data[data.index(b"Cuckooing")] ^= 1

    assert told(("pages.zip", bytes(data))) == [("a.md", "a.md is damaged. Make the zip again, or download it again.")]


def test_what_is_no_page_is_named_and_the_rest_comes_in():
    data = zip_of(
        [("folder/", ""), ("folder/cuckooing.md", PAGE), ("p.png", b"x"), ("old.doc", b"x"), ("macro.docm", b"x"),
         ("table.xlsx", b"x"), ("glossary.yaml", "[]"), ("settings.yaml", "[]"),
         ("__MACOSX/._a.md", b"x"), (".DS_Store", b"x"), ("README", "")]
    )  # fmt: skip

    assert told(("pages.zip", data)) == [
        ("README", "Only .md and .docx files become pages."),
        ("folder/cuckooing.md", ""),
        ("glossary.yaml", ""),
        ("macro.docm", "It may hold macros. Save it as .docx, which cannot, and bring that."),
        ("old.doc", "This is an old kind of Word document. Save it as .docx and bring that."),
        ("p.png", "Only the pictures of an export come in this way. Add it in the editor."),
        ("settings.yaml", "Of these files only glossary.yaml and synonyms.yaml are read."),
        ("table.xlsx", "Only .md and .docx files become pages."),
    ]


def test_bytes_that_are_no_utf8_are_named_with_their_line():
    latin = PAGE.replace(b"somebody's", "somebody’s".encode("cp1252"))

    assert told(("a.md", latin)) == [
        ("a.md", "Line 4: the file is not saved as UTF-8. Save it again with that encoding.")
    ]
    assert "not saved as UTF-8" in told(("a.md", PAGE.decode().encode("utf-16")))[0][1]


def test_a_byte_order_mark_is_nothing():
    assert read(("a.md", b"\xef\xbb\xbf" + PAGE))[0].words == read(("a.md", PAGE))[0].words


def test_two_files_for_one_address_are_one_page():
    assert told(("a.md", PAGE), ("b.md", PAGE)) == [
        ("a.md", ""),
        ("b.md", "It has the same address as a.md. Change one of them."),
    ]


def test_a_refusal_names_the_line():
    wrong = page_file(summary="a" * 141, body="[a](javascript:x)")

    assert told(("a.md", wrong)) == [
        ("a.md", "Line 4: The summary has room for 140 characters. Line 18: The link to “javascript:x” cannot work. "
                 "Use https:, mailto:, tel: with digits only, page: or term:.")
    ]  # fmt: skip


@pytest.mark.parametrize("slug", ["desk", "imports", "export", "../a", "A", "a b", ""])
def test_an_address_that_no_page_can_have_is_refused(slug):
    [arrival] = read(("a.md", page_file(slug)))

    assert arrival.words is None
    assert arrival.refusal.startswith("Line 3: ")


def test_more_pages_than_anybody_reads_are_refused():
    with pytest.raises(Invalid, match=f"{MAX_PAGES} is the most"):
        read(("a.zip", zip_of([(f"{n}.md", PAGE) for n in range(MAX_PAGES + 1)])))


NAMES = st.text(st.sampled_from("aA./\\:é\u202e\n "), min_size=1, max_size=12).map(lambda name: f"{name}.md")


@given(entries=st.lists(st.tuples(NAMES, st.binary(max_size=50)), max_size=6), cut=st.integers(0, 400), flip=st.data())
def test_any_zip_is_read_or_refused(entries, cut, flip):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dict(entries):
            archive.writestr(name, dict(entries)[name])
    data = bytearray(made.getvalue())
    place = flip.draw(st.integers(0, len(data) - 1))
    data[place] ^= flip.draw(st.integers(0, 255))

    with suppress(Invalid):
        assert read(("a.zip", bytes(data[: len(data) - cut] if cut < 30 else data)))
