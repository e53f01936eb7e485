"""JSON lines, JSON documents and event records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.event_rows import EventRows, Plover
from annotator.extensions.articles.json_array import Json
from annotator.extensions.articles.json_lines import JsonLines
from annotator.extensions.articles.text_file import MAX_LINE
from annotator.extensions.registry import Imported, Refused
from annotator.model.errors import UnreadableFile

RECORDS: list[dict[str, Any]] = [
    {
        "id": number,
        "title": f"Talks {number}",
        "publishedAt": "2019-03-04T10:00:00Z",
        "source": {"id": None, "name": "The Paper"},
        "author": ["Ana", "Ben"],
        "content": f"They met.\u2028Day {number}.",
        "tags": ["peace"],
        "score": 1.10,
        "none": None,
    }
    for number in range(3)
]
WRAPPED: dict[str, Any] = {
    "list": RECORDS,
    "object of a list": {"status": "ok", "articles": RECORDS},
    "list two levels down": {"response": {"n": 3, "docs": RECORDS}},
}


def texts(reader: Json | JsonLines | Plover, path: Path) -> list[str]:
    """The texts that an importer finds; each record must be one."""
    given = list(reader.read(path))
    assert all(isinstance(each, Imported) for each in given)
    return [each.article.text for each in given if isinstance(each, Imported)]


def a_file(folder: Path, content: str, name: str = "a.json") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize("wrapping", WRAPPED)
@pytest.mark.parametrize("indent", [None, 2])
def test_records_are_found_however_they_are_wrapped(
    tmp_path: Path, wrapping: str, indent: int | None
) -> None:
    path = a_file(tmp_path, json.dumps(WRAPPED[wrapping], indent=indent))

    assert Json().accepts(path, path.read_bytes()[:4_096])
    assert texts(Json(), path) == [record["content"] for record in RECORDS]


def test_a_long_wrapping_is_read_piece_by_piece(tmp_path: Path) -> None:
    many = [{"text": f"{n} " + "They met. " * 400} for n in range(2_000)]
    path = a_file(tmp_path, json.dumps({"total": 2_000, "articles": many}))

    assert texts(Json(), path) == [record["text"] for record in many]


def test_objects_one_after_the_other_and_one_alone_are_read(tmp_path: Path) -> None:
    for number in (1, 3):
        path = a_file(tmp_path, "\n".join(json.dumps(r, indent=2) for r in RECORDS[:number]))
        assert Json().accepts(path, path.read_bytes()[:4_096])
        assert len(texts(Json(), path)) == number


def test_keys_are_mapped_and_the_rest_is_kept_as_it_stands(tmp_path: Path) -> None:
    path = a_file(tmp_path, json.dumps(RECORDS[0], ensure_ascii=False) + "\n", "a.jsonl")

    assert JsonLines().accepts(path, path.read_bytes())
    (given,) = JsonLines().read(path)

    assert isinstance(given, Imported)
    article = given.article
    assert (article.title, article.published) == ("Talks 0", "2019-03-04")
    assert (article.publisher, article.byline) == ("The Paper", "Ana, Ben")
    assert (article.source_id, article.text) == ("0", "They met.\u2028Day 0.")
    assert given.extra == {
        "publishedAt": "2019-03-04T10:00:00Z",
        "tags": '["peace"]',
        "score": "1.1",
    }


def test_a_line_that_is_no_record_is_refused_by_number(tmp_path: Path) -> None:
    lines = [
        '{"text": "one"}',
        "broken",
        "[1]",
        '{"text": ""}',
        '{"text": "half \\ud83d"}',
        '{"text": "deep", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"text": "number", "x": ' + "9" * 5_000 + "}",
        "",
        '{"text": "last"}',
    ]
    given = list(JsonLines().read(a_file(tmp_path, "\n".join(lines), "a.jsonl")))

    refused = [each.record for each in given if isinstance(each, Refused)]
    assert refused == [f"line {number}" for number in (2, 3, 4, 5, 6, 7)]
    assert len(given) == 8


def test_a_damaged_or_unfinished_document_costs_what_is_damaged(tmp_path: Path) -> None:
    whole = json.dumps(RECORDS)
    cut = list(Json().read(a_file(tmp_path, whole[:-40])))
    bad = list(Json().read(a_file(tmp_path, whole.replace('"Talks 1"', "Talks 1"))))

    assert [type(each) for each in cut] == [Imported, Imported, Refused]
    assert [type(each) for each in bad] == [Imported, Refused, Imported]


@pytest.mark.parametrize(
    "content",
    [
        "[" * 1_000_000,
        '[{"text":"a","x":' + "[" * 100_000 + "]" * 100_000 + "}]",
        '{"a":' * 100_000,
        "[]",
        "[1, null]",
        '[{"a": 1}]',
        '[{"text": "a", "Text": "b"}]',
        "{" + ",".join(f'"k{n}": 1' for n in range(5_000)) + "}",
    ],
    ids=["open", "deep", "open objects", "empty", "bare", "no text", "two cases", "many keys"],
)
def test_what_holds_no_article_is_refused(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFile):
        list(Json().read(a_file(tmp_path, content)))


def test_an_article_that_begins_with_a_bracket_is_no_json(tmp_path: Path) -> None:
    path = a_file(tmp_path, "[Geneva] The ministers met.", "a.txt")
    assert not Json().accepts(path, path.read_bytes())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet='[]{}":,\\ \n\tatext1é\0', max_size=120), st.integers(0, 400))
def test_whatever_the_text_is_there_is_no_other_error(
    tmp_path: Path, noise: str, place: int
) -> None:
    whole = json.dumps(RECORDS[:2])
    for content in (noise, whole[:place] + noise + whole[place:], whole[:place]):
        path = a_file(tmp_path, content)
        for reader in (Json(), JsonLines(), Plover()):
            reader.accepts(path, content.encode()[:4_096])
            try:
                for each in reader.read(path):
                    assert isinstance(each, (Imported, Refused))
            except UnreadableFile:
                pass


def test_event_records_with_their_sentence_are_articles(tmp_path: Path) -> None:
    records = [
        {"id": "G-1", "event": "DOCUMENT", "eventText": "no sentence"},
        {
            "id": "G-2",
            "date": "2021-01-02",
            "event": "CONSULT",
            "eventText": "met",
            "headline": "Ministers meet",
            "text": "The ministers met in Geneva.",
            "language": ["en"],
            "publication": "The Paper: Factiva",
        },
    ]
    path = a_file(tmp_path, json.dumps(records, indent=1))

    assert Plover().accepts(path, path.read_bytes())
    without, given = Plover().read(path)

    assert isinstance(without, Refused)
    assert isinstance(given, Imported)
    article = given.article
    assert (article.source_id, article.title) == ("G-2", "Ministers meet")
    assert (article.published, article.publisher) == ("2021-01-02", "The Paper")
    assert article.language == "en"
    assert given.extra["publication"] == "The Paper: Factiva"


@pytest.mark.parametrize(
    ("first", "origin"),
    [
        ("Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\n", "ICEWS"),
        ("Event ID\tEvent Date\tEvent Type\tEvent Mode\n", "POLECAT"),
        ("GLOBALEVENTID,SQLDATE,MonthYear\n", "GDELT"),
        ("669666350\t20070704\t200707\t2007\t" + "\t" * 56 + "\n", "GDELT"),
    ],
)
def test_event_rows_are_refused_by_what_they_are(tmp_path: Path, first: str, origin: str) -> None:
    path = a_file(tmp_path, first, "events.tab")

    assert EventRows().accepts(path, first.encode())
    with pytest.raises(UnreadableFile, match=f"event rows of {origin}.*nothing to code"):
        list(EventRows().read(path))


def test_event_rows_with_a_text_are_left_to_tables(tmp_path: Path) -> None:
    first = b"Event ID\tEvent Date\tCAMEO Code\tText\n"
    assert not EventRows().accepts(tmp_path / "e.tab", first)


def test_lines_too_long_or_damaged_are_refused_and_all_others_taken(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    sound = json.dumps({"text": "Ministers met in Zürich."}, ensure_ascii=False).encode()
    damaged = sound.replace("ü".encode(), b"\xfc")
    with path.open("wb") as file:
        file.write(b"\xef\xbb\xbf" + sound + b"\r\n")
        file.write(b'{"text": "' + b"a" * (2 * MAX_LINE) + b'"}\n\n')
        file.write(damaged + b"\n" + sound)

    given = list(JsonLines().read(path))

    assert [each.record for each in given] == ["line 1", "line 2", "line 4", "line 5"]
    assert [isinstance(each, Imported) for each in given] == [True, False, False, True]


def test_a_text_with_nul_or_half_a_letter_is_refused_by_the_name_of_its_key(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    texts = ("Ministers met in \0 Geneva.", "Ministers met in \ud800 Geneva.", "Ministers met.")
    path.write_text("".join(json.dumps({"body": text}) + "\n" for text in texts))
    refused = [each for each in JsonLines().read(path) if isinstance(each, Refused)]
    assert ['"body" has damaged letters' in each.reason for each in refused] == [True, True]


def test_rows_of_conflict_events_are_known_for_what_they_are(tmp_path: Path) -> None:
    path = a_file(tmp_path, "id,type_of_violence,conflict_name,side_a,source_article\n", "g.csv")
    assert EventRows().accepts(path, path.read_bytes())
    with pytest.raises(UnreadableFile, match="UCDP"):
        list(EventRows().read(path))
