"""What each number of the Agreement page means, on how much it rests, why it is undefined."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from annotator.model.agreement import (
    CategoryLine,
    CoderLine,
    Confusion,
    DriftPoint,
    Estimate,
    EventAgreement,
    Interval,
    PairAgreement,
    Part,
    SpanAgreement,
    VariableAgreement,
)
from annotator.ui.widgets.agreement_words import (
    FEW,
    between,
    coefficient,
    day_of,
    fine_share,
    level_words,
    missing_words,
    reason_words,
    role_words,
    share,
    tally,
    verdict_sentence,
    verdict_words,
    whole,
)
from annotator.ui.widgets.number_sheet import Explained


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


def _said(name: str, value: str, *lines: str) -> Explained:
    return Explained(name, value, tuple(line for line in lines if line))


# --- a variable --------------------------------------------------------------------------


def rests_on(line: VariableAgreement) -> str:
    """On how much a variable's numbers rest."""
    return _tr(
        "It rests on {units} units of {articles} articles that at least two coders coded, with "
        "{values} values."
    ).format(
        units=whole(line.n_units), articles=whole(line.n_articles), values=whole(line.n_values)
    )


def units_of(line: VariableAgreement) -> Explained:
    """How many units a variable's numbers rest on."""
    what = _tr(
        "What is compared: an article, an event that coders saw together, or an entry of it. "
        "Only units with values of at least two coders count."
    )
    return _said(_tr("Units"), whole(line.n_units), what, rests_on(line), _missing(line))


def coverage_of(line: VariableAgreement) -> Explained:
    """How many units at least two coders have."""
    what = _tr(
        "The share of units that at least two coders have. Agreement says nothing about the "
        "others: a low coverage means that coders saw different things in the first place."
    )
    return _said(_tr("Coverage"), share(line.coverage), what)


def percent_of(line: VariableAgreement) -> Explained:
    """Percent agreement, by its name."""
    what = _tr(
        "Percent agreement (unit mean): the share of agreeing pairs of coders in each unit, "
        "averaged over units. It does not take out what chance alone would give."
    )
    rest = "" if _also_missing(line) else rests_on(line)
    return _said(_tr("Percent agreement"), share(line.percent), what, _also_missing(line), rest)


def _also_missing(line: VariableAgreement) -> str:
    """That percent agreement may rest on more than alpha does."""
    kinds = ("not_stated", "not_applicable")
    if line.level == "nominal" or not any(line.missing.get(kind) for kind in kinds):
        return ""
    return _tr(
        "“Not stated” and “not applicable” count as answers here, but not for alpha: this share "
        "may rest on more units than the {units} of alpha."
    ).format(units=whole(line.n_units))


def alpha_of(line: VariableAgreement) -> Explained:
    """Krippendorff's alpha of a variable."""
    what = _tr(
        "Krippendorff’s alpha: 1 is perfect agreement, 0 is what chance would give, below 0 is "
        "worse than chance."
    )
    why = reason_words(line.reason) if line.alpha is None else ""
    return _said(
        _tr("Alpha"),
        coefficient(line.alpha),
        why or what,
        level_words(line.level),
        rests_on(line),
        _missing(line),
    )


def interval_of(line: VariableAgreement) -> Explained:
    """How sure a variable's alpha is."""
    return _interval(between(line.interval), line.interval, reason_words(line.reason), few_of(line))


def _interval(value: str, interval: Interval | None, why: str, few: str = "") -> Explained:
    name = _tr("95 % interval")
    if interval is None:
        return _said(name, value, why or _tr("There are too few articles for an interval."))
    what = _tr(
        "Articles were drawn again {n} times, with replacement, and alpha computed each time; 95 "
        "of 100 results lie between these bounds. The standard error is {se}."
    ).format(n=whole(interval.samples), se=coefficient(interval.se))
    below = _tr("{a} of the results lie below 0.667, {b} below 0.800.").format(
        a=share(interval.below_667), b=share(interval.below_800)
    )
    dropped = _tr("{n} results were undefined and are left out.").format(n=whole(interval.dropped))
    return _said(name, value, what, few, below, dropped if interval.dropped else "")


def few_of(line: VariableAgreement) -> str:
    """That an interval rests on too few articles to be relied on; "" if it does not."""
    interval = line.interval
    if interval is None or line.n_articles >= FEW:
        return ""
    n = whole(line.n_articles)
    if interval.low == interval.high:
        words = _tr(
            "Be careful: drawing {n} articles again gave the same alpha every time, as there are "
            "so few. That does not show that others would be coded alike."
        )
    else:
        words = _tr(
            "Be careful: {n} articles are too few to show how far others would differ; the true "
            "interval is probably wider."
        )
    return words.format(n=n)


