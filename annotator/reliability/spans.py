"""Agreement on marked words: the same characters, the same spans, and u-alpha.

All of it in half-open positions of code points. A coder's overlapping spans of one label are one
span. Any number of documents and coders; a coder without an entry in a document did not code it,
one with no spans found nothing there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from annotator.model.agreement import (
    NEEDS_TWO_CODERS,
    NO_PAIRABLE,
    NO_VARIATION,
    OVERLAPPING,
    Estimate,
    SpanAgreement,
)
from annotator.reliability.features import Pieces, covered, merged, shared
from annotator.reliability.matching import MILLION, best_pairs
from annotator.reliability.ratings import Floats

Marked = tuple[int, int, str]
"""Start, end and label of a span."""

Steps = Generator[float, None, SpanAgreement]
"""Tells the share that is done, between pieces of work of some milliseconds."""

_PIECE = 50
"""Documents that are looked at between two chances to stop."""

_MARKED = "marked"
"""The one label where labels do not matter."""


@dataclass(frozen=True, slots=True)
class MarkedDocument:
    """A document as it was marked. length: code points. spans: by coder, none if nothing found."""

    length: int
    spans: Mapping[str, Sequence[Marked]]


def agree_on_spans(documents: Iterable[MarkedDocument], label: str | None = None) -> SpanAgreement:
    """How far coders marked the same words; of one label, or of all labels together (None).

    Of all labels together, char F1 and binary u-alpha ask whether words are marked at all, the span
    F1s and u-alpha also for which label. u-alpha is undefined (`overlapping_labels`) where spans of
    different labels overlap within one coder, as no character may then have one label.
    """
    steps = agreeing_on_spans(documents, label)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: SpanAgreement = end.value
            return found


def agreeing_on_spans(documents: Iterable[MarkedDocument], label: str | None = None) -> Steps:
    """As `agree_on_spans`, telling the share that is done between pieces of some milliseconds."""
    coded = list(documents)
    n_coders = len({coder for each in coded for coder in each.spans})
    why = NEEDS_TWO_CODERS if n_coders == 1 else NO_PAIRABLE
    shared_ones: list[MarkedDocument] = []
    common = [[0.0, 0.0] for _ in _COUNTS]
    for at, each in enumerate(coded):
        if at % _PIECE == 0:
            yield at / len(coded) / 2
        if len(each.spans) < 2:
            continue
        spans = {coder: _of_label(own, label) for coder, own in each.spans.items()}
        shared_ones.append(MarkedDocument(each.length, spans))
        for sums, count in zip(common, _COUNTS, strict=True):
            for both, size in count(shared_ones[-1:]):
                sums[0] += both
                sums[1] += size
    characters, exact, overlapping = (_ratio(sums, why) for sums in common)
    u_alpha, u_alpha_binary = yield from _u_alphas(shared_ones, why)
    return SpanAgreement(
        label=label or "",
        n_articles=len(shared_ones),
        u_alpha=u_alpha,
        u_alpha_binary=u_alpha_binary,
        char_f1=characters,
        span_f1_exact=exact,
        span_f1_overlap=overlapping,
    )


def _of_label(spans: Sequence[Marked], label: str | None) -> list[Marked]:
    """A coder's spans of a label, or all of them; what overlaps under one label is one span."""
    by_label: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end, name in spans:
        if label is None or name == label:
            by_label[name].append((start, end))
    return sorted(
        (start, end, name) for name, own in by_label.items() for start, end in _overlaps_joined(own)
    )


def _overlaps_joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap as one; those that only touch stay two."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _pairs(documents: Iterable[MarkedDocument]) -> Iterator[tuple[Sequence[Marked], ...]]:
    for document in documents:
        for one, other in combinations(sorted(document.spans), 2):
            yield document.spans[one], document.spans[other]


def _ratio(sums: Sequence[float], why: str) -> Estimate:
    """2 x what is common by all that there is, over all pairs of coders in all documents."""
    common, total = sums
    return Estimate(2 * common / total) if total else Estimate(None, why)


def _characters(documents: Iterable[MarkedDocument]) -> Iterator[tuple[float, int]]:
    for first, second in _pairs(documents):
        one, other = _pieces(first), _pieces(second)
        yield shared(one, other), covered(one) + covered(other)


def _pieces(spans: Iterable[Marked]) -> Pieces:
    return merged((start, end) for start, end, _ in spans)


def _same_spans(documents: Iterable[MarkedDocument]) -> Iterator[tuple[float, int]]:
    for first, second in _pairs(documents):
        yield len(set(first) & set(second)), len(first) + len(second)


def _overlapping_spans(documents: Iterable[MarkedDocument]) -> Iterator[tuple[float, int]]:
    """One-to-one pairs of spans of one label that overlap, their sum of Dice being greatest."""
    for first, second in _pairs(documents):
        far = [[_far(one, other) for other in second] for one in first]
        yield len(best_pairs(far, MILLION)), len(first) + len(second)


