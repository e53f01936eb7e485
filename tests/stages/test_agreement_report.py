"""Reports on agreement, from values made up for it: nothing is computed here."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

from annotator.model import agreement as values
from annotator.model.agreement import (
    AgreementReport,
    CategoryLine,
    CoderLine,
    ComparisonSettings,
    Confusion,
    Disagreement,
    DriftPoint,
    Estimate,
    EventAgreement,
    Interval,
    PairAgreement,
    SpanAgreement,
    VariableAgreement,
    VariableDetails,
    verdict,
)
from annotator.reports import agreement_words as words
from annotator.reports.agreement_table import ROWS, latex
from annotator.stages.agreement_report import report_csv, report_html, report_json, report_latex

HOSTILE = '<script>alert(1)</script> & "x" \\input{y} $a_b^c$ {50%} #1 ~ 外交 مرحبا \x07 [*]'
SETTINGS = ComparisonSettings(
    source="Talks 2025",
    codebook="diplomatic-events 1.0.0",
    program="0.1.0",
    coders=("ana", "ben", "chen"),
    threshold=0.8,
    samples=1000,
    seed=7,
    theta=0.6,
    days=7.0,
    weights={"type": 2, "date": 2, "participants": 2, "evidence": 4},
)


def a_variable(
    name: str,
    alpha: float | None = 0.75,
    *,
    label: str = "",
    table: str = "event",
    level: str = "nominal",
    reason: str = "",
    missing: Mapping[str, int] | None = None,
) -> VariableAgreement:
    """A line of the table, its interval a tenth to either side."""
    interval = None
    if alpha is not None:
        interval = Interval(alpha - 0.1, alpha + 0.1, 0.05, 1000, 3, 0.25, 0.6)
    statistics = {
        f"alpha_{level}": alpha,
        "percent_unit_mean": 0.9,
        "cohen_kappa": None,
        "jackknife_se:alpha_nominal": 0.04,
    }
    reasons = {"cohen_kappa": values.NEEDS_TWO_CODERS}
    if alpha is None:
        reasons[f"alpha_{level}"] = reason
    return VariableAgreement(
        name=name,
        label=label or name.capitalize(),
        table=table,
        level=level,
        n_units=40,
        n_values=110,
        n_articles=30,
        coverage=0.834,
        percent=0.9,
        alpha=alpha,
        reason=reason,
        interval=interval,
        verdict=verdict(interval, 0.8),
        missing=missing or {},
        statistics=statistics,
        reasons=reasons,
    )


def some_details(name: str) -> VariableDetails:
    """What stands behind a line: everything once, and a name from hostile hands."""
    return VariableDetails(
        name=name,
        categories=(
            CategoryLine("a", "Meets", 70, Estimate(0.8), Estimate(0.9)),
            CategoryLine("b", HOSTILE, 40, Estimate(None, values.NO_VARIATION), Estimate(0.1)),
        ),
        matrix=((60.0, 10.0), (10.0, 30.0)),
        confusions=(Confusion("a", "b", 20.0, 1.0),),
        pairs=(
            PairAgreement("ana", "ben", 30, 0.9, Estimate(0.82)),
            PairAgreement("ana", "chen", 30, 0.8, Estimate(None, values.NO_PAIRABLE)),
            PairAgreement("ben", "chen", 30, 0.8, Estimate(-0.2)),
        ),
        coders=(CoderLine("ana", 40, 0.25, 0.00625, Estimate(0.71)),),
        drift=(
            DriftPoint("2025-01-06", 12, Estimate(0.7), Interval(0.5, 0.9, 0.1, 1000)),
            DriftPoint("2025-01-13", 9, Estimate(None, values.NO_VARIATION)),
        ),
        disagreements=(
            Disagreement(
                UUID(int=1),
                "wire-0012",
                "Talks in Vienna · Meets: China, Russia",
                0.5,
                (("ana", "Meets"), ("ben", HOSTILE)),
            ),
        ),
        n_disagreements=31,
        needed=((0.1, 0), (0.05, 210)),
    )


def a_report(*variables: VariableAgreement, events: bool = True) -> AgreementReport:
    """A report of a project on these variables."""
    seen = EventAgreement(
        n_articles=30,
        n_events=70,
        n_clusters=31,
        coverage=0.86,
        f1=Estimate(0.81),
        soft_f1=Estimate(0.66),
        alpha=Estimate(0.58),
        interval=Interval(0.5, 0.66, 0.04, 1000),
        relevance=Estimate(None, values.NO_VARIATION),
        count=Estimate(0.7),
        recall={"ana": 0.9, "ben": 0.7, "chen": None},
        precision={"ana": 0.8, "ben": 0.9, "chen": None},
        matrix={("ana", "ben"): 0.8, ("ana", "chen"): None, ("ben", "chen"): 0.7},
        joined=2,
        parted=1,
        statistics={
            "f1": 0.81,
            "alpha_event": 0.58,
            "boot_ci_low:alpha_event": 0.5,
            "boot_ci_high:alpha_event": 0.66,
            "alpha_relevance": None,
        },
        reasons={"alpha_relevance": values.NO_VARIATION},
    )
    half = Estimate(0.5)
    spans = (
        SpanAgreement("", 30, Estimate(None, values.OVERLAPPING), half, half, half, half),
        SpanAgreement("event", 30, half, half, half, half, half),
    )
    return AgreementReport(
        SETTINGS, 30, variables, seen if events else None, spans if events else (), 4
    )


WHOLE = a_report(
    a_variable("status", 0.95, table="article"),
    a_variable("type", 0.78, missing={"not_stated": 3, "undecided": 0, "default": 9}),
    a_variable("rare", None, reason=values.NO_VARIATION),
    a_variable("participants", -0.05, table="participants", level="masi", label=HOSTILE),
)


class Reader(HTMLParser):
    """Checks that elements close as they opened, and keeps the words and what would be loaded."""

    VOID = frozenset({"meta", "br", "path", "use", "rect"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        said = dict(attrs)
        self.ids += [said["id"] or ""] if "id" in said else []
        self.targets += [v or "" for k, v in attrs if k in ("href", "src", "xlink:href")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: str) -> Reader:
    """The page, read as a browser would; its elements are closed and its ids are its own."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)
    return reader


