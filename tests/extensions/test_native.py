"""The native format: its tables, keys, reasons and bytes."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from uuid import UUID

import pytest
from frictionless import Package

from annotator.extensions.datasets.native import Native
from annotator.extensions.registry import ExportOptions
from annotator.model.article import Article
from annotator.model.dataset import PlainCoding
from annotator.model.event import Answer, Date, Missing, Place, in_order
from annotator.model.span import Span
from annotator.model.values_plain import check_event, event_from_plain, plain_in_order
from tests.extensions.exporting import (
    articles,
    codebook,
    coding_of,
    dataset_of,
    demo,
    demo_dataset,
    export,
    meeting,
    table,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "exports"
TABLES = (
    *("articles", "events", "participants", "topics", "positions", "outcomes"),
    *("evidence", "dyads", "missing"),
)


def _digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("name", TABLES)
def test_the_gold_of_the_seeds_gives_the_golden_tables(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    export(Native(), demo_dataset("gold"), tmp_path)
    golden = GOLDEN / "native" / f"{name}.csv"
    if request.config.getoption("--update-golden"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_bytes((tmp_path / golden.name).read_bytes())
    assert (tmp_path / golden.name).read_bytes() == golden.read_bytes()


def test_every_span_of_the_gold_is_in_the_evidence_and_in_its_text(tmp_path: Path) -> None:
    export(Native(), demo_dataset("gold"), tmp_path)
    texts = {str(article.id): article.text for article in articles()}
    rows = table(tmp_path / "evidence.csv")
    assert len(rows) >= 76
    for row in rows:
        start, end = int(row["start"]), int(row["end"])
        assert texts[row["article_id"]][start:end] == row["quote"]


def test_an_article_without_an_event_is_in_the_article_table_only(tmp_path: Path) -> None:
    export(Native(), demo_dataset("gold"), tmp_path)
    rows = [row for row in table(tmp_path / "articles.csv") if row["n_events"] == "0"]
    assert [row["article_status"] for row in rows] == ["no_codable_event"]
    assert rows[0]["article_id"] not in (tmp_path / "events.csv").read_text(encoding="utf-8")


def test_an_article_nobody_coded_has_one_row(tmp_path: Path) -> None:
    export(Native(), dataset_of(articles()[:1], []), tmp_path)
    row, *others = table(tmp_path / "articles.csv")
    assert not others
    assert (row["n_events"], row["coder"], row["article_status"]) == ("0", "", "")


def test_several_coders_have_rows_and_ids_of_their_own(tmp_path: Path) -> None:
    export(Native(), demo_dataset("ana", "ben", "chen"), tmp_path)
    events = table(tmp_path / "events.csv")
    assert len({row["event_id"] for row in events}) == len(events)
    assert {row["coder"] for row in events} == {"ana", "ben", "chen"}
    assert len(table(tmp_path / "articles.csv")) == 3 * len(articles())


def test_the_same_codings_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    dataset = demo_dataset("ana", "ben", "chen")
    export(Native(), dataset, first)
    export(Native(), dataset, second)
    assert _digests(first) == _digests(second)


def test_the_order_of_import_does_not_matter(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    known = articles()
    codings = [coding_of(a, meeting(a, 1, "CHN", "RUS")) for a in known]
    export(Native(), dataset_of(known, codings), first)
    export(Native(), dataset_of(known[::-1], codings[::-1]), second)
    assert _digests(first) == _digests(second)


@pytest.mark.parametrize(
    ("date", "first", "last"),
    [
        (Date("2025-12", "2025-12", "month", "stated"), "2025-12-01", "2025-12-31"),
        (Date("2024-02", "", "month", "stated"), "2024-02-01", "2024-02-29"),
        (Date("2025", "2025", "year", "stated"), "2025-01-01", "2025-12-31"),
        (Date("2025-12-02", "2025-12-04", "days", "stated"), "2025-12-02", "2025-12-04"),
        (Date(precision="before_after", basis="order", text="earlier"), "", ""),
    ],
)
def test_an_imprecise_date_is_enclosed_by_two_days(
    date: Date, first: str, last: str, tmp_path: Path
) -> None:
    article = articles()[0]
    event = meeting(article, 1, "CHN", "RUS").with_answer("date", Answer(date))
    export(Native(), dataset_of([article], [coding_of(article, event)]), tmp_path)
    row = table(tmp_path / "events.csv")[0]
    assert (row["date_start"], row["date_end"]) == (first, last)
    assert (row["date_precision"], row["date_basis"]) == (date.precision, date.basis)
    assert row["date_text"] == date.text


def test_each_reason_for_a_missing_answer_is_kept(tmp_path: Path) -> None:
    article = articles()[0]
    words = Span.of(article.text, 0, 6)
    event = meeting(article, 1, "CHN", "RUS", date="", event_type="")
    event = event.with_answer("event_type", Answer(Missing.UNDECIDED))
    event = event.with_answer("date", Answer(Missing.NOT_STATED, (words,)))
    event = event.with_answer("place", Answer(Missing.NOT_APPLICABLE))
    event = event.with_answer("setting_name", Answer(Missing.NOT_STATED))
    export(Native(), dataset_of([article], [coding_of(article, event)]), tmp_path)
    row = table(tmp_path / "events.csv")[0]
    assert row["event_type"] == "undecided"
    assert (row["date_start"], row["date_precision"], row["date_text"]) == (
        *("", "not_stated"),
        "During",
    )
    assert (row["place_name"], row["place_precision"]) == ("", "not_applicable")
    assert row["setting_name"] == ""
    reasons = {
        (line["table"], line["variable"]): line["reason"]
        for line in table(tmp_path / "missing.csv")
        if line["row_key"] == row["event_id"]
    }
    assert reasons["events", "event_type"] == "undecided"
    assert reasons["events", "setting_name"] == "not_stated"


def test_a_visit_gives_a_dyad_in_each_direction_and_a_meeting_one_a_pair(tmp_path: Path) -> None:
    article = articles()[0]
    visit = meeting(article, 1, "RUS", "CHN", roles=("visitor", "host"), event_mode="visit")
    talks = meeting(article, 2, "CHN", "RUS", "IRN", "CHN")
    export(Native(), dataset_of([article], [coding_of(article, visit, talks)]), tmp_path)
    rows = table(tmp_path / "dyads.csv")
    codes = {(row["source"], row["target"], row["cameo_code"]) for row in rows}
    assert {("RUS", "CHN", "042"), ("CHN", "RUS", "043")} <= codes
    undirected = [row for row in rows if row["directed"] == "0"]
    assert len(undirected) == 3
    assert {row["n_participants"] for row in undirected} == {"3"}
    assert sum(float(row["weight"]) for row in undirected) == pytest.approx(1)


def test_codes_of_the_lists_come_along(tmp_path: Path) -> None:
    export(Native(), demo_dataset("gold"), tmp_path)
    people = {row["person"]: row for row in table(tmp_path / "participants.csv")}
    lavrov = people["Sergey Lavrov"]
    assert (lavrov["cow_code"], lavrov["cameo_actor"], lavrov["rank_order"]) == (
        *("365", "RUSGOV"),
        "4",
    )
    stances = {row["stance"]: row["stance_num"] for row in table(tmp_path / "positions.csv")}
    assert stances["supports"] == "2"
    assert stances["opposes"] == "-2"


HOSTILE = "=cmd|'/C calc'!A0"


def test_texts_come_out_as_they_went_in(tmp_path: Path) -> None:
    text = f'{HOSTILE} "quoted", 会见\nقال الوزير 🤝, é'
    article = Article.from_text(text, title="外交部长在北京")
    whole = Span.of(text, 0, len(text))
    event = meeting(article, 1, "CHN", "SAU").with_answer("note", Answer("-2.5\nnext line"))
    event = event.with_answer("event_type", Answer("CONSULT", (whole,)))
    event = event.with_answer("place", Answer(Place("北京", "北京", "CHN", "city")))
    export(Native(), dataset_of([article], [coding_of(article, event)]), tmp_path)
    assert table(tmp_path / "evidence.csv")[0]["quote"] == text
    row = table(tmp_path / "events.csv")[0]
    assert (row["note"], row["place_name"]) == ("-2.5\nnext line", "北京")
    assert not (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_for_excel_only_text_that_would_run_gets_an_apostrophe(tmp_path: Path) -> None:
    article = Article.from_text(HOSTILE, title="+1")
    whole = Span.of(HOSTILE, 0, len(HOSTILE))
    place = Place("Quito", latitude=-0.18, longitude=-78.5)
    event = meeting(article, 1, "ECU", "COL").with_answer("place", Answer(place))
    event = event.with_answer("event_type", Answer("CONSULT", (whole,)))
    dataset = dataset_of([article], [coding_of(article, event)])
    log = export(Native(), dataset, tmp_path, ExportOptions(for_excel=True))
    assert table(tmp_path / "evidence.csv")[0]["quote"] == "'" + HOSTILE
    assert table(tmp_path / "articles.csv")[0]["title"] == "'+1"
    assert table(tmp_path / "events.csv")[0]["latitude"] == "-0.18"
    assert (tmp_path / "events.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert log.counts["cells with an apostrophe in front"] == 2


def test_every_row_has_as_many_cells_as_the_header(tmp_path: Path) -> None:
    export(Native(), demo_dataset("chen"), tmp_path)
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            assert len({len(row) for row in csv.reader(file)}) == 1


def test_what_was_filled_in_is_counted(tmp_path: Path) -> None:
    log = export(Native(), demo_dataset("gold"), tmp_path)
    assert log.counts["filled in: positions.attribution"] > 0
    assert log.counts["filled in: level"] > 0


def test_stored_codings_are_those_of_the_events() -> None:
    for handle in ("gold", "ana", "ben", "chen"):
        for coding in demo(handle):
            plain = PlainCoding.of(coding)
            assert PlainCoding.of(plain) is plain
            assert plain.events == tuple(in_order(coding.events))
            assert plain.answers == coding.answers
            mixed = plain_in_order(plain.plain_events[::-1])
            assert mixed == list(plain.plain_events)
            assert (plain.state, plain.round) == (coding.state, coding.round)


@pytest.mark.parametrize(
    "answer",
    [
        {"value": None},
        {"missing": "forgotten"},
        {"value": {"start": "2025", "place": "Doha"}},
        {"value": "x", "evidence": [{"start": 3, "end": 5, "quote": "far too long"}]},
        {"value": "x", "evidence": [{"start": -1, "end": 1, "quote": "ab"}]},
        {"value": "x", "evidence": [{"start": 1}]},
        "no answer",
    ],
)
def test_a_damaged_answer_is_found_without_making_values(answer: object) -> None:
    damaged = {"answers": {}, "groups": {"topics": [{"topic": answer}]}}
    faults = (ValueError, KeyError, TypeError, AttributeError)
    with pytest.raises(faults):
        event_from_plain(damaged, UUID(int=1), UUID(int=2))
    with pytest.raises(faults):
        check_event(damaged)


def test_another_codebook_has_its_own_tables(tmp_path: Path) -> None:
    book = codebook("minimal")
    export(Native(), dataset_of(articles(), [], book), tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    assert {f"{group.name}.csv" for group in book.groups} < made
    assert "dyads.csv" not in made
    header = (tmp_path / "events.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header[:3] == ["event_id", "article_id", "event_seq"]
    assert "quad_class" not in header
    assert {v.name for v in book.variables if v.kind.value == "choice"} <= set(header)


def test_the_data_package_is_valid(tmp_path: Path) -> None:
    export(Native(), demo_dataset("ana", "ben", "chen"), tmp_path)
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])
    package = json.loads((tmp_path / "datapackage.json").read_text(encoding="utf-8"))
    assert {"events", "missing", "codebook"} < {each["name"] for each in package["resources"]}
