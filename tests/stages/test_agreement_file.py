"""Ratings of a file, compared: what stands behind each line."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.model.agreement import NO_VARIATION, UNDEFINED
from annotator.stages.agreement_file import FileComparison, compare_file, file_details
from annotator.stages.results import finish

KRIPPENDORFF = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)

pytestmark = pytest.mark.file_only


def compared(folder: Path, rows: list[str], samples: int = 100) -> FileComparison:
    """The comparison of a file with these rows."""
    path = folder / "ratings.csv"
    path.write_text("\n".join(["unit,coder,variable,value", *rows, ""]), "utf-8")
    return finish(compare_file(path, samples=samples))


@pytest.fixture
def published(tmp_path: Path) -> FileComparison:
    """Krippendorff (2011), four observers and twelve units."""
    rows = [
        f"u{unit},c{coder},rating,{value}"
        for coder, line in enumerate(KRIPPENDORFF, start=1)
        for unit, value in enumerate(line.split(), start=1)
        if value != "."
    ]
    return compared(tmp_path, rows)


def test_a_line_says_on_how_much_it_rests(published: FileComparison) -> None:
    line = published.report.variable("rating")
    assert line is not None
    assert (line.n_units, line.n_values, published.report.n_articles) == (11, 40, 12)
    assert line.coverage == pytest.approx(11 / 12)
    assert line.interval is not None
    assert line.alpha is not None
    assert line.interval.low < line.alpha <= line.interval.high
    assert published.report.settings.source == "ratings.csv"


def test_categories_come_with_their_coincidences(published: FileComparison) -> None:
    behind = file_details(published, "rating")
    assert [(each.value, each.n) for each in behind.categories] == [
        ("1", 9),
        ("2", 13),
        ("3", 10),
        ("4", 5),
        ("5", 3),
    ]
    assert [behind.matrix[at][at] for at in range(5)] == pytest.approx([7, 10, 8, 4, 3])
    assert behind.matrix[0][1] == behind.matrix[1][0] == pytest.approx(4 / 3)
    assert behind.categories[2].alpha.value == pytest.approx(0.74)
    assert sum(each.share for each in behind.confusions) == pytest.approx(1)


def test_coders_and_pairs_are_told(published: FileComparison) -> None:
    behind = file_details(published, "rating")
    shares = [each.share for each in behind.coders]
    assert shares == pytest.approx([5 / 24, 5 / 24, 9 / 24, 5 / 24])
    assert behind.coders[2].without.value == pytest.approx(0.867924528)
    assert len(behind.pairs) == 6


def test_the_costliest_unit_comes_first_with_every_answer(published: FileComparison) -> None:
    behind = file_details(published, "rating")
    assert [(each.unit, each.share) for each in behind.disagreements] == [
        ("u6", pytest.approx(0.5)),
        ("u2", pytest.approx(0.25)),
        ("u8", pytest.approx(0.25)),
    ]
    assert behind.disagreements[0].answers == (("c1", "1"), ("c2", "2"), ("c3", "3"), ("c4", "4"))
    assert behind.n_disagreements == 3


def test_a_narrower_interval_takes_more_units(published: FileComparison) -> None:
    needed = [more for _, more in file_details(published, "rating").needed]
    assert needed == sorted(needed)
    assert needed[-1] > 0


def test_without_variation_there_are_details_but_no_coefficient(tmp_path: Path) -> None:
    found = compared(tmp_path, ["1,a,x,p", "1,b,x,p", "2,a,x,p", "2,b,x,p"])
    line, behind = found.report.variable("x"), file_details(found, "x")
    assert line is not None
    assert (line.alpha, line.reason, line.verdict) == (None, NO_VARIATION, UNDEFINED)
    assert behind.disagreements == behind.confusions == behind.needed == ()
    assert [each.share for each in behind.coders] == [None, None]


def test_nothing_pairable_has_no_details(tmp_path: Path) -> None:
    found = compared(tmp_path, ["1,a,x,p", "2,b,x,q"])
    behind = file_details(found, "x")
    assert behind.categories == behind.matrix == behind.disagreements == ()