# ----------------------------------------------------------------------------------------- JSON


def test_every_undefined_statistic_has_its_reason_beside_it() -> None:
    document = json.loads(json.dumps(report_json(WHOLE), allow_nan=False))
    assert set(document) == {"status", "type", "rare", "participants", "events", "spans"}
    assert document["rare"]["reason:alpha_nominal"] == values.NO_VARIATION
    for statistics in document.values():
        for name, value in statistics.items():
            if value is None:
                assert statistics[f"reason:{name}"] in values.REASONS


def test_happenings_are_lists_of_event_ids() -> None:
    one, other = UUID(int=1), UUID(int=2)
    document = report_json(WHOLE, [(one, other), (UUID(int=3),)])
    assert document["events"]["clusters"] == [[str(one), str(other)], [str(UUID(int=3))]]


def test_marked_words_stand_under_their_label() -> None:
    spans = report_json(WHOLE)["spans"]
    assert (spans["u_alpha"], spans["u_alpha:event"]) == (None, 0.5)
    assert spans["reason:u_alpha"] == values.OVERLAPPING


def test_a_variable_called_events_keeps_its_numbers() -> None:
    in_a_file = report_json(a_report(a_variable("events"), events=False))
    in_a_project = report_json(a_report(a_variable("events")))
    assert set(in_a_file) == {"events"}
    assert in_a_project["events"].items() >= in_a_file["events"].items()
    assert in_a_project["events"]["f1"] == 0.81


def test_the_rows_hold_the_numbers_of_the_document() -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(report_csv(WHOLE)).decode())))
    document = report_json(WHOLE)
    assert document["events"].pop("clusters") == []  # no number, and so in no row
    for row in rows:
        value = document[row["variable"]][row["statistic"]]
        assert row["value"] == ("" if value is None else repr(value))
        assert bool(row["reason"]) == (value is None)
    n_numbers = sum(not name.startswith("reason:") for each in document.values() for name in each)
    assert len(rows) == n_numbers


def test_no_cell_is_run_by_a_spreadsheet() -> None:
    rows = b"".join(report_csv(a_report(a_variable("=1+1", label="@x"), events=False))).decode()
    assert "'=1+1,'@x," in rows


# ----------------------------------------------------------------------------------------- HTML


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    page = report_html(WHOLE, [some_details(each.name) for each in WHOLE.variables])
    reader = read(page)
    assert not reader.tags & {"script", "img", "link", "iframe", "object"}
    assert all(target.startswith("#") for target in reader.targets)
    assert {target[1:] for target in reader.targets} <= set(reader.ids)
    assert not re.search(r"url\((?!#)", page)
    assert "@import" not in page


def test_what_people_wrote_is_escaped() -> None:
    page = report_html(WHOLE, [some_details(each.name) for each in WHOLE.variables])
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "\x07" not in page


def test_a_page_tells_what_was_compared_and_how() -> None:
    said = " ".join(read(report_html(WHOLE, [])).words)
    for words_ in (
        "30 submitted by at least two coders; 4 of them not released",
        "ana, ben, chen",
        "diplomatic-events 1.0.0",
        "1000 resamples of articles, seed 7",
        "type 2, date 2, participants 2, evidence 4",
        "by hand 2 pairs joined, 1 parted",
        "Diplomatic Annotator 0.1.0",
    ):
        assert words_ in said


