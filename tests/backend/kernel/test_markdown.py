import html
import re
import time
from itertools import product

import pytest

from backend.kernel.errors import Invalid
from backend.kernel.markdown import MAX_BYTES, TAGS, Part, render

ADDRESSES = {"page": "/manual/", "term": "/glossary/"}


def html_of(text):
    return render(text, addresses=ADDRESSES).html


# -- what authors write -----------------------------------------------------------------------------------------------


def test_text_is_divided_at_second_level_headings():
    rendered = render("## Do this now\n1. Ring.\n\n## Say / avoid\nWords.", addresses=ADDRESSES)

    assert rendered.parts == (
        Part("do-this-now", "Do this now", "<ol>\n<li>Ring.</li>\n</ol>", "Ring."),
        Part("say-avoid", "Say / avoid", "<p>Words.</p>", "Words."),
    )


def test_words_before_the_first_heading_are_a_part_without_one():
    rendered = render("Before.\n\n## After\nIt.", addresses=ADDRESSES)

    assert [(part.anchor, part.heading, part.text) for part in rendered.parts] == [
        ("", "", "Before."),
        ("after", "After", "It."),
    ]


def test_headings_stay_below_the_title_of_the_page():
    assert html_of("# One\n\n## Two\n\n### Three") == ('<h2 id="one">One</h2>\n<h3>Two</h3>\n<h4>Three</h4>\n')


IMAGE = "/manual/images/a.webp"
SHOWN = f'<img alt="The gate" height="3" loading="lazy" src="{IMAGE}" width="4">'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"## ![The gate]({IMAGE})\nAfter.", f"<p>{SHOWN}</p>\n<p>After.</p>"),
        (
            f"## Do ![The gate]({IMAGE}) this\nAfter.",
            f'<h2 id="do-this">Do this</h2>\n<p>{SHOWN}</p>\n<p>After.</p>\n',
        ),
        (f"## A\n### ![The gate]({IMAGE})\nAfter.", f'<h2 id="a">A</h2>\n<p>{SHOWN}</p>\n<p>After.</p>\n'),
        (
            f"> ### B **![The gate]({IMAGE})**",
            f"<blockquote>\n<h3>B <strong></strong></h3>\n<p>{SHOWN}</p>\n</blockquote>",
        ),
        (f"## A\n- x\n\n    ### ![The gate]({IMAGE})", SHOWN),
    ],
)
def test_an_image_in_a_heading_stands_below_it(text, html):
    rendered = render(text, addresses=ADDRESSES, images={IMAGE: (4, 3)})

    assert html in rendered.html
    assert rendered.html.count("<img") == 1


def test_two_headings_alike_have_two_anchors():
    rendered = render("## Same\na\n\n## Same\nb", addresses=ADDRESSES)

    assert [part.anchor for part in rendered.parts] == ["same", "same-2"]


def test_the_text_of_a_part_has_no_entities_and_keeps_its_words_apart():
    text = "## A & B\n| x | y |\n|---|---|\n| fish & chips | **72 hours**. |"

    rendered = render(text, addresses=ADDRESSES)

    assert (rendered.parts[0].heading, rendered.parts[0].text) == ("A & B", "x y fish & chips 72 hours.")


def test_cells_are_labelled_for_narrow_screens_and_the_table_scrolls_by_itself():
    rendered = html_of("## Who\n| Agency | Can |\n|---|---|\n| Police | arrest |")

    assert '<td data-label="Agency">Police</td>\n<td data-label="Can">arrest</td>' in rendered
    assert re.search(r'<div [^>]*aria-label="Table: Who"[^>]*><table>', rendered)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("[a](page:cuckooing)", '<a href="/manual/cuckooing">a</a>'),
        ("[a](page:cuckooing#say-avoid)", '<a href="/manual/cuckooing#say-avoid">a</a>'),
        ("[a](term:amhp)", '<a href="/glossary/amhp">a</a>'),
        ("[999](tel:999)", '<a href="tel:999">999</a>'),
        ("[a](mailto:duty@council.example)", '<a href="mailto:duty@council.example">a</a>'),
        ("[a](#say-avoid)", '<a href="#say-avoid">a</a>'),
        (
            "[a](https://x.example/y?z=1&w=2)",
            '<a href="https://x.example/y?z=1&amp;w=2" rel="noopener noreferrer">a</a>',
        ),
    ],
)
def test_good_links_are_kept(given, expected):
    rendered = render(given, addresses=ADDRESSES)

    assert (rendered.parts[0].html, rendered.refused_links) == (f"<p>{expected}</p>", ())


