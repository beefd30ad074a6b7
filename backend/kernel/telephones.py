"""Telephone numbers in running text are never broken over a line, whoever wrote them."""

import re
import xml.etree.ElementTree as etree

# As people here write them: a nought or +44, and groups of figures with spaces between.
_NUMBER = re.compile(
    r"(?<![\w.,/:+£-])(?:\+44 ?(?:\(0\))?|0)\d{2,4}(?: ?\d{2,4}){1,3}(?!\w|[/.,-]\d| ?\d)",
)
LENGTHS = (10, 11)
NO_BREAK = "\u00a0"


def unbroken(text: str) -> str:
    """With spaces that hold together in each number. Other figures stay as they are."""
    return _NUMBER.sub(_held, text)


def hold_numbers(root: etree.Element) -> None:
    """The same in all the words of a tree of HTML."""
    for element in root.iter():
        element.text = element.text and unbroken(element.text)
        element.tail = element.tail and unbroken(element.tail)


def _held(number: re.Match[str]) -> str:
    figures = re.sub(r"\(0\)|\D", "", number[0])
    if number[0].startswith("+"):
        figures = f"0{figures[2:]}"
    return number[0].replace(" ", NO_BREAK) if len(figures) in LENGTHS else number[0]
