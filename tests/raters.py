"""Projects that several coders coded, each in their own way: made up, the same from a seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from annotator.model.article import Article
from annotator.model.event import Answer, Date, Entry, Event, Lane, Missing, Place, Revision
from annotator.model.span import Span
from annotator.model.study import Coder, Role, State, Submission
from annotator.stages.project import Project, create_project, new_coder
from annotator.store.records import Records
from tests.bench.corpus import articles
from tests.build import the_codebook

CODERS = ("ana", "ben", "chen")
TYPES = ("CONSULT", "AGREE", "SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "SANCTION")
ACTORS = ("CHN", "RUS", "USA", "FRA", "DEU", "IND", "BRA", "TUR", "ZAF", "JPN")
ROLES = ("participant", "host", "visitor", "source", "target")
TOPICS = ("SEC.WAR", "SEC.PEACE", "TER.BOR", "REL.BIL", "SEC.NUC")
STANCES = ("opposes", "reserved", "neutral", "conditional", "supports", "denies")
ISSUES = ("ceasefire", "tariffs", "Visa rules", "grain corridor", "arms")
STATUSES = ("held", "planned", "ongoing", "cancelled")
REASONS = ("generic", "historical", "opinion")
FIRST_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WEEKS = 10


Where = TypeVar("Where", Path, "Path | str")


@dataclass(frozen=True, slots=True)
class Happening:
    """What an article tells, as everybody would code it who makes no mistake."""

    type: str
    status: str
    day: int
    place: str
    actors: tuple[str, ...]
    roles: tuple[str, ...]
    topics: tuple[str, ...]
    positions: tuple[tuple[str, str, str, str], ...]
    start: int
    end: int


def a_coded_project(
    path: Where, n_articles: int, coders: Sequence[str] = CODERS, seed: int = 1, gold: bool = False
) -> Where:
    """Make a project at `path` of articles that each coder submitted, but for one in ten.

    The coders see the same happenings, miss some, add some, and mistake more the later they stand
    in `coders`. gold: also the settled coding, without mistakes, by the lead. 2,000 articles take
    some four seconds.
    """
    project = create_project(path, the_codebook(), "Coded talks")
    with closing(project.store):
        texts = list(articles(n_articles, seed=seed))
        people = [new_coder(handle, Role.CODER) for handle in coders]
        with project.store.transaction() as records:
            lead = records.coders()[0]
            for person in people:
                records.add_coder(person)
            for start in range(0, n_articles, 200):
                records.add_articles([(each, {}) for each in texts[start : start + 200]], lead.id)
        _code(project, texts, people, seed)
        if gold:
            _settle(project, texts, lead, seed)
    return path


def _code(project: Project, texts: Sequence[Article], people: Sequence[Coder], seed: int) -> None:
    with project.store.transaction() as records:
        for at, article in enumerate(texts):
            told = happenings(article, seed)
            day = FIRST_DAY + timedelta(days=at * 7 * WEEKS // len(texts))
            for place, person in enumerate(people):
                chance = random.Random(f"{seed}:{at}:{person.handle}")
                if len(people) > 1 and chance.random() < 0.1:
                    continue
                made_at = day + timedelta(hours=chance.randrange(40))
                found = seen(article, told, chance, 0.04 + 0.05 * place)
                answers = _article_answers(found, chance)
                _add(records, project, (article, found, answers), person, Lane.CODING, made_at)


def _settle(project: Project, texts: Sequence[Article], lead: Coder, seed: int) -> None:
    with project.store.transaction() as records:
        for at, article in enumerate(texts):
            chance = random.Random(f"{seed}:{at}:gold")
            found = seen(article, happenings(article, seed), chance, 0.0)
            answers = _article_answers(found, chance)
            made_at = FIRST_DAY + timedelta(days=7 * WEEKS + 1)
            _add(records, project, (article, found, answers), lead, Lane.GOLD, made_at)


def _add(
    records: Records,
    project: Project,
    coding: tuple[Article, list[Event], Entry],
    coder: Coder,
    lane: Lane,
    made_at: datetime,
) -> None:
    article, events, answers = coding
    book = project.codebook.id
    chance = random.Random(f"{article.id}:{coder.handle}:{lane}")
    for event in events:
        id = UUID(int=chance.getrandbits(128), version=4)
        records.add_revision(Revision(id, event, coder.id, lane, book, made_at=made_at))
    id = UUID(int=chance.getrandbits(128), version=4)
    records.add_submission(
        Submission(id, article.id, coder.id, lane, 1, State.SUBMITTED, "", answers, book, made_at)
    )


def happenings(article: Article, seed: int = 1) -> list[Happening]:
    """What an article tells: nothing in one of eight, else up to four happenings."""
    chance = random.Random(f"{seed}:{article.source_id}")
    number = chance.choices((0, 1, 2, 3, 4), (1, 3, 2, 1, 1))[0]
    step = max(1, len(article.text) // (number + 1))
    found = []
    for at in range(number):
        n_actors = chance.choice((2, 2, 2, 3))
        actors = tuple(chance.sample(ACTORS, n_actors))
        positions = tuple(
            (
                chance.choice(actors),
                chance.choice(TOPICS),
                chance.choice(STANCES),
                chance.choice(ISSUES),
            )
            for _ in range(chance.randrange(3))
        )
        start = at * step + chance.randrange(max(1, step // 4))
        found.append(
            Happening(
                chance.choice(TYPES),
                chance.choice(STATUSES),
                chance.randrange(1, 29),
                chance.choice(("Beijing", "Geneva", "Ankara", "")),
                actors,
                tuple(chance.choice(ROLES) for _ in actors),
                tuple(chance.sample(TOPICS, chance.choice((1, 1, 2)))),
                positions,
                start,
                min(len(article.text), start + step // 2 + 1),
            )
        )
    return found


def seen(
    article: Article, told: Sequence[Happening], chance: random.Random, wrong: float
) -> list[Event]:
    """The events that a coder finds who gets answers wrong, and events, at this rate."""
    found = [each for each in told if chance.random() >= wrong * 1.5]
    if chance.random() < wrong:
        found += happenings(article, chance.randrange(1_000))[:1]
    return [_event(article, each, chance, wrong) for each in found]


def _event(article: Article, told: Happening, chance: random.Random, wrong: float) -> Event:
    def maybe(value: str, others: Sequence[str]) -> str:
        return chance.choice(others) if chance.random() < wrong else value

    start = max(0, told.start + (chance.randint(-20, 20) if wrong else 0))
    end = min(
        len(article.text), max(start + 1, told.end + (chance.randint(-20, 20) if wrong else 0))
    )
    start = min(start, end - 1)
    span = (Span.of(article.text, start, end),)
    short = (Span.of(article.text, start, min(end, start + 30)),)
    answers = {
        "event_type": Answer(maybe(told.type, TYPES), span),
        "status": Answer(maybe(told.status, STATUSES)),
        "date": Answer(_date(told, chance, wrong)),
        "place": Answer(Place(told.place, told.place, "CHN", "city"))
        if told.place
        else Answer(Missing.NOT_STATED),
    }
    if told.day % 3 == 0 and chance.random() >= wrong:
        answers["confidence"] = Answer(maybe(("high", "low")[told.day % 2], ("high", "low")))
    participants = tuple(
        {"actor": Answer(actor, short), "role": Answer(maybe(role, ROLES))}
        for actor, role in zip(told.actors, told.roles, strict=True)
        if chance.random() >= wrong
    )
    topics = tuple(
        {"topic": Answer(maybe(topic, TOPICS), short), "issue": Answer(ISSUES[len(topic) % 5])}
        for topic in told.topics
    )
    positions = tuple(
        {
            "holder": Answer(holder, short),
            "topic": Answer(maybe(topic, TOPICS)),
            "stance": Answer(maybe(stance, STANCES))
            if chance.random() > 0.05
            else Answer(Missing.UNDECIDED),
            "issue": Answer(issue),
        }
        for holder, topic, stance, issue in told.positions
    )
    groups = {"participants": participants, "topics": topics, "positions": positions}
    given = {name: rows for name, rows in groups.items() if rows}
    return Event(UUID(int=chance.getrandbits(128), version=4), article.id, answers, given)


def _date(told: Happening, chance: random.Random, wrong: float) -> Date | Missing:
    if told.day % 5 == 0:
        return Missing.NOT_STATED
    day = told.day if chance.random() >= wrong else chance.randrange(1, 29)
    return Date(f"2025-12-{day:02d}", f"2025-12-{day:02d}", "day", "stated", "")


def _article_answers(found: Sequence[Event], chance: random.Random) -> Entry:
    if found:
        return {}
    return {
        "article_status": Answer("no_codable_event"),
        "status_reason": Answer(REASONS[0] if chance.random() < 0.8 else chance.choice(REASONS)),
    }


def hand_in(
    project: Project,
    article_id: UUID,
    who: str,
    *events: Event,
    state: State = State.SUBMITTED,
    lane: Lane = Lane.CODING,
    answers: Entry | None = None,
    made_at: datetime | None = None,
) -> None:
    """A coder's whole coding of an article; who is not there yet comes as a coder.

    An earlier submission stays as it was, and this one counts.
    """
    with project.store.transaction() as records:
        person = records.coder(who)
        if person is None:
            person = new_coder(who, Role.CODER)
            records.add_coder(person)
        book = project.codebook.id
        for event in events:
            records.add_revision(Revision(uuid4(), event, person.id, lane, book))
        records.add_submission(
            Submission(
                uuid4(),
                article_id,
                person.id,
                lane,
                1,
                state,
                "",
                answers or {},
                book,
                made_at,
            )
        )
