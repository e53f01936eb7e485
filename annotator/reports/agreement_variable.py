"""What stands behind one line of a report: the section of a variable, in HTML."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.model.agreement import (
    COUNTS,
    Disagreement,
    VariableAgreement,
    VariableDetails,
)
from annotator.reports import agreement_words as words
from annotator.reports.agreement_words import number
from annotator.reports.page_parts import (
    Markup,
    cell,
    element,
    estimate,
    heat,
    joined,
    markup,
    numbers,
    row,
    share,
    table,
)

MOST_CONFUSIONS, MOST_LISTED = 10, 20
"""Of confusions and of disagreements, how many a section lists: the costliest."""

MOST_IN_MATRIX = 12
"""Categories that a confusion matrix shows on a page."""

SHORT = 8
"""Characters of a label that can stand over a column; columns of longer ones are numbered."""


def variable_section(
    variable: VariableAgreement, details: VariableDetails | None, threshold: float, anchor: str
) -> Markup:
    """Everything about one variable; without details only its coefficients."""
    heading: object = variable.label or variable.name
    if heading != variable.name:
        heading = joined([heading, " ", element("code", variable.name)])
    parts = [
        element("h3", heading),
        element("p", _in_a_sentence(variable, threshold)),
        element("p", _footing(variable)),
        _coefficients(variable),
        *(_behind(variable, details) if details else ()),
    ]
    return element("section", joined(parts, "\n"), id=anchor)


def _in_a_sentence(variable: VariableAgreement, threshold: float) -> Markup:
    """The coefficient, its interval and the verdict."""
    level = words.level_words(variable.level)
    if variable.alpha is None:
        return markup(f"α ({level}) is undefined: {words.reason_words(variable.reason)}.")
    interval = variable.interval
    bounds = f", 95 % interval {words.interval_words(interval)}" if interval else ""
    judged = words.verdict_sentence(variable.verdict, interval, threshold)
    return joined(
        [
            element("strong", f"α ({level}) = {number(variable.alpha)}"),
            f"{bounds}. ",
            element("span", judged, class_=variable.verdict),
        ]
    )


def _footing(variable: VariableAgreement) -> str:
    """On how much the numbers rest, and what was not there to compare."""
    said = [f"It rests on {variable.n_values} values in {variable.n_units} units"]
    if variable.table and variable.table != "article":
        said.append(f" of {variable.n_articles} articles")
    if variable.coverage is not None:
        said.append(f"; {words.percent(variable.coverage)} of units have at least two coders")
    said.append(".")
    counts = [
        f"{count} {words.MISSING.get(reason, reason.replace('_', ' '))}"
        for reason, count in variable.missing.items()
        if count
    ]
    if counts:
        said.append(f" Among the answers: {', '.join(counts)}.")
    interval = variable.interval
    if interval is not None:
        said.append(
            f" Of the resamples, {words.percent(interval.below_667)} lie below 0.667 and "
            f"{words.percent(interval.below_800)} below 0.800"
        )
        said.append(f"; {interval.dropped} were undefined." if interval.dropped else ".")
    return "".join(said)


def _coefficients(variable: VariableAgreement) -> Markup:
    """Every coefficient that was computed, those not made for such data in one line below."""
    known = {
        name: label for name, label in words.COEFFICIENTS.items() if name in variable.statistics
    }
    rows = []
    for name, label in known.items():
        value = variable.statistics[name]
        if value is None:
            continue
        error = variable.statistics.get(f"jackknife_se:{name}")
        shown = "" if error is None else number(error)
        bounds = words.bounds_words(words.bounds_of(variable.statistics, name))
        digits = 0 if name in COUNTS else 3
        rows.append(row(label, *numbers(number(value, digits), bounds, shown)))
    undefined: dict[str, list[str]] = {}
    for name, label in known.items():
        if variable.statistics[name] is None:
            undefined.setdefault(variable.reasons.get(name, variable.reason), []).append(label)
    notes = "; ".join(
        f"{', '.join(labels)}: {words.reason_words(reason)}" for reason, labels in undefined.items()
    )
    below = element("p", f"Undefined: {notes}.", class_="soft") if notes else Markup("")
    titles = ("Coefficient", "Value", "95 % interval", "Standard error (jackknife)")
    return joined([table(titles, rows, kind=""), below], "\n")


def _behind(variable: VariableAgreement, details: VariableDetails) -> Iterator[Markup]:
    yield element("div", joined([_categories(details), _matrix(details)], "\n"), class_="beside")
    yield element("div", joined([_confusions(details), _drift(details)], "\n"), class_="beside")
    yield element("div", joined([_coders(details), _pairs(details)], "\n"), class_="beside")
    yield _disagreements(details)
    yield _needed(variable, details)


def _categories(details: VariableDetails) -> Markup:
    rows = (
        row(
            line.label or line.value,
            *numbers(line.n),
            cell(estimate(line.alpha), "n"),
            cell(estimate(line.again), "n"),
        )
        for line in details.categories
    )
    return table(
        ("Category", "Values", "α against the others", "Said again"),
        rows,
        caption="Categories. Said again: the chance that a second coder says what one said.",
        kind="",
    )


def _matrix(details: VariableDetails) -> Markup:
    """Which categories meet in a unit: those taken for each other are shaded by how often."""
    lines, matrix = details.categories, details.matrix
    if not 2 <= len(lines) <= MOST_IN_MATRIX or len(matrix) != len(lines):
        return Markup("")
    most = max(
        (count for at, counts in enumerate(matrix) for k, count in enumerate(counts) if k != at),
        default=0.0,
    )
    labels = [line.label or line.value for line in lines]
    heads = labels
    if max(map(len, labels)) > SHORT:
        heads = [str(at + 1) for at in range(len(labels))]
        labels = [f"{head} {label}" for head, label in zip(heads, labels, strict=True)]
    head = joined(element("th", each, scope="col", class_="n") for each in ("", *heads))
    rows = (_matrix_row(at, label, matrix[at], most) for at, label in enumerate(labels))
    whole = joined(
        [
            element("caption", "Coincidences: how often two values meet in a unit."),
            element("thead", element("tr", head)),
            element("tbody", joined(rows, "\n")),
        ],
        "\n",
    )
    return element("div", element("table", whole, class_="heat"), class_="wide")


def _matrix_row(at: int, label: str, counts: tuple[float, ...], most: float) -> Markup:
    cells = []
    for other, count in enumerate(counts):
        shown = number(count, 1).removesuffix(".0") if count else ""
        if other == at:
            cells.append(cell(shown, "same"))
        else:
            shade = count / most if most else 0.0
            cells.append(Markup(f'<td class="off" style="--v:{shade:.3f}">{shown}</td>'))
    return row(label, *cells)


def _confusions(details: VariableDetails) -> Markup:
    labels = {line.value: line.label or line.value for line in details.categories}
    rows = (
        row(
            joined(
                [labels.get(each.first, each.first), " / ", labels.get(each.second, each.second)]
            ),
            *numbers(number(each.count, 1), share(each.share)),
        )
        for each in details.confusions[:MOST_CONFUSIONS]
    )
    return table(
        ("Taken for each other", "Coincidences", "Of all disagreement"),
        rows,
        caption="Confusions, the costliest first",
        kind="",
    )


def _coders(details: VariableDetails) -> Markup:
    rows = (
        row(
            each.coder,
            *numbers(
                each.n_units,
                share(each.share),
                "–" if each.rate is None else number(100 * each.rate, 2) + " %",
            ),
            cell(estimate(each.without), "n"),
        )
        for each in details.coders
    )
    return table(
        ("Coder", "Units", "Of all disagreement", "Per unit", "α without them"),
        rows,
        caption="Coders",
        kind="",
    )


def _pairs(details: VariableDetails) -> Markup:
    names = list(
        dict.fromkeys(name for pair in details.pairs for name in (pair.first, pair.second))
    )
    values = {(pair.first, pair.second): pair.alpha.value for pair in details.pairs}
    return heat(names, values, "α of each two coders; hatched where it is undefined")


def _drift(details: VariableDetails) -> Markup:
    points = details.drift if len(details.drift) > 1 else ()
    titles = ["Week from", "Units", "α"]
    has_intervals = any(each.interval for each in points)
    rows = []
    for each in points:
        cells = [*numbers(each.n_units), cell(estimate(each.alpha), "n")]
        if has_intervals:
            cells += numbers(words.interval_words(each.interval) if each.interval else "–")
        rows.append(row(each.week, *cells))
    if has_intervals:
        titles.append("95 % interval")
    caption = "By the week in which a unit became comparable"
    return table(titles, rows, caption=caption, kind="")


def _disagreements(details: VariableDetails) -> Markup:
    """Where coders differ: article, unit within it, and answers; columns without words are left."""
    listed = details.disagreements[:MOST_LISTED]
    caption = f"Costliest disagreements, {len(listed)} of {details.n_disagreements}"
    has_article = any(each.article for each in listed)
    places = [_place(each) for each in listed]
    kept = [at for at in (0, 1) if any(place[at] for place in places)]
    titles = [("Article" if has_article else "Unit", "Unit")[at] for at in kept]
    rows = (
        row(*(cell(place[at]) for at in kept), _answers(each), *numbers(share(each.share)))
        for place, each in zip(places, listed, strict=True)
    )
    all_titles = [*titles, "Answers", "Of all disagreement"]
    return table(all_titles, rows, caption=caption, words=range(len(kept) + 1))


def _place(each: Disagreement) -> tuple[str, str]:
    """The article and the unit in it; of a file, the unit alone."""
    return (each.article, _without_title(each.unit)) if each.article else (each.unit, "")


def _answers(each: Disagreement) -> Markup:
    answers = (
        element("span", joined([element("i", f"{coder}:"), " ", answer]), class_="answer")
        for coder, answer in each.answers
    )
    return cell(joined(answers, " "))


def _without_title(unit: str) -> str:
    """Which unit of its article it is: the title at its beginning is the article's own words."""
    return unit.partition(" · ")[2]


def _needed(variable: VariableAgreement, details: VariableDetails) -> Markup:
    if not details.needed:
        return Markup("")
    what = "double-coded articles" if variable.table else "units"
    wanted = "; ".join(
        f"±{number(half)}: {f'{more} more' if more else 'reached'}" for half, more in details.needed
    )
    return element("p", f"How many {what} a narrower interval takes: {wanted}.")
