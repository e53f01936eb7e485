"""What a comparison of coders says: the values that the window, the reports and the charts show.

Every number travels with its footing: units, values, coverage, and where it is undefined, why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

NO_VARIATION = "no_variation"
NO_PAIRABLE = "no_pairable"
NEEDS_TWO_CODERS = "needs_two_coders"
NEEDS_THREE_CODERS = "needs_three_coders"
NOT_NUMERIC = "not_numeric"
INCOMPLETE = "incomplete"
OVERLAPPING = "overlapping_labels"
TOO_MANY = "too_many_categories"
OUT_OF_RANGE = "out_of_range"
REASONS = (
    NO_VARIATION,
    NO_PAIRABLE,
    NEEDS_TWO_CODERS,
    NEEDS_THREE_CODERS,
    NOT_NUMERIC,
    INCOMPLETE,
    OVERLAPPING,
    TOO_MANY,
    OUT_OF_RANGE,
)
"""Why a statistic is undefined, as it stands beside it in machine output (`reason:NAME`)."""

REACHED, OPEN, BELOW, UNDEFINED = "reached", "open", "below", "undefined"
"""The verdict on a variable: the whole interval at or above the threshold, around it, below it."""

THRESHOLDS = (0.667, 0.800)
"""Krippendorff's lines: for tentative conclusions, and for conclusions to rest on."""

COUNTS = ("sample_size_667", "sample_size_800")
"""The statistics that are whole numbers, and are written as such."""

Statistics = Mapping[str, float | None]
"""A statistic by its name in machine output; None: undefined."""

_NOTHING: Mapping[str, int] = MappingProxyType({})
_NO_WORDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, or the reason why there is none."""

    value: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Interval:
    """How sure an estimate is, from resampling articles (or units that stand for themselves).

    low, high: of the 95 % percentile interval. se: standard error.
    samples: asked for. dropped: resamples in which the statistic was undefined.
    below_667, below_800: share of the resamples below Krippendorff's lines.
    """

    low: float
    high: float
    se: float
    samples: int
    dropped: int = 0
    below_667: float = 0.0
    below_800: float = 0.0

    @property
    def half_width(self) -> float:
        """Half of the interval."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class VariableAgreement:
    """One line of the table: how far coders agree on one variable, and on how much that rests.

    name: as in exports, "positions.topic"; a group alone ("topics") is the set of its first key.
    table: "article", "event" or the group's name; "" for ratings from a file.
    level: of the coefficient shown as `alpha`: nominal, ordinal, interval, ratio, masi, date …
    n_units, n_values: pairable ones. n_articles: with a pairable unit.
    coverage: the share of units that at least two coders have; None where it makes no sense.
    missing: how many values were not_stated, not_applicable, undecided, unanswered, default.
    percent: `percent_unit_mean`. reason: why `alpha` is undefined.
    statistics, reasons: everything else by the names of machine output.
    """

    name: str
    label: str
    table: str
    level: str
    n_units: int
    n_values: int
    n_articles: int
    coverage: float | None
    percent: float | None
    alpha: float | None
    reason: str
    interval: Interval | None
    verdict: str
    missing: Mapping[str, int] = field(default_factory=lambda: _NOTHING)
    statistics: Statistics = field(default_factory=lambda: MappingProxyType({}))
    reasons: Mapping[str, str] = field(default_factory=lambda: _NO_WORDS)


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """A category against all others. n: values of it in pairable units.

    again: the chance that a second coder says it, given that one said it.
    """

    value: str
    label: str
    n: int
    alpha: Estimate
    again: Estimate


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two categories taken for each other. count: o_ck + o_kc. share: of all disagreement."""

    first: str
    second: str
    count: float
    share: float


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """Two coders alone, on the units that both have."""

    first: str
    second: str
    n_units: int
    percent: float | None
    alpha: Estimate


@dataclass(frozen=True, slots=True)
class CoderLine:
    """One coder's part. share: of all disagreement, adding to 1. rate: share per coded unit.

    without: the coefficient without this coder.
    """

    coder: str
    n_units: int
    share: float | None
    rate: float | None
    without: Estimate


@dataclass(frozen=True, slots=True)
class DriftPoint:
    """The coefficient of the units that were finished within one week. week: its Monday, ISO."""

    week: str
    n_units: int
    alpha: Estimate
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A unit on which coders differ, by what it costs.

    share: of all disagreement on the variable. answers: in the coders' order, each coder who has
    the unit and their answer in words. events: by coder, the event that holds the answer.
    article_id: None for ratings from a file.
    """

    article_id: UUID | None
    article: str
    unit: str
    share: float
    answers: tuple[tuple[str, str], ...]
    events: Mapping[str, UUID] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class VariableDetails:
    """What stands behind one line of the table.

    categories: at most MOST_CATEGORIES of them, the frequent ones. matrix: shape as categories by
    categories, coincidences o_ck. disagreements: the costliest first, at most MOST_DISAGREEMENTS.
    needed: by half-width of the interval, how many more double-coded articles it takes; half-widths
    that are reached already have 0.
    """

    name: str
    categories: tuple[CategoryLine, ...]
    matrix: tuple[tuple[float, ...], ...]
    confusions: tuple[Confusion, ...]
    pairs: tuple[PairAgreement, ...]
    coders: tuple[CoderLine, ...]
    drift: tuple[DriftPoint, ...]
    disagreements: tuple[Disagreement, ...]
    n_disagreements: int
    needed: tuple[tuple[float, int], ...]