def verdict_of(line: VariableAgreement, threshold: float) -> Explained:
    """The verdict on a variable."""
    why = reason_words(line.reason) if line.alpha is None else ""
    what = _tr(
        "Judged by the bounds of the interval, never by the coefficient alone. The threshold is "
        "the lab’s own choice; Krippendorff’s lines are 0.667 and 0.800."
    )
    sentence = why or verdict_sentence(line.verdict, threshold)
    return _said(_tr("Verdict"), verdict_words(line.verdict), sentence, few_of(line), what)


def _missing(line: VariableAgreement) -> str:
    """The answers that are no ordinary value, counted."""
    counted = [
        _tr("{n} {what}").format(n=whole(n), what=missing_words(kind))
        for kind, n in line.missing.items()
        if n
    ]
    return _tr("Among the answers: {counts}.").format(counts=", ".join(counted)) if counted else ""


# --- behind a variable -------------------------------------------------------------------


def category_count(line: CategoryLine) -> Explained:
    """How often a category was chosen."""
    what = _tr("How often it was chosen in the units that at least two coders have.")
    return _said(line.label, whole(line.n), what)


def category_alpha(line: CategoryLine) -> Explained:
    """Alpha of one category against all others."""
    what = _tr("Alpha of this category against all others taken together.")
    return _estimate(line.label, line.alpha, what, _of_values(line.n))


def category_again(line: CategoryLine) -> Explained:
    """How likely a second coder says the same."""
    what = _tr("If one coder says this, how likely a second coder says it, too.")
    said = _estimate(line.label, line.again, what, _of_values(line.n))
    return Explained(said.name, share(line.again.value), said.lines)


def _of_values(n: int) -> str:
    return _tr("It rests on {n} values.").format(n=whole(n))


def confusion_count(line: Confusion) -> Explained:
    """How often two categories met."""
    what = _tr(
        "How often the two met in one unit, each unit’s pairs weighted so that every value counts "
        "once."
    )
    return _said(f"{line.first} / {line.second}", tally(line.count), what)


def confusion_share(line: Confusion) -> Explained:
    """How much of all disagreement two categories make."""
    what = _tr("The share of all disagreement on the variable that comes from these two.")
    return _said(f"{line.first} / {line.second}", share(line.share), what)


def pair_alpha(line: PairAgreement) -> Explained:
    """Alpha of two coders alone."""
    what = _tr("Alpha of these two coders alone, on the units that both have.")
    name = _tr("{first} and {second}").format(first=line.first, second=line.second)
    return _estimate(name, line.alpha, what, _of_units(line.n_units))


def pair_percent(line: PairAgreement) -> Explained:
    """Percent agreement of two coders alone."""
    name = _tr("{first} and {second}").format(first=line.first, second=line.second)
    what = _tr("The share of units that both have and answer alike.")
    return _said(name, share(line.percent), what, _of_units(line.n_units))


def pair_units(line: PairAgreement) -> Explained:
    """The units that two coders have."""
    name = _tr("{first} and {second}").format(first=line.first, second=line.second)
    return _said(name, whole(line.n_units), _tr("The units that both coders have."))


def coder_units(line: CoderLine) -> Explained:
    """The units of a coder."""
    what = _tr("The units that this coder and at least one other have.")
    return _said(line.coder, whole(line.n_units), what)


def coder_share(line: CoderLine) -> Explained:
    """A coder's share of all disagreement."""
    what = _tr(
        "The share of all disagreement in which this coder takes part; over all coders the shares "
        "add to 100 %. A coder with more units has a larger share by that alone: look at the rate."
    )
    return _said(line.coder, share(line.share), what, _of_units(line.n_units))


def coder_rate(line: CoderLine) -> Explained:
    """A coder's disagreement per unit."""
    what = _tr("The coder’s share of disagreement for each unit coded, so that coders compare.")
    return _said(line.coder, fine_share(line.rate), what, _of_units(line.n_units))


def coder_without(line: CoderLine) -> Explained:
    """Alpha without one coder."""
    what = _tr("Alpha of all others: well above the table’s value, this coder differs from them.")
    return _estimate(line.coder, line.without, what)


def drift_alpha(line: DriftPoint) -> Explained:
    """Alpha of one week."""
    what = _tr("Alpha of the units that became comparable in the week that begins on this day.")
    return _estimate(day_of(line.week), line.alpha, what, _of_units(line.n_units))


def _of_units(n: int) -> str:
    return _tr("It rests on {n} units.").format(n=whole(n))


def needed_of(half_width: float, more: int) -> Explained:
    """How many more articles an interval of this width needs."""
    name = _tr("An interval of ± {half}").format(half=coefficient(half_width))
    value = _tr("reached") if not more else _tr("{n} more articles").format(n=whole(more))
    what = _tr(
        "How many more double-coded articles it takes until half of the interval is no wider: "
        "the width shrinks with the square root of the number of articles."
    )
    return _said(name, value, what)


def cost_of(name: str, cost: float) -> Explained:
    """How much of all disagreement one unit makes."""
    what = _tr("The share of all disagreement on this variable that this one unit makes.")
    return _said(name, share(cost), what)


