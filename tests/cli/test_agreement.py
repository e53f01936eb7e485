"""`annotator agreement` and `annotator release`, as a person calls them."""

from __future__ import annotations

import csv
import json
import math
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.model.agreement import REASONS
from annotator.resources import resource
from tests.cli.conftest import Command
from tests.raters import a_coded_project

GOLDEN = Path(__file__).parents[1] / "golden" / "agreement"

KRIPPENDORFF = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Krippendorff (2011), four observers and twelve units; a point is a missing value."""


MANUAL = sorted(
    {
        line
        for page in resource("help").glob("*.md")
        for line in re.findall(r"^    annotator (agreement .+)$", page.read_text("utf-8"), re.M)
    }
)
"""What the manual shows."""


def ratings(folder: Path, *rows: str, name: str = "ratings.csv") -> Path:
    """A file of ratings with these rows."""
    path = folder / name
    path.write_text("\n".join(("unit,coder,variable,value", *rows, "")), "utf-8")
    return path


def a_matrix(lines: tuple[str, ...] = KRIPPENDORFF, variable: str = "rating") -> list[str]:
    """The rows of a matrix with a line for each coder."""
    return [
        f"u{unit},c{coder},{variable},{value}"
        for coder, line in enumerate(lines, start=1)
        for unit, value in enumerate(line.split(), start=1)
        if value != "."
    ]


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Krippendorff's matrix as a file."""
    return ratings(tmp_path, *a_matrix())


@pytest.fixture
def annotated(tmp_path: Path) -> Path:
    """A project of twelve articles that three coders submitted, still blind."""
    return a_coded_project(tmp_path / "blind.annotator", 12)


# --------------------------------------------------------------------------------------- numbers


def test_the_published_matrix_gives_the_published_numbers(
    annotator: Command, published: Path
) -> None:
    found = annotator("agreement", published, "--json").json["rating"]
    for name, value in {
        "alpha_nominal": 0.743421053,
        "alpha_ordinal": 0.815387504,
        "alpha_interval": 0.849107143,
        "alpha_ratio": 0.797402775,
        "do_nominal": 0.2,
        "percent_unit_mean": 0.818181818,
        "percent_value_weighted": 0.8,
        "percent_pair_pooled": 0.781818182,
        "gwet_ac1": 0.775444068,
        "gwet_ac2_quadratic": 0.914000724,
        "fleiss_kappa": 0.761169275,
        "brennan_prediger": 0.772727273,
        "alpha_category:3": 0.74,
        "cond_agreement:5": 1.0,
        "unit_share:u6": 0.5,
        "coder_share:c3": 9 / 24,
        "alpha_nominal_without:c3": 0.867924528,
        "jackknife_se:alpha_ordinal": 0.148031,
    }.items():
        assert found[name] == pytest.approx(value, abs=5e-7), name
    assert found["reason:cohen_kappa"] == "needs_two_coders"


def test_the_table_tells_how_sure_it_is(annotator: Command, published: Path) -> None:
    ran = annotator("agreement", published, "--scale", "rating=ordinal")
    assert ran.status == 0
    head, line = ran.out.splitlines()
    assert head.split()[-3:] == ["alpha", "interval", "verdict"]
    assert re.fullmatch(
        r"rating +ordinal +11 +91\.7 % +81\.8 % +0\.815 +0\.\d{3} to \d\.\d{3} +open", line
    )


def test_the_threshold_is_judged_by_the_lower_bound(annotator: Command, published: Path) -> None:
    low = annotator("agreement", published, "--threshold", "0.2").out
    assert low.rstrip().endswith("reached")


def test_without_resamples_nothing_is_judged(annotator: Command, published: Path) -> None:
    ran = annotator("agreement", published, "--bootstrap", "0")
    assert ran.out.rstrip().endswith("not judged")
    found = annotator("agreement", published, "--bootstrap", "0", "--json").json["rating"]
    assert not [name for name in found if "boot" in name]


