"""Word documents: what is safe to read of them, as HTML that says what is a heading, a list, a table.

The reader gets a copy with the checked parts and nothing else: no pictures, no macros, nothing embedded.
"""

import io
import re
import xml.etree.ElementTree as etree
import zipfile
from dataclasses import dataclass
from typing import Any
from xml.parsers import expat

import mammoth

from backend.kernel.errors import Invalid
from practice_wisdom.manual.unpacking import MEGABYTE, open_zip, read_entry, refused

MAX_XML, MAX_ELEMENTS, MAX_DEPTH, MAX_TEXT = 6 * MEGABYTE, 24_000, 60, 100_000
TITLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_PART = re.compile(r".+\.(?:xml|rels)", re.IGNORECASE)
_CORE_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class Document:
    """`title` is what Word keeps beside the text; often empty."""

    html: str
    title: str


def read_document(*, name: str, data: bytes) -> Document:
    """Raises Invalid, in one sentence, for what is no Word document or not an honest one."""
    parts = _checked_parts(name, data)
    if "word/document.xml" not in parts and "[Content_Types].xml" not in parts:
        raise refused("It is not a Word document. Open it in Word and save it as .docx.")
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for part, xml in parts.items():
            archive.writestr(part, xml)
    copy.seek(0)
    try:
        result = mammoth.convert_to_html(
            copy,
            style_map=TITLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(_no_picture),
        )
    # The reader fails in as many ways as a document can be wrong, and has written nothing.
    except Exception as broken:
        raise refused("It cannot be read as a Word document. Open it in Word and save it again.") from broken
    return Document(html=result.value, title=_core_title(parts))


def _checked_parts(name: str, data: bytes) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    elements = 0
    try:
        archive = open_zip(name, data)
    except Invalid as refusal:
        if data.startswith(b"PK"):
            raise
        text = "It is not a Word document, or it is locked with a password. Save it as .docx without one."
        raise refused(text) from refusal
    with archive:
        if any("vbaproject" in entry.filename.lower() for entry in archive.infolist()):
            raise refused("It holds macros. Save it as .docx without them.")
        entries = [entry for entry in archive.infolist() if _PART.fullmatch(entry.filename)]
        if sum(entry.file_size for entry in entries) > MAX_XML:
            raise refused("There is more in this document than one page can hold. Divide it into pages first.")
        for entry in entries:
            xml = read_entry(archive, entry, limit=MAX_XML)
            elements += _count_elements(xml, at_most=MAX_ELEMENTS - elements)
            parts[entry.filename] = xml
    return parts


def _count_elements(xml: bytes, *, at_most: int) -> int:
    """Refuses what a document from Word never has: declarations of its own, and elements without end or bottom."""
    count = depth = length = 0

    def began(_name: str, _attributes: Any) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > at_most:
            raise refused("There is more in this document than one page can hold. Divide it into pages first.")
        if depth > MAX_DEPTH:
            raise refused("There are tables inside tables inside tables in this document. Make them one.")

    def ended(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def said(text: str) -> None:
        nonlocal length
        length += len(text)
        if length > MAX_TEXT:
            raise refused("There is more in this document than one page can hold. Divide it into pages first.")

    def declared(*_: Any) -> None:
        raise refused("It declares a document type, which Word never does. Open it in Word and save it again.")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = began, ended
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError, LookupError) as broken:
        raise refused("It is damaged. Open it in Word and save it again.") from broken
    return count


def _core_title(parts: dict[str, bytes]) -> str:
    if "docProps/core.xml" not in parts:
        return ""
    # Checked before: it declares nothing.
    found = etree.fromstring(parts["docProps/core.xml"]).find(_CORE_TITLE)  # noqa: S314 -- see above
    return " ".join((found.text or "").split()) if found is not None else ""


def _no_picture(image: Any) -> dict[str, str]:
    return {"src": ""}
