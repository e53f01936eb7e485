"""Nexis, Factiva and Europresse: every article of a download, its facts and its text alone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.europresse import Europresse
from annotator.extensions.articles.factiva import Factiva
from annotator.extensions.articles.factiva_records import listed_record
from annotator.extensions.articles.language_names import language_code
from annotator.extensions.articles.nexis import Nexis
from annotator.extensions.articles.nexis_records import records
from annotator.extensions.registry import Imported, Importer, Refused
from annotator.model.article import METADATA
from annotator.model.errors import UnreadableFile
from tests.extensions.golden_articles import check_golden, files, mutated
from tests.extensions.office_files import docx_paragraph, write_docx

NEXIS, FACTIVA, EUROPRESSE = files("nexis*"), files("factiva*"), files("europresse*")
OURS: dict[str, Importer] = {"nexis": Nexis(), "factiva": Factiva(), "europresse": Europresse()}
ALL = [*NEXIS, *FACTIVA, *EUROPRESSE, *files("*", "pages")]


def importer_of(path: Path) -> Importer:
    return OURS[path.name.split(".")[0].split("_")[0]]


@pytest.mark.parametrize("path", [*NEXIS, *FACTIVA, *EUROPRESSE], ids=lambda path: path.name)
def test_a_download_is_read_as_a_person_reads_it(
    path: Path, request: pytest.FixtureRequest
) -> None:
    check_golden(importer_of(path), path, request)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.name)
def test_an_importer_leaves_the_files_of_others_alone(path: Path) -> None:
    head = path.read_bytes()[:4_096]
    takers = [name for name, importer in OURS.items() if importer.accepts(path, head)]
    assert takers == [name for name in OURS if path.name.startswith(name)]


@pytest.mark.parametrize("path", [*NEXIS, *FACTIVA, *EUROPRESSE], ids=lambda path: path.name)
def test_what_else_is_told_has_names_apart_from_ours_and_is_no_text(path: Path) -> None:
    for record in importer_of(path).read(path):
        if isinstance(record, Refused):
            continue
        assert not {*METADATA, "file"} & set(record.extra)
        text = record.article.text.casefold()
        assert not any(word in text for word in ("copyright", "load-date", "©", "document"))


def uni(*paragraphs: str) -> str:
    return "".join(docx_paragraph(f"<w:r><w:t>{words}</w:t></w:r>") for words in paragraphs)


def test_a_word_file_of_nexis_uni_in_german_is_read_record_by_record(tmp_path: Path) -> None:
    path = tmp_path / "Dateien (2).DOCX"
    write_docx(
        path,
        uni(
            "Datum und Uhrzeit: Dienstag, 5. März 2019 10:11:12",
            "Job-Nummer: 1",
            "Dokumente (2)",
            "1. Gesandte reden",
            "2. Noch ein Titel",
            "Gesandte reden",
            "Hafenblatt",
            "4. März 2019 Montag",
            "Copyright 2019 Hafenblatt Alle Rechte vorbehalten",
            "Rubrik:\u00a0POLITIK; S. 3",
            "Länge:\u00a012 Wörter",
            "Autor:\u00a0Karla Ried",
            "Hauptteil",
            "Die Gesandten trafen sich.",
            "Ladedatum: 5. März 2019",
            "Ende des Dokuments",
            "Noch ein Titel",
            "Hafenblatt",
            "3. März 2019 Sonntag",
            "Länge:\u00a03 Wörter",
            "Ohne das Wort davor steht hier der Text.",
            "Ende des Dokuments",
        ),
    )
    assert Nexis().accepts(path, path.read_bytes()[:4_096])
    first, second = (record for record in Nexis().read(path) if isinstance(record, Imported))
    assert (first.article.title, first.article.publisher) == ("Gesandte reden", "Hafenblatt")
    assert (first.article.byline, first.article.section) == ("Karla Ried", "POLITIK")
    assert (first.article.published, first.record) == ("2019-03-04", "1 of 2")
    assert first.article.text == "Die Gesandten trafen sich."
    assert first.extra["Ladedatum"] == "5. März 2019"
    assert second.article.title == "Noch ein Titel"
    assert second.article.text == "Ohne das Wort davor steht hier der Text."


def test_a_drawing_before_the_line_that_ends_a_record_does_not_hide_it(tmp_path: Path) -> None:
    drawing = (
        '<w:r><w:drawing xmlns:p="x"><p:positionH><p:posOffset>1270</p:posOffset></p:positionH>'
        "</w:drawing><w:br/><w:t>End of Document</w:t></w:r>"
    )
    path = tmp_path / "Files (1).DOCX"
    write_docx(
        path,
        uni("A title", "The Paper", "May 2, 2019", "Body", "It rained.") + f"<w:p>{drawing}</w:p>",
    )
    assert Nexis().accepts(path, path.read_bytes()[:4_096])
    (record,) = Nexis().read(path)
    assert isinstance(record, Imported)
    assert (record.article.title, record.article.text) == ("A title", "It rained.")


def test_an_ordinary_word_file_is_not_of_nexis(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    write_docx(path, uni("A letter", "Body", "It is the end of document, dear Nexis."))
    assert not Nexis().accepts(path, path.read_bytes()[:4_096])


def test_a_text_that_speaks_of_documents_is_not_of_nexis(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "They handed over\n2 of 3 documents.\nThe 3 of 4 documents, said Nexis, are gone."
    )
    assert not Nexis().accepts(path, path.read_bytes())


def test_a_record_of_the_old_layout_needs_no_labels() -> None:
    (record,) = records(
        ["1 of 1 DOCUMENTS", "The Paper", "May 2, 1999", "A title", "Text.", "More."]
    )
    assert (record.title, record.source, record.date) == ("A title", "The Paper", "1999-05-02")
    assert record.body == ["Text.", "More."]


@pytest.mark.parametrize("word", ["UPDATE", "CORRECTION", "CITY"])
def test_a_title_may_begin_with_the_word_of_a_label(word: str) -> None:
    title = f"{word}: Ministers meet"
    head = ["1 of 1 DOCUMENTS", "Harbour Wire", "January 15, 2025 Wednesday", title]
    labels = ["BYLINE: By Anna Berg", "LENGTH: 30 words"]
    (record,) = records([*head, *labels, "They met.", "LOAD-DATE: January 16, 2025"])
    assert (record.title, record.body, record.date) == (title, ["They met."], "2025-01-15")


def test_a_copyright_line_on_top_is_not_the_source() -> None:
    blocks = ["1 of 1 DOCUMENTS", "Copyright 1999 The Owner", "The Paper", "May 2, 1999, Sunday"]
    (record,) = records(
        [*blocks, "A title", "LENGTH: 2 words", "LONDON: It rained.", "Copyright law."]
    )
    assert (record.source, record.title) == ("The Paper", "A title")
    assert record.labelled["COPYRIGHT"] == "Copyright 1999 The Owner"
    assert record.body == ["LONDON: It rained.", "Copyright law."]


def test_who_handed_a_paper_on_is_not_its_name_nor_an_address_the_last_paragraph() -> None:
    source = "Monitoring Service - Political\nSupplied by Another Service"
    blocks = ["1 of 1 DOCUMENTS", source, "May 2, 1999", "A title", "LENGTH: 2 words", "It rained."]
    (record,) = records([*blocks, "http://paper.example/a", "LOAD-DATE: May 3, 1999"])
    assert record.source == "Monitoring Service - Political"
    assert record.labelled["SUPPLIER"] == "Supplied by Another Service"
    assert record.body == ["It rained."]
    assert record.fields["url"] == "http://paper.example/a"


@pytest.mark.parametrize("last", ["<p>Dokument harb000020190304ef340003t</p>", ""])
def test_a_page_of_factiva_may_write_its_numbers_small_or_leave_them_out(
    last: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.html"
    header = ["<div id=hd><span class=deHeadline>Ein Titel</span>", "3 Wörter", "4 März 2019"]
    header += ["Hafenblatt", "HARB", "Deutsch", "(c) 2019 Hafenblatt"]
    divisions = "".join(f"<div>{line}</div>" for line in header)
    path.write_text(
        f"<html><title>Factiva</title><div class='article deArticle'><p>{divisions}</p>"
        f"<p class=articleParagraph>Die Gesandten trafen sich.</p>{last}</div></html>"
    )
    (record,) = Factiva().read(path)
    assert isinstance(record, Imported)
    assert (record.article.title, record.article.publisher) == ("Ein Titel", "Hafenblatt")
    assert record.article.text == "Die Gesandten trafen sich."
    assert record.article.source_id == ("harb000020190304ef340003t" if last else "")


def test_the_names_of_the_parts_of_a_record_may_be_headings() -> None:
    blocks = ["# Un título", "El Diario", "20 enero 2022 jueves", "## Cuerpo", "Llovió."]
    blocks += [
        "### Un ladillo",
        "No llovió.",
        "## Clasificación",
        "Idioma: SPANISH",
        "Fecha de carga: 2",
    ]
    (record,) = records([*blocks, "### Fin del documento"])
    assert record.body == ["Llovió.", "### Un ladillo", "No llovió."]
    assert (record.title, record.labelled["Idioma"]) == ("Un título", "SPANISH")


def test_lines_of_factiva_without_a_word_count_still_give_the_text() -> None:
    lines = ["A title", "The envoys met.", "Document HARB000020190304ef340003t"]
    assert listed_record(lines).accession == "HARB000020190304ef340003t"
    assert "The envoys met." in listed_record(lines).body


def test_languages_are_known_by_the_names_that_interfaces_use() -> None:
    names = (
        "ENGLISH; ENGLISHS|Français|GERMAN; DEUTSCH|Español|Niederländisch|pt|Russe|中文|Klingon|"
    )
    assert [language_code(name) for name in names.split("|")] == (
        ["en", "fr", "de", "es", "nl", "pt", "ru", "zh", "", ""]
    )


def test_a_list_of_results_is_refused_for_want_of_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><p>DocPublicationName</p></html>")
    with pytest.raises(UnreadableFile, match="no article of Europresse"):
        list(Europresse().read(path))
    path.write_text("<html class=x>Factiva</html>")
    with pytest.raises(UnreadableFile, match="no article of Factiva"):
        list(Factiva().read(path))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(
    path=st.sampled_from([*NEXIS, *FACTIVA, *EUROPRESSE]),
    at=st.integers(min_value=0),
    new=st.binary(max_size=40),
    cut=st.integers(min_value=0),
)
def test_damaged_downloads_are_read_or_refused(
    tmp_path: Path, path: Path, at: int, new: bytes, cut: int
) -> None:
    damaged = tmp_path / path.name
    damaged.write_bytes(mutated(path.read_bytes(), at, new, cut))
    for importer in OURS.values():
        importer.accepts(damaged, damaged.read_bytes()[:4_096])
    with suppress(UnreadableFile):
        for record in importer_of(path).read(damaged):
            assert isinstance(record, Refused) or record.article.text
