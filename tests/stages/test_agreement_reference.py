"""A comparison from codings lines to JSON, held against its definitions and turned every way."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from annotator.model.article import Article
from annotator.model.codebook import Codebook
from annotator.model.errors import AnnotatorError
from annotator.stages.agreement import compare
from annotator.stages.agreement_report import report_json
from annotator.stages.codings import import_codings
from annotator.stages.project import coder, create_project
from annotator.stages.results import finish
from tests import databases
from tests.build import the_codebook
from tests.stages import slowly
from tests.stages.talks import own

TEXTS = tuple(f"{n}: " + "abcdefghij" * 6 for n in range(3))
CODERS = ("ana", "ben", "王")
RULES = (
    slowly.Rules(Fraction(1, 2), 3, (2, 1, 2, 3)),
    slowly.Rules(Fraction(9, 10), 10, (1, 3, 1, 1)),
    slowly.Rules(Fraction(2, 5), 7, (3, 0, 0, 4)),
)

Document = dict[str, dict[str, Any]]
Line = dict[str, Any]


def the_rules(rules: slowly.Rules) -> Codebook:
    """The small codebook with these rules of alignment."""
    book = the_codebook("minimal")
    roles = "type", "date", "participants", "evidence"
    alignment = {
        role: {**book.alignment[role], "weight": weight}
        for role, weight in zip(roles, rules.weights, strict=True)
    }
    alignment |= {"theta": float(rules.theta), "days": rules.days}
    return own(replace(book, alignment=alignment))


def an_event(random: Random, text: str) -> Line:
    """Answers that are near to those of other events, and missing now and then."""
    start = random.choice((0, 0, 8, 20))
    end = start + random.choice((10, 10, 14, 25))
    evidence = [{"start": start, "end": end, "quote": text[start:end]}]
    days = sorted((random.choice((4, 4, 5, 9)), random.choice((4, 5, 5, 12))))
    answers: Line = {}
    if random.random() < 0.9:
        answers["contact"] = {"value": random.choice(("meeting", "meeting", "call"))}
    if random.random() < 0.7:
        span = {"start": f"2025-03-{days[0]:02}", "end": f"2025-03-{days[1]:02}"}
        answers["day"] = {"value": span}
    elif random.random() < 0.5:
        answers["day"] = {"missing": "not_stated"}
    if random.random() < 0.8 and answers:
        next(iter(answers.values()))["evidence"] = evidence
    guests: list[Line] = [
        {"state": {"value": code}} for code in ("at", "br", "cn") if random.random() < 0.5
    ]
    if random.random() < 0.2:
        guests.append({"state": {"missing": "undecided"}})
    event_id = str(UUID(int=random.getrandbits(128), version=4))
    return {"id": event_id, "answers": answers, "groups": {"guests": guests} if guests else {}}


def lines_of(random: Random) -> list[tuple[int, Line]]:
    """Codings of each article, by its place: some are not finished, some are a second round."""
    found: list[tuple[int, Line]] = []
    for place, text in enumerate(TEXTS):
        for name in CODERS:
            events = [an_event(random, text) for _ in range(random.choice((0, 1, 1, 2, 3)))]
            line = {"coder": name, "lane": "coding", "state": "submitted", "events": events}
            if random.random() < 0.15:
                line |= {"state": random.choice(("in_progress", "set_aside"))}
                line |= {"reason": "damaged"} if line["state"] == "set_aside" else {}
            found.append((place, line))
            if random.random() < 0.15:
                found.append((place, {**line, "state": "submitted", "round": 2, "events": []}))
    return found


def document(
    folder: Path,
    lines: list[tuple[int, Line]],
    rules: slowly.Rules,
    order: tuple[int, ...] = (0, 1, 2),
    **options: Any,
) -> Document:
    """What a new project says of these codings, its articles imported in this order."""
    where = databases.place(folder / f"{uuid4()}.annotator")
    with closing(create_project(where, the_rules(rules), "Talks", "lead")) as project:
        lead = coder(project, "lead")
        with project.store.transaction() as records:
            for place in order:
                records.add_article(Article.from_text(TEXTS[place]), lead.id)
        keys = [{"id": str(Article.from_text(text).id)} for text in TEXTS]
        raw = [json.dumps({**line, "article": keys[place]}) for place, line in lines]
        assert not finish(import_codings(project, raw, importer=lead)).refused
        comparison = finish(compare(project, **{"samples": 20, **options}))
    return report_json(comparison.report, comparison.clusters)  # type: ignore[return-value]


def counted(lines: list[tuple[int, Line]]) -> list[dict[str, list[slowly.Seen]]]:
    """The articles that are compared, by coder."""
    articles: list[dict[str, list[slowly.Seen]]] = [{} for _ in TEXTS]
    for place, line in lines:
        if line["state"] == "submitted" and "round" not in line:
            articles[place][line["coder"]] = [slowly.seen(each) for each in line["events"]]
    return [article for article in articles if len(article) > 1]


@pytest.mark.parametrize("seed", range(9))
def test_events_of_a_project_have_the_numbers_of_their_definitions(
    tmp_path: Path, seed: int
) -> None:
    lines, rules = lines_of(Random(seed)), RULES[seed % len(RULES)]
    articles = counted(lines)
    found = document(tmp_path, lines, rules, samples=0)["events"]

    expected = slowly.event_numbers(articles, rules)
    expected |= {f"recall:{name}": value for name, value in slowly.recalls(articles, rules)}
    for name, value in expected.items():
        about = None if value is None else pytest.approx(float(value), abs=2e-5)
        assert found[name] == about, name
        assert value is not None or found[f"reason:{name}"]
    clusters = [frozenset(each) for each in found["clusters"]]
    for article in articles:
        ids = {event.id for events in article.values() for event in events}
        made = frozenset(each for each in clusters if each & ids)
        assert made in slowly.partitions(article, rules)[1]
    events = {event.id: event for article in articles for own in article.values() for event in own}
    types = [[events[each].type for each in cluster] for cluster in clusters]
    alpha = slowly.alpha([[t for t in each if t is not None] for each in types], slowly.unequal)
    about = None if alpha is None else pytest.approx(float(alpha))
    assert found["alpha_attr_full:contact"] == about


@pytest.mark.parametrize("seed", range(3))
def test_no_road_by_which_codings_came_changes_a_digit(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    lines, rules = lines_of(random), RULES[seed]
    found = document(tmp_path, lines, rules)

    turned = random.sample(lines, len(lines))
    assert document(tmp_path, turned, rules, order=(2, 0, 1)) == found
    pair = [each for each in lines if each[1]["coder"] != "王"]
    assert document(tmp_path, pair, rules) == document(
        tmp_path, lines, rules, coders=("ana", "ben")
    )


def test_ids_and_the_order_of_events_change_no_number(tmp_path: Path) -> None:
    random = Random(7)
    lines = lines_of(random)
    found = document(tmp_path, lines, RULES[0])
    for _, line in lines:
        line["events"] = [
            {**event, "id": str(UUID(int=random.getrandbits(128), version=4))}
            for event in reversed(line["events"])
        ]
    other = document(tmp_path, lines, RULES[0])
    del found["events"]["clusters"], other["events"]["clusters"]
    assert other == found


def test_the_seed_changes_intervals_alone(tmp_path: Path) -> None:
    lines = lines_of(Random(1))
    found, other = (document(tmp_path, lines, RULES[0], seed=seed) for seed in (1, 2))
    assert found != other
    for name, statistics in found.items():
        for statistic, value in statistics.items():
            assert "boot" in statistic or other[name][statistic] == value, statistic


def test_entries_that_name_nobody_leave_the_set_unknown(tmp_path: Path) -> None:
    """As in alignment: no guests are the empty set, guests of whom nobody is known are missing."""

    def coding(name: str, *guests: Line) -> tuple[int, Line]:
        answers = {"contact": {"value": "call"}}
        event = {"answers": answers, "groups": {"guests": list(guests)}}
        return 0, {"coder": name, "lane": "coding", "state": "submitted", "events": [event]}

    unknown = {"state": {"missing": "not_stated"}}
    found = document(tmp_path, [coding("ana"), coding("ben"), coding("王", unknown)], RULES[0])
    assert found["guests"]["n_values"] == 2


def test_codings_of_one_coder_alone_are_refused_in_a_sentence(tmp_path: Path) -> None:
    line = {"coder": "ana", "lane": "coding", "state": "submitted", "events": []}
    with pytest.raises(AnnotatorError, match="Only ana has submitted"):
        document(tmp_path, [(0, line)], RULES[0])
