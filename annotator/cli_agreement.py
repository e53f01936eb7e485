"""The commands `agreement` and `release`: how far coders agree, and who is shown it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli_output import FINDINGS, note, say, say_json, say_table, shown, watched
from annotator.cli_projects import (
    SUFFIX,
    AsJson,
    DryRun,
    Location,
    leading,
    located,
    project_at,
)

if TYPE_CHECKING:
    from annotator.model.agreement import (
        AgreementReport,
        Estimate,
        VariableAgreement,
        VariableDetails,
    )
    from annotator.stages.agreement import Comparison
    from annotator.stages.agreement_file import FileComparison

SCALES = ("nominal", "ordinal", "interval", "ratio", "jaccard", "masi", "dice", "date")

_SQLITE = b"SQLite format 3\0"
_MOST_SAMPLES = 1_000_000

Source = Annotated[
    str,
    typer.Argument(
        metavar="PROJECT|RATINGS.csv",
        help="A project, or a table with the columns unit, coder, variable, value; - for standard "
        "input.",
        show_default=False,
    ),
]


def agreement(
    source: Source,
    coders: Annotated[
        str,
        typer.Option(
            metavar="A,B",
            help='Only these; "gold" is the settled coding, "ana:2" what ana coded once more as a'
            ' hidden repeat, "ana:0" in training.',
        ),
    ] = "",
    scale: Annotated[
        list[str] | None,
        typer.Option(metavar="VARIABLE=SCALE", help="Compare a variable on this scale."),
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a report to read.")
    ] = None,
    latex: Annotated[
        Path | None, typer.Option("--latex", metavar="FILE", help="Write a table for a paper.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write every number as CSV.")
    ] = None,
    bootstrap: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, max=_MOST_SAMPLES, help="Resamples for intervals; 0 for none."
        ),
    ] = 1000,
    seed: Annotated[
        int, typer.Option(metavar="N", min=0, help="The same seed gives the same intervals.")
    ] = 1,
    threshold: Annotated[
        float | None,
        typer.Option(metavar="X", help="What alpha is judged against; else the project's, or 0.8."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell how far coders agree, in a project or in ratings of your own.

    What is written depends on nothing but data, options and version: no clock, no path.

    Example: annotator agreement ratings.csv --scale stance=ordinal --html report.html
    """
    chosen, scales = _coders(coders), _scales(scale or [])
    _check_threshold(threshold)
    _check_outputs(source, html, latex, csv)
    asked = _Settings(chosen, scales, bootstrap, seed, threshold)
    comparison, details = _compared(source, asked)
    _write(comparison.report, details, (html, latex, csv))
    if as_json:
        from annotator.stages.agreement_report import report_json

        say_json(report_json(comparison.report, comparison.clusters))
    else:
        _say(comparison.report)
    if comparison.report.findings and comparison.report.events is None:
        raise typer.Exit(FINDINGS)  # those of a project say what was compared, not what is wrong


@dataclass(frozen=True, slots=True)
class _Settings:
    """What a comparison is asked for."""

    coders: tuple[str, ...]
    scales: Mapping[str, str]
    samples: int
    seed: int
    threshold: float | None


def _coders(text: str) -> tuple[str, ...]:
    """The coders that are named; none for all."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    if len(names) == 1 or (text and not names):
        raise typer.BadParameter(
            "it takes two coders to compare. Name two or more, parted by commas.",
            param_hint="--coders",
        )
    return names


def _scales(texts: Sequence[str]) -> dict[str, str]:
    """The scale of each variable that is named."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, scale = text.rpartition("=")
        if not (name and sign) or scale not in SCALES:
            raise typer.BadParameter(
                f"{shown(text)}: write VARIABLE=SCALE, the scale one of {', '.join(SCALES)}.",
                param_hint="--scale",
            )
        if found.setdefault(name, scale) != scale:
            raise typer.BadParameter(
                f"{shown(name)} is given two scales. Name it once.", param_hint="--scale"
            )
    return found


def _check_threshold(threshold: float | None) -> None:
    if threshold is not None and not 0 < threshold <= 1:
        raise typer.BadParameter(
            "a threshold is above 0 and at most 1, such as 0.8.", param_hint="--threshold"
        )


def _check_outputs(source: str, *outputs: Path | None) -> None:
    """Refuse outputs that would overwrite each other or what is compared."""
    places = [path.resolve() for path in outputs if path is not None]
    if Path(located(source)).resolve() in places:
        raise typer.BadParameter(f"{shown(source)} would be overwritten. Name another file.")
    if len(set(places)) < len(places):
        raise typer.BadParameter("two outputs have the same file. Name another for one of them.")


def _is_project(source: str) -> bool:
    """Whether it is a project that is named, and not a table of ratings."""
    place = located(source)
    if "://" in place or place.endswith(SUFFIX):
        return True
    path = Path(place)
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(_SQLITE)) == _SQLITE
    except (OSError, ValueError):
        return False  # whoever reads it as ratings says what is wrong


