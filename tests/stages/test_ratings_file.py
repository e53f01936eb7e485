from __future__ import annotations

import io
import random
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.errors import RatingsRefused
from annotator.reliability.ratings import Ratings
from annotator.reliability.statistics import MOST_LINES
from annotator.reliability.typed import Written
from annotator.stages.comparing.ratings_file import RatingsFile, read_ratings

pytestmark = pytest.mark.file_only

HEADING = "unit,coder,variable,value"


@pytest.fixture
def read(tmp_path: Path):
    """Reads rows that are written to a file first."""

    def of(*rows: str, heading: str = HEADING, **others: object) -> RatingsFile:
        path = tmp_path / "ratings.csv"
        path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8", newline="")
        return read_ratings(path, **others)  # type: ignore[arg-type]

    return of


def given_by(ratings: Ratings) -> dict[tuple[str, str], object]:
    """What stands in the matrix, by unit and coder."""
    return {
        (unit, coder): ratings.values[code]
        for unit, row in zip(ratings.units, ratings.codes, strict=True)
        for coder, code in zip(ratings.coders, row, strict=True)
        if code >= 0
    }


def refusal(read, *rows: str, **others: object) -> str:
    with pytest.raises(RatingsRefused) as refused:
        read(*rows, **others)
    text = str(refused.value)
    assert "\n" not in text
    return text


def test_a_table_is_read_by_variable(read) -> None:
    found = read("u1,ben,topic,trade", "u1,ana,topic,arms", "u2,ana,topic,trade", "u1,ana,n,2")
    assert found.coders == ("ana", "ben")
    assert found.n_ratings == 4
    assert not found.findings
    topic, number = found.variables
    assert (topic.name, topic.level, topic.scaled) == ("topic", "nominal", None)
    assert given_by(topic.nominal) == {
        ("u1", "ana"): "arms",
        ("u1", "ben"): "trade",
        ("u2", "ana"): "trade",
    }
    assert number.nominal.values == (2,)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_columns_in_any_order_and_among_others_parted_by_any_mark(
    tmp_path: Path, delimiter: str
) -> None:
    rows = [["note", "Value ", "variable", "CODER", "unit"], ["x, y", "2", "v", "a", "1"]]
    rows += [["", "3", "v", "b", "1"], ["", "", "", "", ""], [], ["", "3", "v", "a", "2", ""]]
    path = tmp_path / "r.csv"
    quoted = [delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) for row in rows]
    path.write_bytes("\r\n".join(quoted).encode("utf-8-sig"))
    found = read_ratings(path)
    assert given_by(found.variables[0].nominal) == {
        ("1", "a"): 2,
        ("1", "b"): 3,
        ("2", "a"): 3,
    }


def test_an_empty_value_is_a_missing_rating(read) -> None:
    found = read("1,a,v,x", "1,b,v,", "2,a,v, ", "2,b,v,x")
    assert given_by(found.variables[0].nominal) == {("1", "a"): "x", ("2", "b"): "x"}


def test_numbers_words_and_lists_are_told_apart(read) -> None:
    found = read(
        "1,a,n,1", "1,b,n,1.0", "2,a,n,-2.5e1", "2,b,n, 3 ",
        "1,a,mixed,1", "1,b,mixed,x", "2,a,mixed,1.0",
        "1,a,odd,nan", "1,b,odd,inf", "2,a,odd,1e999",
        '1,a,set,"[""RUS"", ""CHN"", ""CHN""]"', "1,b,set,[]",
    )  # fmt: skip
    number, mixed, odd, sets = found.variables
    assert number.nominal.values == (-25, 1, 3)
    assert [level.name for level in number.levels] == ["nominal", "ordinal", "interval"]
    assert mixed.nominal.values == ("1", "1.0", "x")
    assert odd.nominal.values == ("1e999", "inf", "nan")
    assert sets.nominal.values == (frozenset(), frozenset({"CHN", "RUS"}))
    assert sets.level == "masi"


def test_members_of_sets_are_typed(read) -> None:
    found = read(
        "1,a,v,[1]", '1,b,v,"[""1""]"', "2,a,v,[true]", "2,b,v,[1.0]", "3,a,v,[[1]]",
        '3,b,v,"[""true""]"', '4,a,v,"[[""a"",""b""]]"', '4,b,v,"[""a"",""b""]"',
    )  # fmt: skip
    values = found.variables[0].nominal.values
    assert len(values) == 7
    assert frozenset({1}) in values
    assert frozenset({"1"}) in values
    assert frozenset({Written("true")}) in values
    assert Written("true") != "true"


