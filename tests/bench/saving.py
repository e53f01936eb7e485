"""Durable saves and the export, beside raw SQLite and csv.writer doing the same."""

from __future__ import annotations

import csv
import json
import os
import shutil
import sqlite3
from itertools import count
from pathlib import Path
from uuid import uuid4

from annotator.model.article import Article
from annotator.model.codebook_file import read_codebook
from annotator.model.event import Answer, Event, Lane
from annotator.model.span import Span
from annotator.resources import resource
from annotator.stages import coding, codings, release
from annotator.stages.project import Project, coder, create_project
from annotator.stages.results import finish
from tests.bench.corpus import articles, places
from tests.bench.measure import Figure, Step, alternate

CODER = "ana"
SAVES = 60


def make_project(path: Path, corpus: list[Article]) -> Project:
    """A project with these articles, one event with three annotations in each."""
    codebook = read_codebook(Path(resource("codebooks/diplomatic")))
    project = create_project(path, codebook, name="bench", lead=CODER)
    lead = coder(project, CODER)
    with project.store.transaction() as records:
        for article in corpus:
            records.add_article(article, lead.id)
    report = finish(codings.import_codings(project, map(_line, corpus), importer=lead))
    if report.refused:
        raise RuntimeError(f"the bench's own codings are refused: {report.refused[0]}")
    return project


def _line(article: Article) -> str:
    actors = ("CHN", "RUS")
    spans = [
        {"start": start, "end": end, "quote": article.text[start:end]}
        for start, end in places(article.text, 3)
    ]
    participants = [
        {"actor": {"value": actor, "evidence": [span]}, "role": {"value": "participant"}}
        for actor, span in zip(actors, spans[1:], strict=True)
    ]
    event = {
        "answers": {"event_type": {"value": "CONSULT", "evidence": spans[:1]}},
        "groups": {"participants": participants},
    }
    whole = {
        "article": {"id": str(article.id)},
        "coder": CODER,
        "lane": "coding",
        "state": "in_progress",
        "events": [event],
    }
    return json.dumps(whole, ensure_ascii=False)


class Saves:
    """One durable save after the other: through the stage, and as a bare insert."""

    def __init__(self, folder: Path, number: int) -> None:
        corpus = list(articles(max(number, 20)))
        self._few = make_project(folder / "few.annotator", corpus[:20])
        self._many = make_project(folder / "many.annotator", corpus)
        self._article = corpus[0]
        self._numbers = count()
        self._raw = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
        self._raw.execute("PRAGMA journal_mode=DELETE")
        self._raw.execute("PRAGMA synchronous=EXTRA")
        self._raw.execute("CREATE TABLE revision (id BLOB PRIMARY KEY, body TEXT)")

    @property
    def few(self) -> Project:
        """A project with twenty articles and a few events."""
        return self._few

    @property
    def many(self) -> Project:
        """The project with all articles and annotations."""
        return self._many

    def close(self) -> None:
        """Close both projects, so that another process may open them."""
        for project in (self._few, self._many):
            project.close()
        self._raw.close()

    def beside_raw(self) -> Figure:
        """A save in the small project beside a commit of as many bytes."""
        return alternate([self._save(self._few)] * SAVES, [self._commit] * SAVES)

    def beside_empty(self) -> Figure:
        """A save among all annotations beside one in the small project."""
        return alternate([self._save(self._many)] * SAVES, [self._save(self._few)] * SAVES)

    def _save(self, project: Project) -> Step:
        ana = coder(project, CODER)
        event = _event(self._article)

        def save() -> None:
            changed = event.with_answer("note", Answer(f"Save {next(self._numbers)}."))
            if not coding.save_event(project, ana, changed, Lane.CODING):
                raise RuntimeError("nothing was saved")

        return save

    def _commit(self) -> None:
        body = f"{next(self._numbers):1200}"
        self._raw.execute("INSERT INTO revision VALUES (?, ?)", (uuid4().bytes, body))


def _event(article: Article) -> Event:
    start, end = places(article.text, 1)[0]
    span = Span.of(article.text, start, end)
    event = Event(uuid4(), article.id, {"event_type": Answer("CONSULT", (span,))})
    return event.with_entries("participants", [{"actor": Answer("CHN", (span,))}])


class Exports:
    """The native export, beside csv.writer writing the same tables from SQLite, fsynced."""

    def __init__(self, project: Project, folder: Path, rounds: int) -> None:
        self._project, self._folder, self._rounds = project, folder, rounds
        self._tables: dict[str, int] = {}

    def beside_csv_writer(self) -> Figure:
        """Both in turn."""
        if not self._tables:
            self._prepare()
        ours: list[Step] = [self._export] * self._rounds
        return alternate(ours, [self._floor] * self._rounds)

    def _export(self) -> None:
        target = self._folder / "native"
        shutil.rmtree(target, ignore_errors=True)
        finish(release.export(self._project, ["native"], target, lane=Lane.CODING, coder=CODER))

    def _prepare(self) -> None:
        """Bring the exported tables into a flat database for the floor to read."""
        self._export()
        with sqlite3.connect(self._folder / "flat.sqlite") as flat:
            for path in sorted((self._folder / "native").rglob("*.csv")):
                with path.open(encoding="utf-8", newline="") as file:
                    rows = csv.reader(file)
                    header = next(rows)
                    columns = ", ".join(f'"{name}"' for name in header)
                    flat.execute(f'CREATE TABLE "{path.stem}" ({columns})')
                    marks = ", ".join("?" * len(header))
                    flat.executemany(f'INSERT INTO "{path.stem}" VALUES ({marks})', rows)
                self._tables[path.stem] = len(header)
        flat.close()
        if not self._tables:
            raise RuntimeError("the native export has no tables")

    def _floor(self) -> None:
        target = self._folder / "flat"
        target.mkdir(exist_ok=True)
        flat = sqlite3.connect(self._folder / "flat.sqlite")
        for name in self._tables:
            with (target / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                rows = flat.execute(f'SELECT * FROM "{name}"')
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow([column[0] for column in rows.description])
                writer.writerows(rows)
                file.flush()
                os.fsync(file.fileno())
        flat.close()
