"""Small PDF files, written object by object."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

Placed = tuple[float, float, float, str]
"""Words on a page: left, baseline, size, text."""

_CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def content(words: Sequence[Placed]) -> bytes:
    """What draws the words of a page."""
    return b"BT\n" + b"".join(_drawn(*placed) for placed in words) + b"ET"


def _drawn(left: float, baseline: float, size: float, text: str) -> bytes:
    codes = text.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        codes = codes.replace(sign, b"\\" + sign)
    return b"/F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj\n" % (size, left, baseline, codes)


def pdf(pages: Sequence[bytes], info: bytes = b"", filters: int = 0, encrypt: bytes = b"") -> bytes:
    """A PDF of pages with these contents; filters: how many times the streams are packed."""
    objects = [_CATALOG, b"", _FONT, b"<<%s>>" % info]
    kids = []
    for drawn in pages:
        for _ in range(filters):
            drawn = zlib.compress(drawn)
        filtered = b"/Filter[%s]" % (b"/FlateDecode" * filters)
        stream = b"<</Length %d%s>>stream\n%s\nendstream" % (len(drawn), filtered, drawn)
        objects.append(stream)
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]"
            b"/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return assembled(objects, b"/Info 4 0 R" + encrypt)


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first its catalog."""
    raw = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    raw += b"".join(places)
    raw += b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(objects) + 1, trailer)
    raw += b"startxref\n%d\n%%%%EOF" % start
    return bytes(raw)


def column(lines: Sequence[str], left: float = 50, top: float = 740) -> list[Placed]:
    """Lines of one column at the usual distance."""
    return [(left, top - 14 * place, 12, line) for place, line in enumerate(lines)]


def write_pdf(path: Path, *pages: Sequence[Placed], info: bytes = b"") -> Path:
    """A PDF with these words on its pages."""
    path.write_bytes(pdf([content(words) for words in pages], info))
    return path