def test_internal_links_are_named_for_whoever_checks_them():
    rendered = render("[a](page:one) [b](page:two#x) [c](term:three)", addresses=ADDRESSES)

    assert rendered.links == {"page": {"one", "two"}, "term": {"three"}}


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:x", "http://x.example", "//x.example", "/manual/x", "data:text/html,x",
     "tel:call",
     "page:Not A Slug", "other:slug", "vbscript:x", "&#106;avascript:x", "https://", "https://x.example/&quot;onx="],
)  # fmt: skip
def test_bad_links_become_plain_text_and_are_reported(address):
    rendered = render(f"[words](<{address}>)", addresses=ADDRESSES)

    assert rendered.parts[0].html == "<p>words</p>"
    assert rendered.refused_links == (html.unescape(address),)


def test_bare_numbers_are_not_made_links():
    assert html_of("Ring 999 or 0800 555 111.") == "<p>Ring 999 or 0800&nbsp;555&nbsp;111.</p>"


def test_raw_html_is_shown_and_not_obeyed():
    assert html_of("a <b>bold</b> move\n\n<div>block</div>") == (
        "<p>a &lt;b&gt;bold&lt;/b&gt; move</p>\n<p>&lt;div&gt;block&lt;/div&gt;</p>"
    )


def test_images_are_not_made():
    assert "<img" not in html_of("![alt](https://x.example/a.png)")


# -- limits -----------------------------------------------------------------------------------------------------------

