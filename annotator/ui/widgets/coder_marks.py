"""Marks of several coders in one text: each coder has a letter and a colour, wherever they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from annotator.model.span import Span
from annotator.ui.widgets.article_marks import Mark

FAMILIES = ("participants", "topics", "positions", "event", "place", "outcomes", "article")


def letters_of(coders: Sequence[str]) -> dict[str, str]:
    """A short sign for each coder: as many letters of the name as tell them apart, else a number.

    Colours repeat after seven coders; letters never do.
    """
    found: dict[str, str] = {}
    for number, coder in enumerate(coders, 1):
        lengths = range(1, max(len(coder), 1) + 1)
        signs = (coder[:length].capitalize() for length in lengths)
        free = (sign for sign in signs if sign and sign not in found.values())
        found[coder] = next(free, str(number))
    return found


def families_of(coders: Sequence[str]) -> dict[str, str]:
    """The colour family of each coder."""
    return {coder: FAMILIES[place % len(FAMILIES)] for place, coder in enumerate(coders)}


def by_coder(marks: Mapping[str, Sequence[Mark]], coders: Sequence[str]) -> list[Mark]:
    """The marks of all coders, each with its coder's letter, colour and name.

    Where a coder marked the same words for several answers, one mark names them all.
    """
    letters, families = letters_of(coders), families_of(coders)
    return [
        replace(
            mark,
            family=families[coder],
            letter=letters[coder],
            label=f"{coder} · {mark.label}",
        )
        for coder in coders
        for mark in _once(marks.get(coder, ()))
    ]


def _once(marks: Sequence[Mark]) -> list[Mark]:
    """Each stretch of words once, with all its labels."""
    labels: dict[Span, dict[str, None]] = {}
    for mark in marks:
        labels.setdefault(mark.span, {})[mark.label] = None
    first = {mark.span: mark for mark in reversed(marks)}
    return [replace(first[span], label=", ".join(said)) for span, said in labels.items()]
