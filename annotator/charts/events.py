"""Did the coders see the same events: F1, α of the lists, and who misses what, as dots on rows."""

from __future__ import annotations

from matplotlib.figure import Figure

from annotator.charts.look import LIGHT, Look
from annotator.charts.rows import Row, draw_rows, rows_height
from annotator.charts.sheet import Drawn, Sheet
from annotator.charts.words import Words
from annotator.model.agreement import Estimate, EventAgreement, Interval


def together_height(n_coders: int) -> float:
    """Inches that the chart wants for so many coders."""
    return rows_height(6 + n_coders, with_lines=False)


def together(
    figure: Figure, events: EventAgreement, look: Look = LIGHT, words: Words | None = None
) -> Drawn:
    """Draw F1, α with its interval, and recall by coder; a coder's row has the coder's name."""
    words = words or Words()
    sheet = Sheet(figure, look, words)
    if not events.n_events:
        return sheet.empty()
    spots = draw_rows(sheet, _rows(events, words))
    return sheet.done(spots, describe_together(events, words))


def describe_together(events: EventAgreement, words: Words | None = None) -> str:
    """The chart in sentences."""
    words = words or Words()
    if not events.n_events:
        return words.nothing
    count = words.events.format(
        events=words.number(events.n_events, 0),
        clusters=words.number(events.n_clusters, 0),
        articles=words.number(events.n_articles, 0),
    )
    return " ".join([count, *(row.words for row in _rows(events, words) if row.words)])


def _rows(events: EventAgreement, words: Words) -> list[Row]:
    rows = [
        _measure(words.f1, events.f1, None, words),
        _measure(words.soft_f1, events.soft_f1, None, words),
        _measure(words.event_alpha, events.alpha, events.interval, words),
        _measure(words.relevance, events.relevance, None, words),
        _measure(words.count, events.count, None, words),
    ]
    if events.recall:
        rows.append(Row(words.recall, is_heading=True))
    rows += [_coder(coder, events, words) for coder in sorted(events.recall)]
    return rows


def _measure(label: str, found: Estimate, interval: Interval | None, words: Words) -> Row:
    if found.value is None:
        reason = words.reason(found.reason)
        sentence = words.undefined_measure.format(label=label, reason=reason)
        return Row(label, words=sentence, note=words.because.format(reason=reason))
    value = words.number(found.value, 3)
    if interval is None:
        return Row(label, found.value, words.measure.format(label=label, value=value))
    low, high = words.number(interval.low, 3), words.number(interval.high, 3)
    sentence = words.measure_interval.format(label=label, value=value, low=low, high=high)
    return Row(label, found.value, sentence, interval=interval)


def _coder(coder: str, events: EventAgreement, words: Words) -> Row:
    recall, precision = events.recall[coder], events.precision.get(coder)
    if recall is None:
        reason = words.reason("")
        sentence = words.undefined_measure.format(label=coder, reason=reason)
        return Row(coder, words=sentence, note=words.because.format(reason=reason), name=coder)
    template = words.recall_row if precision is None else words.recall_precision
    written = "" if precision is None else words.number(precision, 3)
    sentence = template.format(coder=coder, recall=words.number(recall, 3), precision=written)
    return Row(coder, recall, sentence, name=coder)
