"""Word processor files: DOCX, RTF and ODT, one article each.

What such a file notes about itself is believed only where its text bears it out: the title is
often "Document1" and the creator whoever saved it. All of it is kept as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

from annotator.extensions.articles.bounds import archive_names, beginning
from annotator.extensions.articles.docx import main_part, read_docx
from annotator.extensions.articles.odt import MIMETYPE, is_odt, read_odt
from annotator.extensions.articles.office_blocks import Block, Document, text_of
from annotator.extensions.articles.plain_forms import one_line
from annotator.extensions.articles.rtf import read_rtf
from annotator.extensions.registry import GENERAL, HEAD_BYTES, Imported
from annotator.model.article import Article
from annotator.model.errors import UnreadableFile

_ZIP = b"PK\x03\x04"
_RTF = b"{\\rtf"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TITLES = ("dc:title", "rtf:title")
_CREATORS = ("meta:initial-creator", "dc:creator", "rtf:author")
_NEAR_TOP = 2_000
_SHORTEST_NAME = 5
_OLD_OR_LOCKED = (
    "it is a Word file of before 2007, or one with a password. "
    "Open it in a word processor and save it as DOCX without a password."
)


def document(path: Path) -> Document:
    """The document in a DOCX, RTF or ODT file, known by its content; raises UnreadableFile."""
    kind = _kind(path, beginning(path, HEAD_BYTES))
    if kind == "old":
        raise UnreadableFile(_OLD_OR_LOCKED)
    return _READERS.get(kind, read_docx)(path)


def blocks(path: Path) -> list[Block]:
    """The blocks of a DOCX, RTF or ODT file, in reading order; raises UnreadableFile."""
    return list(document(path).blocks)


_READERS: dict[str, Callable[[Path], Document]] = {
    "docx": read_docx,
    "odt": read_odt,
    "rtf": read_rtf,
}


def _kind(path: Path, head: bytes) -> str:
    """Which office file this is, "" if none; one that cannot be opened is what it is called."""
    suffix = path.suffix.lower()
    if head.lstrip().startswith(_RTF):
        return "rtf"
    if head.startswith(_OLE):
        return "old" if suffix in (".doc", ".docx", ".dot", ".docm") else ""
    if not head.startswith(_ZIP):
        return ""
    if MIMETYPE in head[:200]:
        return "odt"
    names = archive_names(path)
    if not names:
        return {".docx": "docx", ".docm": "docx", ".odt": "odt"}.get(suffix, "")
    if main_part(names):
        return "docx"
    return "odt" if "content.xml" in names and is_odt(path) else ""


class _Office:
    """Reads one sort of word processor file as one article."""

    name: ClassVar[str]
    label: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    rank = GENERAL
    _kinds: ClassVar[tuple[str, ...]]

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file is of this sort by what it holds."""
        return _kind(path, head) in self._kinds

    def read(self, path: Path) -> Iterator[Imported]:
        """The one article of the file; raises UnreadableFile."""
        found = document(path)
        text = text_of(found.blocks)
        if not text:
            raise UnreadableFile(
                "there are no words in it. If it shows pictures of pages, it is a scan."
            )
        yield Imported(
            Article.from_text(
                text,
                title=found.title or _noted(found, _TITLES, text),
                byline=_noted(found, _CREATORS, text),
            ),
            found.properties,
        )


def _noted(found: Document, names: tuple[str, ...], text: str) -> str:
    """What the file notes under one of these names, if its text bears that out."""
    return next(
        (said for name in names if (said := borne_out(found.properties.get(name, ""), text))), ""
    )


def borne_out(value: str, text: str) -> str:
    """What a file notes about itself, if its text says the same near its top; else ""."""
    value = one_line(value)
    top = one_line(text[:_NEAR_TOP]).casefold()
    return value if len(value) >= _SHORTEST_NAME and value.casefold() in top else ""


class Docx(_Office):
    """Reads Word documents."""

    name = "docx"
    label = "Word (DOCX)"
    suffixes = (".docx", ".docm")
    _kinds = ("docx", "old")


class Rtf(_Office):
    """Reads Rich Text."""

    name = "rtf"
    label = "Rich Text (RTF)"
    suffixes = (".rtf",)
    _kinds = ("rtf",)


class Odt(_Office):
    """Reads OpenDocument texts."""

    name = "odt"
    label = "OpenDocument text (ODT)"
    suffixes = (".odt",)
    _kinds = ("odt",)
