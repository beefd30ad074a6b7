"""From the HTML that is stored, and shown on screen, to blocks that can be set on paper: there is no second reading."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from backend.kernel.glyphs import LONGEST_WORD, breakable, on_paper

Node = dict[str, Any]
Inline = Node | str
# A link as it is on paper: what to print for its address, given the address and the words.
Linked = Callable[[str, list[Inline], str], list[Inline]]

IN_LINE = {"strong", "em", "code", "a", "br", "span"}
EMPTY = {"br", "hr"}
MAX_DEPTH = 8
# More columns than this cannot be read on A4; each row then becomes an item of a list.
MAX_COLUMNS = 6
LONGEST_IN_CELL = 16
_BLANKS = re.compile(r"\s+")


@dataclass(slots=True)
class Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


@dataclass(slots=True)
class Reading:
    """`level`: of the heading these blocks stand under. Headings go down one step at a time (PDF/UA)."""

    linked: Linked
    level: int
    last_level: int = 0

    def blocks(self, html: str) -> list[Node]:
        self.last_level = self.level
        return self._blocks(_tree(html).children, depth=0)

    def _blocks(self, children: list[Element | str], *, depth: int) -> list[Node]:
        found: list[Node] = []
        run: list[Element | str] = []
        for child in [*children, None]:
            if child is not None and (isinstance(child, str) or child.tag in IN_LINE):
                run.append(child)
                continue
            if any(not isinstance(one, str) or one.strip() for one in run):
                found.append({"t": "run", "c": self._inlines(run)})
            run = []
            if child is not None:
                found += self._block(child, depth=depth)
        return found

    def _block(self, element: Element, *, depth: int) -> list[Node]:
        if depth >= MAX_DEPTH:
            return [{"t": "p", "c": [_line(element.text)]}]
        if re.fullmatch("h[2-6]", element.tag):
            return self._heading(element)
        draw = {"p": self._paragraph, "pre": _as_it_is, "hr": _rule, "table": self._table}.get(element.tag)
        if draw:
            return draw(element)
        deeper = depth + 1
        if element.tag in ("ul", "ol"):
            items = [self._blocks(item.children, depth=deeper) for item in _elements(element, "li")]
            start = element.attrs.get("start", "1")
            return [{"t": element.tag, "start": int(start) if start.isdecimal() else 1, "items": items}]
        if element.tag == "dl":
            return self._terms(element, depth=deeper)
        inside = self._blocks(element.children, depth=deeper)
        return [{"t": "quote", "c": inside}] if element.tag == "blockquote" else inside

    def _heading(self, element: Element) -> list[Node]:
        if not on_paper(element.text).strip():
            return []
        wanted = self.level + max(1, int(element.tag[1]) - 2)
        self.last_level = min(wanted, self.last_level + 1)
        return [{"t": "h", "level": self.last_level, "c": self._inlines(element.children)}]

    def _paragraph(self, element: Element) -> list[Node]:
        return [{"t": "p", "c": self._inlines(element.children)}] if element.children else []

    def _terms(self, element: Element, *, depth: int) -> list[Node]:
        items: list[Node] = []
        for child in _elements(element, "dt", "dd"):
            if child.tag == "dt" or not items:
                items.append({"term": [], "desc": []})
            if child.tag == "dt":
                items[-1]["term"] = self._inlines(child.children)
            else:
                items[-1]["desc"] += self._blocks(child.children, depth=depth)
        return [{"t": "dl", "items": items}] if items else []

    def _table(self, element: Element) -> list[Node]:
        rows = [list(_elements(row, "th", "td")) for row in _descendants(element, "tr")]
        width = max((len(row) for row in rows), default=0)
        if not width:
            return []
        for row in rows:
            row += [Element("td") for _ in range(width - len(row))]
        head, body = rows[0], rows[1:]
        if width > MAX_COLUMNS:
            return [self._rows_as_items(head, body)]
        # A note cannot stand in a head that is said again on the next sheet: the address goes into the line.
        return [
            {
                "t": "table",
                "head": [self._inlines(cell.children, where="head") for cell in head],
                "rows": [[{"c": self._inlines(cell.children, where="cell")} for cell in row] for row in body],
                "widths": _widths(rows),
            }
        ]

    def _rows_as_items(self, head: list[Element], body: list[list[Element]]) -> Node:
        items = []
        for row in body:
            line: list[Inline] = []
            for label, cell in zip(head, row, strict=True):
                line += [{"t": "strong", "c": [_line(f"{label.text}: ")]}, *self._inlines(cell.children), {"t": "br"}]
            items.append([{"t": "run", "c": line[:-1]}])
        return {"t": "ul", "start": 1, "items": items}

    def _inlines(self, children: list[Element | str], *, where: str = "", depth: int = 0) -> list[Inline]:
        found: list[Inline] = []
        for child in children:
            if isinstance(child, str):
                found.append(_line(child, longest=LONGEST_IN_CELL if where else LONGEST_WORD))
            elif child.tag == "br":
                found.append({"t": "br"})
            elif child.tag == "code":
                found.append({"t": "code", "s": _line(child.text, longest=LONGEST_IN_CELL)})
            elif depth >= MAX_DEPTH:
                found.append(_line(child.text))
            else:
                found += self._marked(child, where=where, depth=depth + 1)
        return found

    def _marked(self, element: Element, *, where: str, depth: int) -> list[Inline]:
        inside = self._inlines(element.children, where=where, depth=depth)
        if element.tag == "a" and element.text.strip():
            return self.linked(element.attrs.get("href", ""), inside, where)
        return [{"t": element.tag, "c": inside}] if element.tag in ("strong", "em") else inside


def plain_text(node: Any) -> str:
    """The words of blocks, without what was added for paper."""
    if isinstance(node, str):
        return node.replace("\u200b", "")
    if isinstance(node, list):
        return "".join(plain_text(one) for one in node)
    names = ("s", "term", "desc", "head", "rows", "items", "c")
    return "".join(plain_text(node[name]) for name in names if name in node)


def _line(text: str, *, longest: int = LONGEST_WORD) -> str:
    return breakable(on_paper(_BLANKS.sub(" ", text)), longest=longest)


def _as_it_is(element: Element) -> list[Node]:
    return [{"t": "pre", "s": breakable(on_paper(element.text.strip("\n").expandtabs(4)), longest=70)}]


def _rule(_: Element) -> list[Node]:
    return [{"t": "hr"}]


def _elements(element: Element, *tags: str) -> list[Element]:
    return [child for child in element.children if isinstance(child, Element) and child.tag in tags]


def _descendants(element: Element, tag: str) -> list[Element]:
    found = []
    for child in element.children:
        if isinstance(child, Element):
            found += [child] if child.tag == tag else _descendants(child, tag)
    return found


def _widths(rows: list[list[Element]]) -> list[float]:
    """Shares of the line, by how much stands in a column; the square root keeps narrow ones readable."""
    lengths = [max(6, *(len(row[place].text) for row in rows)) for place in range(len(rows[0]))]
    return [round(math.sqrt(min(length, 200)), 2) for length in lengths]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        if tag == "img":
            # On paper an image is told in its words.
            self.handle_data(f"(Image: {dict(attrs).get('alt')})")
            return
        self.open[-1].children.append(made)
        if tag not in EMPTY:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _tree(html: str) -> Element:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
