"""POLECAT and ICEWS: the rows of the gold, and the rules for dates and statuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.extensions.datasets.icews import Icews
from annotator.extensions.datasets.polecat import Polecat
from annotator.extensions.registry import Exporter, ExportOptions
from annotator.model.article import Article
from annotator.model.event import Answer
from tests.extensions.exporting import (
    articles,
    codebook,
    coding_of,
    dataset_of,
    demo_dataset,
    export,
    meeting,
    table,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "exports"
FORMATS = pytest.mark.parametrize("exporter", [Polecat(), Icews()], ids=["polecat", "icews"])


@FORMATS
def test_the_gold_of_the_seeds_gives_the_golden_rows(exporter: Exporter, tmp_path: Path) -> None:
    export(exporter, demo_dataset("gold"), tmp_path)
    made = table(tmp_path / f"{exporter.name}.tsv")
    golden = table(GOLDEN / f"{exporter.name}.tsv")
    assert list(made[0]) == list(golden[0])
    ids = {"Event ID", "Story ID"} if exporter.name == "polecat" else set()
    for row, wanted in zip(made, golden, strict=True):
        assert {k: v for k, v in row.items() if k not in ids} == {
            k: v for k, v in wanted.items() if k not in ids
        }


def test_what_stands_before_the_first_underscore_names_the_story(tmp_path: Path) -> None:
    article = Article.from_text("Talks.", source_id="wire_2025_7")
    event = meeting(article, 1, "CHN", "RUS")
    export(Polecat(), dataset_of([article], [coding_of(article, event)]), tmp_path)
    assert table(tmp_path / "polecat.tsv")[0]["Event ID"] == "wire-2025-7_CONSULT_1_ana"


@FORMATS
@pytest.mark.parametrize(
    ("rule", "published", "date", "count"),
    [
        ("blank", "2025-12-03", None, "without a date"),
        ("publication", "2025-12-03", "2025-12-03", "publication date as date"),
        ("publication", "", None, "without a date"),
        ("drop", "2025-12-03", "left out", "left out: without a date"),
    ],
)
def test_an_event_without_a_date_follows_the_rule(
    exporter: Exporter, rule: str, published: str, date: str | None, count: str, tmp_path: Path
) -> None:
    article = Article.from_text("Talks.", published=published)
    event = meeting(article, 1, "CHN", "RUS", date="")
    dataset = dataset_of([article], [coding_of(article, event)])
    log = export(exporter, dataset, tmp_path, ExportOptions(date_rule=rule))
    rows = table(tmp_path / f"{exporter.name}.tsv")
    assert log.counts[count] == 1
    if date == "left out":
        assert not rows
    else:
        missing = "None" if exporter.name == "polecat" else "NA"
        assert {row["Event Date"] for row in rows} == {date or missing}


@pytest.mark.parametrize(
    ("status", "event_type", "mode", "code"),
    [
        ("held", "CONSULT", "None", "040"),
        ("planned", "AGREE", "None", "036"),
        ("refused", "REJECT", "meet", "125"),
        ("cancelled", "REJECT", "meet", "125"),
    ],
)
def test_a_meeting_goes_out_by_its_status(
    status: str, event_type: str, mode: str, code: str, tmp_path: Path
) -> None:
    article = articles()[0]
    event = meeting(article, 1, "CHN", "RUS", status=status)
    dataset = dataset_of([article], [coding_of(article, event)])
    export(Polecat(), dataset, tmp_path)
    export(Icews(), dataset, tmp_path)
    row = table(tmp_path / "polecat.tsv")[0]
    assert (row["Event Type"], row["Event Mode"]) == (event_type, mode)
    rows = table(tmp_path / "icews.tsv")
    assert [row["CAMEO Code"] for row in rows] == [code, code]


@FORMATS
@pytest.mark.parametrize("status", ["denied", "rumoured"])
def test_what_did_not_happen_is_left_out_and_counted(
    exporter: Exporter, status: str, tmp_path: Path
) -> None:
    article = articles()[0]
    event = meeting(article, 1, "CHN", "RUS", status=status)
    log = export(exporter, dataset_of([article], [coding_of(article, event)]), tmp_path)
    assert not table(tmp_path / f"{exporter.name}.tsv")
    assert log.counts[f"left out: {status}"] == 1


def test_a_visit_is_two_rows_and_a_one_sided_act_is_one(tmp_path: Path) -> None:
    article = articles()[0]
    visit = meeting(article, 1, "RUS", "CHN", roles=("visitor", "host"), event_mode="visit")
    praise = meeting(
        article, 2, "CHN", "RUS", roles=("source", "target"), event_type="SUPPORT", cameo_code="051"
    )
    export(Icews(), dataset_of([article], [coding_of(article, visit, praise)]), tmp_path)
    rows = table(tmp_path / "icews.tsv")
    assert sorted((row["CAMEO Code"], row["Source Country"]) for row in rows) == [
        ("042", "Russian Federation"),
        ("043", "China"),
        ("051", "China"),
    ]
    assert [row["Event ID"] for row in rows] == ["1", "2", "3"]


def test_a_meeting_of_three_is_a_row_for_each_pair_and_direction(tmp_path: Path) -> None:
    article = articles()[0]
    event = meeting(article, 1, "CHN", "RUS", "UN")
    export(Icews(), dataset_of([article], [coding_of(article, event)]), tmp_path)
    rows = table(tmp_path / "icews.tsv")
    assert len(rows) == 6
    assert {r["Source Country"] for r in rows if r["Source Name"] == "United Nations"} == {"NA"}


@FORMATS
def test_words_with_tabs_and_line_breaks_stay_in_their_cell(
    exporter: Exporter, tmp_path: Path
) -> None:
    article = Article.from_text("Talks.", publisher="The\tDaily\nNews\u2028Post")
    event = meeting(article, 1, "CHN", "RUS")
    export(exporter, dataset_of([article], [coding_of(article, event)]), tmp_path)
    row = table(tmp_path / f"{exporter.name}.tsv")[0]
    assert "The Daily News Post" in row.values()


@FORMATS
def test_a_codebook_that_lacks_what_the_format_needs_is_named(exporter: Exporter) -> None:
    assert not exporter.needs(codebook())
    assert "the variable participants.actor" in exporter.needs(codebook("minimal"))


def test_persons_of_a_story_are_gathered_once(tmp_path: Path) -> None:
    article = articles()[0]
    event = meeting(article, 1, "CHN", "RUS")
    people = [
        {**entry, "person": Answer(name)}
        for entry, name in zip(event.entries("participants"), ("Wang Yi", "A; B"), strict=True)
    ]
    event = event.with_entries("participants", people)
    export(Polecat(), dataset_of([article], [coding_of(article, event)]), tmp_path)
    assert table(tmp_path / "polecat.tsv")[0]["Story People"] == "Wang Yi;A, B"
