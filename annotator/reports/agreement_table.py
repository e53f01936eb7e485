"""The table of a comparison of coders for the appendix of a paper, in LaTeX."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from annotator.model.agreement import AgreementReport, Estimate, VariableAgreement
from annotator.reports import agreement_words as words
from annotator.reports.agreement_words import number

ROWS = 36
"""Rows of a table that fit on a page; longer ones are continued on the next."""

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': "''",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    "\N{NO-BREAK SPACE}": "~",
    "–": "--",
    "—": "---",
    "−": "$-$",
    "×": r"$\times$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "·": r"\textperiodcentered{}",
    "…": r"\ldots{}",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "α": r"$\alpha$",
    "κ": r"$\kappa$",
    "π": r"$\pi$",
    "θ": r"$\theta$",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
}
_ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0323": "d",
    "\u0327": "c",
    "\u0331": "b",
}

_HEAD = r"Variable & Level & Units & Cov.\,\% & Agr.\,\% & $\alpha$ & 95\,\% interval & Verdict \\"
_LONG = 24

MOST_NAMED = 2
"""Code points that a label is written with where LaTeX has no signs for it."""


def report_latex(report: AgreementReport) -> str:
    """One table, or several if it is long, for a document that loads booktabs.

    It compiles with pdflatex, xelatex and lualatex. What pdflatex cannot set, such as Chinese, is
    written there as the variable's name, or as its code points.
    """
    tables = [
        _table(report, report.variables[start : start + ROWS], start)
        for start in range(0, max(len(report.variables), 1), ROWS)
    ]
    return "% \\usepackage{booktabs}\n" + "\n".join(tables)


def _table(report: AgreementReport, variables: Sequence[VariableAgreement], start: int) -> str:
    marks = _marks(report)
    is_last = start + ROWS >= len(report.variables)
    lines = [
        r"\begin{table}[htbp]",
        r"\centering\footnotesize\setlength{\tabcolsep}{3pt}",
        *([r"\addtocounter{table}{-1}"] if start else []),
        rf"\caption{{Inter-coder agreement{', continued' if start else ''}}}",
        *([] if start else [r"\label{tab:agreement}"]),
        r"\begin{tabular}{@{}llrrrrcl@{}}",
        r"\toprule",
        _HEAD,
        r"\midrule",
        *_rows(variables, marks),
        *(_event_rows(report, marks) if is_last else ()),
        r"\bottomrule",
        r"\end{tabular}",
        *([_note(report, marks)] if is_last else []),
        r"\end{table}",
        "",
    ]
    return "\n".join(lines)


def _rows(variables: Sequence[VariableAgreement], marks: Mapping[str, str]) -> Iterator[str]:
    """A row for each variable, below a heading for each table of a project."""
    part = ""
    for variable in variables:
        if variable.table != part:
            part = variable.table
            if variable is not variables[0]:
                yield r"\addlinespace"
            yield rf"\multicolumn{{8}}{{@{{}}l}}{{\emph{{{latex(words.table_words(part))}}}}} \\"
        yield _row(variable, marks)


def _row(variable: VariableAgreement, marks: Mapping[str, str]) -> str:
    coverage = "---" if variable.coverage is None else _percent(variable.coverage)
    percent = "---" if variable.percent is None else _percent(variable.percent)
    cells = [
        _label(variable),
        latex(words.level_words(variable.level)),
        str(variable.n_units),
        coverage,
        percent,
    ]
    return " & ".join([*cells, *_judged(variable, marks)]) + r" \\"


def _judged(variable: VariableAgreement, marks: Mapping[str, str]) -> Iterator[str]:
    """The coefficient, its interval and the verdict; or a mark that the note explains."""
    if variable.alpha is None:
        yield from (_undefined(variable.reason, marks), "", "")
        return
    yield _number(variable.alpha)
    interval = variable.interval
    yield _bounds((interval.low, interval.high) if interval else None)
    yield words.VERDICTS[variable.verdict]


def _marks(report: AgreementReport) -> dict[str, str]:
    """The letters that stand for the reasons why something is undefined."""
    reasons = [each.reason for each in report.variables if each.alpha is None]
    reasons += [each.reason for _, each, _ in _measures(report) if each.value is None]
    return dict(zip(dict.fromkeys(reasons), "abcdefghijklmnopqrstuvwxyz", strict=False))


def _undefined(reason: str, marks: Mapping[str, str]) -> str:
    return f"---$^{{{marks[reason]}}}$"


def _event_rows(report: AgreementReport, marks: Mapping[str, str]) -> Iterator[str]:
    """Whether the coders saw the same events and marked the same words."""
    if report.events is None:
        return
    yield r"\midrule"
    for label, found, bounds in _measures(report):
        cells = ["", "", ""]
        if found.value is None:
            cells[0] = _undefined(found.reason, marks)
        else:
            cells[:2] = [_number(found.value), _bounds(bounds)]
        yield " & ".join([label, "", str(report.n_articles), "", "", *cells]) + r" \\"


def _measures(
    report: AgreementReport,
) -> Iterator[tuple[str, Estimate, tuple[float, float] | None]]:
    events = report.events
    if events is None:
        return
    measures = words.event_measures(events)
    yield "Same events, F1", *measures[0][1:]
    yield r"Event lists, $\alpha$", *measures[2][1:]
    for each in report.spans:
        if not each.label:
            yield r"Marked words, $_u\alpha$", each.u_alpha, None
            yield "Marked characters, F1", each.char_f1, None


def _bounds(bounds: tuple[float, float] | None) -> str:
    """An interval; in braces, so that no command takes it for an option."""
    return f"{{[{_number(bounds[0])}, {_number(bounds[1])}]}}" if bounds else "---"


def _note(report: AgreementReport, marks: Mapping[str, str]) -> str:
    """What the table rests on, as a paragraph below it."""
    sentences = [latex(sentence) for sentence in words.footing_sentences(report)]
    if marks:
        reasons = (f"$^{{{mark}}}$ {latex(words.reason_words(r))}" for r, mark in marks.items())
        sentences.append(f"Undefined: {', '.join(reasons)}.")
    text = " ".join(sentences)
    return (
        r"\par\medskip\begin{minipage}{\linewidth}\footnotesize"
        "\n" + r"\emph{Note.} " + text + "\n" + r"\end{minipage}"
    )


def _label(variable: VariableAgreement) -> str:
    text = variable.label or variable.name
    label = text if len(text) <= _LONG else text[: _LONG - 1].rstrip() + "…"
    name = variable.name if len(variable.name) <= _LONG else variable.name[: _LONG - 1] + "…"
    return latex(label, name)


def _number(value: float) -> str:
    return latex(number(value))


def _percent(value: float) -> str:
    return number(100 * value, 1)


def latex(text: str, instead: str = "") -> str:
    """Text that LaTeX sets as it stands.

    instead: what pdflatex sets if it has no signs for the text; without it they are named U+5916.
    """
    pieces = [_sign(char) for char in unicodedata.normalize("NFC", text)]
    if None not in pieces:
        return "".join(filter(None, pieces))
    whole = "".join(
        char if piece is None else piece
        for char, piece in zip(unicodedata.normalize("NFC", text), pieces, strict=True)
    )
    named = _named(text) if not instead else _named(instead, MOST_NAMED)
    return rf"\ifdefined\Umathchar {whole}\else {named}\fi{{}}"


def _named(text: str, most: int = sys.maxsize) -> str:
    """Text with the code points of what pdflatex cannot set; it ends after so many of these."""
    found: list[str] = []
    for char in unicodedata.normalize("NFC", text):
        sign = _sign(char)
        if sign is None and most == 0:
            return "".join(found) + _SPECIAL["…"]
        most -= sign is None
        found.append(f"{{[}}U+{ord(char):04X}{{]}}" if sign is None else sign)
    return "".join(found)


def _sign(char: str) -> str | None:
    """How a character is written; None if pdflatex has no sign for it."""
    if char in _SPECIAL:
        return _SPECIAL[char]
    if not char.isprintable():
        return " "
    if char.isascii():
        return char
    base, *marks = list(unicodedata.normalize("NFD", char))
    if base.isascii() and base.isalpha() and len(marks) == 1 and marks[0] in _ACCENTS:
        return rf"\{_ACCENTS[marks[0]]}{{{base}}}"
    return None