def test_two_coders_have_the_coefficients_for_two(annotator: Command, tmp_path: Path) -> None:
    cohen = [(1, 1, 88), (1, 2, 14), (1, 3, 18), (2, 1, 10), (2, 2, 40), (2, 3, 10)]
    cohen += [(3, 1, 2), (3, 2, 6), (3, 3, 12)]
    units = [(first, second) for first, second, n in cohen for _ in range(n)]
    rows = [
        f"{u},{c},x,{v}" for u, pair in enumerate(units) for c, v in zip("ab", pair, strict=True)
    ]
    found = annotator("agreement", ratings(tmp_path, *rows), "--json").json["x"]
    # Cohen (1960), page 45: 29/59
    assert found["cohen_kappa"] == pytest.approx(29 / 59)
    assert found["reason:conger_kappa"] == "needs_three_coders"


def test_some_coders_are_compared_alone(annotator: Command, published: Path) -> None:
    found = annotator("agreement", published, "--coders", "c1, c2", "--json").json["rating"]
    assert found["cohen_kappa"] is not None
    assert "coder_share:c3" not in found


def test_sets_are_compared_as_sets(annotator: Command, tmp_path: Path) -> None:
    rows = ['1,a,who,"[""x"",""y""]"', '1,b,who,"[""y"",""x""]"', '2,a,who,"[""z""]"']
    path = ratings(tmp_path, *rows, "2,b,who,[]")
    found = annotator("agreement", path, "--json").json["who"]
    # values {x,y} twice, {z}, {}: every two that differ are 1 apart; D_o 1/2, D_e 10/12
    assert found["alpha_masi"] == pytest.approx(0.4)
    assert "masi" in annotator("agreement", path).out.lower()


def test_undefined_is_said_so_with_its_reason(annotator: Command, tmp_path: Path) -> None:
    path = ratings(tmp_path, "1,a,x,p", "1,b,x,p", "2,a,y,p", "3,b,y,q")
    ran = annotator("agreement", path)
    assert "all values are equal" in ran.out
    assert "no unit has values of two coders" in ran.out
    document = annotator("agreement", path, "--json").json
    assert document["x"]["alpha_nominal"] is None
    assert document["x"]["reason:alpha_nominal"] == "no_variation"
    assert document["x"]["percent_unit_mean"] == 1.0
    assert document["y"]["reason:alpha_nominal"] == "no_pairable"


def test_a_document_has_numbers_and_reasons_and_nothing_else(
    annotator: Command, published: Path
) -> None:
    document = annotator("agreement", published, "--json").json
    assert set(document) == {"rating"}
    for name, value in document["rating"].items():
        if name.startswith("reason:"):
            assert value in REASONS
            assert document["rating"][name.removeprefix("reason:")] is None
        elif value is None:
            assert f"reason:{name}" in document["rating"]
        else:
            assert math.isfinite(value)


def test_a_variable_may_be_called_events(annotator: Command, tmp_path: Path) -> None:
    path = ratings(tmp_path, *a_matrix(variable="events"), *a_matrix(variable="spans"))
    document = annotator("agreement", path, "--json").json
    assert document["events"]["alpha_nominal"] == document["spans"]["alpha_nominal"]
    assert "f1" not in document["events"]


# ----------------------------------------------------------------------------------------- files


def test_the_same_seed_gives_the_same_bytes(
    annotator: Command, published: Path, tmp_path: Path
) -> None:
    seen = set()
    for folder in ("first", "a second one"):
        (tmp_path / folder).mkdir()
        copy = ratings(tmp_path / folder, *reversed(a_matrix()))
        if folder == "first":
            copy.write_bytes(published.read_bytes())
        files = [tmp_path / folder / f"out.{end}" for end in ("html", "tex", "csv")]
        options = ("--html", files[0], "--latex", files[1], "--csv", files[2], "--seed", "5")
        ran = annotator("agreement", copy, *options)
        assert ran.status == 0
        seen.add((ran.out, *(file.read_bytes() for file in files)))
        assert all(str(tmp_path).encode() not in file.read_bytes() for file in files)
    assert len(seen) == 1


def test_another_seed_gives_another_interval(annotator: Command, published: Path) -> None:
    one, other = (annotator("agreement", published, "--seed", seed).out for seed in (1, 2))
    assert one != other