SIZE = 64_000
HOSTILE = {
    "brackets": "[" * SIZE,
    "cdata": "<![CDATA[" * (SIZE // 9),
    "open links": "[a](" * (SIZE // 4),
    "emphasis": "*a " * (SIZE // 3),
    "strong": "**a " * (SIZE // 4),
    "underscores": "_a " * (SIZE // 3),
    "backticks": "".join("`" * (n % 90 + 1) + "a" for n in range(1_300))[:SIZE],
    "quotations": "> " * (SIZE // 2),
    "nested lists": "".join(" " * (4 * n) + "- a\n" for n in range(170))[:SIZE],
    "cells": "a|b\n-|-\n" + "|a" * (SIZE // 2),
    "entities": "&#" * (SIZE // 2),
    "comments": "<!--" * (SIZE // 4),
    "tags": "<a " * (SIZE // 3),
    "images": "![" * (SIZE // 2),
    "escapes": "\\*" * (SIZE // 2),
    "references": "[a][b]" * (SIZE // 6),
    "headings": "# a\n" * (SIZE // 4),
    "empty lines": "\n" * SIZE,
    "brackets in many blocks": "\n\n".join(["[" * 90] * 600),
    "brackets in many lines": ("[" * 40 + "\n") * 1_500,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_shapes_are_refused_at_once_in_clear_words(shape):
    began = time.process_time()

    with pytest.raises(Invalid) as refusal:
        render(HOSTILE[shape], addresses=ADDRESSES)

    assert time.process_time() - began < 0.1
    assert refusal.value.message.endswith(".")


def at_the_limits(sign, filling):
    """As much of one shape as passes: what the parser may be asked to do at worst."""
    line = ((sign + filling) * 2_000)[:3_900]
    texts = ["\n\n".join([line[:length]] * blocks) for length, blocks in product((300, 1_000, 3_900), (1, 2, 4, 16))]
    for text in sorted(texts, key=len, reverse=True):
        try:
            began = time.process_time()
            render(text[:SIZE], addresses=ADDRESSES)
        except Invalid:
            continue
        yield time.process_time() - began


@pytest.mark.parametrize(
    "sign", ["[", "[a](", "[a](b) ", "[[a]] ", "*", "**a", "_a ", "*a_b**c", "`a", "``a` ", "<", "&", "\\*", "]"]
)
def test_what_passes_the_limits_is_quick(sign):
    assert max([0, *at_the_limits(sign, "a "), *at_the_limits(sign, "word " * 12)]) < 0.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a" * 80 * 1_000, "This text is 80 kB long. A page has room for 64 kB: divide it in two."),
        ("a\n" * 2_001, "This text has 2002 lines. A page has room for 2000."),
        ("fine\n" + "a" * 4_001, "Line 2 has 4001 characters; 4000 is the most. Break it into paragraphs."),
        ("=" * 101, "Line 1 repeats “=” more than 100 times. Take some out."),
        (">>>>> a", "Line 1 is a quotation inside more than 4 others. Take some “>” out."),
        ("- a\n" + " " * 20 + "- b", "Line 2 is indented too far. Use at most three levels of list."),
        (
            "Note [a [b [c [d [e [f",
            "The passage that begins “Note [a [b [c [d [e [f” has links without their closing “]”.",
        ),
    ],
)
def test_each_limit_says_what_to_do(text, message):
    with pytest.raises(Invalid) as refusal:
        render(text, addresses=ADDRESSES)

    assert refusal.value.message == message


def test_a_full_page_of_ordinary_prose_passes():
    passage = "The duty social worker decides whether the threshold is met, and says **why** in [writing](page:x). " * 8

    text = "\n\n".join([passage] * 49)

    assert 35_000 < len(text) < MAX_BYTES
    assert len(render(text, addresses=ADDRESSES).parts) == 1


# -- what attackers write ---------------------------------------------------------------------------------------------

SCRIPTS = [
    "<script>alert(1)</script>",
    "<script src=//x.example/x.js></script>",
    "<ScRiPt >alert(1)</ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<style>@import '//x.example'</style>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><img title='</title><img src=x onerror=alert(1)>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<base href=//x.example/>",
    "<link rel=stylesheet href=//x.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\x02script\x03alert(1)",
    "\x02wzxhzdk:0\x03<img src=x onerror=alert(1)>",
    "\x02amp\x03lt;script>alert(1)</script>",
]
PLACES = [
    "{}",
    "**{}**",
    "`{}`",
    "- {}",
    "## {}",
    "> {}",
    "| a |\n|---|\n| {} |",
    "| {} |\n|---|\n| a |",
    "[{}](page:x)",
    "[x](https://x.example/{})",
    '[x](https://x.example "{}")',
    "![{}](https://x.example)",
    "<https://x.example/{}>",
    "word\n:   {}",
]
ADDRESSES_OF_SCRIPTS = [
    "javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    " javascript:alert(1)",
    "java\\script:alert(1)",
    "java&#10;script:alert(1)",
    "&#x6a;avascript:alert(1)",
    "\x01javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:msgbox(1)",
    'https://x.example/"onmouseover="alert(1)',
    "https://x.example/'onmouseover='alert(1)",
    'tel:"onclick="alert(1)',
    'page:x" onclick="alert(1)',
]
VECTORS = [place.replace("{}", script) for place, script in product(PLACES, SCRIPTS)] + [
    f"[x]({before}{address}{after})"
    for address, (before, after) in product(ADDRESSES_OF_SCRIPTS, [("", ""), ("<", ">")])
]
ALLOWED = {
    "a": r'( href="[^"]*"| rel="noopener noreferrer")*',
    "td": r'( data-label="[^"]*")?',
    "ol": r'( start="\d+")?',
    "h2": r'( id="[a-z0-9-]+")?',
    "div": r'( aria-label="[^"]*"| class="prose__table"| role="region"| tabindex="0")*',
}


def unexpected(rendered):
    """Every piece of markup that is not exactly one we make, and every address that is not of a kind we allow."""
    found = []
    for markup in re.findall(
        r"<[^>]*>?", re.sub(r'"[^"]*"', lambda quoted: quoted[0].replace("<", "").replace(">", ""), rendered)
    ):
        name = re.match(r"</?([a-z0-9]*)", markup)[1]
        if name not in TAGS or not re.fullmatch(rf"</{name}>|<{name}{ALLOWED.get(name, '')}>", markup):
            found.append(markup)
    for address in re.findall(r'href="([^"]*)"', rendered):
        if not re.match(r"(https://|mailto:|tel:|#|/manual/|/glossary/)", address):
            found.append(address)
    return found


def test_there_are_vectors_enough():
    assert len(set(VECTORS)) >= 200


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_an_author_writes_becomes_markup_of_its_own(vector):
    rendered = render(vector, addresses=ADDRESSES)

    assert unexpected(rendered.html) == []


@pytest.mark.parametrize(
    ("bad", "found"),
    [
        ('<p onclick="x">a</p>', ['<p onclick="x">']),
        ("<script>a</script>", ["<script>", "</script>"]),
        ('<a href="javascript:x">a</a>', ["javascript:x"]),
    ],
)
def test_the_looking_glass_itself_sees(bad, found):
    assert unexpected(bad) == found