def test_what_begins_like_a_list_and_is_none_is_a_word(read) -> None:
    deep = "[" * 5_000
    found = read("1,a,v,[inaudible]", "1,b,v,[NaN]", f"2,a,v,{deep}")
    assert found.variables[0].nominal.values == ("[NaN]", deep, "[inaudible]")


def test_words_among_lists_are_told(read) -> None:
    found = read('1,a,v,"[""x""]"', "1,b,v,x")
    assert found.variables[0].level == "nominal"
    assert found.findings == (
        "ratings.csv, row 3: v is x, and JSON lists elsewhere. They are compared as categories,"
        " not as sets.",
    )


def test_a_value_may_hold_lines_and_rows_are_counted_as_an_editor_does(read) -> None:
    text = refusal(read, '1,a,v,"x', 'y"', "", "1,b,v,x", "1,b,v,x")
    assert text == (
        "ratings.csv, row 6: b rates v of unit 1 a second time, after row 5."
        " Remove one of the two rows."
    )


def test_the_first_rating_that_comes_twice_is_named(read) -> None:
    text = refusal(read, "2,b,v,x", "1,a,v,x", "1,b,v,x", "1,a,v,y", "2,b,v,x")
    assert text.startswith("ratings.csv, row 5: a rates v of unit 1 a second time, after row 3.")


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("unit,coder,value", "row 1: no column `variable`; there are: unit, coder, value."),
        ("unit,unit,coder,variable,value", "row 1: more than one column `unit`"),
        ("a b c", "row 1: no column `unit`; there are: a b c."),
    ],
)
def test_a_missing_column_is_named_with_those_there_are(read, heading: str, told: str) -> None:
    assert told in refusal(read, "1,a,v,x", heading=heading)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["1,a,v,x", "2,a,v"], "row 3: 3 cells where the heading has 4."),
        (["1,a,v,x,y"], "row 2: 5 cells where the heading has 4."),
        ([",a,v,x"], "row 2: a value with no unit. Fill it in."),
        (["1,a,v,x", "1, ,v,x"], "row 3: a value with no coder."),
        (["1,a,,x"], "row 2: a value with no variable."),
        (["1,a,v,x", '1,b,v,"x', "2,a,v,y"], "row 3: a quotation mark opens here"),
        (["1,a,v,x", '1,b,v,"x"y'], "row 3: text after a closing quotation mark."),
        (["1,a,v,x", "1,b,v,x\0"], "row 3: it holds a NUL byte."),
        (["1,a,v,x", "1,b,v," + "x" * 1_100_000], "row 3: it is longer than 1,048,576"),
        (["1,a,v,x", "2,a,v,x"], "all ratings are by one coder, a."),
        ([], "has a heading but no ratings"),
        (["1,a,v,", "1,b,v,"], "has a heading but no ratings"),
    ],
)
def test_what_is_no_table_of_ratings_is_refused(read, rows: list[str], told: str) -> None:
    text = refusal(read, *rows)
    assert told in text
    assert text.startswith("ratings.csv")


def test_a_refusal_is_one_short_line_whatever_the_names_are(read) -> None:
    long = "x" * 5_000
    rows = f'"1\n2",{long},{long},a', f'"1\n2",{long},{long},b'
    assert len(refusal(read, *rows)) < 250
    many = [f"1,c{at:04},v,x" for at in range(500)]
    assert refusal(read, *many, coders=("d",)).endswith("c0018, c0019, ….")