def test_every_number_is_a_row(annotator: Command, published: Path, tmp_path: Path) -> None:
    ran = annotator("agreement", published, "--csv", tmp_path / "n.csv", "--json")
    with (tmp_path / "n.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["statistic"]: row["value"] for row in csv.DictReader(file)}
    numbers = {k: v for k, v in ran.json["rating"].items() if not k.startswith("reason:")}
    assert rows == {k: "" if v is None else repr(v) for k, v in numbers.items()}


def test_a_place_that_cannot_be_written_is_refused(
    annotator: Command, published: Path, tmp_path: Path
) -> None:
    ran = annotator("agreement", published, "--html", tmp_path / "no" / "report.html")
    assert ran.status == 3
    assert ran.err.splitlines()[-1].startswith(f"annotator: {tmp_path}/no/report.html: ")


def test_the_ratings_are_not_overwritten(annotator: Command, published: Path) -> None:
    before = published.read_bytes()
    assert annotator("agreement", published, "--csv", published).status == 2
    assert published.read_bytes() == before


# ---------------------------------------------------------------------------------------- misuse


@pytest.mark.parametrize(
    "options",
    [
        ["--scale", "rating"],
        ["--scale", "=ordinal"],
        ["--scale", "rating=often"],
        ["--scale", "rating=ordinal", "--scale", "rating=ratio"],
        ["--bootstrap", "-1"],
        ["--bootstrap", "many"],
        ["--seed", "-1"],
        ["--coders", "c1"],
        ["--coders", "c1,c1"],
        ["--coders", ","],
        ["--threshold", "nan"],
        ["--threshold", "1.5"],
        ["--html", "same", "--csv", "same"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line(annotator: Command, published: Path, options: list[str]) -> None:
    ran = annotator("agreement", published, *options)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.startswith("annotator: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "empty"),
        ("unit,coder,variable,value\n", "ratings.csv"),
        ("unit,coder,value\n1,a,2\n", "variable"),
        ("unit,coder,variable,value\n1,a,x,2\n1,b,x,2\n1,a,x,3\n", "4"),
        ("unit,coder,variable,value\n1,a,x,2\n1,b,x,2\n1,a,x,2\n", "4"),
        ("unit,coder,variable,value\n1,a,x,2\n2,a,x,3\n", "one coder"),
        ("unit,coder,variable,value\n1,a,x\n", "2"),
        ("\0\0\0\0", "ratings.csv"),
    ],
    ids=["empty", "heading", "column", "twice", "twice equal", "one coder", "ragged", "binary"],
)
def test_a_bad_file_is_refused_by_its_row(
    annotator: Command, tmp_path: Path, text: str, told: str
) -> None:
    path = tmp_path / "ratings.csv"
    path.write_text(text, "utf-8")
    ran = annotator("agreement", path)
    assert ran.status == 3
    assert ran.out == ""
    line = ran.err.splitlines()[-1]
    assert line.startswith("annotator: ")
    assert told in line


def test_values_that_are_no_numbers_are_refused_where_a_level_needs_numbers(
    annotator: Command, tmp_path: Path
) -> None:
    path = ratings(tmp_path, "1,a,x,1", "1,b,x,2", "2,a,x,many", "2,b,x,3")
    ran = annotator("agreement", path, "--scale", "x=interval")
    assert ran.status == 3
    assert "row 4" in ran.err
    assert annotator("agreement", path, "--scale", "z=nominal").status == 3
    assert annotator("agreement", path, "--coders", "a,nobody").status == 3


@pytest.mark.parametrize("name", ["nowhere.csv", "nowhere.annotator", "."])
def test_what_is_not_there_is_refused(
    annotator: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = annotator("agreement", name)
    assert ran.status == 3
    assert ran.err.startswith("annotator: ")
    assert ran.err.count("\n") == 1


def test_a_variable_of_ten_thousand_values_is_computed_and_told(
    annotator: Command, tmp_path: Path
) -> None:
    rows = [f"{u},{c},x,v{u if c == 'a' or u % 9 else u + 1}" for u in range(11_000) for c in "ab"]
    ran = annotator("agreement", ratings(tmp_path, *rows), "--bootstrap", "20", "--json")
    assert ran.status == 1
    assert ran.json["x"]["alpha_nominal"] == pytest.approx(0.889, abs=0.001)
    assert not any(name.startswith("alpha_category:") for name in ran.json["x"])
    told = annotator("agreement", tmp_path / "ratings.csv", "--bootstrap", "0")
    assert told.status == 1
    assert "x" in told.out.splitlines()[-1]


# --------------------------------------------------------------------------------------- program


def test_the_real_program_prints_json_and_nothing_else(published: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-m", "annotator", "agreement", published, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert set(json.loads(ran.stdout)) == {"rating"}


def test_no_chart_is_drawn_without_a_page(published: Path) -> None:
    code = (
        "import sys; from annotator import cli\n"
        f"cli.run(['agreement', {str(published)!r}, '--latex', {str(published) + '.tex'!r}])\n"
        "assert not {'matplotlib', 'PySide6', 'sqlalchemy', 'pandas'} & set(sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_ratings_come_through_a_pipe(annotator: Command, published: Path) -> None:
    ran = annotator("agreement", "-", "--json", stdin=published.read_bytes())
    assert ran.json == annotator("agreement", published, "--json").json


# --------------------------------------------------------------------------------------- project


def test_a_project_is_compared(annotator: Command, sample: Path) -> None:
    ran = annotator("agreement", sample, "--bootstrap", "50")
    assert ran.status == 0
    for words in ("event_type", "participants.role", "F1 of events", "Recall of chen"):
        assert words in ran.out
    assert "happenings" in ran.out


def test_a_project_is_found_by_its_name_or_its_content(
    annotator: Command, coded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(coded.parent)
    by_name = annotator("agreement", coded.stem, "--bootstrap", "0")
    assert by_name.status == 0
    coded.rename("no-suffix")
    assert annotator("agreement", "no-suffix", "--bootstrap", "0").out == by_name.out


def test_the_document_of_a_project_tells_of_events_and_marked_words(
    annotator: Command, sample: Path
) -> None:
    document = annotator("agreement", sample, "--bootstrap", "50", "--json").json
    events, spans = document["events"], document["spans"]
    assert 0 < events["f1"] <= 1
    assert {"soft_f1", "alpha_event", "do_event", "de_event", "alpha_relevance"} <= set(events)
    assert {"recall:ana", "nway_gain", "n_clusters", "alpha_attr:event_type"} <= set(events)
    assert len(events["clusters"]) == events["n_clusters"]
    assert any(name.startswith("delta:") for name in events)
    assert {"u_alpha_binary", "char_f1", "span_f1_exact", "char_f1:event"} <= set(spans)
    for statistics in document.values():
        for name, value in statistics.items():
            if value is None:
                assert statistics[f"reason:{name}"] in REASONS, name
            elif isinstance(value, float):
                assert math.isfinite(value)


def test_gold_can_be_one_of_the_coders(annotator: Command, sample: Path) -> None:
    ran = annotator("agreement", sample, "--coders", "ana,gold", "--bootstrap", "0", "--json")
    assert {"recall:ana", "recall:gold"} <= set(ran.json["events"])
    assert "recall:ben" not in ran.json["events"]


def test_who_is_not_there_is_refused_with_those_who_are(annotator: Command, sample: Path) -> None:
    ran = annotator("agreement", sample, "--coders", "ana,zoe")
    assert ran.status == 3
    assert "zoe" in ran.err
    assert "ben" in ran.err
    assert ran.err.splitlines()[-1].startswith("annotator: ")


def test_a_scale_that_does_not_fit_is_refused(annotator: Command, sample: Path) -> None:
    for scale in ("date=jaccard", "nothing=nominal"):
        ran = annotator("agreement", sample, "--scale", scale)
        assert (ran.status, ran.out) == (3, "")


def test_a_project_without_codings_is_refused(annotator: Command, project: Path) -> None:
    ran = annotator("agreement", project)
    assert ran.status == 3
    assert "two coders" in ran.err


def test_the_sample_gives_the_golden_report(
    annotator: Command, sample: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page, table = tmp_path / "sample.html", tmp_path / "sample.tex"
    ran = annotator("agreement", sample, "--html", page, "--latex", table, "--json")
    assert ran.status == 0
    # The charts depend on the fonts that are installed; their own tests look after them.
    text = re.sub(r"<svg.*?</svg>", "<svg></svg>", page.read_text("utf-8"), flags=re.DOTALL)
    made = {"sample.html": text, "sample.tex": table.read_text("utf-8"), "sample.json": ran.out}
    if request.config.getoption("--update-golden"):
        GOLDEN.mkdir(exist_ok=True)
        for name, content in made.items():
            (GOLDEN / name).write_text(content, "utf-8", newline="\n")
    for name in ("sample.html", "sample.tex"):
        assert made[name] == (GOLDEN / name).read_text("utf-8")
    golden = json.loads((GOLDEN / "sample.json").read_text("utf-8"))
    assert list(ran.json) == list(golden)
    for variable, statistics in golden.items():
        assert ran.json[variable].keys() == statistics.keys()
        for name, value in statistics.items():
            found = ran.json[variable][name]
            assert found == (pytest.approx(value) if isinstance(value, float) else value), name


def test_no_words_of_an_article_are_in_the_report(
    annotator: Command, sample: Path, tmp_path: Path
) -> None:
    annotator("agreement", sample, "--bootstrap", "0", "--html", tmp_path / "r.html")
    page = (tmp_path / "r.html").read_text("utf-8")
    listed = annotator("articles", sample, "--json").json["articles"]
    assert all(row["title"][:40] not in page for row in listed)
    assert any(row["id"] in page for row in listed)


# --------------------------------------------------------------------------------------- release


def test_articles_are_released_once(annotator: Command, annotated: Path) -> None:
    waiting = annotator("release", annotated, "--dry-run", "--json").json
    released = annotator("release", annotated, "--json").json
    again = annotator("release", annotated)
    assert waiting == {"dry_run": True, "articles": released["articles"]}
    assert released["articles"]
    assert released["dry_run"] is False
    assert again.out.startswith("Nothing to release")


def test_how_many_are_released_is_told(annotator: Command, annotated: Path) -> None:
    dry, done = annotator("release", annotated, "--dry-run").out, annotator("release", annotated)
    assert re.fullmatch(r"\d+ articles? would be released\.\n", dry)
    assert re.fullmatch(r"\d+ articles? released: reviewers see them now\.\n", done.out)


# ---------------------------------------------------------------------------------------- manual


@pytest.mark.parametrize("line", MANUAL)
def test_every_example_of_the_manual_can_be_typed(
    annotator: Command, coded: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(coded.parent)
    coded.rename("study.annotator")
    ratings(coded.parent, *a_matrix(variable="stance"))
    ran = annotator(*shlex.split(line))
    assert ran.status == 0, ran.err
    assert ran.out


def test_every_name_of_a_document_is_explained_in_the_manual(
    annotator: Command, sample: Path, published: Path
) -> None:
    from annotator.reports.agreement_words import definitions

    documents = [annotator("agreement", path, "--json").json for path in (sample, published)]
    names = {name for each in documents for numbers in each.values() for name in numbers}
    for name in names:
        if not name.startswith("reason:"):
            plain = re.sub(r"^((?:u_alpha|char_f1|span_f1)\w*):.*", r"\1", name)
            assert any(each.tells_of(plain) for each in definitions()), name


def test_a_coder_is_compared_with_a_hidden_repeat(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    lines = annotator("codings", "export", coded, "--coder", "ana", "--lane", "coding").out
    again = [{**json.loads(line), "round": 2} for line in lines.splitlines()]
    for line in again:
        for event in line["events"]:
            del event["id"]
    repeated = tmp_path / "again.jsonl"
    repeated.write_text("\n".join(map(json.dumps, again)), "utf-8")
    assert annotator("codings", "import", coded, repeated).status == 0

    options = ("--bootstrap", "0", "--json")
    found = annotator("agreement", coded, "--coders", "ana,ana:2", *options).json
    assert {"recall:ana", "recall:ana:2"} <= set(found["events"])
    assert found["events"]["f1"] == 1.0
    assert found["event_type"]["percent_unit_mean"] == 1.0
    everybody = annotator("agreement", coded, *options).json
    assert "recall:ana:2" not in everybody["events"]
