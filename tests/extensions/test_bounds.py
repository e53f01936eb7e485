from __future__ import annotations

from pathlib import Path

import pytest

from annotator.extensions.articles import bounds
from annotator.extensions.articles.bounds import (
    archive_names,
    html_tree,
    member_bytes,
    open_archive,
    read_bytes,
    xml_parts,
    xml_tree,
)
from annotator.model.errors import UnreadableFile
from tests.extensions.hostile import BOMB
from tests.extensions.office_files import write_zip


def test_a_file_is_read_up_to_a_limit_and_no_further(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 2_000_000)
    assert len(read_bytes(path, 2_000_000)) == 2_000_000
    with pytest.raises(UnreadableFile, match="larger than 1 MB"):
        read_bytes(path, 1_999_999)
    with pytest.raises(UnreadableFile, match="rights"):
        read_bytes(tmp_path / "none")


def test_a_member_is_read_up_to_a_limit_and_must_be_there(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"a": "x" * 100})
    with open_archive(path) as archive:
        assert member_bytes(archive, "a") == b"x" * 100
        with pytest.raises(UnreadableFile, match="'a' is larger"):
            member_bytes(archive, "a", 99)
        with pytest.raises(UnreadableFile, match="lacks its part 'b'"):
            member_bytes(archive, "b")
    path.unlink()


def test_an_archive_of_too_many_files_is_refused(tmp_path: Path) -> None:
    names = [str(number) for number in range(bounds.MAX_ENTRIES + 1)]
    path = write_zip(tmp_path / "a.zip", dict.fromkeys(names, ""))
    with pytest.raises(UnreadableFile, match="10,000"):
        open_archive(path)
    assert len(archive_names(path)) == bounds.MAX_ENTRIES + 1
    assert not archive_names(Path(__file__))


@pytest.mark.parametrize(
    "doctype",
    ["", '<!DOCTYPE nitf SYSTEM "../dtd/nitf-3-2.dtd">', '<!-- [ --><!DOCTYPE rss PUBLIC "a" "b">'],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_that_is_only_a_name_does_no_harm(doctype: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<rss><a>é</a></rss>'
    assert xml_tree(xml.encode(encoding)).findtext("a") == "é"


@pytest.mark.parametrize(
    "doctype",
    [
        BOMB,
        '<!DOCTYPE nitf SYSTEM "nitf.dtd" [<!ENTITY a "b">]>',
        '<!DOCTYPE letter SYSTEM "file:///etc/passwd">',
        f"<!-- {'long ' * 50} --><!DOCTYPE x [<!ENTITY a 'b'>]>",
        "<?a <!-- ?><!DOCTYPE x []>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-7", "cp037"])
def test_any_other_document_type_is_refused(doctype: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<rss>b</rss>'.encode(encoding)
    with pytest.raises(UnreadableFile):
        xml_tree(xml)
    with pytest.raises(UnreadableFile):
        list(xml_parts(xml, ("rss",)))


def test_letters_that_are_only_named_are_not_lost() -> None:
    nitf = (
        '<!DOCTYPE nitf SYSTEM "nitf.dtd"><nitf>'
        "<p>caf&eacute; &mdash; <b>na&iuml;ve</b>&hellip;!</p></nitf>"
    )
    assert "".join(xml_tree(nitf.encode()).itertext()) == "café — naïve…!"
    with pytest.raises(UnreadableFile, match="&company;"):
        xml_tree(nitf.replace("&eacute;", "&company;").encode())


def test_a_document_type_written_about_is_text() -> None:
    xml = b"<rss><a><![CDATA[<!DOCTYPE x [<!ENTITY a 'b'>]>]]></a></rss>"
    assert "ENTITY" in xml_tree(xml).findtext("a")


def test_parts_come_one_by_one_and_go_again() -> None:
    rows = "".join(f"<row><cell>{number}</cell></row>" for number in range(20_000))
    xml = f"<table><head>x</head><rows>{rows}</rows></table>".encode()
    texts = []
    for row in xml_parts(xml, ("rows",)):
        texts.append(row.findtext("cell"))
        assert len(list(row.itersiblings(preceding=True))) <= 1
    assert texts == [str(number) for number in range(20_000)]


def test_html_is_mended_and_keeps_its_letters() -> None:
    tree = html_tree("<p>caf\u00e9 &amp; \u4e2d\u6587<p>two\udc80")
    assert [p.text for p in tree.iter("p")] == ["caf\u00e9 & \u4e2d\u6587", "two?"]
    assert html_tree('<meta charset="cp1251"><p>\u041c\u0438\u0440'.encode("cp1251"))[1][
        0
    ].text == ("\u041c\u0438\u0440")


@pytest.mark.parametrize("markup", ["", "  \n"])
def test_markup_without_anything_is_refused(markup: str) -> None:
    with pytest.raises(UnreadableFile):
        html_tree(markup)
    with pytest.raises(UnreadableFile):
        xml_tree(markup.encode())


def test_markup_that_breaks_off_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableFile, match=r"damaged \(line 2\)"):
        xml_tree(b"<a>\n<b></a>")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>" * 500_000,
        "<i a=1 b=2 c=3 d=4>" * 120_000,
        "<p " + "".join(f"a{n} " for n in range(3_000)),
    ],
    ids=["elements", "attributes", "attributes of one"],
)
def test_markup_of_too_many_parts_is_refused(markup: str) -> None:
    with pytest.raises(UnreadableFile):
        html_tree(markup)


def test_a_page_nested_two_hundred_deep_is_read() -> None:
    assert "end" in html_tree("<div>" * 200 + "end").itertext()
