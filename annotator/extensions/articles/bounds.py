"""What a file may ask of us at most: its size, what it unpacks to, how deep its markup nests.

Files come from anywhere. Whoever reads one goes through here, so that a hostile one costs neither
memory nor time, reaches nothing outside itself, and is refused in words (`UnreadableFile`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from html.entities import html5
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from annotator.model.errors import UnreadableFile
from annotator.zip_limits import (
    DAMAGED_ZIP,
    MAX_ENTRIES,
    MAX_FILE_BYTES,
    megabytes,
    open_zip,
    zip_names,
)

__all__ = [
    "MAX_ENTRIES",
    "MAX_FILE_BYTES",
    "archive_names",
    "beginning",
    "html_tree",
    "member_bytes",
    "member_pieces",
    "open_archive",
    "read_bytes",
    "reading",
    "xml_parts",
    "xml_tree",
]

MAX_TREE_BYTES = 30_000_000
"""Markup of which a whole tree is made is no larger; a tree is some ten times its file."""

MAX_STREAM_BYTES = 40_000_000
"""Markup that is read part by part is no larger."""

MAX_NODES = 400_000
"""A tree has no more elements and attributes together."""

_CHUNK = 65_536
_BARE_DOCTYPES = frozenset({"nitf", "rss", "html", "newsml"})
_PROLOG = re.compile(
    # Atomic, or a prologue made for it is tried in more ways than anybody can wait for.
    r"[^<]{0,8}+(?:\s++|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE\s++([\w:.-]++)[^>\[]*+(.?)",
    re.DOTALL,
)
_MAX_ATTRIBUTES = 2_000
_ATTRIBUTE = (
    rb"(?:[\s/]*+[^\s/>][^\s/>=]*+"
    rb"(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+))?+)"
)
_TAG = re.compile(
    rb"<[a-zA-Z][^\s/>]*+" + _ATTRIBUTE + rb"{0,%d}+(" % _MAX_ATTRIBUTES + _ATTRIBUTE + rb")?"
)
"""The beginning of an element; its group is there if it has too many attributes."""

_TOO_RICH = "its markup has more parts than any article has. Split the file into smaller ones."
_TOO_DEEP = (
    "its markup is nested deeper, or one piece of it is longer, than in any article. "
    "Save it as plain text."
)
_DOCTYPE = (
    "it has a document type (DOCTYPE) of its own, which may hide anything. "
    "Take that line out, or save it without."
)
_MARKUP = "its markup is damaged{place}. Save it again with the program it comes from."


@contextmanager
def reading() -> Iterator[None]:
    """Says in words why the system hands over no file: raises UnreadableFile for OSError."""
    try:
        yield
    except OSError as fault:
        reason = fault.strerror or "it cannot be read"
        raise UnreadableFile(f"{reason}. Check the file and its rights.") from None


def beginning(path: Path, most: int) -> bytes:
    """The first bytes of a file, `most` of them or fewer; raises UnreadableFile."""
    with reading(), path.open("rb") as file:
        return file.read(most)


def read_bytes(path: Path, most: int = MAX_FILE_BYTES) -> bytes:
    """The content of a file of at most `most` bytes; raises UnreadableFile."""
    raw = beginning(path, most + 1)
    if len(raw) > most:
        raise UnreadableFile(_too_large(most))
    return raw


def _too_large(most: int) -> str:
    return f"it is larger than {megabytes(most)}. Split it into smaller files."


def open_archive(path: Path) -> ZipFile:
    """A zip file whose members are safe to read one by one; raises UnreadableFile.

    Its members are few, of bounded size, not encrypted, no links, each there once, and none has a
    name that leads out of the folder it would be unpacked into. Whoever opens it closes it.
    """
    with reading():
        return open_zip(path)


def archive_names(path: Path) -> frozenset[str]:
    """The names in a zip file, safe to open or not, to tell what it is; empty if it is none."""
    return zip_names(path)


def member_bytes(archive: ZipFile, name: str, most: int = MAX_FILE_BYTES) -> bytes:
    """What a member holds, at most `most` bytes; raises UnreadableFile, also if it is not there."""
    return b"".join(member_pieces(archive, name, most))


def member_pieces(archive: ZipFile, name: str, most: int = MAX_FILE_BYTES) -> Iterator[bytes]:
    """What a member holds, piece by piece; raises UnreadableFile."""
    total = 0
    try:
        with archive.open(name) as member:
            while piece := member.read(_CHUNK):
                total += len(piece)
                if total > most:
                    raise UnreadableFile(
                        f"its part {name!r} is larger than {megabytes(most)}. Split the file."
                    )
                yield piece
    except KeyError:
        raise UnreadableFile(
            f"it lacks its part {name!r}. Save it again with the program it comes from."
        ) from None
    except (BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error):
        raise UnreadableFile(DAMAGED_ZIP) from None


def xml_tree(raw: bytes) -> Any:
    """The root element of an XML file; raises UnreadableFile.

    Entities are never resolved and nothing is fetched. A document type is refused unless it is the
    bare name of a news format, as older ones begin with.
    """
    _check_prolog(raw)
    root = _fed(_xml_parser("start"), raw, check_doctype=True)
    _name_letters(root)
    return root


def _name_letters(root: Any) -> None:
    """Put letters where the text only names them ("&eacute;"), as news formats allow."""
    for entity in list(root.iter(etree.Entity)):
        letter = html5.get(f"{entity.name};", "")
        if not letter:
            raise UnreadableFile(_MARKUP.format(place=f" (&{entity.name[:40]}; means nothing)"))
        text = letter + (entity.tail or "")
        before, parent = entity.getprevious(), entity.getparent()
        parent.remove(entity)
        if before is not None:
            before.tail = (before.tail or "") + text
        else:
            parent.text = (parent.text or "") + text


def xml_parts(raw: bytes, containers: Collection[str]) -> Iterator[Any]:
    """The children of the elements named `containers`, one after the other; raises UnreadableFile.

    Each is whole when it is given, and gone when the next one is asked for: no tree of the whole
    is made. As careful as `xml_tree`.
    """
    if len(raw) > MAX_STREAM_BYTES:
        raise UnreadableFile(_too_large(MAX_STREAM_BYTES))
    _check_prolog(raw)
    _check_attributes(raw)
    parser = _xml_parser("end")
    nodes, known = 0, False
    try:
        for at in range(0, len(raw), _CHUNK):
            parser.feed(raw[at : at + _CHUNK])
            for _, element in parser.read_events():
                if not known:
                    _check_doctype(element, raw)
                    known = True
                nodes += 1 + len(element.attrib)
                parent = element.getparent()
                if parent is not None and parent.tag in containers:
                    yield element
                    _free(element, parent)
                    nodes = 0
            if nodes > MAX_NODES:
                raise UnreadableFile(_TOO_RICH)
        parser.close()
    except etree.LxmlError as fault:
        raise UnreadableFile(_fault_of(fault)) from None


def _free(element: Any, parent: Any) -> None:
    """Forget an element and those before it."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del parent[0]


