"""Tables of articles in workbooks."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.excel import Excel
from annotator.extensions.registry import Imported, Refused
from annotator.model.errors import UnreadableFile
from tests.extensions.workbooks import an_ods, an_xlsx

HEADINGS = ["Nummer", "Titel", "Datum", "Volltext"]


def read(path: Path) -> list[Imported | Refused]:
    """What the importer gives for a workbook."""
    assert Excel().accepts(path, path.read_bytes()[:4_096])
    return list(Excel().read(path))


def test_all_cells_are_text_and_rows_have_their_numbers(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        ["00123", "NA", "2019-03-04", "Der Minister sprach."],
        [12, True, "13.04.2019", "Er sprach wieder."],
        [None, None, None, None],
        [14, "Nichts", "", None],
    ]

    first, second, third = read(an_xlsx(tmp_path / "a.xlsx", {"A": rows}))

    assert isinstance(first, Imported)
    assert (first.article.source_id, first.article.title) == ("00123", "NA")
    assert isinstance(second, Imported)
    assert (second.article.source_id, second.article.title) == ("12", "TRUE")
    assert (second.article.published, second.extra) == ("2019-04-13", {"Datum": "13.04.2019"})
    assert isinstance(third, Refused)
    assert [each.record for each in (first, second, third)] == ["row 2", "row 3", "row 5"]


def test_sheets_with_the_same_headings_are_one_table(tmp_path: Path) -> None:
    sheets = {
        "2019": [HEADINGS, ["1", "a", "2019", "Eins."]],
        "2020": [HEADINGS, ["2", "b", "2020", "Zwei."]],
        "Notes": [["who", "what"], ["me", "nothing"]],
        "Empty": [],
    }

    given = read(an_xlsx(tmp_path / "a.xlsx", sheets))

    assert [each.record for each in given] == ["row 2", "sheet 2020, row 2", "sheet Notes"]
    assert isinstance(given[2], Refused)


def test_an_opendocument_spreadsheet_is_read(tmp_path: Path) -> None:
    (given,) = read(an_ods(tmp_path / "a.ods", [["title", "text"], ["Talks", "They met."]]))

    assert isinstance(given, Imported)
    assert (given.article.title, given.article.text) == ("Talks", "They met.")


def test_a_workbook_that_claims_to_be_huge_is_refused_in_time(tmp_path: Path) -> None:
    far = (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/'
        '2006/main"><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        '<c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    wide = an_xlsx(tmp_path / "wide.xlsx", {"A": far})
    long = an_ods(tmp_path / "long.ods", [["text"], ["They met."]], repeated=100_000_000)

    for path in (wide, long):
        started = time.monotonic()
        with pytest.raises(UnreadableFile):
            read(path)
        assert time.monotonic() - started < 10


def test_a_document_type_is_refused(tmp_path: Path) -> None:
    path = an_xlsx(
        tmp_path / "a.xlsx",
        {"A": [HEADINGS, ["1", "a", "", "b"]]},
        '<!DOCTYPE x [<!ENTITY a "b">]>',
    )
    with pytest.raises(UnreadableFile, match="DOCTYPE"):
        read(path)


@pytest.mark.parametrize("rows", [[], [HEADINGS], [["a", "b"], ["1", "2"]]])
def test_a_workbook_without_articles_is_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    with pytest.raises(UnreadableFile):
        read(an_xlsx(tmp_path / "a.xlsx", {"A": rows}))


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(place=st.integers(0, 3_000), noise=st.binary(max_size=20))
def test_whatever_the_bytes_are_there_is_no_other_error(
    tmp_path: Path, place: int, noise: bytes
) -> None:
    whole = an_xlsx(tmp_path / "a.xlsx", {"A": [HEADINGS, ["1", "a", "", "Eins."]]}).read_bytes()
    for raw in (
        whole[:place] + noise + whole[place + len(noise) :],
        whole[:place],
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise * 200,
    ):
        path = tmp_path / "b.xls"
        path.write_bytes(raw)
        Excel().accepts(path, raw[:4_096])
        try:
            for each in Excel().read(path):
                assert isinstance(each, (Imported, Refused))
        except UnreadableFile:
            pass


def test_headings_are_found_below_the_head_of_a_report(tmp_path: Path) -> None:
    rows = [["Report"], [None], HEADINGS, ["1", "A", "2019-03-04", "Sie trafen sich."]]

    given = read(an_xlsx(tmp_path / "a.xlsx", {"Hits": rows, "Blank": [[None], [None]]}))

    (article,) = (each.article for each in given if isinstance(each, Imported))
    assert (article.title, article.text) == ("A", "Sie trafen sich.")
    assert not any(isinstance(each, Refused) for each in given)
