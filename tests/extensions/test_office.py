from __future__ import annotations

from pathlib import Path

import pytest

from annotator.extensions.articles.office import Docx, Odt, Rtf, blocks
from annotator.extensions.articles.office_blocks import ITEM
from annotator.extensions.registry import HEAD_BYTES, Imported
from annotator.model.errors import UnreadableFile
from tests.extensions.office_files import (
    docx_paragraph,
    run,
    write_docx,
    write_odt,
    write_rtf,
    write_zip,
)

BODY = "".join(
    [
        docx_paragraph(run("Talks in Beijing"), style="Titre"),
        docx_paragraph(run("Contents 1"), style="TM1"),
        docx_paragraph(
            run("Wang Yi ")
            + '<w:hyperlink w:anchor="x">'
            + run("met")
            + "</w:hyperlink>"
            + "<w:ins>"
            + run(" Sergey Lavrov")
            + "</w:ins><w:del><w:r><w:delText> nobody</w:delText></w:r></w:del>"
            + run(" secretly", "<w:vanish/>")
            + '<w:r><w:footnoteReference w:id="1"/><w:t>.</w:t><w:br/><w:t>Second</w:t></w:r>'
            + "<w:r><w:instrText> PAGE </w:instrText></w:r>"
        ),
        docx_paragraph(run("Positions"), style="Titre1"),
        docx_paragraph(run("of both sides"), style="Mine"),
        docx_paragraph(run("Ukraine"), listed="5:0"),
        docx_paragraph(run("ceasefire"), listed="5:1"),
        docx_paragraph(run("Japan"), listed="5:0"),
        "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>",
        docx_paragraph(run("Area")),
        "</w:tc></w:tr><w:tr><w:tc>",
        docx_paragraph(run("Trade")) + docx_paragraph(run("and more")),
        "</w:tc><w:tc>",
        docx_paragraph(run("open | free")),
        "</w:tc></w:tr></w:tbl>",
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>",
        docx_paragraph(run("In a box")),
        "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>",
        docx_paragraph(run("In a box")),
        "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        "<w:sdt><w:sdtContent>",
        docx_paragraph(run("In a field")),
        "</w:sdtContent></w:sdt>",
    ]
)
TEXT = """# Talks in Beijing

Wang Yi met Sergey Lavrov[1].
Second

# Positions

## of both sides

3. Ukraine
  - ceasefire
4. Japan

| Area |  |
| --- | --- |
| Trade and more | open \\| free |

In a box

In a field

[1] Reuters."""


def only(importer: Docx | Rtf | Odt, path: Path) -> Imported:
    """The one article of a file that the importer accepts."""
    assert importer.accepts(path, path.read_bytes()[:HEAD_BYTES])
    (imported,) = importer.read(path)
    return imported


def test_a_word_document_keeps_its_headings_lists_tables_and_notes(tmp_path: Path) -> None:
    found = only(Docx(), write_docx(tmp_path / "a.docx", BODY))
    assert found.article.text == TEXT
    assert found.article.title == "Talks in Beijing"


def core(title: str, creator: str) -> str:
    """The properties of a Word document."""
    return (
        '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator></cp:coreProperties>"
    )


def test_what_word_notes_about_a_document_is_no_title_unless_the_text_says_so(
    tmp_path: Path,
) -> None:
    body = docx_paragraph(run("Talks in Beijing")) + docx_paragraph(run("By Jane Doe"))
    noted = only(Docx(), write_docx(tmp_path / "a.docx", body, core=core("Document1", "admin")))
    assert (noted.article.title, noted.article.byline) == ("", "")
    assert noted.extra == {"dc:title": "Document1", "dc:creator": "admin"}
    said = core("talks in Beijing", "Jane Doe")
    borne_out = only(Docx(), write_docx(tmp_path / "b.docx", body, core=said))
    assert borne_out.article.title == "talks in Beijing"
    assert borne_out.article.byline == "Jane Doe"