def _compared(
    source: str, asked: _Settings
) -> tuple[Comparison | FileComparison, Callable[[str], VariableDetails]]:
    """The comparison, and what tells the details of a variable."""
    if not _is_project(source):
        from annotator.stages.agreement_file import compare_file, file_details

        of_file = watched(compare_file(source, **asdict(asked)), "agreement")
        return of_file, partial(file_details, of_file)
    from annotator.stages.agreement import compare, details

    with project_at(source, read_only=True) as project:
        comparison = watched(compare(project, **asdict(asked)), "agreement")
    return comparison, partial(details, comparison)


def _write(
    report: AgreementReport,
    details: Callable[[str], VariableDetails],
    outputs: tuple[Path | None, Path | None, Path | None],
) -> None:
    """Write the files that are asked for (a page, a LaTeX table, CSV), each whole."""
    from annotator.stages.agreement_report import report_csv, report_html, report_latex
    from annotator.whole_file import write_whole

    html, latex, csv = outputs
    if html is not None:
        behind = [details(variable.name) for variable in report.variables]
        write_whole(html, [report_html(report, behind).encode("utf-8")])
    if latex is not None:
        write_whole(latex, [report_latex(report).encode("utf-8")])
    if csv is not None:
        write_whole(csv, report_csv(report))
    for path in filter(None, outputs):
        note(f"Written to {path}")


# What is printed


def _say(report: AgreementReport) -> None:
    titles = ["variable", "level", "units", "coverage", "percent", "alpha", "interval", "verdict"]
    rows = [_cells(each) for each in report.variables]
    if any(row[-1] for row in rows):
        titles.append("undefined because")
    say_table(titles, (row[: len(titles)] for row in rows))
    _say_events(report)
    _say_spans(report)
    if report.findings:
        say()
        for finding in report.findings:
            say(shown(finding))


def _cells(variable: VariableAgreement) -> tuple[str, ...]:
    from annotator.reports.agreement_words import VERDICTS, level_words, reason_words

    interval = variable.interval
    return (
        variable.name,
        level_words(variable.level),
        str(variable.n_units),
        _share(variable.coverage),
        _share(variable.percent),
        _figure(variable.alpha),
        _bounds((interval.low, interval.high) if interval else None),
        VERDICTS[variable.verdict],
        "" if variable.alpha is not None else reason_words(variable.reason),
    )


def _say_events(report: AgreementReport) -> None:
    from annotator.reports.agreement_words import event_measures

    events = report.events
    if events is None:
        return
    say()
    rows = [
        (label.replace("α", "alpha"), *_number(found, bounds))
        for label, found, bounds in event_measures(events)
    ]
    rows += [(f"Recall of {who}", _share(found), "", "") for who, found in events.recall.items()]
    _say_measures(rows)
    by_hand = f"; by hand {events.joined} joined, {events.parted} parted"
    say(
        f"Events: {events.n_events}; articles: {events.n_articles};"
        f" happenings: {events.n_clusters}" + (by_hand if events.joined or events.parted else "")
    )


def _say_spans(report: AgreementReport) -> None:
    rows = []
    for each in report.spans:
        where = f" ({each.label})" if each.label else ""
        rows += [
            (f"Marked words{where}, alpha", *_number(each.u_alpha)),
            (f"Marked words{where}, F1 of characters", *_number(each.char_f1)),
        ]
    if rows:
        say()
        _say_measures(rows)


def _say_measures(rows: Sequence[Sequence[str]]) -> None:
    titles = ("measure", "value", "interval", "undefined because")
    width = 4 if any(row[3] for row in rows) else 3
    say_table(titles[:width], (row[:width] for row in rows))


def _number(found: Estimate, bounds: tuple[float, float] | None = None) -> tuple[str, str, str]:
    """A measure's cells: the value, its interval, why it is undefined."""
    from annotator.reports.agreement_words import reason_words

    why = reason_words(found.reason) if found.value is None else ""
    return _figure(found.value), _bounds(bounds), why


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}".replace("-0.000", "0.000")


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _bounds(bounds: tuple[float, float] | None) -> str:
    return "-" if bounds is None else f"{_figure(bounds[0])} to {_figure(bounds[1])}"


# Release


def release(project: Location, dry_run: DryRun = False, as_json: AsJson = False) -> None:
    """Show reviewers every article that at least two coders submitted.

    Until then only a lead sees how far coders agree on it, so that coding stays blind. What is
    released stays so.

    Example: annotator release talks.annotator --dry-run
    """
    from annotator.stages import agreement as stage

    with project_at(project, read_only=dry_run) as opened:
        lead = leading(opened, "releases articles")
        waiting = stage.unreleased(opened)
        if waiting and not dry_run:
            stage.release(opened, lead, waiting)
    if as_json:
        say_json({"dry_run": dry_run, "articles": [str(article_id) for article_id in waiting]})
        return
    if not waiting:
        say("Nothing to release: no other article has been submitted by two coders.")
        return
    count = "1 article" if len(waiting) == 1 else f"{len(waiting)} articles"
    say(f"{count} would be released." if dry_run else f"{count} released: reviewers see them now.")
