"""Downloads of LexisNexis, Nexis and Nexis Uni: plain text, HTML, DOCX and RTF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.extensions.articles import html_text, office
from annotator.extensions.articles.bounds import (
    MAX_FILE_BYTES,
    member_pieces,
    open_archive,
    read_bytes,
)
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.docx import main_part
from annotator.extensions.articles.encodings import decoded, is_text
from annotator.extensions.articles.language_names import language_code
from annotator.extensions.articles.nexis_records import Record, records
from annotator.extensions.articles.nexis_words import END_MARKS, PAGE
from annotator.extensions.articles.office_blocks import text_of
from annotator.extensions.articles.plain_forms import joined, one_line, unwrapped
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.article import Article, metadata_fault
from annotator.model.errors import UnreadableFile

_LOOKED_AT = 65_536
_LOOKED_AT_IN_WORD = 8_000_000
_ENDS = "|".join(sorted(END_MARKS)).encode()
_NEW = re.compile(rb"(?im)^[ \t]*(?:" + _ENDS + rb")[ \t\r]*$")
_OLD = re.compile(
    rb"(?im)^[ \t]*(?:\d{1,6} (?:of|sur|von|de|di|van|av) \d{1,6} do[ck]ument\w*|"
    rb"do[ck]ument\w* \d{1,6} (?:of|sur|von|de|di|van|av) \d{1,6})[ \t\r]*$"
)
_RTF_BREAK = re.compile(rb"\\(?:par|line|page|cell|row)\b ?")
_RTF_SIGN = re.compile(rb"\\[a-z]+-?\d* ?|[{}\r\n]")
_WORDS_IN_WORD = re.compile(rb"<w:t(?: [^<>]*)?>([^<>]*)<|<(?:/w:p|w:br|w:cr)\b")
_HTML = re.compile(rb"[^<\w]{0,8}<(?:!doctype|html|head|body|\?xml|!--)", re.I)
_NOTHING = (
    "it holds no article of Nexis. Download the articles themselves, not the list of results."
)
_NO_TEXT = "It has no text, only a header. Download it again with the full text."


class Nexis:
    """Reads every article of a download, whatever the interface language it was made in."""

    name = "nexis"
    label = "Nexis and LexisNexis (text, HTML, DOCX, RTF)"
    suffixes = (".txt", ".docx", ".rtf", ".html", ".htm", ".doc")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file counts documents as Nexis does, or ends them as Nexis Uni does."""
        if head.startswith(b"PK"):
            return _is_nexis(_beginning_of_docx(path))
        if not (head.startswith(b"{\\rtf") or is_text(head)):
            return False
        return _is_nexis(_ends_of(path))

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the download; raises UnreadableFile if there is none."""
        count = 0
        for record in records(_blocks(path)):
            count += 1
            if not joined(record.body):
                yield Refused(_NO_TEXT, record.place)
            else:
                yield _imported(record)
        if not count:
            raise UnreadableFile(_NOTHING)


def _is_nexis(raw: bytes) -> bool:
    """Whether a line of a file, whatever it is marked up with, is one that Nexis writes."""
    plain = raw.replace(b"\0", b"")
    if plain.startswith(b"{\\rtf"):
        plain = _RTF_SIGN.sub(b"", _RTF_BREAK.sub(b"\x0b", plain)).replace(b"\x0b", b"\n")
    elif b"<" in plain:
        plain = re.sub(rb"<[^<>]*>", b"\n", plain)
    return _OLD.search(plain) is not None or _NEW.search(plain) is not None


def _ends_of(path: Path) -> bytes:
    """How a file begins and how it ends."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_LOOKED_AT)
            file.seek(max(len(beginning), path.stat().st_size - _LOOKED_AT))
            return beginning + b"\n" + file.read(_LOOKED_AT)
    except OSError:
        return b""


def _beginning_of_docx(path: Path) -> bytes:
    """The text of a DOCX up to a limit, without its markup; nothing if it is none."""
    raw = bytearray()
    try:
        with open_archive(path) as archive:
            part = main_part(archive.namelist())
            for piece in member_pieces(archive, part, _LOOKED_AT_IN_WORD):
                raw += piece
    except UnreadableFile:
        pass  # what was read until then is enough to tell, or it is no document
    return b"".join(words or b"\n" for words in _WORDS_IN_WORD.findall(raw))


def _blocks(path: Path) -> list[str]:
    """The paragraphs of a download in their order, each in its plain form."""
    raw = read_bytes(path, MAX_FILE_BYTES)
    if raw.startswith((b"PK", b"{\\rtf")):
        return [text for block in office.blocks(path) if (text := text_of([block]))]
    if _HTML.match(raw[:_LOOKED_AT].replace(b"\0", b"")):
        return list(html_text.blocks(html_text.page_tree(raw)))
    return unwrapped(decoded(raw).replace("\r\n", "\n").replace("\f", "\n\n"))


def _imported(record: Record) -> Imported:
    fields = record.fields
    url = fields.get("url", "")
    article = Article.from_text(
        joined(record.body),
        fields.get("source_id", ""),
        title=record.title or fields.get("title", ""),
        byline=names_in(fields.get("byline", "")),
        publisher=re.sub(r"(?<=\w)\(", " (", record.source),
        published=record.date,
        section=_section(fields.get("section", "")),
        url="" if metadata_fault("url", url) else url,
        language=language_code(fields.get("language", "")),
    )
    return Imported(article, record.labelled, record.place)


def _section(words: str) -> str:
    """The section without page, column and version, unless there is nothing else."""
    parts = [part.strip() for part in words.split(";")]
    kept = [part for part in parts if part and not PAGE.fullmatch(part)]
    return one_line("; ".join(kept)) or words
