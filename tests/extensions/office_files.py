"""Small office files, written from their XML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = (
    f"<w:styles {W}>"
    '<w:style w:styleId="Titre"><w:name w:val="Title"/></w:style>'
    '<w:style w:styleId="Titre1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Mine"><w:name w:val="Crosshead"/><w:basedOn w:val="Base"/></w:style>'
    '<w:style w:styleId="Base"><w:name w:val="Base"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr>'
    "</w:style>"
    '<w:style w:styleId="TM1"><w:name w:val="toc 1"/></w:style>'
    "</w:styles>"
)
NUMBERING = (
    f"<w:numbering {W}>"
    '<w:abstractNum w:abstractNumId="7">'
    '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="7"/></w:num>'
    "</w:numbering>"
)
FOOTNOTES = (
    f'<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p/></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/><w:t xml:space="preserve"> Reuters.</w:t>'
    "</w:r></w:p></w:footnote></w:footnotes>"
)
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx_paragraph(inner: str, style: str = "", listed: str = "") -> str:
    """A paragraph of runs; listed: "number:depth"."""
    number, _, depth = listed.partition(":")
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        properties += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def write_docx(path: Path, body: str, **parts: str) -> Path:
    """A Word document with this body; parts: name of the part ("core") to its XML."""
    places = {"core": "docProps/core.xml", "document": "word/document.xml"}
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><w:document {W} '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{body}<w:sectPr/></w:body></w:document>"
    )
    members = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": document,
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERING,
        "word/footnotes.xml": FOOTNOTES,
    } | {places[name]: xml for name, xml in parts.items()}
    return write_zip(path, members)


def write_zip(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """A zip file of these members."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODT_SPACES = " ".join(
    f'xmlns:{name}="{ODF}:{place}:1.0"'
    for name, place in {
        "office": "office", "text": "text", "table": "table", "style": "style",
        "draw": "drawing", "meta": "meta",
    }.items()
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
ODT_STYLES = (
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/>'
    '<text:list-level-style-bullet text:level="2"/></text:list-style>'
    '<style:style style:name="P1" style:parent-style-name="Title"/>'
)


def write_odt(path: Path, body: str, meta: str = "") -> Path:
    """An OpenDocument text with this body."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODT_SPACES}>'
        f"<office:automatic-styles>{ODT_STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    notes = f"<office:document-meta {ODT_SPACES}><office:meta>{meta}</office:meta>"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text", ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("meta.xml", notes + "</office:document-meta>")
    return path


RTF = r"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fnil\fcharset0 Times New Roman;}
{\f1\fnil\fcharset204 Times New Roman;}{\f2\fnil\fcharset128 MS Mincho;}}
{\colortbl;\red0\green0\blue0;}{\stylesheet{\s0 Normal;}{\s1 heading 1;}}
{\info{\title Document1}{\author Jane Doe}{\creatim\yr2025\mo12\dy2}{\*\company Daily Paper}}
{\header\pard Page 1\par}
\pard\outlinelevel0\b Talks in Beijing\b0\par
\pard By Jane Doe, caf\'e9 \u8220?Mao\u8221?\line second line{\v hidden}\par
\pard\f1\'cc\'e8\'ed\'e8\'f1\'f2\'f0\f0  and {\f2\'89\'a4\'93y}{\*\unknownthing words}\par
{\listtext\pard\plain 1.\tab}\pard\ls1\ilvl0 first point\par
{\listtext\pard\plain\'b7\tab}\pard\ls2\ilvl1 a dot{\super\chftn}
{\footnote\pard\plain{\super\chftn} Reuters.\par}\par
\pard\trowd\cellx100\cellx200\intbl Area\cell Position\cell\row
\trowd\intbl Trade\par more\cell Open \{now\}\cell\row
\pard The end\~here.\par
}"""


def write_rtf(path: Path, words: str = RTF) -> Path:
    """An RTF file."""
    path.write_bytes(words.encode("ascii"))
    return path
