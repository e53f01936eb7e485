"""Word and OpenDocument files as other programs write them: lists that go on, odd parts, marks."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from annotator.extensions.articles.office import Docx, Odt
from annotator.extensions.registry import HEAD_BYTES, Imported, Importer
from tests.extensions.office_files import (
    NUMBERING,
    TYPES,
    W,
    docx_paragraph,
    run,
    write_docx,
    write_odt,
    write_zip,
)

COUNTED = (
    f"<w:numbering {W}>"
    '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="Ours"/></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="2"><w:styleLink w:val="Ours"/>'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
    '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="3"/></w:num>'
    "</w:numbering>"
)


def text_of(importer: Importer, path: Path) -> str:
    """The text of the one article in a file that the importer accepts."""
    assert importer.accepts(path, path.read_bytes()[:HEAD_BYTES])
    (found,) = importer.read(path)
    assert isinstance(found, Imported)
    return found.article.text


def word(folder: Path, body: str, numbering: str = NUMBERING) -> str:
    """The text of a Word file with this body."""
    path = write_docx(folder / "a.docx", body)
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return text_of(Docx(), write_zip(path, parts | {"word/numbering.xml": numbering}))


def test_lists_of_one_kind_count_on_unless_one_says_that_it_starts_anew(tmp_path: Path) -> None:
    items = [("one", 1), ("two", 2), ("anew", 3), ("second", 2), ("third", 3), ("a dot", 4)]
    body = "".join(docx_paragraph(run(name), listed=f"{kind}:0") for name, kind in items)
    assert word(tmp_path, body, COUNTED).split("\n") == [
        "1. one",
        "2. two",
        "1. anew",
        "2. second",
        "3. third",
        "",
        "- a dot",
    ]


def test_a_great_first_letter_and_a_deleted_end_are_one_with_what_follows(tmp_path: Path) -> None:
    great = '<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>' + run("T") + "</w:p>"
    ended = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run("It was ") + "</w:p>"
    body = great + docx_paragraph(run("he envoys met.")) + ended + docx_paragraph(run("late."))
    assert word(tmp_path, body + great) == "The envoys met.\n\nIt was late.\n\nT"


def test_a_sign_that_was_typed_begins_an_item_like_one_that_was_set(tmp_path: Path) -> None:
    points = "".join(docx_paragraph(run(f"{sign}\tpoint")) for sign in "•▪\uf0b7")
    body = docx_paragraph(run("Points:")) + points + docx_paragraph(run("•none"))
    assert word(tmp_path, body) == "Points:\n\n- point\n- point\n- point\n\n•none"


def test_the_main_part_of_a_word_file_may_be_numbered(tmp_path: Path) -> None:
    body = f"<w:document {W}><w:body>{docx_paragraph(run('The envoys met.'))}</w:body></w:document>"
    parts = {"[Content_Types].xml": TYPES, "word/document2.xml": body}
    assert text_of(Docx(), write_zip(tmp_path / "a.docx", parts)) == "The envoys met."


@pytest.mark.parametrize("name", ["a.odt", "no name"])
def test_an_odt_that_was_packed_again_is_known_all_the_same(name: str, tmp_path: Path) -> None:
    with ZipFile(write_odt(tmp_path / "b.odt", "<text:p>The envoys met.</text:p>")) as archive:
        parts = {each: archive.read(each) for each in reversed(archive.namelist())}
    path = tmp_path / name
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("Configurations2/menubar/", "")
        for each, raw in parts.items():
            archive.writestr(each, raw)
    assert text_of(Odt(), path) == "The envoys met."


def test_a_list_of_an_odt_goes_on_after_a_paragraph_where_it_says_so(tmp_path: Path) -> None:
    def listed(attributes: str, *items: str, start: str = "") -> str:
        inner = "".join(
            f"<text:list-item{start}><text:p>{e}</text:p></text:list-item>" for e in items
        )
        return f'<text:list text:style-name="L1" {attributes}>{inner}</text:list>'

    between = "<text:p>Between.</text:p>"
    body = between.join(
        [
            listed('xml:id="a"', "one", "two"),
            listed('text:continue-numbering="true"', "three"),
            listed('xml:id="b"', "one again"),
            listed('text:continue-list="b"', "two again"),
            listed("", "nine", start=' text:start-value="9"'),
        ]
    )
    lines = text_of(Odt(), write_odt(tmp_path / "a.odt", body)).split("\n")
    assert [line for line in lines if line and line != "Between."] == [
        "1. one",
        "2. two",
        "3. three",
        "1. one again",
        "2. two again",
        "9. nine",
    ]
