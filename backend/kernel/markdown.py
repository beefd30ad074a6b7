"""Markdown to HTML, once, when words are saved; what is stored is what is shown.

Three walls, each enough by itself: raw HTML is never read as HTML, addresses are rewritten or dropped while the text
is still a tree, and the sanitiser has the last word over every part. In front of them stand limits, because the
parser takes quadratic time over some shapes: ten thousand opening brackets would hold a worker for seconds.
"""

import html
import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import nh3
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from backend.kernel.errors import Invalid
from backend.kernel.slugs import slug_of
from backend.kernel.telephones import hold_numbers

MAX_BYTES = 64_000
MAX_LINES = 2_000
MAX_LINE = 4_000
MAX_BLOCK = 12_000
MAX_RUN = 100
MAX_QUOTES = 4
MAX_INDENT = 16
MAX_UNCLOSED = 5
# How often one sign may stand in one block (text between blank lines), and in the whole text. A table of ten services
# with links has about 60 brackets.
MAX_IN_BLOCK = {"[": 100, "`": 100, "*": 400, "_": 400, "<": 100, "&": 200, "|": 1_500, "\\": 200}
MAX_IN_TEXT = {"[": 400, "`": 400, "*": 2_000, "_": 2_000, "<": 400, "&": 1_000, "|": 6_000, "\\": 1_000}

