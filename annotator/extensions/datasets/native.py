"""The native format: one tidy table a unit, with keys, every reason kept, nothing lost."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from annotator.extensions.datasets import datapackage, layout, profiles
from annotator.extensions.datasets.columns import Cell, RowMaker
from annotator.extensions.datasets.diplomacy import Lists, code_of, dyads, one_each
from annotator.extensions.datasets.filling import MOST, Added, FilledEntry, FilledEvent, Filling
from annotator.extensions.datasets.layout import Table
from annotator.extensions.datasets.table_file import BOM, TableFile
from annotator.extensions.registry import ExportedFile, ExportLog, ExportOptions
from annotator.model.article import ArticleRow
from annotator.model.codebook import Codebook, Group
from annotator.model.dataset import Dataset, article_keys, dictionary
from annotator.model.event import NO_ANSWERS, ArticleCoding, Entry, Event, Missing, in_order
from annotator.model.span import Span

Facts = dict[str, Cell]
_Words = tuple[str, Cell, str, Span]
"""Unit, number of the entry, variable and words of a piece of evidence."""

UNKNOWN = 10_000
"""The place of a variable that the codebook does not have: after all others."""

PAUSE = 50
"""Codings between two signs of life; fewer than a twentieth of a second apart."""


class Native:
    """Writes every table of a dataset as CSV, with its data package and data dictionary."""

    name = "native"
    label = "Tables for R, pandas and Stata (CSV)"

    def needs(self, codebook: Codebook) -> list[str]:
        """Nothing: the tables follow whatever the codebook asks."""
        return []

    def write(
        self, dataset: Dataset, folder: Path, options: ExportOptions
    ) -> Generator[int, None, ExportLog]:
        """Write the tables; the log counts what defaults and derived values filled in."""
        tables = layout.tables(dataset.codebook)
        with ExitStack() as files:
            open_tables = {
                table.name: _OpenTable(table, dataset.codebook, folder, options, files)
                for table in tables
            }
            writer = _Writer(dataset, open_tables)
            for number, coding in enumerate(dataset.codings, start=1):
                writer.write_coding(coding)
                if not number % PAUSE:
                    yield number
            writer.write_uncoded()
            counts = writer.counts()
            for table in open_tables.values():
                table.file.close()
        written = [
            ExportedFile(f"{name}.csv", table.file.rows, table.table.about)
            for name, table in open_tables.items()
        ]
        written.append(_write_codebook(dataset.codebook, folder, options))
        written.append(datapackage.write(dataset, tables, written, folder))
        guarded = sum(table.file.guarded for table in open_tables.values())
        if options.for_excel:
            counts["cells with an apostrophe in front"] = guarded
        return ExportLog(tuple(written), dict(sorted(counts.items())))


class _OpenTable:
    """A table being written: its file and what makes its rows."""

    def __init__(
        self,
        table: Table,
        codebook: Codebook,
        folder: Path,
        options: ExportOptions,
        files: ExitStack,
    ) -> None:
        self.table = table
        self._rows = RowMaker(table.columns, table.of, codebook)
        text = [n for n, column in enumerate(table.columns) if column.type == "string"]
        self.file = TableFile(
            folder / f"{table.name}.csv",
            [column.name for column in table.columns],
            text_columns=text if options.for_excel else None,
        )
        files.callback(self.file.abandon)

    def write(
        self,
        facts: Mapping[str, Cell],
        entry: Entry,
        added: Added | None = None,
        event: Event | None = None,
    ) -> None:
        """Add the row that these make; `event` is for its lists."""
        template = None if added is None else added.cells(self._rows)
        self.file.write(self._rows.cells(facts, entry, event, template))


class _Writer:
    """Turns codings into the rows of all tables, one article after the other."""

    def __init__(self, dataset: Dataset, tables: Mapping[str, _OpenTable]) -> None:
        codebook = dataset.codebook
        self._dataset, self._codebook, self._tables = dataset, codebook, tables
        self._lists, self._filling = Lists(codebook), Filling(codebook)
        self._keys = article_keys(dataset.articles)
        self._articles = {article.id: article for article in dataset.articles}
        self._coded: set[str] = set()
        self._scored = any(c.source == "@plover_score" for c in tables["events"].table.columns)
        self._dyads = tables.get("dyads")
        self._pairs: dict[tuple[tuple[tuple[str, str], ...], str, str], list[Facts]] = {}
        self._order = _order(codebook)

    def write_coding(self, coding: ArticleCoding) -> None:
        """All rows of one coder's coding of one article."""
        article = self._articles[coding.article_id]
        key, coder = self._keys[article.id], self._dataset.coder(coding)
        self._coded.add(key)
        facts = _article_facts(article, key, coder)
        facts |= {
            "n_events": len(coding.events),
            "state": coding.state,
            "reason": coding.reason,
        }
        _, added = self._filling.article(coding.answers)
        self._tables["articles"].write(facts, coding.answers, added)
        spans = self._answers("article", f"{key}_{coder}", coding.answers, added)
        self._write_evidence(facts, "", f"{key}_{coder}", spans)
        events = in_order(coding.events) if len(coding.events) > 1 else coding.events
        for number, event in enumerate(events, start=1):
            self._write_event(facts, f"{key}_{coder}_{number}", number, event)
        for table in self._tables.values():
            table.file.end_block(key)

    def counts(self) -> Counter[str]:
        """How often each variable was filled in by default or derivation."""
        return self._filling.counts()

    def write_uncoded(self) -> None:
        """A row for each article that nobody has coded."""
        table = self._tables["articles"]
        for article in self._dataset.articles:
            key = self._keys[article.id]
            if key not in self._coded:
                facts = _article_facts(article, key, "")
                facts |= {"n_events": 0, "state": "", "reason": ""}
                table.write(facts, NO_ANSWERS)
                table.file.end_block(key)

    def _write_event(self, facts: Facts, event_id: str, number: int, coded: Event) -> None:
        made = self._filling.event(coded)
        event = made.event
        facts["event_id"], facts["event_seq"] = event_id, number
        if self._scored:
            facts["plover_score"] = self._lists.score(
                code_of(event.answers, "event_type"), code_of(event.answers, "event_mode")
            )
        self._tables["events"].write(facts, coded.answers, made.added, event)
        spans = self._answers("", event_id, coded.answers, made.added)
        for group in self._codebook.groups:
            if group.name in made.entries:
                spans += self._write_entries(facts, group, made.entries[group.name])
        if spans:
            self._write_evidence(facts, event_id, event_id, spans)
        if self._dyads is not None:
            self._write_dyads(self._dyads, facts, coded.answers, made)

    def _write_entries(
        self, facts: Facts, group: Group, entries: list[FilledEntry]
    ) -> list[_Words]:
        table, event_id = self._tables[group.name], facts["event_id"]
        spans: list[_Words] = []
        for number, entry in enumerate(entries, start=1):
            key = f"{event_id}_{number}"
            own = self._answers(group.name, key, entry.own, entry.added, group.singular, number)
            words = own[0][3] if own else None
            facts["seq"] = number
            facts["quote"] = words.quote if words else ""
            facts["start"] = words.start if words else ""
            facts["end"] = words.end if words else ""
            if group.name == "participants":
                facts["cameo_actor"] = self._lists.cameo_actor(entry.whole)
            table.write(facts, entry.own, entry.added)
            spans += own
        return spans

    def _answers(
        self, of: str, key: str, own: Entry, added: Added, unit: str = "", number: Cell = ""
    ) -> list[_Words]:
        """The evidence of an entry in order; its missing answers go into their table."""
        unit = unit or of or "event"
        missing = added.missing
        spans: list[_Words] = []
        for name, answer in own.items():
            if isinstance(answer.value, Missing):
                missing = [*missing, (name, answer.value.value)]
            if answer.evidence:
                spans += [(unit, number, name, span) for span in answer.evidence]
        place = self._order[of].get
        if len(missing) > 1:
            missing = sorted(missing, key=lambda each: (place(each[0], UNKNOWN), each))
        for name, reason in missing:
            self._write_missing(of, key, name, reason)
        if len(spans) > 1:
            spans.sort(key=lambda each: (place(each[2], UNKNOWN), each[2], each[3]))
        return spans

    def _write_missing(self, of: str, key: str, variable: str, reason: str) -> None:
        table = {"": "events", "article": "articles"}.get(of, of)
        self._tables["missing"].file.write((table, key, variable, reason))

    def _write_evidence(self, facts: Facts, event_id: str, key: str, spans: list[_Words]) -> None:
        write = self._tables["evidence"].file.write
        for number, (unit, seq, variable, span) in enumerate(spans, start=1):
            place = (span.start, span.end, span.quote)
            ids = (facts["coder"], f"{key}_e{number}")
            write((facts["article_id"], event_id, unit, seq, variable, *place, *ids))

    def _write_dyads(self, table: _OpenTable, facts: Facts, own: Entry, made: FilledEvent) -> None:
        answers, every = made.event.answers, made.event.entries("participants")
        if len(every) < 2:
            return
        sides = tuple([(code_of(e, "actor"), code_of(e, "role")) for e in every])
        key = (sides, code_of(answers, "event_mode"), code_of(answers, "cameo_code"))
        known = self._pairs.get(key)
        if known is None:
            if len(self._pairs) >= MOST:
                self._pairs.clear()
            known = self._pairs[key] = _dyad_facts(every, key[1], key[2], self._lists)
        for number, pair in enumerate(known, start=1):
            own_facts = {**facts, **pair, "dyad_id": f"{facts['event_id']}_{number}"}
            table.write(own_facts, own, made.added)