@pytest.mark.parametrize("content", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(content)
    with pytest.raises(RatingsRefused, match=r"r\.csv is empty\. Its first row must be unit,"):
        read_ratings(path)


def test_a_file_that_is_not_utf_8_is_refused_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    rows = "".join(f"{number},a,v,x\n" for number in range(3_000))
    path.write_bytes(f"{HEADING}\n{rows}".encode() + b"1,b,v,caf\xe9\n")
    with pytest.raises(RatingsRefused, match="row 3002: this is not UTF-8"):
        read_ratings(path)
    path.write_text(f"{HEADING}\n1,a,v,x\n", encoding="utf-16")
    with pytest.raises(RatingsRefused, match="row 1: this is not UTF-8"):
        read_ratings(path)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(RatingsRefused, match="Name a CSV file of ratings"):
            read_ratings(path)


@pytest.mark.parametrize(
    ("scale", "values", "told"),
    [
        ("interval", "1 2 x", "row 4: v is x, and the scale interval needs a number."),
        ("ordinal", "low 1", "row 2: v is low, and the scale ordinal needs a number."),
        ("ratio", "1 0 -1 -2", "row 4: v is -1, and the scale ratio needs a number of zero"),
        ("masi", "[] x", "row 3: v is x, and the scale masi needs a JSON list"),
        ("jaccard", "1 2", "row 2: v is 1, and the scale jaccard needs a JSON list"),
    ],
)
def test_values_that_do_not_fit_the_scale_are_refused(
    read, scale: str, values: str, told: str
) -> None:
    rows = [f"{at},{'ab'[at % 2]},v,{value}" for at, value in enumerate(values.split())]
    assert told in refusal(read, *rows, scales={"v": scale})


def test_the_scale_that_is_asked_for_is_shown_first(read) -> None:
    rows = "1,a,v,1", "1,b,v,2"
    assert read(*rows).variables[0].level == "nominal"
    assert read(*rows, scales={"v": "ratio"}).variables[0].headline.name == "ratio"
    text = refusal(read, *rows, scales={"w": "ratio"})
    assert "no variable w; there are: v." in text
    assert "metric is no scale" in refusal(read, *rows, scales={"v": "metric"})


def test_some_of_the_coders_can_be_compared(read) -> None:
    rows = "1,a,v,1", "1,b,v,2", "1,c,v,3", "1,c,v,4"
    found = read(*rows, coders=("b", "a"))
    assert found.coders == ("a", "b")
    assert found.variables[0].nominal.values == (1, 2)
    assert "no ratings by d; there are: a, b, c." in refusal(read, *rows, coders=("a", "d"))


def test_a_variable_of_very_many_values_is_computed_and_told(read) -> None:
    rows = [f"{at},{coder},v,w{at}" for at in range(10_000) for coder in "ab"]
    found = read(*rows)
    assert found.findings == (
        f"ratings.csv, row {2 + 2 * MOST_LINES}: v has more than 1,000 different values from here"
        " on, 10,000 in all. Statistics by category are left out.",
    )
    assert found.variables[0].nominal.codes.shape == (10_000, 2)


def test_too_many_units_and_coders_are_refused_before_memory_is_gone(read) -> None:
    rows = [f"{at},c{at},v,x" for at in range(20_000)]
    assert "v has 20,000 units and 20,000 coders, more than" in refusal(read, *rows)


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    piped = SimpleNamespace(buffer=io.BytesIO(f"{HEADING}\n1,a,v,x\n1,b,v,y\n".encode()))
    monkeypatch.setattr(sys, "stdin", piped)
    found = read_ratings("-")
    assert (found.name, found.coders) == ("standard input", ("a", "b"))


def test_the_order_of_rows_says_nothing(read) -> None:
    rows = [f"{unit},{coder},v,{unit % 3}" for unit in range(20) for coder in "abc"]
    first = read(*rows).variables[0].nominal
    random.Random(1).shuffle(rows)
    second = read(*rows).variables[0].nominal
    assert (first.units, first.coders, first.values) == (
        second.units,
        second.coders,
        second.values,
    )
    assert (first.codes == second.codes).all()


@given(st.binary(max_size=200))
def test_whatever_the_bytes_are_they_are_read_or_refused(tmp_path_factory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(f"{HEADING}\n1,a,v,x\n".encode() + content)
    with suppress(RatingsRefused):
        assert read_ratings(path).n_ratings >= 2


def test_a_number_behind_thousands_of_zeros_is_one(read) -> None:
    found = read(f"u1,ana,n,{'0' * 5000}1", "u1,ben,n,1", f"u2,ana,n,-{'0' * 5000}", "u2,ben,n,+0")
    assert found.variables[0].nominal.values == (0, 1)


@pytest.mark.parametrize("word", ["NA", "nan", "n/a", "NULL", ".", " None"])
def test_a_word_for_missing_among_numbers_is_told(read, word: str) -> None:
    found = read("u1,ana,n,1", f"u1,ben,n,{word}", "u2,ana,n,2", "u2,ben,n,2")
    (finding,) = found.findings
    assert "row 3: n is" in finding
    assert "taken for a category" in finding


@pytest.mark.parametrize("word", ["NA", "none"])
def test_among_words_it_is_a_code_like_others(read, word: str) -> None:
    assert not read("u1,ana,land,NAM", f"u1,ben,land,{word}").findings


@pytest.mark.parametrize("other", ["ana ", "Ana", "ana\u200a"])
def test_coders_who_look_like_one_are_told(read, other: str) -> None:
    found = read("u1,ana,n,1", f"u1,{other},n,2", "u2,ana,n,1", f"u2,{other},n,2")
    (finding,) = found.findings
    assert finding.startswith("ratings.csv: the coders ")
    assert len(found.coders) == 2


def test_so_many_coders_of_one_unit_that_their_pairs_fill_memory_are_refused(
    read, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"u1,c{n},v,{n % 2}" for n in range(5)]
    assert read(*rows).variables[0].nominal.n_coders == 5
    monkeypatch.setattr("annotator.stages.comparing.ratings_file._MOST_PAIRS", 9)
    assert "10 pairs of ratings" in refusal(read, *rows)