def test_rich_text_is_read_in_the_code_page_of_each_font(tmp_path: Path) -> None:
    found = only(Rtf(), write_rtf(tmp_path / "a.rtf"))
    assert found.article.text == (
        "# Talks in Beijing\n\n"
        "By Jane Doe, café “Mao”\nsecond line\n\n"
        "Министр and 王土\n\n"
        "1. first point\n  - a dot[1]\n\n"
        "| Area | Position |\n| --- | --- |\n| Trade more | Open {now} |\n\n"
        "The end\u00a0here.\n\n"
        "[1] Reuters."
    )
    assert found.article.byline == "Jane Doe"
    assert found.article.title == ""
    assert found.extra["rtf:title"] == "Document1"


ODT_BODY = (
    "<text:tracked-changes><text:changed-region><text:p>gone</text:p></text:changed-region>"
    "</text:tracked-changes>"
    '<text:p text:style-name="P1">Talks in Beijing</text:p>'
    '<text:p>Wang Yi <text:span>met</text:span><text:s text:c="2"/>Lavrov<text:note>'
    "<text:note-citation>1</text:note-citation><text:note-body><text:p>Reuters.</text:p>"
    "</text:note-body></text:note>.<text:line-break/>Second<office:annotation><text:p>no</text:p>"
    "</office:annotation></text:p>"
    '<text:h text:outline-level="2">Positions</text:h>'
    '<text:list text:style-name="L1"><text:list-item><text:p>Ukraine</text:p>'
    "<text:list><text:list-item><text:p>ceasefire</text:p></text:list-item></text:list>"
    "</text:list-item><text:list-item><text:p>Japan</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>Area</text:p></table:table-cell>"
    "<table:table-cell><text:p>Position</text:p></table:table-cell></table:table-row>"
    "<table:table-row><table:table-cell><text:p>Trade</text:p></table:table-cell>"
    "<table:table-cell><text:p>open</text:p></table:table-cell></table:table-row></table:table>"
    "<text:p><draw:frame><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>"
    "</text:p>"
)


def test_an_opendocument_text_keeps_its_headings_lists_tables_and_notes(tmp_path: Path) -> None:
    path = write_odt(tmp_path / "a.odt", ODT_BODY, "<dc:creator>admin</dc:creator>")
    found = only(Odt(), path)
    assert found.article.text == (
        "# Talks in Beijing\n\nWang Yi met Lavrov[1].\nSecond\n\n## Positions\n\n"
        "1. Ukraine\n  - ceasefire\n2. Japan\n\n"
        "| Area | Position |\n| --- | --- |\n| Trade | open |\n\nIn a box\n\n[1] Reuters."
    )
    assert found.article.title == "Talks in Beijing"
    assert found.extra == {"dc:creator": "admin"}


def test_other_importers_get_the_blocks(tmp_path: Path) -> None:
    paths = [
        write_docx(tmp_path / "a", BODY),
        write_rtf(tmp_path / "b"),
        write_odt(tmp_path / "c", ODT_BODY),
    ]
    for path in paths:
        items = [block for block in blocks(path) if block.kind == ITEM]
        assert (items[0].number is None, items[1].number) == (False, None)


def test_each_office_file_is_known_by_its_content(tmp_path: Path) -> None:
    paths = {
        "docx": write_docx(tmp_path / "a.txt", BODY),
        "rtf": write_rtf(tmp_path / "b.doc"),
        "odt": write_odt(tmp_path / "c.zip", ODT_BODY),
        "": write_zip(tmp_path / "d.docx", {"a.txt": "a"}),
    }
    for kind, path in paths.items():
        head = path.read_bytes()[:HEAD_BYTES]
        accepting = [one.name for one in (Docx(), Rtf(), Odt()) if one.accepts(path, head)]
        assert accepting == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "before 2007"),
        (b"PK\x03\x04" + bytes(600), "damaged"),
    ],
)
def test_what_only_has_the_name_of_a_word_document_is_refused_in_words(
    content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    assert Docx().accepts(path, content)
    with pytest.raises(UnreadableFile, match=words):
        list(Docx().read(path))


def test_a_document_without_words_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no words"):
        list(Docx().read(write_docx(tmp_path / "a.docx", "<w:p/>")))


def test_rich_text_that_breaks_off_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="unfinished"):
        list(Rtf().read(write_rtf(tmp_path / "a.rtf", r"{\rtf1\ansi Talks in Beijing\par")))
