"""The native format: one tidy table a unit, with keys, every reason kept, nothing lost."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

from annotator.extensions.datasets import datapackage, layout, profiles
from annotator.extensions.datasets.columns import Cell, RowMaker, plain_cell
from annotator.extensions.datasets.diplomacy import Lists, code_of, dyads, one_each
from annotator.extensions.datasets.filling import (
    MOST,
    UNKNOWN,
    Added,
    FilledEntry,
    FilledEvent,
    Filling,
    Fillings,
)
from annotator.extensions.datasets.layout import Table
from annotator.extensions.datasets.table_file import BOM, TableFile
from annotator.extensions.registry import ExportedFile, ExportLog, ExportOptions
from annotator.model.article import ArticleRow
from annotator.model.codebook import Codebook
from annotator.model.dataset import Dataset, PlainCoding, article_keys, dictionary
from annotator.model.values_plain import Plain

Facts = dict[str, Cell]
_Groups = Mapping[str, Sequence[FilledEntry]]
_Words = tuple[str, Cell, str, tuple[Cell, Cell, Cell]]
"""Unit, number of the entry, variable; start, end and words of a piece of evidence."""

NO_GROUPS: _Groups = MappingProxyType({})
NONE: _Words = ("", "", "", ("", "", ""))
_TABLES = {"": "events", "article": "articles"}

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
            for number, coding in enumerate(dataset.plain_codings(writer.articles), start=1):
                writer.write_coding(coding)
                if not number % PAUSE:
                    yield number
            writer.write_uncoded_until(None)
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
        self.rows = RowMaker(table.columns, table.of, codebook)
        text = [n for n, column in enumerate(table.columns) if column.type == "string"]
        self.file = TableFile(
            folder / f"{table.name}.csv",
            [column.name for column in table.columns],
            text_columns=text if options.for_excel else None,
        )
        files.callback(self.file.abandon)

    def write(self, facts: Facts, entry: Plain, added: Added, groups: _Groups = NO_GROUPS) -> None:
        """Add the row that these make; `groups` are for its lists."""
        rows = self.rows
        row = rows.cells(facts, entry, added.rows.get(rows) or added.cells(rows))
        for number, group, name in rows.lists:
            if group in groups:
                row[number] = _codes_of(groups[group], name)
        self.file.write(row)


class _Writer:
    """Turns codings into the rows of all tables, one article after the other.

    articles: all of them, in the order in which their codings have to come.
    """

    def __init__(self, dataset: Dataset, tables: Mapping[str, _OpenTable]) -> None:
        codebook = dataset.codebook
        self._dataset, self._tables = dataset, tables
        self._lists, self._fillings = Lists(codebook), Fillings(dataset)
        self._filling, self._order = Filling(codebook), self._fillings.order
        self._keys = article_keys(dataset.articles)
        self.articles = sorted(dataset.articles, key=lambda article: self._keys[article.id])
        self._by_id = {article.id: article for article in self.articles}
        self._ahead = iter(self.articles)
        self._latest: ArticleRow | None = None
        self._scored = any(c.source == "@plover_score" for c in tables["events"].table.columns)
        self._groups = [(group.name, group.singular) for group in codebook.groups]
        self._dyads = tables.get("dyads")
        places = {} if self._dyads is None else self._dyads.rows.places
        self._dyad_places = places.get("dyad_id", 0), places.get("event_id", 0)
        self._pairs: dict[tuple[object, ...], list[list[Cell]]] = {}
        self._write_evidence_row = tables["evidence"].file.write
        self._write_missing_row = tables["missing"].file.write

    def write_coding(self, coding: PlainCoding) -> None:
        """All rows of one coder's coding of one article."""
        article, key = self._by_id[coding.article_id], self._keys[coding.article_id]
        if article is not self._latest:
            self.write_uncoded_until(article)
            self._latest = article
        coder = self._dataset.coder(coding)
        facts = _article_facts(article, key, coder)
        facts["n_events"] = len(coding.plain_events)
        facts["state"], facts["reason"] = coding.state, coding.reason
        answers = coding.plain_answers
        self._filling = self._fillings.of(coding)
        added = self._filling.article(answers)
        self._tables["articles"].write(facts, answers, added)
        coding_key = f"{key}_{coder}"
        if words := self._answers("article", coding_key, answers, added, "article"):
            self._write_evidence(facts, "", coding_key, words)
        for number, (_, body) in enumerate(coding.plain_events, start=1):
            self._write_event(facts, f"{coding_key}_{number}", number, body)

    def counts(self) -> Counter[str]:
        """How often each variable was filled in by default or derivation."""
        return self._fillings.counts()

    def write_uncoded_until(self, coded: ArticleRow | None) -> None:
        """A row for each article that nobody has coded, up to this one or the end."""
        table = self._tables["articles"]
        for article in self._ahead:
            if article is coded:
                return
            facts = _article_facts(article, self._keys[article.id], "")
            facts |= {"n_events": 0, "state": "", "reason": ""}
            table.file.write(table.rows.cells(facts, {}))

    def _write_event(self, facts: Facts, event_id: str, number: int, body: Plain) -> None:
        event = self._filling.event(body)
        facts["event_id"], facts["event_seq"] = event_id, number
        if self._scored:
            facts["plover_score"] = self._lists.score(
                code_of(event.answers, "event_type"), code_of(event.answers, "event_mode")
            )
        self._tables["events"].write(facts, event.own, event.added, event.groups)
        words = self._answers("", event_id, event.own, event.added, "event")
        for name, singular in self._groups:
            if entries := event.groups.get(name):
                words += self._write_entries(facts, name, singular, entries)
        if words:
            self._write_evidence(facts, event_id, event_id, words)
        if self._dyads is not None:
            self._write_dyads(self._dyads, facts, event)

    def _write_entries(
        self, facts: Facts, group: str, singular: str, entries: list[FilledEntry]
    ) -> list[_Words]:
        table, event_id = self._tables[group], facts["event_id"]
        words: list[_Words] = []
        for number, (whole, own, added) in enumerate(entries, start=1):
            found = self._answers(group, f"{event_id}_{number}", own, added, singular, number)
            facts["seq"] = number
            _, _, _, (facts["start"], facts["end"], facts["quote"]) = found[0] if found else NONE
            if group == "participants":
                facts["cameo_actor"] = self._lists.cameo_actor(whole)
            table.write(facts, own, added)
            words += found
        return words

    def _answers(
        self, of: str, key: str, own: Plain, added: Added, unit: str, number: Cell = ""
    ) -> list[_Words]:
        """The evidence of an entry in order; its missing answers go into their table."""
        missing = added.missing
        words: list[_Words] = []
        for name, answer in own.items():
            if "missing" in answer:
                missing = [*missing, (name, answer["missing"])]
            if "evidence" in answer:
                for at in answer["evidence"]:
                    words.append((unit, number, name, (at["start"], at["end"], at["quote"])))
        if missing:
            if missing is not added.missing:
                place = self._order[of].get
                missing.sort(key=lambda each: (place(each[0], UNKNOWN), each))
            table, write = _TABLES.get(of, of), self._write_missing_row
            for name, reason in missing:
                write((table, key, name, reason))
        if len(words) > 1:
            place = self._order[of].get
            words.sort(key=lambda each: (place(each[2], UNKNOWN), each[2], each[3]))
        return words

    def _write_evidence(self, facts: Facts, event_id: str, key: str, words: list[_Words]) -> None:
        write, article, coder = self._write_evidence_row, facts["article_id"], facts["coder"]
        for number, (unit, seq, variable, (start, end, quote)) in enumerate(words, start=1):
            id = f"{key}_e{number}"
            write((article, event_id, unit, seq, variable, start, end, quote, coder, id))

    def _write_dyads(self, table: _OpenTable, facts: Facts, event: FilledEvent) -> None:
        every = event.groups.get("participants", ())
        if len(every) < 2:
            return
        sides = tuple([(code_of(e, "actor"), code_of(e, "role")) for e, _, _ in every])
        mode, code = code_of(event.answers, "event_mode"), code_of(event.answers, "cameo_code")
        key = (sides, mode, code, facts.get("plover_score"), event.added)
        known = self._pairs.get(key)
        if known is None:
            if len(self._pairs) >= MOST:
                self._pairs.clear()
            pairs = _dyad_facts(event.entries("participants"), mode, code, self._lists)
            start = event.added.cells(table.rows)
            known = [
                table.rows.cells({**facts, "dyad_id": "", **each}, {}, start) for each in pairs
            ]
            self._pairs[key] = known
        event_id, (id_place, event_place) = facts["event_id"], self._dyad_places
        for number, template in enumerate(known, start=1):
            row = table.rows.answered(template, event.own)
            row[id_place], row[event_place] = f"{event_id}_{number}", event_id
            table.file.write(row)


def _codes_of(entries: Sequence[FilledEntry], name: str) -> str:
    """The codes of a variable in all entries, each once."""
    codes: dict[str, None] = {}
    for whole, _, _ in entries:
        value = whole[name].get("value") if name in whole else None
        if value.__class__ is str:
            codes[value] = None
        elif value is not None:
            codes[str(plain_cell(value))] = None
    return "|".join(codes)


def _dyad_facts(every: Sequence[Plain], mode: str, code: str, lists: Lists) -> list[Facts]:
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
