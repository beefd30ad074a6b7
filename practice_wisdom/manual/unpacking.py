"""Files from somebody's computer, taken apart with suspicion: nothing is written anywhere, no name leads anywhere.

What a zip says of itself is checked before anything in it is opened, and what comes out is counted while it comes.
"""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backend.kernel.errors import Invalid
from backend.kernel.images import MAX_BYTES
from practice_wisdom.manual.words import digest_of_image_file

MEGABYTE = 1_000_000
MAX_UPLOAD = 20 * MEGABYTE
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO = 2_000, 100 * MEGABYTE, 100
MAX_PAGES, MAX_PAGE, MAX_NAME = 300, 200_000, 200
MAX_GLOSSARY = MEGABYTE
# The list of entries at the end of a zip: read whole before its length is known to anybody else.
MAX_DIRECTORY = 400_000
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".zst", ".jar")
# Files of words, not pages: what an export calls them.
WORD_FILES = {"glossary.yaml", "glossary.yml", "synonyms.yaml", "synonyms.yml"}
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic")
LEFT_BY_COMPUTERS = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)")
ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class Item:
    """One file: its bytes, or why it was left out."""

    name: str
    data: bytes = b""
    left_out: str = ""

    @property
    def ending(self) -> str:
        return ending_of(self.name)

    @property
    def holds_words(self) -> bool:
        return is_word_file(self.name)

    @property
    def image_digest(self) -> str:
        """Of an image that was taken out with its manual; empty for every other file."""
        return digest_of_image_file(self.name)


