"""A comparison of coders as one page: no script, nothing from a network, light and dark, for print.

It holds article keys, answers and numbers, never words of an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from annotator.model.agreement import AgreementReport, EventAgreement, VariableAgreement
from annotator.model.agreement import VariableDetails as Details
from annotator.reports import agreement_words as words
from annotator.reports.agreement_charts import colour_rules, forest_svg, together_svg
from annotator.reports.agreement_variable import variable_section
from annotator.reports.agreement_words import number
from annotator.reports.page_parts import (
    Markup,
    cell,
    element,
    estimate,
    facts,
    heat,
    joined,
    markup,
    numbers,
    row,
    share,
    table,
    verdict,
)
from annotator.resources import resource

STYLE = "report/agreement.css"


def report_html(report: AgreementReport, details: Iterable[Details] = ()) -> str:
    """The whole report as one HTML file.

    details: of the variables that get a section with all that stands behind their line.
    """
    known = {each.name: each for each in details}
    title = f"Inter-coder agreement: {report.settings.source}"
    body = joined(
        [
            element("h1", "Inter-coder agreement"),
            element("p", report.settings.source, class_="soft"),
            _contents(report),
            *_summary(report),
            *(_events(report, report.events) if report.events else ()),
            *_spans(report),
            *_sections(report, known),
            *_definitions(report),
            *_citation(report),
        ],
        "\n",
    )
    style = resource(STYLE).read_text("utf-8") + colour_rules()
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{markup(title)}</title>\n<style>\n{style}</style></head>\n<body>\n{body}\n"
        "</body></html>\n"
    )


def _heading(text: str, anchor: str) -> Markup:
    return element("h2", text, id=anchor)


def _contents(report: AgreementReport) -> Markup:
    places = [("summary", "Summary")]
    if report.events:
        places.append(("same-events", "Same events"))
    if report.spans:
        places.append(("marked-words", "Marked words"))
    places += [("variables", "Variables"), ("definitions", "Definitions"), ("cite", "How to cite")]
    return element(
        "nav", joined(element("a", label, href=f"#{anchor}") for anchor, label in places)
    )


def _summary(report: AgreementReport) -> Iterator[Markup]:
    yield _heading("Summary", "summary")
    yield _compared(report)
    if report.findings:
        yield element("ul", joined(element("li", finding) for finding in report.findings))
    yield _variables(report)
    yield element("p", _how_to_read(report), class_="soft")
    yield forest_svg(report)


def _compared(report: AgreementReport) -> Markup:
    """What the numbers rest on."""
    settings = report.settings
    is_project = report.events is not None
    size = f"{report.n_articles} {'submitted by at least two coders' if is_project else 'units'}"
    unreleased = f"; {report.n_unreleased} of them not released" if report.n_unreleased else ""
    what = "articles" if is_project else "units"
    resamples = f"{settings.samples} resamples of {what}, seed {settings.seed}"
    return facts(
        [
            ("Articles" if is_project else "Size", size + unreleased),
            ("Coders", ", ".join(settings.coders)),
            ("Codebook", settings.codebook),
            ("Threshold", f"{number(settings.threshold)}, judged by the interval"),
            (
                "Intervals",
                f"95 % percentile bootstrap, {resamples}" if settings.samples else "none",
            ),
            ("One event", words.alignment(report) if settings.theta is not None else ""),
            ("Program", words.program(settings)),
        ]
    )


def _how_to_read(report: AgreementReport) -> str:
    line = number(report.settings.threshold)
    return (
        f"Reached: the whole interval lies at or above {line}. Open: {line} lies inside the "
        f"interval. Below: the whole interval lies below {line}. Krippendorff's lines are 0.667, "
        "from which conclusions may be drawn tentatively, and 0.800."
    )


def _variables(report: AgreementReport) -> Markup:
    rows: list[Markup] = []
    part = ""
    for at, variable in enumerate(report.variables):
        if variable.table != part:
            part = variable.table
            head = element("th", words.table_words(part), colspan=8, scope="rowgroup")
            rows.append(element("tr", head, class_="part"))
        rows.append(_variable_row(variable, f"v{at + 1}"))
    titles = ("Variable", "Level", "Units", "Coverage", "Percent", "α", "95 % interval", "Verdict")
    return table(titles, rows, words=(0, 1, 7))


def _variable_row(variable: VariableAgreement, anchor: str) -> Markup:
    link = element("a", variable.label or variable.name, href=f"#{anchor}")
    footing = numbers(variable.n_units, share(variable.coverage), share(variable.percent))
    level = words.level_words(variable.level)
    if variable.alpha is None:
        reason = f"undefined: {words.reason_words(variable.reason)}"
        span = Markup(f'<td class="undefined" colspan="3">{markup(reason)}</td>')
        return row(link, level, *footing, span)
    bounds = words.interval_words(variable.interval) if variable.interval else "–"
    return row(
        link,
        level,
        *footing,
        *numbers(element("strong", number(variable.alpha)), bounds),
        cell(verdict(variable), "verdict"),
    )


def _events(report: AgreementReport, events: EventAgreement) -> Iterator[Markup]:
    yield _heading("Same events", "same-events")
    yield element("p", _found(events))
    rows = [
        row(label, cell(estimate(found), "n"), *numbers(words.bounds_words(bounds)))
        for label, found, bounds in words.event_measures(events)
    ]
    by_coder = (
        row(coder, *numbers(share(found), share(events.precision.get(coder))))
        for coder, found in events.recall.items()
    )
    yield together_svg(events)
    titles = ("Coder", "Recall", "Precision")
    coders = table(
        titles,
        by_coder,
        caption="Recall: the share of the others' events that a coder has",
        kind="",
    )
    yield element(
        "div",
        joined([table(("Measure", "Value", "95 % interval"), rows, kind=""), coders], "\n"),
        class_="beside",
    )
    yield heat(report.settings.coders, events.matrix, "F1 of events, coder by coder")


def _found(events: EventAgreement) -> str:
    """How many events there are, and what their alignment rests on."""
    hand = (
        f" By hand, {events.joined} pairs were joined and {events.parted} parted."
        if events.joined or events.parted
        else ""
    )
    coverage = (
        f"; {words.percent(events.coverage)} of the events were seen by at least two coders"
        if events.coverage is not None
        else ""
    )
    sampled = (
        f" The expected disagreement of α rests on a sample of {events.n_sampled} articles."
        if events.n_sampled
        else ""
    )
    return (
        f"In {events.n_articles} articles the coders found {events.n_events} events, which come "
        f"to {events.n_clusters} happenings{coverage}.{hand}{sampled}"
    )


def _spans(report: AgreementReport) -> Iterator[Markup]:
    if not report.spans:
        return
    yield _heading("Marked words", "marked-words")
    rows = (
        row(
            words.table_words(each.label) if each.label else "All together",
            *numbers(each.n_articles),
            *(
                cell(estimate(found), "n")
                for found in (
                    each.u_alpha,
                    each.u_alpha_binary,
                    each.char_f1,
                    each.span_f1_exact,
                    each.span_f1_overlap,
                )
            ),
        )
        for each in report.spans
    )
    yield table(
        ("Marks for", "Articles", "α", "α, binary", "F1, characters", "F1, exact", "F1, overlap"),
        rows,
    )


def _sections(report: AgreementReport, known: Mapping[str, Details]) -> Iterator[Markup]:
    yield _heading("Variables", "variables")
    for at, variable in enumerate(report.variables):
        behind = known.get(variable.name)
        yield variable_section(variable, behind, report.settings.threshold, f"v{at + 1}")


def _definitions(report: AgreementReport) -> Iterator[Markup]:
    yield _heading("Definitions", "definitions")
    if report.events is not None:
        yield from (element("p", _inline(text)) for text in words.introduction("Same events"))
    items: list[Markup] = []
    for each in words.definitions_of(_statistics_of(report)):
        items.append(element("dt", each.title))
        items += (
            element("dd", element("p", _inline(text), class_=_kind(text)))
            for text in each.paragraphs
        )
    yield element("dl", joined(items, "\n"), class_="numbers")


def _kind(text: str) -> str:
    return "soft" if text.startswith(("Computed:", "Source:")) else ""


def _inline(text: str) -> Markup:
    """A paragraph of the manual: *word* is stressed, `word` is a name."""
    said = re.sub(r"`([^`]+)`", r"<code>\1</code>", markup(text))
    return Markup(re.sub(r"\*([^*]+)\*", r"<em>\1</em>", said))


def _statistics_of(report: AgreementReport) -> set[str]:
    """The names of all that the report tells."""
    found = {name for variable in report.variables for name in variable.statistics}
    found |= {"coverage", "n_units"}
    if report.events is not None:
        found |= {*report.events.statistics, "f1", "recall:", "n_clusters"}
    if report.spans:
        found |= {"u_alpha", "char_f1", "span_f1_exact"}
    return found


def _citation(report: AgreementReport) -> Iterator[Markup]:
    yield _heading("How to cite", "cite")
    yield element("p", " ".join(words.footing_sentences(report)))
    yield element("p", f"{words.program(report.settings)} [computer program].")
    yield from (element("p", each) for each in words.references(report))
