"""Tables on disk: order, bytes, quoting."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from annotator.extensions.datasets.columns import clean
from annotator.extensions.datasets.table_file import TableFile


def test_blocks_stand_in_the_order_of_their_keys(tmp_path: Path) -> None:
    file = TableFile(tmp_path / "t.csv", ["key", "words"])
    for key in ("b", "c", "a", "b"):
        file.write([key, "two\nlines"])
        file.write([key, "ü"])
        file.end_block(key)
    file.close()
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as lines:
        keys = [row[0] for row in csv.reader(lines)]
    assert keys == ["key", *"aabbbbcc"]
    assert list(tmp_path.iterdir()) == [tmp_path / "t.csv"]


def test_a_numbered_file_counts_its_rows_in_the_finished_order(tmp_path: Path) -> None:
    file = TableFile(tmp_path / "t.tsv", ["n", "key"], delimiter="\t", quoted=False, numbered=True)
    for key in ("b", "a"):
        file.write([key])
        file.end_block(key)
    file.close()
    assert (tmp_path / "t.tsv").read_text(encoding="utf-8") == "n\tkey\n1\ta\n2\tb\n"


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_survives_a_cell(text: str) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        file = TableFile(path, ["words", "next"])
        file.write([clean(text), "x"])
        file.end_block("")
        file.close()
        with path.open(encoding="utf-8", newline="") as lines:
            _, row = csv.reader(lines)
    assert row == [clean(text), "x"]