def ending_of(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return f".{ending.lower()}" if dot and stem else ""


def is_word_file(name: str) -> bool:
    return name.rsplit("/", 1)[-1].lower() in WORD_FILES


def unpack(files: Iterable[tuple[str, bytes]]) -> list[Item]:
    """The pages among the files, zips opened. Raises Invalid, naming the file, for a zip that nobody made by hand."""
    files = [(_shown(name), data) for name, data in files]
    if sum(len(data) for _, data in files) > MAX_UPLOAD:
        raise refused(f"These files are larger than {MAX_UPLOAD // MEGABYTE} MB together. Bring fewer at a time.")
    items = [item for name, data in files for item in _items_of(name, data)]
    pages = sum(not (item.left_out or item.image_digest) for item in items)
    if pages > MAX_PAGES:
        raise refused(f"There are {pages} pages in these files; {MAX_PAGES} is the most at a time.")
    if not items:
        raise refused("There is no page in these files. Choose .md or .docx files, or a .zip of them.")
    return items


def refused(text: str) -> Invalid:
    return Invalid(text, fields={"files": [text]})


def open_zip(name: str, data: bytes) -> zipfile.ZipFile:
    """With every entry looked at and none opened. Raises Invalid."""
    _refuse_long_directory(name, data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as broken:
        raise refused(f"{name} is not a whole zip file. Make it again, or download it again.") from broken
    _refuse_entries(name, archive.infolist())
    return archive


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limit: int) -> bytes:
    """At most what the entry says it is. Raises Invalid when it is longer than `limit` or broken."""
    if entry.file_size > limit:
        raise refused(f"{_shown(entry.filename)} is longer than {limit // 1000} kB. Divide it in two.")
    try:
        with archive.open(entry) as stream:
            data = stream.read(limit + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as broken:
        raise refused(f"{_shown(entry.filename)} is damaged. Make the zip again, or download it again.") from broken
    if len(data) > limit:
        raise refused(f"{_shown(entry.filename)} is longer than it says it is.")
    return data


def _items_of(name: str, data: bytes) -> Iterator[Item]:
    if ending_of(name) != ".zip":
        yield _item(name, len(data)) or Item(name, data)
        return
    with open_zip(name, data) as archive:
        for entry in archive.infolist():
            if not entry.is_dir() and not LEFT_BY_COMPUTERS.search(entry.filename):
                yield _entry_item(archive, entry)


def _entry_item(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Item:
    if left_out := _item(entry.filename, entry.file_size):
        return left_out
    try:
        return Item(entry.filename, read_entry(archive, entry, limit=_limit_of(entry.filename)))
    except Invalid as refusal:
        return Item(entry.filename, left_out=refusal.message)


def _item(name: str, size: int) -> Item | None:
    """Why a file is no page; None where it may be one."""
    ending = ending_of(name)
    if digest_of_image_file(name):
        return Item(name, left_out="No image of an export is as large as this.") if size > MAX_BYTES else None
    if ending in PICTURES:
        return Item(name, left_out="Only the pictures of an export come in this way. Add it in the editor.")
    if ending == ".docm":
        return Item(name, left_out="It may hold macros. Save it as .docx, which cannot, and bring that.")
    if ending == ".doc":
        return Item(name, left_out="This is an old kind of Word document. Save it as .docx and bring that.")
    if ending in (".yaml", ".yml") and not is_word_file(name):
        return Item(name, left_out="Of these files only glossary.yaml and synonyms.yaml are read.")
    if ending not in (".md", ".markdown", ".docx", ".yaml", ".yml"):
        return Item(name, left_out="Only .md and .docx files become pages.")
    if size > _limit_of(name):
        return Item(name, left_out=f"It is longer than {_limit_of(name) // 1000} kB. Divide it in two.")
    return None


def _limit_of(name: str) -> int:
    if is_word_file(name):
        return MAX_GLOSSARY
    if digest_of_image_file(name):
        return MAX_BYTES
    return MAX_UPLOAD if ending_of(name) == ".docx" else MAX_PAGE


def _refuse_long_directory(name: str, data: bytes) -> None:
    """Before Python's own reader makes an object of every entry: a small file can list half a million."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0 or len(data) - end < 22:
        raise refused(f"{name} is not a whole zip file. Make it again, or download it again.")
    count, size = struct.unpack_from("<HI", data, end + 10)
    if count > MAX_ENTRIES or size > MAX_DIRECTORY or data[max(0, end - 20) : end].startswith(b"PK\x06\x07"):
        raise refused(f"{name} holds more than {MAX_ENTRIES} files. Bring fewer at a time.")


def _refuse_entries(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_ENTRIES:
        raise refused(f"{name} holds more than {MAX_ENTRIES} files. Bring fewer at a time.")
    unpacked, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if unpacked > MAX_UNPACKED:
        raise refused(f"{name} is larger than {MAX_UNPACKED // MEGABYTE} MB when it is unpacked. Bring less at a time.")
    if unpacked > MEGABYTE and unpacked > MAX_RATIO * packed:
        raise refused(f"{name} is packed more tightly than any text is. Make it again with the pages only.")
    seen: set[str] = set()
    for entry in entries:
        if wrong := _problem_of(entry, seen):
            raise refused(f"{name}: “{_shown(entry.filename)}” {wrong} Nothing was brought in.")


def _problem_of(entry: zipfile.ZipInfo, seen: set[str]) -> str:
    # As it is written in the zip: Python's reader puts slashes for the separator of the machine it runs on.
    name = entry.orig_filename
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name) or "\\" in name:
        return "is a place on a computer, not a file in the zip."
    if ".." in name.split("/"):
        return "leads out of the zip."
    if len(name) > MAX_NAME or not name.isprintable():
        return "has a name that cannot be kept."
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link to another file. Put the file itself in."
    if entry.flag_bits & ENCRYPTED:
        return "is locked with a password. Make the zip without one."
    if ending_of(name) in ARCHIVES:
        return "is an archive inside the zip. Unpack it first."
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in an unusual way. Make the zip again."
    alike = unicodedata.normalize("NFKC", name).casefold()
    if alike in seen:
        return "is in it twice, or differs from another name by capitals only."
    seen.add(alike)
    return ""


def _shown(name: str) -> str:
    """A name that can stand in a sentence: no path of somebody's computer, no signs that turn the line round."""
    name = "".join(sign if sign.isprintable() else "�" for sign in name)
    return name if len(name) <= MAX_NAME else f"{name[:80]}…{name[-60:]}"
