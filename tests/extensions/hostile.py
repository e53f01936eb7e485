"""Files made to harm whoever opens them, each written by a function of its own.

`HOSTILE` has them by name; the ending of the name is that of the file. None may be read as if
nothing were the matter: `REFUSED` names those of which no record at all may come in.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Mapping
from io import BytesIO
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from tests.extensions.office_files import ODT_SPACES, TYPES, W, docx_paragraph, run
from tests.extensions.pdf_files import assembled, column, content, pdf

SECRET = "canary-that-must-not-come-out"
"""What the file holds that external entities point at (`secret.txt` beside the hostile file)."""

WORDS = "The minister met his colleague for talks about trade and security in the region. "

_ENTITIES = "".join(
    f'<!ENTITY {after} "{f"&{before};" * 10}">'
    for before, after in zip("abcdefghi", "bcdefghij", strict=True)
)
BOMB = f'<!DOCTYPE x [<!ENTITY a "{"ha" * 50}">{_ENTITIES}]>'


def zipped(members: Mapping[str, str | bytes], method: int = ZIP_DEFLATED) -> bytes:
    """A zip file of these members."""
    raw = BytesIO()
    with ZipFile(raw, "w", method) as archive:
        for name, each in members.items():
            archive.writestr(name, each)
    return raw.getvalue()


def _flat_bomb() -> bytes:
    return zipped({"a.txt": b"\n" * 150_000_000})


def _nested_bomb() -> bytes:
    inner = zipped({f"{number}.txt": WORDS * 100 for number in range(10)})
    for _ in range(3):
        inner = zipped({f"{number}.zip": inner for number in range(10)}, ZIP_STORED)
    return inner


def _wide_nested_bomb() -> bytes:
    """Archives in an archive that are each within the limits, and together are not."""
    text = random.Random(1).randbytes(18_000).hex() * 50
    inner = zipped({"a.txt": text})
    return zipped({f"{number}.zip": inner for number in range(80)}, ZIP_STORED)


def _climbing(name: str) -> Callable[[], bytes]:
    return lambda: zipped({"a.txt": WORDS, name: WORDS})


def _twice() -> bytes:
    raw = zipped({"a.txt": WORDS, "b.txt": "Another text, which nobody sees. " * 3})
    return raw.replace(b"b.txt", b"a.txt")


def _overlapping() -> bytes:
    """Two members of the same bytes, as zip bombs without nesting have them."""
    raw = bytearray(zipped({"a.txt": WORDS, "b.txt": WORDS}))
    start = raw.rindex(b"PK\x01\x02")
    raw[start + 42 : start + 46] = bytes(4)
    return bytes(raw)


def _link() -> bytes:
    raw = BytesIO()
    with ZipFile(raw, "w") as archive:
        info = ZipInfo("a.txt")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return raw.getvalue()


def _encrypted(raw: bytes) -> bytes:
    """A zip file whose members say that they are encrypted."""
    changed = bytearray(raw)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def _many_members() -> bytes:
    """A list of a million members, written by hand: it would take minutes otherwise."""
    entry = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *[0] * 7, 1, *[0] * 6) + b"a"
    listed = entry * 1_000_000
    start = zipped({})[:0] + b"PK\x03\x04" + bytes(26)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(listed), len(start), 0)
    return start + listed + end


def _wrong_size() -> bytes:
    """A member that says it is smaller than it is."""
    raw = bytearray(zipped({"a.txt": WORDS * 100}))
    start = raw.rindex(b"PK\x01\x02")
    raw[start + 24 : start + 28] = struct.pack("<L", 10)
    return bytes(raw)


def docx(document: str, method: int = ZIP_DEFLATED, **more: str) -> bytes:
    """A Word file with this main part."""
    extra = {f"word/{name}.xml": each for name, each in more.items()}
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document} | extra, method)


def word_xml(body: str, before: str = "") -> str:
    """The main part of a Word document."""
    return f'<?xml version="1.0"?>{before}<w:document {W}><w:body>{body}</w:body></w:document>'


def odt(body: str, before: str = "", method: int = ZIP_DEFLATED) -> bytes:
    """An OpenDocument text with this body."""
    xml = (
        f'<?xml version="1.0"?>{before}<office:document-content {ODT_SPACES}><office:body>'
        f"<office:text>{body}</office:text></office:body></office:document-content>"
    )
    raw = BytesIO()
    with ZipFile(raw, "w", method) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED)
        archive.writestr("content.xml", xml)
    return raw.getvalue()


SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006"


def xlsx(strings: str, before: str = "", sheet: str = "") -> bytes:
    """A workbook of a row of headings and a row of text."""
    kept = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = "http://schemas.openxmlformats.org/package/2006/relationships"
    cells = sheet or (
        '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
    )
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{parts}"><Relationship Id="r1" '
            f'Type="{kept}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}/main" xmlns:r="{kept}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{parts}">'
            f'<Relationship Id="r1" Type="{kept}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{kept}/sharedStrings" Target="sharedStrings.xml"/>'
            "</Relationships>",
            "xl/sharedStrings.xml": f'<?xml version="1.0"?>{before}<sst xmlns="{SHEET}/main">'
            f"<si><t>text</t></si><si><t>{strings}</t></si></sst>",
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}/main"><sheetData>{cells}'
            "</sheetData></worksheet>",
        }
    )


def _rss(inner: str, before: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{before}<rss version="2.0"><channel><title>News</title><item>'
        f"<title>{inner}</title><description>{WORDS}</description></item></channel></rss>"
    ).encode()


def _outside(what: str) -> str:
    return f'<!DOCTYPE x [<!ENTITY a SYSTEM "{what}">]>'


def _page(inner: str) -> bytes:
    return f"<!DOCTYPE html><html><body>{inner}</body></html>".encode()


def _attributes() -> bytes:
    names = islice(product(ascii_lowercase, repeat=4), 300_000)
    return _page(f"<p {' '.join(''.join(name) for name in names)}>{WORDS}</p>")


def _xobject_loop() -> bytes:
    form = (
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 60>>"
    )
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"
            b"/Contents 5 0 R>>",
            form + b"stream\n" + b"/X Do " * 10 + b"\nendstream",
            b"<</Length 60>>stream\n" + b"/X Do " * 10 + b"\nendstream",
        ]
    )


_SCAN = pdf([b"0 0 100 100 re f"])
_TEXT_PDF = pdf([content(column([WORDS] * 30))])
_LOCK = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"x" * 32, b"y" * 32)
_WORD = "x" * 10_000_000
_DEEP = 100_000
_DEEP_BODY = f"{'<div>' * _DEEP}{WORDS}{'</div>' * _DEEP}"
_DOCX = docx(word_xml(docx_paragraph(run(WORDS)) * 50))

REFUSED: Mapping[str, Callable[[], bytes]] = {
    "flat_bomb.zip": _flat_bomb,
    "nested_bomb.zip": _nested_bomb,
    "climbing.zip": _climbing("../../evil.txt"),
    "climbing_in_windows.zip": _climbing("..\\..\\evil.txt"),
    "absolute.zip": _climbing("/tmp/evil.txt"),
    "drive.zip": _climbing("C:evil.txt"),
    "twice.zip": _twice,
    "overlapping.zip": _overlapping,
    "link.zip": _link,
    "encrypted.zip": lambda: _encrypted(zipped({"a.txt": WORDS})),
    "uncommon.zip": lambda: zipped({"a.txt": WORDS}, ZIP_BZIP2),
    "many_members.zip": _many_members,
    "wrong_size.zip": _wrong_size,
    "truncated.zip": lambda: zipped({"a.txt": WORDS * 9})[:-40],
    "bomb.docx": lambda: docx(word_xml(docx_paragraph(run("ha" * 10_000_000)))),
    "entities.docx": lambda: docx(word_xml(docx_paragraph(run("&j;")), BOMB)),
    "entities_in_styles.docx": lambda: docx(
        word_xml(docx_paragraph(run(WORDS))), styles=f"{BOMB}<w:styles {W}>&j;</w:styles>"
    ),
    "outside_file.docx": lambda: docx(
        word_xml(docx_paragraph(run(f"{WORDS}&a;")), _outside("secret.txt"))
    ),
    "outside_net.docx": lambda: docx(
        word_xml(docx_paragraph(run(f"{WORDS}&a;")), _outside("http://127.0.0.1:9/a"))
    ),
    "deep.docx": lambda: docx(word_xml("<w:sdt>" * _DEEP + "</w:sdt>" * _DEEP), ZIP_STORED),
    "encrypted.docx": lambda: _encrypted(_DOCX),
    "truncated.docx": lambda: _DOCX[: len(_DOCX) // 2],
    "truncated_inside.docx": lambda: docx(word_xml(docx_paragraph(run(WORDS)))[:-60]),
    "entities.odt": lambda: odt("<text:p>&j;</text:p>", BOMB),
    "outside_file.odt": lambda: odt(f"<text:p>{WORDS}&a;</text:p>", _outside("secret.txt")),
    "deep.odt": lambda: odt("<text:section>" * _DEEP + "</text:section>" * _DEEP, "", ZIP_STORED),
    "truncated.odt": lambda: odt(f"<text:p>{WORDS * 99}</text:p>")[:-100],
    "entities.xlsx": lambda: xlsx("&j;", BOMB),
    "bomb.xlsx": lambda: xlsx("ha" * 10_000_000),
    "truncated.xlsx": lambda: xlsx(WORDS)[:-100],
    "deep.rtf": lambda: b"{\\rtf1 " + b"{" * 1_000_000 + b"a" + b"}" * 1_000_000 + b"}",
    "skip.rtf": lambda: b"{\\rtf1 a\\bin999999999 b}",
    "truncated.rtf": lambda: b"{\\rtf1\\ansi " + WORDS.encode() * 20,
    "pages.pdf": lambda: pdf([content([(50, 700, 12, "A page.")])] * 10_000),
    "encrypted.pdf": lambda: pdf([content(column([WORDS]))], encrypt=_LOCK),
    "scan.pdf": lambda: _SCAN,
    "truncated.pdf": lambda: _TEXT_PDF[:400],
    "bomb.pdf": lambda: pdf([b"BT /F1 9 Tf (" + b"A" * 120_000_000 + b") Tj ET"], filters=2),
    "loop.pdf": _xobject_loop,
    "deep.html": lambda: _page(_DEEP_BODY),
    "one_word.html": lambda: _page(f"<p>{_WORD}</p>"),
    "attributes.html": _attributes,
    "entities.xml": lambda: _rss("&j;", BOMB),
    "quadratic.xml": lambda: _rss("&a;" * 20_000, f'<!DOCTYPE x [<!ENTITY a "{WORDS * 500}">]>'),
    "outside_file.xml": lambda: _rss("&a;", _outside("secret.txt")),
    "outside_net.xml": lambda: _rss("&a;", _outside("http://127.0.0.1:9/a")),
    "outside_dtd.xml": lambda: _rss(
        "a", '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a.dtd"> %a;]>'
    ),
    "deep.xml": lambda: _rss("<a>" * _DEEP + "</a>" * _DEEP),
    "truncated.xml": lambda: _rss(WORDS)[:-40],
    "deep.json": lambda: b'{"articles": ' + b"[" * 1_000_000,
    "one_word.txt": lambda: _WORD.encode(),
}
"""Files of which nothing may come in."""

HOSTILE: Mapping[str, Callable[[], bytes]] = {
    **REFUSED,
    "one_word.docx": lambda: docx(word_xml(docx_paragraph(run(_WORD))), ZIP_STORED),
    "wide_nested_bomb.zip": _wide_nested_bomb,
    "columns.odt": lambda: odt(
        "<table:table><table:table-row><table:table-cell "
        'table:number-columns-repeated="999999999"><text:p>ha</text:p></table:table-cell>'
        '</table:table-row></table:table><text:p>ha<text:s text:c="999999999"/>ha</text:p>'
    ),
    "one_cell.csv": lambda: b"title,text\na," + _WORD.encode() + b"\nb," + WORDS.encode() + b"\n",
    "words.pdf": lambda: pdf([content([(50, 700, 12, _WORD[:1_900_000])])]),
    "comments.html": lambda: _page("<!--" * 300_000 + WORDS),
    "unicode.rtf": lambda: b"{\\rtf1 " + b"\\u-10180?" * 1_000_000 + WORDS.encode() + b"}",
    "notes.docx": lambda: docx(
        word_xml('<w:p><w:r><w:footnoteReference w:id="1"/></w:r></w:p>' * 20_000), ZIP_STORED
    ),
    "tables.docx": lambda: docx(
        word_xml(
            "<w:tbl><w:tr><w:tc>" * 60 + docx_paragraph(run(WORDS)) + "</w:tc></w:tr></w:tbl>" * 60
        )
    ),
}
"""All of them: those that may give a record are there for time, memory and quiet."""


def write_hostile(name: str, folder: Path) -> Path:
    """The hostile file of this name, with the secret beside it."""
    (folder / "secret.txt").write_text(SECRET, "utf-8")
    path = folder / name
    path.write_bytes(HOSTILE[name]())
    return path
