"""Marking terms in a page's words: which, where, and that nothing else is touched."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kernel.markdown import render
from practice_wisdom.manual.marking import mark, phrases_of
from practice_wisdom.manual.words import ADDRESSES

TERMS = [
    ("amhp", "AMHP", "Approved mental health professional", ["asw", "ASW"]),
    ("mh", "MH", "Mental health", []),
    ("safe", "Safe", "", ["home", "left safe"]),
    ("co", "CO", "", ["community order"]),
    ("s2", "S2", "Section 2", []),
    ("s136", "S136", "Section 136", ["136"]),
    ("section-12-doctor", "Section 12 doctor", "", []),
    ("l-and-d", "L&D", "Liaison and diversion", []),
    ("csc", "CSC", "Children's social care", []),
    ("dols", "DoLS", "Deprivation of liberty safeguards", []),
    ("letter", "A", "", []),
]
PHRASES = phrases_of(TERMS)


def marked(html):
    return mark([html], PHRASES)[0]


def words_marked(html):
    return re.findall(r'<a href="/glossary/([a-z0-9-]+)" class="term">([^<]*)</a>', marked(html))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask an AMHP.", [("amhp", "AMHP")]),
        ("Two AMHPs came.", [("amhp", "AMHPs")]),
        ("The AMHP's view.", [("amhp", "AMHP")]),
        ("An amhp came.", []),
        ("An approved mental health\nprofessional came.", [("amhp", "approved mental health\nprofessional")]),
        ("Mental health, then an AMHP.", [("mh", "Mental health"), ("amhp", "AMHP")]),
        ("The ASW of old.", [("amhp", "ASW")]),
        ("Left at home, asw.", []),
        ("Is she safe? Is he safe?", [("safe", "safe")]),
        ("Unsafe, safety, safe-house, fail-safe.", []),
        ("A CO alarm, not a co-worker or company co.", [("co", "CO")]),
        ("CO-led and non-CO.", []),
        ("Modern Slavery Act 2015, section 2; but S2.", [("s2", "S2")]),
        ("Under section 136, not section 136A.", [("s136", "section 136")]),
        ("Section 12 doctors.", [("section-12-doctor", "Section 12 doctors")]),
        ("Ask L&amp;D.", [("l-and-d", "L&amp;D")]),
        ("Children’s social care", [("csc", "Children’s social care")]),
        ("DoLS, never dols.", [("dols", "DoLS")]),
        ("A person.", []),
        ("Write to AMHP@council.example or www.AMHP.example.", []),
        ("&lt;CO&gt; and &amp;", [("co", "CO")]),
    ],
)
def test_what_is_marked(text, expected):
    assert words_marked(f"<p>{text}</p>") == expected


@pytest.mark.parametrize(
    "html",
    [
        "<h3>AMHP</h3>",
        '<p><a href="/manual/amhp">the AMHP page</a></p>',
        "<p><code>AMHP</code></p>",
        "<pre><code>AMHP</code></pre>",
        "<table><thead><tr><th>AMHP</th></tr></thead></table>",
        '<table><tbody><tr><td data-label="AMHP > nurse">x</td></tr></tbody></table>',
    ],
)
def test_where_nothing_is_marked(html):
    assert marked(html) == html


def test_a_page_marks_a_term_once_in_the_order_of_reading():
    sections = mark(["<p>MH</p>", "<p>AMHP and MH</p>", "<p>AMHP, safe</p>"], PHRASES)

    assert [re.findall('class="term">([^<]*)', section) for section in sections] == [["MH"], ["AMHP"], ["safe"]]


def test_what_an_author_linked_is_not_marked_again():
    html = '<p>An <a href="/glossary/amhp">approved professional</a>. The AMHP decides.</p>'

    assert marked(html) == html


def test_no_terms_mark_nothing():
    assert mark(["<p>AMHP</p>"], phrases_of([])) == ["<p>AMHP</p>"]


def test_a_name_wins_over_what_another_stands_for():
    phrases = phrases_of([("provision", "Alternative provision", "AP", []), ("ap", "AP", "", [])])

    assert mark(["<p>AP</p>"], phrases) == ['<p><a href="/glossary/ap" class="term">AP</a></p>']


class Reader(HTMLParser):
    """What stands in it: the text, the tags that are not marks, and how deep links nest."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.text, self.tags, self.depth, self.deepest, self.marks = "", [], 0, 0, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        is_mark = ("class", "term") in attrs
        self.marks.append(is_mark) if tag == "a" else None
        self.depth += tag == "a"
        self.deepest = max(self.deepest, self.depth)
        if not is_mark:
            self.tags.append((tag, attrs))

    def handle_endtag(self, tag):
        self.depth -= tag == "a"
        if not (tag == "a" and self.marks.pop()):
            self.tags.append(tag)

    def handle_data(self, data):
        self.text += data


PIECES = st.sampled_from(
    [*(word for term in TERMS for word in (term[1], term[2], *term[3]) if word), "s", "amhp", "Safe and well",
     " ", " ", "\n", "\n\n", "- ", "1. ", "## ", "### ", "**", "*", "`", "[", "](term:amhp)", "](page:safe)",
     "](https://safe.example/AMHP?a=1&b=2)", "| AMHP > CO | \"safe\" |\n|---|---|\n| MH | safe |\n", "<b>",
     "&amp;", "&",
     "<", ">", '"', "'", "’", "-", ".", "@", "é", "x"]
)  # fmt: skip
PAGES = st.lists(PIECES | st.text(max_size=6), max_size=40).map("".join)


def rendered(text):
    from backend.kernel.errors import Invalid

    try:
        return [part.html for part in render(text, addresses=ADDRESSES).parts]
    except Invalid:
        return []


@given(PAGES)
def test_marking_changes_nothing_but_links_around_words(text):
    sections = rendered(text)

    for before, after in zip(sections, mark(sections, PHRASES), strict=True):
        one, other = Reader(before), Reader(after)
        assert (one.text, one.tags) == (other.text, other.tags)
        assert other.deepest <= 1


@given(PAGES)
def test_marking_again_changes_nothing(text):
    once = mark(rendered(text), PHRASES)

    assert mark(once, PHRASES) == once


NAMES = st.text(min_size=1, max_size=12)


@given(PAGES, st.lists(st.tuples(st.just("x"), NAMES, st.just("") | NAMES, st.lists(NAMES, max_size=2)), max_size=5))
def test_whatever_curators_call_their_terms_the_words_stay(text, terms):
    sections = rendered(text)

    after = mark(sections, phrases_of(terms))

    assert [Reader(one).text for one in after] == [Reader(one).text for one in sections]
    assert [Reader(one).tags for one in after] == [Reader(one).tags for one in sections]