def _dyad_facts(every: Sequence[Entry], mode: str, code: str, lists: Lists) -> list[Facts]:
    """What the pairs of an event's actors have to say, but for their ids."""
    entries = one_each(every)
    found = dyads(entries, mode, code)
    rows: list[Facts] = []
    for dyad in found:
        source, target = (code_of(entries[n], "actor") for n in (dyad.source, dyad.target))
        rows.append(
            {
                "source": source,
                "target": target,
                "source_cow": lists.actor(source, "cow_code"),
                "target_cow": lists.actor(target, "cow_code"),
                "directed": int(dyad.directed),
                "cameo_code": dyad.cameo_code,
                "goldstein": lists.cameo(dyad.cameo_code, "goldstein_icews"),
                "n_participants": len({code_of(entry, "actor") for entry in every} - {""}),
                "weight": 1 / len(found),
            }
        )
    return rows


def _order(codebook: Codebook) -> dict[str, dict[str, int]]:
    """The place of each variable in its table."""
    tables = ["", "article", *(group.name for group in codebook.groups)]
    return {
        table: {v.name: n for n, v in enumerate(codebook.variables_of(table))} for table in tables
    }


def _article_facts(article: ArticleRow, key: str, coder: str) -> Facts:
    known_day = len(article.published) >= len("2025-12-02")
    return {
        "article_id": key,
        "coder": coder,
        "title": article.title,
        "publisher": article.publisher,
        "pub_date": article.published[:10] if known_day else "",
        "published": article.published,
        "language": article.language,
        "url": article.url,
    }


def _write_codebook(codebook: Codebook, folder: Path, options: ExportOptions) -> ExportedFile:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(profiles.CODEBOOK)
    rows = list(_codebook_rows(codebook))
    writer.writerows(rows)
    data = text.getvalue().encode("utf-8", "replace")
    (folder / "codebook.csv").write_bytes((BOM if options.for_excel else b"") + data)
    return ExportedFile("codebook.csv", len(rows), "What was asked: variables and their codes")


def _codebook_rows(codebook: Codebook) -> Iterator[list[object]]:
    for row in dictionary(codebook):
        required = "" if row.code else int(row.required)
        position = row.position if row.code else ""
        number = "" if row.number is None else row.number
        names = [row.table, row.variable, row.kind, row.scale, required]
        yield [*names, row.code, position, number, row.label, row.definition, row.parent]
