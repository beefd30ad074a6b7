"""HTML of a document as Markdown of a page: headings, lists, tables, bold and links, and what had to stay behind."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote

from practice_wisdom.manual.enums import PART_ORDER

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
EMPTY = {"br", "img", "hr"}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
PARTS = {part.casefold(): part for part in PART_ORDER}
_SIGN = re.compile(r"[\\`*\[]|(?<!\w)_|_(?!\w)")
_START = re.compile(r"(?P<number>\d+)(?=\.\s)|(?=[-+#>])")


@dataclass(slots=True, eq=False)
class Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def nodes(self, *tags: str) -> "Iterator[Node]":
        """Those below it with one of these tags, in the order of the text."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.nodes(*tags)

    def below(self, *tags: str) -> "list[Node]":
        """Its own children with one of these tags."""
        return [child for child in self.children if isinstance(child, Node) and child.tag in tags]

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else f"{child.text} " for child in self.children)


@dataclass(frozen=True, slots=True)
class Written:
    """`title` is the heading the text began with, if it began with one; it is not in `body`."""

    title: str
    body: str
    notes: tuple[str, ...]


def markdown_of(html: str, *, refused_links: Collection[str] = ()) -> Written:
    """`refused_links`: addresses that a page cannot have; their words stay, as plain text."""
    root = _tree(html)
    title = _taken_title(root)
    writer = _Writer(root, refused_links)
    return Written(title=title, body="\n\n".join(writer.blocks(root)), notes=tuple(writer.notes))


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in EMPTY:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _tree(html: str) -> Node:
    parser = _Tree()
    parser.feed(html)
    parser.close()
    return parser.root


def _taken_title(root: Node) -> str:
    first = next((node for node in root.children if isinstance(node, Node) and node.text.strip()), None)
    if first is None or first.tag not in HEADINGS or _words(first.text).casefold() in PARTS:
        return ""
    root.children.remove(first)
    return _words(first.text)


class _Writer:
    def __init__(self, root: Node, refused_links: Collection[str]) -> None:
        self.refused, self.notes = refused_links, list[str]()
        self.top = min((int(node.tag[1]) for node in root.nodes(*HEADINGS)), default=1)

    def blocks(self, root: Node) -> list[str]:
        return [block for node in root.children if (block := self._block(node))]

    def _block(self, node: Node | str) -> str:
        if isinstance(node, str):
            return _guarded(_escaped(node))
        if node.tag in HEADINGS:
            words = _words(_escaped(node.text))
            return f"{'#' * min(6, int(node.tag[1]) - self.top + 2)} {PARTS.get(words.casefold(), words)}" * bool(words)
        if node.tag in ("ul", "ol"):
            return "\n".join(self._items(node))
        if node.tag == "table":
            return self._table(node)
        if node.tag in ("div", "blockquote", "section"):
            return "\n\n".join(self.blocks(node))
        return _guarded(self._inline(node))

    def _items(self, node: Node, depth: int = 0) -> Iterator[str]:
        for number, item in enumerate(node.below("li"), start=1):
            inner = item.below("ul", "ol")
            words = self._inline(Node("li", {}, [child for child in item.children if child not in inner]))
            mark = f"{number}." if node.tag == "ol" else "-"
            # Four spaces a level, and three levels at most: deeper ones come up.
            yield f"{'    ' * min(depth, 2)}{mark} {_guarded(words.replace(chr(10), ' '))}".rstrip()
            for deeper in inner:
                yield from self._items(deeper, depth + 1)

    def _table(self, table: Node) -> str:
        rows = [row.below("td", "th") for part in (table, *table.below("thead", "tbody")) for row in part.below("tr")]
        if any({"colspan", "rowspan"} & set(cell.attributes) for row in rows for cell in row):
            self.notes.append("A table has cells that are joined: look at its columns.")
        width = max(map(len, rows), default=0)
        lines = [[self._cell(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
        if width < 2 or len(lines) < 2:
            return "\n\n".join(_guarded(cell) for line in lines for cell in line if cell)
        lines.insert(1, ["---"] * width)
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)

    def _cell(self, cell: Node) -> str:
        return self._inline(cell).replace("\n", " ").replace("|", "\\|")

    def _inline(self, node: Node) -> str:
        return re.sub(r"[ \t]*\n[ \t]*", "  \n", _words(self._pieces(node), keep="\n"))

    def _pieces(self, node: Node) -> str:
        return "".join(_escaped(child) if isinstance(child, str) else self._piece(child) for child in node.children)

    def _piece(self, node: Node) -> str:
        if node.tag == "br":
            return "\n"
        if node.tag == "img":
            name = _words(node.attributes.get("alt", ""))[:80]
            self.notes.append(f"A picture{f' (“{name}”)' if name else ''} was left out: add it in the editor.")
            return ""
        words = self._pieces(node)
        if node.tag in ("p", "li", "ul", "ol", "td", "th", "tr", "table"):
            return f"{words} "
        if node.tag == "a":
            return self._link(node.attributes.get("href", ""), words)
        if mark := MARKS.get(node.tag):
            core = words.strip()
            before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
            return f"{before}{mark}{core}{mark}{after}" if core and "\n" not in core else words
        return words

    def _link(self, address: str, words: str) -> str:
        # Places in the document have no place in the page.
        if not address or address.startswith("#") or not words.strip():
            return words
        address = quote(address, safe=_IN_ADDRESS)
        if address[:200] in self.refused:
            self.notes.append(f"The link of “{_words(words)[:60]}” was left out: only https, mail and telephone work.")
            return words
        return f"[{_words(words)}]({address})"


_IN_ADDRESS = "!#$%&'*+,/:;=?@[]~-._"


def _escaped(text: str) -> str:
    return _SIGN.sub(lambda sign: f"\\{sign[0]}", text.replace("\n", " "))


def _guarded(words: str) -> str:
    """So that a paragraph stays one: Markdown reads a list or a heading from its first sign."""
    return (
        _START.sub(lambda start: f"{start['number']}\\" if start["number"] else "\\", words, count=1)
        if (_START.match(words))
        else words
    )


def _words(text: str, *, keep: str = "") -> str:
    return re.sub(rf"[^\S{keep}]+" if keep else r"\s+", " ", text).strip()
