"""News agency formats and feeds: every story, its facts and its text alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles import wire
from annotator.extensions.articles.feeds import Feed
from annotator.extensions.articles.iptc7901 import Iptc7901
from annotator.extensions.articles.newsml1 import NewsMl1
from annotator.extensions.articles.newsml_g2 import NewsMlG2
from annotator.extensions.articles.ninjs import Ninjs
from annotator.extensions.articles.nitf import Nitf
from annotator.extensions.articles.wordpress import WordPress
from annotator.extensions.registry import Imported, Importer, Refused
from annotator.model.article import METADATA
from annotator.model.errors import UnreadableFile
from tests.extensions.golden_articles import check_golden, files, mutated

OURS: dict[str, Importer] = {
    "nitf": Nitf(),
    "newsml1": NewsMl1(),
    "newsml_g2": NewsMlG2(),
    "ninjs": Ninjs(),
    "iptc7901": Iptc7901(),
    "feed": Feed(),
    "wordpress": WordPress(),
}
FILES = files("*", "wire")


def importer_of(path: Path) -> Importer:
    return next(each for name, each in OURS.items() if path.name.startswith(name))


def one(importer: Importer, path: Path, content: str | bytes) -> Imported | Refused:
    """The one record of a file with this content, which the importer must accept."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    assert importer.accepts(path, path.read_bytes()[:4_096])
    (record,) = importer.read(path)
    return record


def read(importer: Importer, path: Path) -> list[Imported | Refused]:
    """The records of a file; none if it is refused."""
    records = []
    with suppress(UnreadableFile):
        records.extend(importer.read(path))
    return records


def article(importer: Importer, path: Path, content: str | bytes) -> Imported:
    record = one(importer, path, content)
    assert isinstance(record, Imported)
    return record


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_story_is_read_as_a_person_reads_it(path: Path, request: pytest.FixtureRequest) -> None:
    check_golden(importer_of(path), path, request)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_importer_leaves_the_files_of_others_alone(path: Path) -> None:
    head = path.read_bytes()[:4_096]
    takers = [name for name, importer in OURS.items() if importer.accepts(path, head)]
    assert takers == [name for name in OURS if path.name.startswith(name)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_else_is_told_has_names_apart_from_ours(path: Path) -> None:
    extras = [
        record.extra for record in importer_of(path).read(path) if isinstance(record, Imported)
    ]
    assert extras
    assert not any({*METADATA, "file"} & set(extra) for extra in extras)


def test_the_encoding_that_a_file_declares_is_not_believed_against_its_bytes() -> None:
    right, wrong = (list(NewsMl1().read(path)) for path in FILES if "newsml1" in path.name)
    assert [record.article for record in right] == [record.article for record in wrong]


def test_a_package_without_texts_is_refused_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "package.xml"
    path.write_text('<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/"/>')
    with pytest.raises(UnreadableFile, match="only pictures, links or packages"):
        list(NewsMlG2().read(path))
    path.write_text("<NewsML><NewsItem><NewsComponent/></NewsItem></NewsML>")
    with pytest.raises(UnreadableFile, match="pictures, links or packages"):
        list(NewsMl1().read(path))


def test_a_record_without_text_is_refused_and_named(tmp_path: Path) -> None:
    record = one(Nitf(), tmp_path / "a.xml", "<nitf><head><title>T</title></head><body/></nitf>")
    assert isinstance(record, Refused)
    assert "no text" in record.reason


@pytest.mark.parametrize(
    "markup",
    [
        '<!DOCTYPE nitf [<!ENTITY a "b">]><nitf><body>&a;</body></nitf>',
        "<nitf><body>",
        "<nitf>" + "<block>" * 5_000 + "</block>" * 5_000 + "</nitf>",
    ],
    ids=["entity", "cut", "deep"],
)
def test_a_hostile_or_damaged_tree_is_refused_in_words(tmp_path: Path, markup: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(markup)
    with pytest.raises(UnreadableFile):
        list(Nitf().read(path))


def test_lines_broken_at_a_width_become_paragraphs(tmp_path: Path) -> None:
    lines = "The two ministers met in the morning and spoke about fish<br/>and about boats."
    found = article(
        Nitf(),
        tmp_path / "a.xml",
        f"<nitf><body><body.content><p>{lines}</p></body.content></body></nitf>",
    )
    assert found.article.text == lines.replace("<br/>", " ")


def test_ninjs_comes_one_a_line_and_in_the_envelopes_of_services(tmp_path: Path) -> None:
    item = '{"uri": "u", "versioncreated": "2020-01-02", "body_text": "They met."}'
    path = tmp_path / "a.json"
    path.write_text(f"{item}\n{item}\n")
    assert [record.record for record in Ninjs().read(path)] == ["1 of 2", "2 of 2"]
    wrapped = article(Ninjs(), path, f'{{"total": 1, "items": [{item}]}}')
    assert (wrapped.article.published, wrapped.article.text) == ("2020-01-02", "They met.")


def test_half_a_character_and_nul_in_json_do_not_reach_the_text(tmp_path: Path) -> None:
    found = article(
        Ninjs(),
        tmp_path / "a.json",
        r'{"uri": "u", "pubstatus": "", "body_text": "a\ud800b\u0000c"}',
    )
    assert found.article.text == "a\ufffdb\ufffdc"


def test_iptc7901_is_known_without_its_control_characters(tmp_path: Path) -> None:
    found = article(
        Iptc7901(),
        tmp_path / "a.txt",
        "abc0101 4 i 58 ena 017\n\nNorland/\nNorland signs =\n\nGeneva (ena) - They signed.\n\n"
        "ena as br\n\n051430 GMT Mar 98\n",
    )
    assert found.article.title == "Norland signs"
    assert found.article.published == "1998-03-05"
    assert found.article.text == "Geneva (ena) - They signed."
    assert found.extra["notes"] == "ena as br"


@pytest.mark.parametrize(
    ("notice", "holder"),
    [
        ("Copyright 2013 The News Agency, www.tna.org - all rights reserved.", "The News Agency"),
        ("(c) Copyright Thomson Reuters 2014", "Thomson Reuters 2014"),
        ("© 2024 AFP", "AFP"),
        ("All rights reserved", ""),
    ],
)
def test_a_copyright_notice_names_its_holder(notice: str, holder: str) -> None:
    assert wire.holder_of(notice) == holder


def test_the_beginning_of_a_file_is_judged_in_no_time_whatever_it_is() -> None:
    head = b"<?xml?>" + b"<!---->" * 500 + b"!"
    assert wire.root_of(head) == ("", "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(at=st.integers(0, 10**6), new=st.binary(max_size=40), cut=st.integers(1, 10**6))
def test_a_damaged_file_gives_articles_or_a_refusal(
    tmp_path: Path, path: Path, at: int, new: bytes, cut: int
) -> None:
    damaged = tmp_path / path.name
    damaged.write_bytes(mutated(path.read_bytes(), at, new, cut))
    importer = importer_of(path)
    importer.accepts(damaged, damaged.read_bytes()[:4_096])
    assert all(isinstance(record, Imported | Refused) for record in read(importer, damaged))


@pytest.mark.parametrize("name", OURS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
def test_any_bytes_give_articles_or_a_refusal(tmp_path: Path, name: str, raw: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(raw)
    OURS[name].accepts(path, raw)
    assert all(isinstance(record, Imported | Refused) for record in read(OURS[name], path))
