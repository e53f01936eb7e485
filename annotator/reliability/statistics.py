"""Every statistic of one variable, under the names of machine output."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotator.model.agreement import (
    COUNTS,
    NEEDS_TWO_CODERS,
    NO_PAIRABLE,
    NO_VARIATION,
    NOT_NUMERIC,
    OUT_OF_RANGE,
    THRESHOLDS,
    TOO_MANY,
    Estimate,
    Interval,
)
from annotator.reliability.alpha import Alpha, alpha, alpha_category, conditional_agreement
from annotator.reliability.contributions import coder_shares, unit_shares, without_coder
from annotator.reliability.distances import INTERVAL, NOMINAL, ORDINAL, RATIO, Level, fits
from annotator.reliability.intervals import is_resampled, jackknife, sample_size
from annotator.reliability.kappa import (
    brennan_prediger,
    brennan_prediger_quadratic,
    category_kappas,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2_quadratic,
    light_kappa,
    maximum_kappa,
    present_coders,
    scott_pi,
)
from annotator.reliability.ratings import Rated, Ratings, name_of
from annotator.reliability.tally import (
    Tally,
    percent_pair_pooled,
    percent_unit_mean,
    percent_value_weighted,
)

MOST_LINES = 1_000
"""Different values of a variable beyond which no statistics by category are told."""

MOST_LEFT_OUT = 50
"""Coders up to which alpha without each of them is told: it takes as many passes."""

_OF_NUMBERS = (ORDINAL, INTERVAL, RATIO)


@dataclass(frozen=True, slots=True)
class RatedVariable:
    """A variable and what coders gave.

    nominal: every category, also those off the scale and reasons for a missing answer.
    scaled: what the scale knows, all else missing; may be `nominal` itself. None: words.
    levels: those that are told, nominal on `nominal` and the others on `scaled`.
    level: the name of the one that is shown first.
    """

    name: str
    nominal: Ratings
    scaled: Ratings | None
    levels: tuple[Level, ...]
    level: str

    @property
    def headline(self) -> Level:
        """The level that is shown first."""
        return next((level for level in self.levels if level.name == self.level), NOMINAL)

    def at(self, level: Level) -> Ratings:
        """What a level is computed from."""
        if level.name == NOMINAL.name or self.scaled is None:
            return self.nominal
        return self.scaled

    @property
    def parts(self) -> tuple[tuple[Ratings, tuple[Level, ...]], ...]:
        """The ratings and the levels that are computed from them, as `bootstraps` asks for them."""
        if self.scaled is None or self.scaled is self.nominal:
            return ((self.nominal, self.levels),)
        others = tuple(level for level in self.levels if level.name != NOMINAL.name)
        own = tuple(level for level in self.levels if level.name == NOMINAL.name)
        return tuple(part for part in ((self.nominal, own), (self.scaled, others)) if part[1])


@dataclass(slots=True)
class _Found:
    """Statistics as they come, and why some are undefined."""

    values: dict[str, float | None] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: float | None, reason: str = "") -> None:
        self.values[name] = value
        if value is None and reason:
            self.reasons[name] = reason

    def estimate(self, name: str, found: Estimate) -> None:
        self.add(name, found.value, found.reason)


def headline(variable: RatedVariable) -> tuple[Alpha, Estimate]:
    """Alpha at the level that is shown first, and the percent agreement that stands beside it."""
    level = variable.headline
    return alpha(variable.at(level), level), percent_unit_mean(Tally.of(variable.nominal))


def statistics(
    variable: RatedVariable,
    intervals: Mapping[Level, Interval | None] | None = None,
    *,
    with_units: bool = True,
) -> tuple[dict[str, float | None], dict[str, str]]:
    """Everything that is known of one variable by name, and the reasons of what is undefined.

    intervals: of alpha at some levels, from resampling. with_units: whether each unit's share in
        the disagreement is told; a project has very many.
    Statistics by category are left out for more than MOST_LINES of them, and what becomes without a
    coder for more than MOST_LEFT_OUT. Statistics of numbers are None for others (NOT_NUMERIC).
    """
    found = _Found()
    _add_alphas(found, variable, intervals or {})
    _add_kappas(found, variable)
    _add_categories(found, variable.nominal)
    _add_planning(found, variable.nominal)
    _add_shares(found, variable.nominal, with_units=with_units)
    return found.values, found.reasons


def _add_alphas(
    found: _Found, variable: RatedVariable, intervals: Mapping[Level, Interval | None]
) -> None:
    told = {level.name for level in variable.levels}
    for level in (*variable.levels, *(each for each in _OF_NUMBERS if each.name not in told)):
        name = level.name
        if name not in told:
            for statistic in (f"alpha_{name}", f"do_{name}", f"de_{name}"):
                found.add(statistic, None, NOT_NUMERIC)
            continue
        ratings = variable.at(level)
        coefficient = alpha(ratings, level)
        found.add(f"alpha_{name}", coefficient.value, coefficient.reason)
        found.add(f"do_{name}", coefficient.observed, coefficient.reason or OUT_OF_RANGE)
        found.add(f"de_{name}", coefficient.expected, coefficient.reason or OUT_OF_RANGE)
        why = coefficient.reason or (NO_VARIATION if is_resampled(ratings, level) else TOO_MANY)
        left_out = jackknife(ratings, level)
        found.add(f"jackknife_se:alpha_{name}", left_out.se if left_out else None, why)
        if level in intervals:
            _add_interval(found, f"alpha_{name}", intervals[level], why)


def _add_interval(found: _Found, name: str, interval: Interval | None, why: str) -> None:
    found.add(f"boot_se:{name}", interval.se if interval else None, why)
    found.add(f"boot_ci_low:{name}", interval.low if interval else None, why)
    found.add(f"boot_ci_high:{name}", interval.high if interval else None, why)
    found.add(f"boot_p_below_667:{name}", interval.below_667 if interval else None, why)


def _add_kappas(found: _Found, variable: RatedVariable) -> None:
    nominal, tally = variable.nominal, Tally.of(variable.nominal)
    found.estimate("percent_unit_mean", percent_unit_mean(tally))
    found.estimate("percent_value_weighted", percent_value_weighted(tally))
    found.estimate("percent_pair_pooled", percent_pair_pooled(tally))
    found.estimate("cohen_kappa", cohen_kappa(nominal))
    found.estimate("cohen_kappa_maximum", maximum_kappa(nominal))
    found.estimate("scott_pi", scott_pi(nominal))
    found.estimate("fleiss_kappa", fleiss_kappa(tally))
    found.estimate("gwet_ac1", gwet_ac1(tally))
    found.estimate("brennan_prediger", brennan_prediger(tally))
    found.estimate("conger_kappa", conger_kappa(nominal, tally))
    found.estimate("light_kappa", light_kappa(nominal))
    _add_weighted(found, variable)


def _add_weighted(found: _Found, variable: RatedVariable) -> None:
    """Those that go by rank."""
    scaled = variable.scaled
    if scaled is None or not fits(scaled.values, ORDINAL):
        too_many = len(present_coders(variable.nominal)) > 2
        none = Estimate(None, NEEDS_TWO_CODERS if too_many else NOT_NUMERIC)
        found.estimate("cohen_kappa_linear", none)
        found.estimate("cohen_kappa_quadratic", none)
        found.add("gwet_ac2_quadratic", None, NOT_NUMERIC)
        found.add("brennan_prediger_quadratic", None, NOT_NUMERIC)
        return
    found.estimate("cohen_kappa_linear", cohen_kappa(scaled, "linear"))
    found.estimate("cohen_kappa_quadratic", cohen_kappa(scaled, "quadratic"))
    tally = Tally.of(scaled)
    found.estimate("gwet_ac2_quadratic", gwet_ac2_quadratic(tally))
    found.estimate("brennan_prediger_quadratic", brennan_prediger_quadratic(tally))


def _add_categories(found: _Found, ratings: Ratings) -> None:
    if len(ratings.values) > MOST_LINES:
        return
    names = _names(ratings.values)
    for name, each in zip(names, alpha_category(ratings), strict=True):
        found.estimate(f"alpha_category:{name}", each)
    for name, each in zip(names, conditional_agreement(ratings), strict=True):
        found.estimate(f"cond_agreement:{name}", each)
    kappas = category_kappas(Tally.of(ratings))  # one, though without a value, where none is rated
    for name, each in zip(names, kappas, strict=False):
        found.estimate(f"kappa_category:{name}", each)


def _add_planning(found: _Found, ratings: Ratings) -> None:
    """How many units coders would have to share to tell alpha from Krippendorff's lines."""
    totals = ratings.pairings.totals
    n_coders = len(present_coders(ratings))
    for name, line in zip(COUNTS, THRESHOLDS, strict=True):
        if n_coders < 2 or not len(totals):
            found.add(name, None, NO_PAIRABLE)
        elif len(totals) < 2:
            found.add(name, None, NO_VARIATION)
        else:
            rarest = float(totals.min() / totals.sum())
            found.add(name, float(sample_size(line, rarest, n_coders)), "")


def _names(values: Sequence[Rated]) -> list[str]:
    """How the values are written; a word that is written like another value, in quotes."""
    names = [name_of(value) for value in values]
    often = Counter(names)
    return [
        json.dumps(name, ensure_ascii=False) if isinstance(value, str) and often[name] > 1 else name
        for name, value in zip(names, values, strict=True)
    ]


def _add_shares(found: _Found, ratings: Ratings, *, with_units: bool) -> None:
    """Who and what the nominal disagreement comes from; where there is none, nobody has a share."""
    why = "" if ratings.pairings.n_units else NO_PAIRABLE
    if not why and not len(ratings.pairings.masses):
        why = NO_VARIATION
    if with_units:
        for unit, share in zip(ratings.units, unit_shares(ratings, NOMINAL).tolist(), strict=True):
            found.add(f"unit_share:{unit}", None if why else share, why)
    for coder, share in zip(ratings.coders, coder_shares(ratings, NOMINAL).tolist(), strict=True):
        found.add(f"coder_share:{coder}", None if why else share, why)
    if ratings.n_coders <= MOST_LEFT_OUT:
        for coder, others in without_coder(ratings, NOMINAL).items():
            found.add(f"alpha_nominal_without:{coder}", others.value, others.reason)
