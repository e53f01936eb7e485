"""Tables on disk: order, bytes, quoting."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.extensions.datasets.columns import clean
from annotator.extensions.datasets.table_file import TableFile


def test_rows_stand_in_the_order_they_came(tmp_path: Path) -> None:
    file = TableFile(tmp_path / "t.csv", ["n", "words"])
    rows = [[str(n), "two\nlines" if n % 2 else "ü"] for n in range(1_000)]
    for row in rows:
        file.write(row)
    file.close()
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [["n", "words"], *rows]
    assert file.rows == 1_000
    assert list(tmp_path.iterdir()) == [tmp_path / "t.csv"]


def test_a_numbered_file_counts_its_rows(tmp_path: Path) -> None:
    file = TableFile(tmp_path / "t.tsv", ["n", "key"], delimiter="\t", quoted=False, numbered=True)
    for n in range(250):
        file.write([f"k{n}"])
    file.close()
    lines = (tmp_path / "t.tsv").read_text(encoding="utf-8").split("\n")
    assert lines == ["n\tkey", *(f"{n + 1}\tk{n}" for n in range(250)), ""]


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_survives_a_cell(text: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        file = TableFile(path, ["words", "next"])
        file.write([clean(text), "x"])
        file.close()
        with path.open(encoding="utf-8", newline="") as lines:
            _, row = csv.reader(lines)
    assert row == [clean(text), "x"]