def _estimate(name: str, estimate: Estimate, *lines: str) -> Explained:
    why = reason_words(estimate.reason) if estimate.value is None else ""
    return _said(name, coefficient(estimate.value), why, *lines)


# --- events ------------------------------------------------------------------------------


def event_numbers(events: EventAgreement) -> list[Explained]:
    """The numbers about the list of events, the first one first."""
    rest = _tr("It rests on {events} events of {articles} articles.").format(
        events=whole(events.n_events), articles=whole(events.n_articles)
    )
    f1 = _tr(
        "Two events of different coders count as one happening if type, date, participants and "
        "evidence are near enough. F1 is twice the events found by both, over the events of both, "
        "pooled over pairs of coders and articles."
    )
    soft = _tr("As F1, but a pair that is less alike counts less.")
    alpha = _tr(
        "Krippendorff’s alpha with the article as unit and the coder’s whole list of events as "
        "value: agreement on which events there are, beyond chance."
    )
    drawn = _tr("What chance would give is computed from {n} articles drawn from all of them.")
    sampled = drawn.format(n=whole(events.n_sampled)) if events.n_sampled else ""
    relevance = _tr("Alpha of the question whether the article has any event.")
    count = _tr("Alpha of the number of events in an article, at interval level.")
    covered = _tr("The share of events that at least two coders saw.")
    seen = _tr("{n} happenings out of {events} events of all coders.").format(
        n=whole(events.n_clusters), events=whole(events.n_events)
    )
    by_hand = _tr(
        "A reviewer put events together, or pulled them apart, against what the program found; "
        "reports say so."
    )
    hands = _tr("{a} / {b}").format(a=whole(events.joined), b=whole(events.parted))
    return [
        _estimate(_tr("F1"), events.f1, f1, rest),
        _estimate(_tr("Soft F1"), events.soft_f1, soft, rest),
        _estimate(_tr("Alpha of the events"), events.alpha, alpha, rest, sampled),
        _interval(between(events.interval), events.interval, reason_words(events.alpha.reason)),
        _estimate(_tr("Any event"), events.relevance, relevance, rest),
        _estimate(_tr("How many"), events.count, count, rest),
        _said(_tr("Seen by two"), share(events.coverage), covered, seen),
        _said(_tr("Joined / parted"), hands, by_hand),
    ]


def recall_of(coder: str, value: float | None) -> Explained:
    """How many of the others' events a coder has."""
    what = _tr("Of the events of the others, how many this coder has, too: low means missed.")
    return _said(coder, share(value), what)


def precision_of(coder: str, value: float | None) -> Explained:
    """How many of a coder's events the others have."""
    what = _tr("Of this coder’s events, how many the others have: low means coded alone.")
    return _said(coder, share(value), what)


def distance_of(distance: float, theta: float) -> Explained:
    """How far two events are apart."""
    what = _tr(
        "The weighted mean of the distances by type, date, participants and evidence, from 0, "
        "alike, to 1. Below {theta} two events may be taken for one; among all such pairs the "
        "program chooses those that fit best together, never one after the other."
    ).format(theta=coefficient(theta))
    return _said(_tr("Distance"), coefficient(distance), what)


def part_of(part: Part) -> Explained:
    """What one role says of how far two events are apart."""
    what = {
        "type": _tr("0 for the same type of event, 1 for different ones."),
        "date": _tr("Days between the first and between the last days, up to a limit."),
        "participants": _tr("The share of participants that only one of the two events has."),
        "evidence": _tr("The share of marked characters that only one of the two events has."),
    }.get(part.role, "")
    if part.distance is None:
        what = _tr("Neither event says anything here: the role is left out, the others weigh more.")
    return _said(role_words(part.role), coefficient(part.distance), what)


def span_number(name: str, estimate: Estimate, line: SpanAgreement) -> Explained:
    """A number about the marked words."""
    what = {
        "u_alpha": _tr("Krippendorff’s unitized alpha: where words are marked, and as what."),
        "u_alpha_binary": _tr("Unitized alpha of whether words are marked at all."),
        "char_f1": _tr("Twice the characters that both marked, over the characters of both."),
        "span_f1_exact": _tr("As F1, counting spans with the same beginning and end."),
        "span_f1_overlap": _tr("As F1, counting spans that overlap, each once."),
    }[name]
    rest = _tr("It rests on {n} articles.").format(n=whole(line.n_articles))
    return _estimate(span_names()[name], estimate, what, rest)


def span_names() -> dict[str, str]:
    """What the numbers about marked words are called."""
    return {
        "u_alpha": _tr("Unitized alpha"),
        "u_alpha_binary": _tr("Marked at all"),
        "char_f1": _tr("Characters F1"),
        "span_f1_exact": _tr("Spans F1"),
        "span_f1_overlap": _tr("Overlap F1"),
    }