def _xml_parser(event: str) -> Any:
    return etree.XMLPullParser(
        events=(event,),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def html_tree(markup: bytes | str) -> Any:
    """The root element of an HTML page, mended as browsers do; raises UnreadableFile."""
    raw = markup.encode("utf-8", "replace") if isinstance(markup, str) else markup
    parser = etree.HTMLPullParser(
        events=("start",),
        encoding="utf-8" if isinstance(markup, str) else None,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return _fed(parser, raw, check_doctype=False)


def _fed(parser: Any, raw: bytes, check_doctype: bool) -> Any:
    """The root that a parser makes of `raw`, fed in pieces and stopped at the first excess."""
    if len(raw) > MAX_TREE_BYTES:
        raise UnreadableFile(_too_large(MAX_TREE_BYTES))
    if raw.count(b"<") > 2 * MAX_NODES:
        raise UnreadableFile(_TOO_RICH)
    _check_attributes(raw)
    nodes = 0
    try:
        for at in range(0, len(raw), _CHUNK):
            parser.feed(raw[at : at + _CHUNK])
            for _, element in parser.read_events():
                if not nodes and check_doctype:
                    _check_doctype(element, raw)
                nodes += 1 + len(element.attrib)
            if nodes > MAX_NODES:
                raise UnreadableFile(_TOO_RICH)
            if not nodes and check_doctype:
                break  # so long a beginning without an element is no article's
        root = parser.close()
    except etree.LxmlError as fault:
        raise UnreadableFile(_fault_of(fault)) from None
    if root is None:
        raise UnreadableFile("it is empty. Save it again where it comes from.")
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.feed_error_log):
        raise UnreadableFile(_TOO_DEEP)
    return root


def _check_attributes(raw: bytes) -> None:
    """Refuse an element with very many attributes, over which the parser would sit for hours."""
    if any(tag[1] for tag in _TAG.finditer(raw)):
        raise UnreadableFile(_TOO_RICH)


def _check_prolog(raw: bytes) -> None:
    """Refuse a document type, unless it is no more than the name of a known format."""
    found = _PROLOG.match(raw[:_CHUNK].replace(b"\0", b"").decode("latin-1"))
    if found and (found[1].lower() not in _BARE_DOCTYPES or found[2] != ">"):
        raise UnreadableFile(_DOCTYPE)


def _check_doctype(element: Any, raw: bytes) -> None:
    """Refuse a document type that only the parser has seen, in a rare encoding."""
    if element.getroottree().docinfo.doctype:
        head = raw[:_CHUNK].replace(b"\0", b"").decode("latin-1")
        if _PROLOG.match(head) is None:
            raise UnreadableFile(_DOCTYPE)


def _fault_of(fault: Any) -> str:
    """The words for what a parser has said."""
    if fault.error_log and fault.error_log[0].type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
        return _TOO_DEEP
    line = getattr(fault, "lineno", None)
    return _MARKUP.format(place=f" (line {line})" if line else "")
