"""A comparison of coders on its way out: a page to read, a table for a paper, CSV and JSON.

All of them work on values, so the window hands out what it shows, and the same values give the same
bytes. The page and the table are made in `reports`, what is for programs here.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from annotator.model.agreement import (
    NO_PAIRABLE,
    AgreementReport,
    SpanAgreement,
    VariableAgreement,
)
from annotator.model.safe_words import guarded
from annotator.reports.agreement_page import report_html
from annotator.reports.agreement_table import report_latex

__all__ = ["report_csv", "report_html", "report_json", "report_latex"]

EVENTS, SPANS = "events", "spans"
"""Where a project's document has its events and its marked words."""

COLUMNS = ("variable", "label", "table", "level", "statistic", "value", "reason")

_SPAN_NUMBERS = ("u_alpha", "u_alpha_binary", "char_f1", "span_f1_exact", "span_f1_overlap")

Statistics = dict[str, object]

Clusters = Sequence[Sequence[UUID]]


def report_json(report: AgreementReport, clusters: Clusters = ()) -> dict[str, Statistics]:
    """Every statistic of every variable: `{variable: {statistic: number or None}}`.

    Why a number is undefined stands beside it as `reason:STATISTIC`. Of a project, "events" and
    "spans" hold what concerns no variable; one of these names joins them, as no statistic is of
    both. There is nothing else in it: whatever else were a key could be a variable of a file.
    clusters: the events that are one happening, by id.
    """
    document: dict[str, Statistics] = {}
    for variable in report.variables:
        document.setdefault(variable.name, {}).update(_of_variable(variable))
    if report.events is not None:
        found = document.setdefault(EVENTS, {})
        found.update(_with_reasons(report.events.statistics, report.events.reasons))
        found["clusters"] = [[str(event_id) for event_id in cluster] for cluster in clusters]
        document.setdefault(SPANS, {}).update(_of_spans(report.spans))
    return document


def report_csv(report: AgreementReport) -> Iterator[bytes]:
    """A row for each statistic of each variable, UTF-8; an undefined one has no value.

    Cells that a spreadsheet would run have an apostrophe before them.
    """
    yield _csv_row(COLUMNS)
    for each in report.variables:
        about = (each.name, each.label, each.table, each.level)
        yield from _csv_rows(about, _of_variable(each))
    if report.events is not None:
        events = _with_reasons(report.events.statistics, report.events.reasons)
        yield from _csv_rows((EVENTS, "", "", ""), events)
        yield from _csv_rows((SPANS, "", "", ""), _of_spans(report.spans))


def _of_variable(variable: VariableAgreement) -> Statistics:
    """A variable's statistics with their reasons, and on how much they rest."""
    footing = {"n_units": variable.n_units, "n_values": variable.n_values}
    return {**footing, **_with_reasons(variable.statistics, variable.reasons)}


def _of_spans(spans: Iterable[SpanAgreement]) -> Statistics:
    found: Statistics = {}
    for each in spans:
        for name in _SPAN_NUMBERS:
            estimate = getattr(each, name)
            place = f"{name}:{each.label}" if each.label else name
            found[place] = estimate.value
            if estimate.value is None:
                found[f"reason:{place}"] = estimate.reason
    return found


def _with_reasons(statistics: Mapping[str, float | None], reasons: Mapping[str, str]) -> Statistics:
    """Statistics, behind each undefined one its reason."""
    found: Statistics = {}
    for name, value in statistics.items():
        found[name] = value
        if value is None:
            found[f"reason:{name}"] = reasons.get(name, NO_PAIRABLE)
    return found


def _csv_rows(about: Sequence[str], statistics: Statistics) -> Iterator[bytes]:
    for name, value in statistics.items():
        if not name.startswith("reason:"):
            shown = "" if value is None else repr(value)
            reason = str(statistics.get(f"reason:{name}", ""))
            yield _csv_row([*map(guarded, about), guarded(name), shown, reason])


def _csv_row(cells: Iterable[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue().encode("utf-8", "backslashreplace")