def test_a_verdict_is_told_with_the_bound_that_decides_it() -> None:
    said = " ".join(read(report_html(WHOLE, [])).words)
    assert "Reached: the whole interval lies at or above 0.800; its lower bound is 0.850." in said
    assert "Open: 0.800 lies inside the interval; its lower bound is 0.680" in said
    assert "Below: the whole interval lies below 0.800; its upper bound is 0.050." in said
    assert "undefined: all values are equal" in said
    assert not re.search("substantial|moderate|almost perfect", said)


def test_a_section_tells_everything_behind_a_line() -> None:
    said = " ".join(read(report_html(WHOLE, [some_details("type")])).words)
    for words_ in (
        "Among the answers: 3 not stated, 9 filled in by the codebook.",
        "3 were undefined",
        "Cohen's κ: for exactly two coders",
        "Said again",
        "Taken for each other",
        "α without them",
        "Week from",
        "Costliest disagreements, 1 of 31",
        "wire-0012",
        "Meets: China, Russia",
        "±0.050: 210 more",
        "±0.100: reached",
    ):
        assert words_ in said, words_
    assert "Talks in Vienna" not in said


def test_the_same_values_give_the_same_page() -> None:
    pages = {
        report_html(WHOLE, [some_details(each.name) for each in WHOLE.variables]) for _ in range(2)
    }
    assert len(pages) == 1


def test_a_report_without_variables_or_intervals_can_be_read() -> None:
    assert read(report_html(a_report())).words
    assert read(report_html(a_report(events=False))).words


def test_ratings_of_a_file_have_no_events() -> None:
    reader = read(report_html(a_report(a_variable("x", table=""), events=False)))
    assert "same-events" not in reader.ids
    assert "Same events" not in " ".join(reader.words)


# ---------------------------------------------------------------------------------------- LaTeX


def test_what_is_special_to_latex_is_escaped() -> None:
    assert latex("50% & $x_1$ #2 {a} ~ ^ \\") == (
        r"50\% \& \$x\_1\$ \#2 \{a\} \textasciitilde{} \textasciicircum{} \textbackslash{}"
    )
    assert latex("Müller, Łódź") == r"M\"{u}ller, \L{}\'{o}d\'{z}"
    assert latex("[x]*") == "{[}x{]}{*}"


def test_what_pdflatex_cannot_set_has_its_name_or_its_code_points() -> None:
    assert latex("外交", "topic") == r"\ifdefined\Umathchar 外交\else topic\fi{}"
    assert latex("外") == r"\ifdefined\Umathchar 外\else {[}U+5916{]}\fi{}"


def test_a_long_table_is_continued() -> None:
    many = a_report(*(a_variable(f"v{at}") for at in range(ROWS + 1)))
    text = report_latex(many)
    assert text.count(r"\begin{table}") == text.count(r"\end{table}") == 2
    assert text.count("V36 &") == 1
    assert text.count(r"\emph{Note.}") == 1
    assert text.count(r"\label{") == 1


def test_a_table_has_its_note() -> None:
    text = report_latex(WHOLE)
    for words_ in ("Data: Talks 2025", "seed 7", r"$\theta$ = 0.6", "Diplomatic Annotator 0.1.0"):
        assert words_ in text
    assert "---$^{a}$" in text
    assert "$^{a}$ all values are equal" in text


def test_a_table_is_well_formed() -> None:
    text = report_latex(WHOLE)
    rows = [line for line in text.splitlines() if line.endswith(r"\\")]
    parts = [row for row in rows if row.startswith(r"\multicolumn{8}")]
    assert len(parts) == 3
    assert len(rows) == 1 + len(parts) + len(WHOLE.variables) + 4
    assert all(len(re.findall(r"(?<!\\)&", row)) == 7 for row in rows if row not in parts)
    bare = re.sub(r"\\[{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert bare.count(r"\begin") == bare.count(r"\end")


# ---------------------------------------------------------------------------------------- words


def test_every_reason_verdict_and_coefficient_has_words() -> None:
    assert set(words.REASONS) == set(values.REASONS)
    assert set(words.VERDICTS) == {
        values.REACHED,
        values.OPEN,
        values.BELOW,
        values.UNDEFINED,
    }
    page = (Path(__file__).parents[2] / "resources" / words.PAGE).read_text("utf-8")
    assert all(f"`{reason}`" in page for reason in values.REASONS)
    for name in words.COEFFICIENTS:
        assert any(each.tells_of(name) for each in words.definitions()), name


def test_every_definition_says_what_how_and_where_from() -> None:
    for each in words.definitions():
        if each.names and not each.names[0].startswith(("n_units", "coverage")):
            starts = [text.split(":")[0] for text in each.paragraphs[1:]]
            assert starts == ["Computed", "Source"], each.title


def test_numbers_are_written_for_reading() -> None:
    assert [words.number(x) for x in (0.7434, -0.25, -0.0001, 1.0)] == [
        "0.743",
        "−0.250",
        "0.000",
        "1.000",
    ]