TEXT_TAGS = {"p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "a", "h2", "h3", "h4", "h5", "h6"}
LIST_TAGS = {"ul", "ol", "li", "dl", "dt", "dd"}
TABLE_TAGS = {"table", "thead", "tbody", "tr", "th", "td", "div"}
TAGS = TEXT_TAGS | LIST_TAGS | TABLE_TAGS | {"img"}
ATTRIBUTES = {
    "a": {"href", "rel"},
    "td": {"data-label"},
    "ol": {"start"},
    "div": {"role", "tabindex", "aria-label"},
    "img": {"src", "alt", "width", "height", "loading"},
}
# The only class there is: what scrolls a wide table by itself, so that the page never does.
CLASSES = {"div": {"prose__table"}}
SCHEMES = {"https", "tel", "mailto"}

_RUN = re.compile(rf"([^\w\s])\1{{{MAX_RUN}}}")
_QUOTES = re.compile(rf"[ \t]*(?:>[ \t]*){{{MAX_QUOTES + 1}}}")
_BLOCKS = re.compile(r"\n[ \t]*\n")
_BLOCK_END = re.compile(r"</(?:p|li|dt|dd|h[2-6]|t[hdr]|pre|blockquote)>|<br>")
_GOOD_ADDRESS = re.compile(
    r"""#[\w-]*|https://[^\s/<>"']+[^\s<>"']*|mailto:[^\s@:<>"']+@[^\s@:<>"']+|tel:\+?[0-9]{3,15}"""
)
_INTERNAL = re.compile(r"(?P<scheme>[a-z]+):(?P<slug>[a-z0-9][a-z0-9-]*)(?P<part>#[a-z0-9-]+)?")


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between one second-level heading and the next. The first may have no heading and no anchor."""

    anchor: str
    heading: str
    html: str
    text: str

    @property
    def section(self) -> str:
        """Its HTML with its heading."""
        return f'<h2 id="{self.anchor}">{html.escape(self.heading)}</h2>\n{self.html}\n' if self.heading else self.html


@dataclass(frozen=True, slots=True)
class Rendered:
    """`links` holds the slugs named with each internal scheme, `refused_links` the addresses that became plain text.

    `refused_images` holds the addresses of images that are not ours, `silent_images` of those without words.
    """

    parts: tuple[Part, ...]
    links: dict[str, frozenset[str]] = field(default_factory=dict)
    refused_links: tuple[str, ...] = ()
    refused_images: tuple[str, ...] = ()
    silent_images: tuple[str, ...] = ()

    @property
    def html(self) -> str:
        return "".join(part.section for part in self.parts)


def render(text: str, *, addresses: Mapping[str, str], images: Mapping[str, tuple[int, int]] | None = None) -> Rendered:
    """The safe HTML of a text. `addresses` maps an internal scheme to its address, such as {"page": "/manual/"}.

    `images` maps the address of every image that may stand in it to its width and height: no other is ever shown.
    Raises Invalid, in words for the author, when the text is too long or of a shape that nobody writes by hand.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    refuse_oversized(text)
    tidy = _Tidy(addresses, images or {})
    parser = _parser(tidy)
    root = _tree(parser, text)
    parts: list[Part] = []
    for heading, children in _divide(root):
        parts.append(_part(parser, heading, children, taken={part.anchor for part in parts}, images=tidy.images))
    links = {scheme: frozenset(slugs) for scheme, slugs in tidy.links.items()}
    return Rendered(tuple(parts), links, tuple(tidy.refused), tuple(tidy.refused_images), tuple(tidy.silent_images))


def refuse_oversized(text: str) -> None:
    """Raises Invalid for what would be slow to parse. Itself linear in the length of the text."""
    size = len(text.encode())
    if size > MAX_BYTES:
        raise Invalid(
            f"This text is {size // 1000} kB long. A page has room for {MAX_BYTES // 1000} kB: divide it in two."
        )
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise Invalid(f"This text has {len(lines)} lines. A page has room for {MAX_LINES}.")
    for number, line in enumerate(lines, start=1):
        _refuse_line(number, line)
    _refuse_crowd(text, MAX_IN_TEXT, "in one page")
    for block in _BLOCKS.split(text):
        if len(block) > MAX_BLOCK:
            raise Invalid(f"The passage that begins “{_opening(block)}” is too long. Leave an empty line in it.")
        _refuse_crowd(block, MAX_IN_BLOCK, "in one passage")
        _refuse_unclosed(block)


def _refuse_line(number: int, line: str) -> None:
    if len(line) > MAX_LINE:
        raise Invalid(f"Line {number} has {len(line)} characters; {MAX_LINE} is the most. Break it into paragraphs.")
    if run := _RUN.search(line):
        raise Invalid(f"Line {number} repeats “{run[1]}” more than {MAX_RUN} times. Take some out.")
    if _QUOTES.match(line):
        raise Invalid(f"Line {number} is a quotation inside more than {MAX_QUOTES} others. Take some “>” out.")
    if line.strip() and len(wide := line.expandtabs(4)) - len(wide.lstrip()) > MAX_INDENT:
        raise Invalid(f"Line {number} is indented too far. Use at most three levels of list.")


def _refuse_crowd(text: str, limits: Mapping[str, int], where: str) -> None:
    for sign, limit in limits.items():
        if (count := text.count(sign)) > limit:
            raise Invalid(f"“{sign}” stands {count} times {where} (“{_opening(text)}”); {limit} is the most.")


def _refuse_unclosed(block: str) -> None:
    for opening, closing in (("[", "]"), ("](", ")")):
        if block.count(opening) - block.count(closing) > MAX_UNCLOSED:
            raise Invalid(f"The passage that begins “{_opening(block)}” has links without their closing “{closing}”.")


def _opening(text: str) -> str:
    return " ".join(text[:60].split())[:40]


def _parser(tidy: "_Tidy") -> Markdown:
    parser = Markdown(extensions=["tables", "def_list", "sane_lists"], output_format="html")
    # Raw HTML stays text, and so do forms that need a look through the whole document.
    parser.preprocessors.deregister("html_block")
    parser.parser.blockprocessors.deregister("reference")
    for name in (
        "html",
        "automail",
        "image_reference",
        "short_image_ref",
        "reference",
        "short_reference",
    ):
        parser.inlinePatterns.deregister(name)
    # After the inline pass (20), before the escapes are put back (0).
    parser.treeprocessors.register(tidy, "tidy", 5)
    return parser


def _tree(parser: Markdown, text: str) -> etree.Element:
    lines = text.split("\n")
    for preprocessor in parser.preprocessors:
        lines = preprocessor.run(lines)
    root = cast(etree.Element, parser.parser.parseDocument(lines).getroot())
    for treeprocessor in parser.treeprocessors:
        # They change the tree in place; some also hand it back.
        treeprocessor.run(root)
    return root


class _Tidy(Treeprocessor):
    """Headings below the page's own, addresses that are allowed, and a label on each cell for narrow screens."""

    def __init__(self, addresses: Mapping[str, str], images: Mapping[str, tuple[int, int]]) -> None:
        super().__init__()
        self.addresses, self.images = addresses, images
        self.refused_images: list[str] = []
        self.silent_images: list[str] = []
        self.links: dict[str, set[str]] = {scheme: set() for scheme in addresses}
        self.refused: list[str] = []

    def run(self, root: etree.Element) -> None:
        shift = 1 if root.find(".//h1") is not None else 0
        for element in root.iter():
            if re.fullmatch("h[1-6]", element.tag):
                element.tag = f"h{min(6, int(element.tag[1]) + shift)}"
            elif element.tag == "a":
                self._point(element)
            elif element.tag == "img":
                self._illustrate(element)
            elif element.tag == "table":
                _label_cells(element)
        hold_numbers(root)
        _wrap_tables(root)
        _put_images_under_headings(root)

    def _point(self, link: etree.Element) -> None:
        given = html.unescape(link.get("href", ""))
        link.attrib.clear()
        internal = _INTERNAL.fullmatch(given)
        if internal and (scheme := internal["scheme"]) in self.addresses:
            self.links[scheme].add(internal["slug"])
            link.set("href", f"{self.addresses[scheme]}{internal['slug']}{internal['part'] or ''}")
        elif _GOOD_ADDRESS.fullmatch(given):
            link.set("href", given)
            if given.startswith("https:"):
                link.set("rel", "noopener noreferrer")
        else:
            link.tag = "span"
            self.refused.append(given[:200])

    def _illustrate(self, image: etree.Element) -> None:
        """With its size, so that the page does not jump when it arrives."""
        source, words = html.unescape(image.get("src", "")), image.get("alt", "").strip()
        image.attrib.clear()
        if source in self.images and words:
            width, height = self.images[source]
            size = {"width": str(width), "height": str(height)}
            image.attrib.update({"src": source, "alt": words, "loading": "lazy"} | size)
            return
        (self.silent_images if source in self.images else self.refused_images).append(source[:200])
        image.tag, image.text = "span", words


def _label_cells(table: etree.Element) -> None:
    labels = ["".join(cell.itertext()).strip() for cell in table.iterfind("./thead/tr/th")]
    for row in table.iterfind("./tbody/tr"):
        for label, cell in zip(labels, row.iterfind("td"), strict=False):
            if label:
                cell.set("data-label", label)


def _wrap_tables(root: etree.Element) -> None:
    """A region that scrolls needs a name and a place in the tab order."""
    heading = ""
    for place, child in enumerate(list(root)):
        if child.tag in ("h2", "h3"):
            heading = "".join(child.itertext()).strip()
        if child.tag == "table":
            name = f"Table: {heading}" if heading else "Table"
            region = etree.Element(
                "div", {"class": "prose__table", "role": "region", "tabindex": "0", "aria-label": name}
            )
            region.append(child)
            root[place] = region


def _put_images_under_headings(root: etree.Element) -> None:
    """A heading is words: a contents list has no room for its images, so they come as the first thing below it."""
    for parent in list(root.iter()):
        for heading in [child for child in parent if re.fullmatch("h[1-6]", child.tag)]:
            images = list(heading.iter("img"))
            if not images:
                continue
            below = etree.Element("p")
            below.tail = "\n"
            for image in images:
                _take_out(heading, image)
                below.append(image)
            place = list(parent).index(heading)
            parent.insert(place + 1, below)
            if heading.tag != "h2" and not "".join(heading.itertext()).strip():
                parent.remove(heading)


def _take_out(root: etree.Element, element: etree.Element) -> None:
    """Without the words that follow it."""
    for parent in root.iter():
        children = list(parent)
        if element not in children:
            continue
        place = children.index(element)
        before = children[place - 1] if place else None
        if before is not None:
            before.tail = (before.tail or "") + (element.tail or "")
        else:
            parent.text = (parent.text or "") + (element.tail or "")
        parent.remove(element)
        element.tail = None
        return


def _divide(root: etree.Element) -> list[tuple[etree.Element | None, list[etree.Element]]]:
    divided: list[tuple[etree.Element | None, list[etree.Element]]] = [(None, [])]
    for child in root:
        if child.tag == "h2":
            divided.append((child, []))
        else:
            divided[-1][1].append(child)
    return [(heading, children) for heading, children in divided if heading is not None or children]


def _part(
    parser: Markdown,
    heading: etree.Element | None,
    children: list[etree.Element],
    *,
    taken: set[str],
    images: Mapping[str, tuple[int, int]],
) -> Part:
    words = _text_of(_html_of(parser, [heading], images)) if heading is not None else ""
    body = _html_of(parser, children, images)
    return Part(anchor=_anchor(words, taken) if words else "", heading=words, html=body, text=_text_of(body))


def _html_of(parser: Markdown, elements: list[etree.Element], images: Mapping[str, tuple[int, int]]) -> str:
    holder = etree.Element(parser.doc_tag)
    holder.extend(elements)
    out = parser.serializer(holder)
    out = out.partition(f"<{parser.doc_tag}>")[2].rpartition(f"</{parser.doc_tag}>")[0]
    for postprocessor in parser.postprocessors:
        out = postprocessor.run(out)
    return nh3.clean(
        out.strip(),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel=None,
        attribute_filter=lambda tag, name, value: value if (tag, name) != ("img", "src") or value in images else None,
    )


def _text_of(clean: str) -> str:
    spaced = _BLOCK_END.sub(lambda end: f"{end[0]}\n", clean)
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def _anchor(words: str, taken: set[str]) -> str:
    base = slug_of(words, most=60) or "part"
    anchor, count = base, 1
    while anchor in taken:
        count += 1
        anchor = f"{base}-{count}"
    return anchor
