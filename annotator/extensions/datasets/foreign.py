"""What the one-file formats of others share: their rows, their missing word, their date rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotator.extensions.datasets import profiles
from annotator.extensions.datasets.columns import Cell, Column, RowMaker, first_day, is_composite
from annotator.extensions.datasets.diplomacy import Lists, code_of
from annotator.extensions.datasets.filling import FilledEvent, Fillings
from annotator.extensions.datasets.profiles import Act
from annotator.extensions.datasets.table_file import TableFile
from annotator.extensions.registry import ExportedFile, ExportLog, ExportOptions
from annotator.model.article import ArticleRow
from annotator.model.dataset import Dataset, PlainCoding, article_keys
from annotator.model.event import Lane
from annotator.model.values_plain import Plain

PAUSE = 50
Facts = dict[str, Cell]


@dataclass(slots=True)
class Story:
    """One coder's coding of one article, as the formats of others see it.

    number: of the article among all, from 1. events: filled in, with their number in the article.
    """

    key: str
    number: int
    coder: str
    article: ArticleRow
    events: list[tuple[int, FilledEvent]] = field(default_factory=list)

    def facts(self) -> Facts:
        """What is known about the article, as cells."""
        known_day = len(self.article.published) >= len("2025-12-02")
        return {
            "publisher": self.article.publisher,
            "pub_date": self.article.published[:10] if known_day else "",
            "language": self.article.language,
        }


class ForeignFile:
    """A file in a format of others, being written.

    columns: those whose source is "" stay empty. missing: the word in an empty cell. numbered:
    whether the first column is a running number.
    """

    def __init__(
        self,
        dataset: Dataset,
        path: Path,
        columns: Sequence[Column],
        missing: str,
        options: ExportOptions,
        *,
        numbered: bool = False,
    ) -> None:
        self.dataset, self.options = dataset, options
        self.lists, self._fillings = Lists(dataset.codebook), Fillings(dataset)
        self.counts: Counter[str] = Counter()
        self._missing = missing
        shown = columns[1:] if numbered else columns
        self._rows = RowMaker(shown, "", dataset.codebook)
        text = [n for n, column in enumerate(shown) if column.type == "string"]
        self._file = TableFile(
            path,
            [column.name for column in columns],
            delimiter="\t",
            quoted=False,
            numbered=numbered,
            text_columns=text if options.for_excel else None,
        )

    def write(self, facts: Facts, event: FilledEvent) -> None:
        """Add a row."""
        missing = self._missing
        cells = self._rows.cells(facts, event.answers)
        self._file.write([missing if cell is None or cell == "" else cell for cell in cells])

    def stories(self) -> Iterator[Story]:
        """The codings of the dataset, one after the other, in the order of its articles."""
        articles = self.dataset.articles
        keys = article_keys(articles)
        records = {article.id: (n, article) for n, article in enumerate(articles, start=1)}
        for coding in self.dataset.plain_codings(articles):
            number, record = records[coding.article_id]
            yield Story(keys[record.id], number, self._coder(coding), record, self._filled(coding))

    def _filled(self, coding: PlainCoding) -> list[tuple[int, FilledEvent]]:
        fill = self._fillings.of(coding).event
        return [(n, fill(body)) for n, (_, body) in enumerate(coding.plain_events, start=1)]

    def _coder(self, coding: PlainCoding) -> str:
        return "" if coding.lane is Lane.GOLD else self.dataset.coder(coding)

    def act(self, event: FilledEvent) -> Act | None:
        """What the formats of others call the event; None if they leave it out (counted)."""
        own: Act = (
            code_of(event.answers, "event_type"),
            code_of(event.answers, "event_mode"),
            code_of(event.answers, "cameo_code"),
        )
        status = code_of(event.answers, "status")
        act = profiles.STATUS_RULES.get((status, own[0]))
        if act is not None:
            self.counts[f"{status} {own[0]} as {act[0]} {act[2]}"] += 1
            return act
        if not own[0]:
            self.counts["left out: without an event type"] += 1
            return None
        if status in profiles.NOT_EVENTS:
            self.counts[f"left out: {status}"] += 1
            return None
        return own

    def date(self, event: FilledEvent, story: Story) -> str | None:
        """The one date of the event by the date rule; None if the event is left out (counted)."""
        date = _composite(event, "date", is_date=True)
        day = first_day(date.get("start") or date.get("end") or "")
        rule = self.options.date_rule
        if day:
            return day
        if rule == "drop":
            self.counts["left out: without a date"] += 1
            return None
        published = str(story.facts()["pub_date"]) if rule == "publication" else ""
        counted = "publication date as date" if published else "without a date"
        self.counts[counted] += 1
        return published

    def finish(self, about: str) -> ExportLog:
        """Close the file and tell what went into it."""
        self._file.close()
        if self.options.for_excel:
            self.counts["cells with an apostrophe in front"] = self._file.guarded
        files = (ExportedFile(self._file.path.name, self._file.rows, about),)
        return ExportLog(files, dict(sorted(self.counts.items())))

    def close(self) -> None:
        """Let go of the file, finished or not."""
        self._file.abandon()


def _composite(event: FilledEvent, name: str, *, is_date: bool) -> Plain:
    """A plain date or place of an event; without members if that is missing."""
    value = event.answers.get(name, {}).get("value")
    return value if is_composite(value, is_date) else {}


def place_of(event: FilledEvent) -> Plain:
    """Where the event took place, plain; without members if that is missing."""
    return _composite(event, "place", is_date=False)


def city_and_province(event: FilledEvent) -> Facts:
    """The place's name as a city or a province, by how exact it is."""
    place = place_of(event)
    name, precision = place.get("name", ""), place.get("precision", "")
    return {
        "city": name if precision in ("site", "city") else "",
        "province": name if precision == "province" else "",
    }
