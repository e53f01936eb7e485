"""Agreement of a small project by its definitions, in fractions: every pair, list and partition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

MILLION = 1_000_000

Line = Mapping[str, Any]
"""A codings line as JSON."""

Partition = frozenset[frozenset[str]]


@dataclass(frozen=True)
class Seen:
    """An event as alignment sees it: by id, the characters that its evidence covers and the rest.

    days: first and last, None if missing. actors: None if there are entries and none says who.
    """

    id: str
    type: str | None
    days: tuple[int, int] | None
    actors: frozenset[str] | None
    covered: frozenset[int]


@dataclass(frozen=True)
class Rules:
    """theta, the days that differ wholly, and the weights of type, date, participants, evidence."""

    theta: Fraction
    days: int
    weights: tuple[int, int, int, int]

    @property
    def limit(self) -> int:
        return round(self.theta * MILLION)


def seen(event: Line) -> Seen:
    """Dates are days of one month in these lines."""
    answers, entries = event["answers"], event["groups"].get("guests", [])
    day = answers.get("day", {}).get("value")
    named = frozenset(each["state"]["value"] for each in entries if "value" in each["state"])
    spans = [span for answer in answers.values() for span in answer.get("evidence", [])]
    return Seen(
        event["id"],
        answers.get("contact", {}).get("value"),
        (int(day["start"][-2:]), int(day["end"][-2:])) if day else None,
        None if entries and not named else named,
        frozenset(at for span in spans for at in range(span["start"], span["end"])),
    )


def distance(one: Seen, other: Seen, rules: Rules, *, is_same_article: bool = True) -> Fraction:
    parts = [
        _part(one.type, other.type, lambda a, b: Fraction(a != b)),
        _part(
            one.days,
            other.days,
            lambda a, b: min(
                Fraction(1), Fraction(abs(a[0] - b[0]) + abs(a[1] - b[1]), 2 * rules.days)
            ),
        ),
        _part(one.actors, other.actors, lambda a, b: _dissimilar(len(a & b), len(a | b))),
        _part(
            one.covered or None,
            other.covered or None,
            lambda a, b: _dissimilar(2 * len(a & b) * is_same_article, len(a) + len(b)),
        ),
    ]
    kept = [
        (part, weight)
        for part, weight in zip(parts, rules.weights, strict=True)
        if part is not None and weight
    ]
    total = sum(weight for _, weight in kept)
    return sum((part * weight for part, weight in kept), Fraction(0)) / (total or 1)


def _part(one: Any, other: Any, of: Callable[[Any, Any], Fraction]) -> Fraction | None:
    if one is None or other is None:
        return None if one is other else Fraction(1)
    return of(one, other)


def _dissimilar(shared: int, total: int) -> Fraction:
    return 1 - Fraction(shared, total) if total else Fraction(0)


def matched(
    one: Sequence[Seen], other: Sequence[Seen], rules: Rules, *, is_same_article: bool = True
) -> tuple[int, Fraction]:
    """How many pairs the best one-to-one pairs are, and the credit of all of them together."""
    far = [[distance(a, b, rules, is_same_article=is_same_article) for b in other] for a in one]

    def best(row: int, free: frozenset[int]) -> tuple[int, int, Fraction]:
        """Gain in millionths, pairs and exact distances of the rows from here."""
        if row == len(one):
            return 0, 0, Fraction(0)
        found = [best(row + 1, free)]
        for column in free:
            gain = rules.limit - round(far[row][column] * MILLION)
            if gain > 0:
                rest = best(row + 1, free - {column})
                found.append((rest[0] + gain, rest[1] + 1, rest[2] + far[row][column]))
        return max(found, key=lambda each: each[:2])

    _, n, apart = best(0, frozenset(range(len(other))))
    return n, n - apart / rules.theta


def delta(one: Sequence[Seen], other: Sequence[Seen], rules: Rules, **how: bool) -> Fraction:
    n = len(one) + len(other)
    return 1 - 2 * matched(one, other, rules, **how)[1] / n if n else Fraction(0)


def partitions(
    lists: Mapping[str, Sequence[Seen]], rules: Rules
) -> tuple[int, frozenset[Partition]]:
    """The greatest gain in millionths of all partitions, and those that have it."""
    events = [(coder, event) for coder, own in lists.items() for event in own]
    best: dict[int, set[Partition]] = {}

    def settle(at: int, clusters: list[list[int]], gain: int) -> None:
        if at == len(events):
            made = frozenset(frozenset(events[each][1].id for each in one) for one in clusters)
            best.setdefault(gain, set()).add(made)
            return
        for cluster in [*clusters, []]:
            if all(events[each][0] != events[at][0] for each in cluster):
                more = sum(
                    rules.limit - round(distance(events[each][1], events[at][1], rules) * MILLION)
                    for each in cluster
                )
                others = [each for each in clusters if each is not cluster]
                settle(at + 1, [*others, [*cluster, at]], gain + more)

    settle(0, [], 0)
    most = max(best)
    return most, frozenset(best[most])


def alpha(units: Sequence[Sequence[Any]], apart: Callable[[Any, Any], Fraction]) -> Fraction | None:
    """Krippendorff's, by its definition; None if undefined."""
    pairable = [unit for unit in units if len(unit) > 1]
    values = [value for unit in pairable for value in unit]
    observed = sum(
        (sum(apart(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in pairable),
        Fraction(0),
    )
    expected = sum((apart(a, b) for a, b in permutations(values, 2)), Fraction(0))
    return 1 - (len(values) - 1) * observed / expected if expected else None


def unequal(one: Any, other: Any) -> Fraction:
    return Fraction(one != other)


def event_numbers(
    articles: Sequence[Mapping[str, Sequence[Seen]]], rules: Rules
) -> dict[str, Fraction | None]:
    """By name in machine output, what is said of events; articles by coder."""
    pairs = [
        (one, other, matched(one, other, rules))
        for article in articles
        for one, other in combinations(article.values(), 2)
    ]
    total = sum(len(one) + len(other) for one, other, _ in pairs)
    lists = [[(at, own) for own in article.values()] for at, article in enumerate(articles)]
    return {
        "f1": Fraction(2 * sum(n for *_, (n, _) in pairs), total) if total else None,
        "soft_f1": 2 * sum(credit for *_, (_, credit) in pairs) / total if total else None,
        "alpha_event": alpha(
            lists, lambda a, b: delta(a[1], b[1], rules, is_same_article=a[0] == b[0])
        ),
        "alpha_relevance": alpha([[bool(own) for _, own in each] for each in lists], unequal),
        "alpha_count_interval": alpha(
            [[len(own) for _, own in each] for each in lists], lambda a, b: Fraction((a - b) ** 2)
        ),
        "nway_gain": Fraction(sum(partitions(each, rules)[0] for each in articles), MILLION),
    }


def recalls(articles: Sequence[Mapping[str, Sequence[Seen]]], rules: Rules) -> Iterator[Any]:
    """Each coder's name and recall."""
    for coder in sorted({name for article in articles for name in article}):
        n = of_others = 0
        for article in articles:
            for other in article.keys() - {coder} if coder in article else ():
                n += matched(article[coder], article[other], rules)[0]
                of_others += len(article[other])
        yield coder, Fraction(n, of_others) if of_others else None