def _far(one: Marked, other: Marked) -> int:
    """1 - Dice in millionths, less than a million if one character is common."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    if one[2] != other[2] or common <= 0:
        return MILLION
    dice = 2 * common / (one[1] - one[0] + other[1] - other[0])
    return min(MILLION - 1, round((1 - dice) * MILLION))


_COUNTS = (_characters, _same_spans, _overlapping_spans)
"""What is common and what there is in all, of characters, equal spans and overlapping ones."""


def _u_alphas(
    documents: Sequence[MarkedDocument], why: str
) -> Generator[float, None, tuple[Estimate, Estimate]]:
    """Krippendorff's u-alpha, and the binary one, for which all labels count as one.

    u-alpha is agreement beyond chance on labelled sections of a continuum. What touches under one
    label is one section: u-alpha sees label and extent, not a border between. Undefined
    (`no_variation`) where nothing is marked, or everything with one label, and
    (`overlapping_labels`) where spans of different labels overlap within a coder; they are one
    section for the binary one.

    Source: Krippendorff, Mathet, Bouvry & Widloecher (2016), "On the reliability of unitizing
    textual continua"; continua C of Krippendorff (1995) give 59/168.
    """
    whole = _Sections.of_labels(
        {name for each in documents for own in each.spans.values() for *_, name in own}
    )
    for at, document in enumerate(documents):
        if at % _PIECE == 0:
            yield 0.5 + at / len(documents) / 4
        lines = _lines(document)
        if lines is None:
            break
        whole.add(lines)
    else:
        return whole.alpha(why, is_binary=False), whole.alpha(why, is_binary=True)
    marked = _Sections.of_labels({_MARKED})
    for at, document in enumerate(documents):
        if at % _PIECE == 0:
            yield 0.75 + at / len(documents) / 4
        marked.add(_lines(_unlabelled(document)) or [])
    return Estimate(None, OVERLAPPING), marked.alpha(why, is_binary=True)


def _unlabelled(document: MarkedDocument) -> MarkedDocument:
    """The document with one label for whatever is marked."""
    spans = {
        coder: [(start, end, _MARKED) for start, end in _pieces(own)]
        for coder, own in document.spans.items()
    }
    return MarkedDocument(document.length, spans)


_Section = tuple[int, int, str | None]
"""Start, end and label; None: a gap."""

_Lines = list[list[_Section]]
"""The continuum of each coder as sections and gaps, from 0 to the length of the document."""


def _lines(document: MarkedDocument) -> _Lines | None:
    """The document as sections and gaps; None if sections overlap within a coder."""
    lines: _Lines = []
    length = max([document.length, *(end for own in document.spans.values() for _, end, _ in own)])
    for own in document.spans.values():
        sections = sorted(
            (start, end, name)
            for name in {name for *_, name in own}
            for start, end in merged((s, e) for s, e, label in own if label == name)
        )
        line: list[_Section] = []
        at = 0
        for start, end, name in sections:
            if start < at:
                return None
            if start > at:
                line.append((at, start, None))
            line.append((start, end, name))
            at = end
        if at < length:
            line.append((at, length, None))
        lines.append(line)
    return lines


@dataclass(frozen=True, slots=True)
class _Sections:
    """What is observed over documents; the gap is the first value, then the labels in order.

    lengths: shape (n_values, n_values), l_ck: lengths of intersection over the ordered pairs of
    coders, of each document by 1 / (m - 1) of its coders. squares: shape (n_values,), Q_c: squared
    lengths of sections; of the gap, the lengths themselves. Both grow with each document.
    """

    places: Mapping[str | None, int]
    lengths: Floats
    squares: Floats

    @classmethod
    def of_labels(cls, labels: Iterable[str]) -> _Sections:
        """Nothing yet, of these labels."""
        places = {name: at for at, name in enumerate((None, *sorted(labels)))}
        return cls(places, np.zeros((len(places), len(places))), np.zeros(len(places)))

    def add(self, lines: _Lines) -> None:
        """Take in a document."""
        self.lengths[:] += _intersections(lines, self.places)
        for start, end, name in (section for line in lines for section in line):
            size = end - start
            self.squares[self.places[name]] += size if name is None else size * size

    def alpha(self, why: str, *, is_binary: bool) -> Estimate:
        """1 - observed by expected disagreement; the gap is the first value."""
        total = float(self.lengths.sum())
        rest = total * total - float(self.squares.sum())
        if not total:
            return Estimate(None, why)
        marginals = self.lengths.sum(axis=0)
        expected = np.outer(marginals, marginals) - np.diag(self.squares)
        agreed, by_chance = (
            (float(each[0, 0] + each[1:, 1:].sum()) if is_binary else float(np.trace(each)))
            for each in (self.lengths, expected)
        )
        apart = float(expected.sum()) - by_chance
        if apart <= 0 or rest <= 0:
            return Estimate(None, NO_VARIATION)
        return Estimate(1 - (total - agreed) * rest / (total * apart))


def _intersections(lines: _Lines, places: Mapping[str | None, int]) -> Floats:
    """l_ck of one document: cut wherever any coder begins or ends, each piece counts its length."""
    edges = np.unique([edge for line in lines for start, end, _ in line for edge in (start, end)])
    if len(edges) < 2:
        return np.zeros((len(places), len(places)))
    held = np.zeros((len(edges) - 1, len(places)))
    for line in lines:
        starts = np.array([start for start, *_ in line])
        values = np.array([places[name] for *_, name in line])
        at = np.searchsorted(starts, edges[:-1], "right") - 1
        held[np.arange(len(at)), values[at]] += 1
    sizes = np.diff(edges).astype(np.float64)
    ordered = held.T @ (held * sizes[:, None]) - np.diag(sizes @ held)
    found: Floats = ordered / (len(lines) - 1)
    return found