MOST_CATEGORIES = 20
MOST_DISAGREEMENTS = 500


@dataclass(frozen=True, slots=True)
class EventAgreement:
    """Did the coders see the same events? Pairwise F1s, and alpha of the whole list of events.

    recall, precision: by coder. matrix: F1 of each pair of coders by their names.
    coverage: share of events that at least two coders have.
    joined, parted: pairs of events that a reviewer put together or pulled apart.
    n_sampled: articles that the expected disagreement of alpha rests on; 0 for all of them.
    n_unproved: articles with an alignment that was not proved to be the best in time.
    """

    n_articles: int
    n_events: int
    n_clusters: int
    coverage: float | None
    f1: Estimate
    soft_f1: Estimate
    alpha: Estimate
    interval: Interval | None
    relevance: Estimate
    count: Estimate
    recall: Mapping[str, float | None]
    precision: Mapping[str, float | None]
    matrix: Mapping[tuple[str, str], float | None]
    joined: int = 0
    parted: int = 0
    statistics: Statistics = field(default_factory=lambda: MappingProxyType({}))
    reasons: Mapping[str, str] = field(default_factory=lambda: _NO_WORDS)
    n_sampled: int = 0
    n_unproved: int = 0


@dataclass(frozen=True, slots=True)
class SpanAgreement:
    """Agreement on the marked words. label: what they bear out, "" for all of them together."""

    label: str
    n_articles: int
    u_alpha: Estimate
    u_alpha_binary: Estimate
    char_f1: Estimate
    span_f1_exact: Estimate
    span_f1_overlap: Estimate


@dataclass(frozen=True, slots=True)
class Part:
    """What one role says of how far two events are apart. distance: None if both are missing it."""

    role: str
    weight: float
    distance: float | None
    first: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event as a line: whose, and what it says in words. span: where its evidence begins."""

    event_id: UUID
    coder: str
    words: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class EventPair:
    """Why two events of different coders were, or were not, taken for one.

    by_hand: "joined" or "parted" if a reviewer said so, else "".
    """

    first: UUID
    second: UUID
    distance: float
    together: bool
    parts: tuple[Part, ...]
    by_hand: str = ""


@dataclass(frozen=True, slots=True)
class ArticleAlignment:
    """Which events of an article are one happening. clusters: their lines, at most one a coder.

    pairs: every two events of different coders, the near ones first.
    """

    article_id: UUID
    title: str
    theta: float
    clusters: tuple[tuple[EventLine, ...], ...]
    pairs: tuple[EventPair, ...]


@dataclass(frozen=True, slots=True)
class ComparisonSettings:
    """Everything that a comparison rests on besides the codings; a report cites all of it.

    weights: of the roles that tell events apart. samples: bootstrap resamples, 0 for none.
    source: the project's or the file's name.
    """

    source: str
    codebook: str
    program: str
    coders: tuple[str, ...]
    threshold: float
    samples: int
    seed: int
    theta: float | None = None
    days: float | None = None
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Everything a comparison says but the details of each variable.

    n_articles: that at least two of the coders submitted (of a file: units). n_unreleased: of them,
    not shown to reviewers yet. events, spans: None for ratings from a file.
    findings: what a reader has to know about the data, one line each.
    """

    settings: ComparisonSettings
    n_articles: int
    variables: tuple[VariableAgreement, ...]
    events: EventAgreement | None = None
    spans: tuple[SpanAgreement, ...] = ()
    n_unreleased: int = 0
    findings: tuple[str, ...] = ()

    def variable(self, name: str) -> VariableAgreement | None:
        """The line of a variable, or None."""
        return next((each for each in self.variables if each.name == name), None)


def verdict(interval: Interval | None, threshold: float) -> str:
    """Judged by the bounds of the interval, never by the estimate alone."""
    if interval is None:
        return UNDEFINED
    if interval.low >= threshold:
        return REACHED
    return BELOW if interval.high < threshold else OPEN
