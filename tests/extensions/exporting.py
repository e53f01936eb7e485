"""Datasets to export: what the demo's coders coded, and events made on the spot."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from annotator.extensions.registry import Exporter, ExportLog, ExportOptions
from annotator.model.article import Article, ArticleRow
from annotator.model.codebook import Codebook
from annotator.model.codebook_file import read_codebook
from annotator.model.dataset import Dataset
from annotator.model.event import EVENTS, Answer, ArticleCoding, Date, Entry, Event, Lane
from annotator.model.plain import read_line
from annotator.resources import resource, seeds

NOBODY = ExportOptions()


@cache
def codebook(name: str = "diplomatic") -> Codebook:
    """A codebook that comes with the program."""
    return read_codebook(resource(f"codebooks/{name}"))


@cache
def articles() -> tuple[Article, ...]:
    """The seed articles in the order of their names."""
    paths = sorted(seeds().glob("*.txt"))
    return tuple(
        Article.from_text(path.read_text(encoding="utf-8"), title=path.stem, language="en")
        for path in paths
    )


def row(article: Article) -> ArticleRow:
    """An article as the list has it."""
    return ArticleRow(
        id=article.id,
        number=1,
        title=article.title,
        byline=article.byline,
        section=article.section,
        publisher=article.publisher,
        published=article.published,
        language=article.language,
        url=article.url,
        source_id=article.source_id,
        file="",
        length=len(article.text),
    )


def coder_id(handle: str) -> UUID:
    """An id for a handle."""
    return uuid5(EVENTS, handle)


@cache
def demo(handle: str) -> tuple[ArticleCoding, ...]:
    """What a coder of the demo coded, or the gold."""
    lines = resource(f"demo/{handle}.jsonl").read_text(encoding="utf-8").splitlines()
    known = {article.id: article for article in articles()}
    codings = []
    for line in map(read_line, lines):
        assert line.article.id is not None
        article = known[line.article.id]
        events = tuple(
            event.event(event.id or uuid5(EVENTS, str(n)), article.id, codebook())
            for n, event in enumerate(line.events)
        )
        codings.append(
            ArticleCoding(
                article.id,
                coder_id(handle),
                line.lane,
                line.round,
                line.state.value,
                line.reason,
                line.article_answers,
                codebook().id,
                events,
            )
        )
    return tuple(codings)


def demo_dataset(*handles: str) -> Dataset:
    """The seeds with the codings of some coders of the demo, or of the gold."""
    every = {article.id: n for n, article in enumerate(articles())}
    found = sorted(
        (coding for handle in handles for coding in demo(handle)),
        key=lambda coding: every[coding.article_id],
    )
    names = {coder_id(handle): handle for handle in handles}
    rows = tuple(row(article) for article in articles())
    return Dataset(codebook(), "Demo", rows, in_order(found), names, found[0].lane)


def in_order(codings: Sequence[ArticleCoding]) -> Callable[..., Iterator[ArticleCoding]]:
    """Gives the codings of some articles in the order in which those are given."""

    def of(wanted: Sequence[ArticleRow]) -> Iterator[ArticleCoding]:
        for article in wanted:
            yield from (coding for coding in codings if coding.article_id == article.id)

    return of


def coding_of(
    article: Article, *events: Event, handle: str = "ana", answers: Entry | None = None
) -> ArticleCoding:
    """A submitted coding."""
    return ArticleCoding(
        article.id,
        coder_id(handle),
        Lane.CODING,
        1,
        "submitted",
        "",
        answers or {},
        codebook().id,
        events,
    )


def dataset_of(
    known: Sequence[Article], codings: Sequence[ArticleCoding], book: Codebook | None = None
) -> Dataset:
    """A dataset of coders `ana` and `ben`."""
    names = {coder_id(handle): handle for handle in ("ana", "ben")}
    rows = tuple(row(article) for article in known)
    return Dataset(book or codebook(), "Test", rows, in_order(codings), names, Lane.CODING)


def meeting(
    article: Article, number: int, *sides: str, roles: Sequence[str] = (), **answers: str
) -> Event:
    """A meeting of some countries with a date unless `date` is given as ""."""
    date = answers.pop("date", "2025-12-02")
    given = {"event_type": "CONSULT", "status": "held", **answers}
    coded = {name: Answer(value) for name, value in given.items() if value}
    if date:
        coded["date"] = Answer(Date(date, date, "day", "stated"))
    entries = [
        {"actor": Answer(side), "role": Answer(role)}
        for side, role in zip(sides, roles or ["participant"] * len(sides), strict=True)
    ]
    event = Event(uuid5(EVENTS, f"{article.id}{number}"), article.id, coded)
    return event.with_entries("participants", entries)


def export(
    exporter: Exporter, dataset: Dataset, folder: Path, options: ExportOptions = NOBODY
) -> ExportLog:
    """Run an exporter to its end."""
    work = exporter.write(dataset, folder, options)
    while True:
        try:
            next(work)
        except StopIteration as stop:
            log: ExportLog = stop.value
            return log


def table(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV or tab-separated file."""
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".tsv":
        header, *lines = [line.split("\t") for line in text.splitlines()]
        return [dict(zip(header, line, strict=True)) for line in lines]
    return list(csv.DictReader(text.splitlines(keepends=True)))
