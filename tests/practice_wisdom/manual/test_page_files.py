from contextlib import suppress
from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.identity.enums import OrganisationKind
from backend.kernel.errors import Invalid
from practice_wisdom.manual.enums import Audience, Evidence, Lens, Level, Topic
from practice_wisdom.manual.page_files import Unreadable, page_text, read_page
from practice_wisdom.manual.words import Source, Words, set_out
from tests.practice_wisdom.conftest import make_words

TODAY = date(2026, 11, 22)
# What trips readers of YAML and of front matter.
NASTY = st.sampled_from(
    ["---", "---\n", "\n---\n", ": ", " #", "no", "~", "136", "2026-11-22", "- ", "&a", "*a", "!!str", "'", '"', "\\",
     "\t", "\x85", "\u2028", "\ufeff", "\U0001f46e", "\x07", "{", "[", "%", "@", "| ", "> ", "\r\n", "  ", "", "# x"]
)  # fmt: skip
TEXTS = st.lists(NASTY | st.text(max_size=8), max_size=6).map("".join)
LINES = TEXTS.map(lambda text: text.replace("\n", " "))


def several(choices):
    return st.lists(st.sampled_from(list(choices.values)), unique=True, max_size=3).map(tuple)


WORDS = st.builds(
    Words,
    title=LINES,
    summary=LINES,
    body=TEXTS,
    checked_on=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    review_by=st.dates(date(2000, 1, 1), date(2103, 1, 1)),
    topics=several(Topic),
    agencies=several(OrganisationKind),
    audience=st.sampled_from(Audience.values),
    level=st.sampled_from(Level.values),
    lens=st.sampled_from(Lens.values),
    evidence=several(Evidence),
    keywords=st.lists(TEXTS, max_size=3).map(tuple),
    sources=st.lists(st.builds(Source, title=TEXTS, year=st.integers(1200, 2100), section=TEXTS), max_size=2).map(
        tuple
    ),
)


@given(words=WORDS, joint=st.booleans())
@example(words=make_words(body="---\na: b\n---\n"), joint=True)
@example(words=make_words(body="\n\n  x  \n\n", title=" a: 'b' \"c\" # ", summary="\ufeff"), joint=False)
@example(words=make_words(body="", keywords=("no", "~", "1e3", "a,b", "]")), joint=False)
def test_every_word_survives_the_file(words, joint):
    """Whether or not it would be accepted as a draft; line ends become one sign."""
    found = read_page(file="a.md", text=page_text(slug="a", joint=joint, words=words))

    kept = replace(words, body=words.body.replace("\r\n", "\n").replace("\r", "\n"))
    assert (found.slug, found.joint, found.words) == ("a", joint, kept)


@given(words=WORDS)
def test_what_a_draft_may_hold_is_what_the_file_gives_a_draft(words):
    try:
        before = set_out(words)
    except Invalid:
        return

    assert set_out(read_page(file="a.md", text=page_text(slug="a", joint=True, words=words)).words) == before


def test_line_ends_of_other_machines_are_ours():
    text = page_text(slug="a", joint=True, words=make_words())

    for ends in ("\r\n", "\r"):
        assert read_page(file="a.md", text=text.replace("\n", ends)).words == make_words()


def test_what_a_file_leaves_out_is_filled_and_named():
    found = read_page(
        file="notes/Joint visits (v2).md", text="# Joint visits\n\n## Do this now\n1. Ring.\n", today=TODAY
    )

    assert (found.slug, found.joint) == ("joint-visits-v2", None)
    assert (found.words.title, found.words.body) == ("Joint visits", "## Do this now\n1. Ring.")
    assert (found.words.checked_on, found.words.review_by) == (TODAY, date(2027, 5, 23))
    assert found.missing == (
        "summary", "topics", "agencies", "audience", "level", "lens", "evidence", "keywords", "sources", "review_by",
    )  # fmt: skip


def test_the_line_of_each_fact_is_known():
    found = read_page(file="a.md", text=page_text(slug="a", joint=True, words=make_words()))

    assert (found.line_of("title"), found.line_of("summary"), found.line_of("body")) == (2, 4, 18)


@pytest.mark.parametrize(
    ("front", "line", "what"),
    [
        ("title: [", 3, "is not YAML"),
        ("a: 1\ntitle: &x [a]\nb: *x", 3, "uses &, * or !"),
        ("title: !!python/object/apply:os.system [id]", 2, "uses &, * or !"),
        ("title: !x a", 2, "uses &, * or !"),
        ("title: [[[[[[a]]]]]]", 2, "lists inside lists"),
        ("title: " + "[" * 50_000, 2, "lists inside lists"),
        ("title: " + "a" * 60_000, 1, "longer than 60000"),
        ("- a\n- b", 1, "no front matter"),
        ("just words", 1, "no front matter"),
        ("checked_on: 2026-13-45", 1, "cannot be"),
        ("checked_on: 2026-11-22 10:00:00", 1, "wrong kind"),
        ("title: a\nsources: [{title: a, year: soon}]", 1, "wrong kind"),
        ("title: a\nsources: [{title: a}]", 1, "lacks 'year'"),
        ("title: a\nsources: [a]", 1, "wrong kind"),
        ("title: {a: b}", 1, "wrong kind"),
        ("slug: [a]", 1, "wrong kind"),
        ("title: a\nkeywords: no", 1, "wrong kind"),
        ("title: 'a\x00b'", 1, "is not YAML"),
        ("? [a]\n: b", 2, "is not YAML"),
    ],
)
def test_front_matter_that_is_no_front_matter_is_named_with_its_line(front, line, what):
    began = process_time()
    with pytest.raises(Unreadable) as wrong:
        read_page(file="a.md", text=f"---\n{front}\n---\nWords.\n", today=TODAY)

    assert wrong.value.line == line
    assert what in wrong.value.what
    assert process_time() - began < 1


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def test_a_billion_laughs_end_at_the_first():
    with pytest.raises(Unreadable) as wrong:
        read_page(file="a.md", text=f"---\n{LAUGHS}\ntitle: *i\n---\n", today=TODAY)

    assert wrong.value.line == 2


@given(text=st.text(max_size=200) | TEXTS.map(lambda text: f"---\n{text}\n---\nbody\n"))
def test_any_text_is_read_or_refused(text):
    with suppress(Unreadable):
        assert read_page(file="a.md", text=text, today=TODAY).words.checked_on
