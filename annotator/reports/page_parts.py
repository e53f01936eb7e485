"""What reports in HTML are put together from: cells, tables, lists. Everything is escaped here."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from html import escape

from annotator.model.agreement import Estimate, VariableAgreement
from annotator.reports.agreement_words import (
    VERDICTS,
    number,
    percent,
    reason_words,
)

SIGNS = {"reached": "●", "open": "◐", "below": "○", "undefined": "–"}
"""The shape beside a verdict, so that colour does not carry it alone."""


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def markup(value: object) -> Markup:
    """A value as HTML; what runs from right to left is kept apart from what stands around it."""
    if isinstance(value, Markup):
        return value
    words = printable(str(value))
    runs_left = any(unicodedata.bidirectional(char) in ("R", "AL") for char in words)
    return Markup(f"<bdi>{escape(words)}</bdi>" if runs_left else escape(words))


def printable(text: str) -> str:
    """Text on one line; what cannot be printed is written as an escape."""
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() or char in "\u200c\u200d" else _escape(char) for char in text
    )


def _escape(char: str) -> str:
    return " " if char.isspace() else char.encode("unicode_escape").decode("ascii")


def joined(parts: Iterable[object], between: str = "") -> Markup:
    """Values one after the other."""
    return Markup(between.join(markup(part) for part in parts))


def element(tag: str, content: object, **attributes: object) -> Markup:
    """An element; `class_` is the attribute class."""
    said = "".join(
        f' {name.rstrip("_")}="{escape(str(value))}"' for name, value in attributes.items() if value
    )
    return Markup(f"<{tag}{said}>{markup(content)}</{tag}>")


def cell(content: object, kind: str = "") -> Markup:
    """A cell of a table; kind: "n" for a number."""
    return element("td", content, class_=kind)


def numbers(*values: object) -> list[Markup]:
    """Cells of numbers."""
    return [cell(value, "n") for value in values]


def row(*cells: object) -> Markup:
    """A row; its first cell is its heading unless it is a cell already."""
    first, *others = cells
    head = first if str(first).startswith(("<td", "<th")) else element("th", first, scope="row")
    rest = (each if str(each).startswith("<td") else cell(each) for each in others)
    return element("tr", joined([head, *rest]))


def table(
    titles: Sequence[str],
    rows: Iterable[Markup],
    *,
    caption: str = "",
    words: Collection[int] = (0,),
    kind: str = "whole",
) -> Markup:
    """A table that scrolls by itself where the page is narrow; "" if it has no row.

    words: which columns hold words; the others hold numbers.
    """
    body = joined(rows, "\n")
    if not body:
        return Markup("")
    heads = joined(
        element("th", title, scope="col", class_=_column(title, at in words))
        for at, title in enumerate(titles)
    )
    said = element("caption", caption) if caption else ""
    whole = joined([said, element("thead", element("tr", heads)), element("tbody", body)], "\n")
    return element("div", element("table", whole, class_=kind), class_="wide")


def _column(title: str, has_words: bool) -> str:
    """The class of a heading: where it stands over its column."""
    if title == "Verdict":
        return "verdict"
    return "" if has_words else "n"


def heat(
    names: Sequence[str], values: Mapping[tuple[str, str], float | None], caption: str
) -> Markup:
    """How near each two coders are, shaded by it; "" if there are fewer than two."""
    if len(names) < 2:
        return Markup("")
    heads = joined(element("th", name, scope="col", class_="n") for name in ("", *names))
    rows = (row(first, *(_heat_cell(first, second, values) for second in names)) for first in names)
    whole = joined(
        [
            element("caption", caption),
            element("thead", element("tr", heads)),
            element("tbody", joined(rows, "\n")),
        ],
        "\n",
    )
    return element("div", element("table", whole, class_="heat"), class_="wide")


def _heat_cell(first: str, second: str, values: Mapping[tuple[str, str], float | None]) -> Markup:
    if first == second:
        return cell("", "same")
    value = values.get((first, second), values.get((second, first)))
    if value is None:
        return Markup('<td class="none" title="undefined">–</td>')
    return Markup(f'<td style="--v:{max(0.0, min(1.0, value)):.3f}">{number(value)}</td>')


def facts(pairs: Iterable[tuple[str, object]]) -> Markup:
    """What is what, those without words left out."""
    items = (joined([element("dt", name), element("dd", words)]) for name, words in pairs if words)
    return element("dl", joined(items, "\n"), class_="facts")


def estimate(found: Estimate) -> Markup:
    """A number, or why it is undefined."""
    if found.value is None:
        return element("span", f"undefined: {reason_words(found.reason)}", class_="undefined")
    return markup(number(found.value))


def share(value: float | None) -> str:
    """A share for a cell, "–" where it makes no sense."""
    return "–" if value is None else percent(value)


def verdict(variable: VariableAgreement) -> Markup:
    """The verdict in a word, with its shape."""
    words = f"{SIGNS[variable.verdict]} {VERDICTS[variable.verdict]}"
    return element("span", words, class_=variable.verdict)
