"""Event data: articles to check where a row carries its text, else refused by what the file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.extensions.articles.bounds import beginning
from annotator.extensions.articles.column_words import folded
from annotator.extensions.articles.json_array import begins_as_json, records
from annotator.extensions.articles.json_values import as_written, cells
from annotator.extensions.articles.table_mapping import Making, known_headings
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.errors import UnreadableFile

_NO_TEXT = (
    "it has event rows of {name}, which do not carry the texts they were coded from: there is "
    "nothing to code. Import the articles themselves."
)
_PLOVER_MARK = re.compile(rb'"(?:eventText|actorText|textInfo)"\s*:')
_MAPPING = {
    "text": "text",
    "headline": "title",
    "date": "published",
    "publication": "publisher",
    "language": "language",
    "id": "source_id",
}
"""What the keys of a record mean. Event data date an event by the story that tells of it."""

_ARCHIVE = re.compile(r"\s*:\s*Factiva\s*$")
_UNKNOWN = "unknown"

_HEADINGS = {
    "ICEWS": ("eventid", "eventdate", "cameocode"),
    "POLECAT": ("eventid", "eventtype", "eventmode"),
    "GDELT": ("globaleventid", "sqldate"),
    "UCDP": ("typeofviolence", "conflictname", "sidea"),
}
"""The columns that tell whose event rows a table has."""

_GDELT = re.compile(r"\d+\t(?:19|20)\d{6}\t(?:19|20)\d{4}\t(?:19|20)\d\d\t")
_GDELT_WIDTHS = (57, 58, 61)


class Plover:
    """Reads event records as PLOVER has them, ICEWS records too: the sentence is the article."""

    name = "plover"
    label = "PLOVER and ICEWS records (JSON)"
    suffixes = (".json", ".jsonl", ".txt")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether its records have the words of an event."""
        return begins_as_json(head) and _PLOVER_MARK.search(head) is not None

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The sentences that events were coded from, each an article; raises UnreadableFile."""
        making = Making(_MAPPING)
        n_texts = 0
        refused: list[Refused] = []
        for number, (record, fault) in enumerate(records(path), start=1):
            place = f"record {number}"
            given = Refused(fault, place) if fault else _article(record, making, place)
            if isinstance(given, Imported):
                yield from refused
                refused.clear()
                n_texts += 1
                yield given
            elif n_texts:
                yield given
            elif len(refused) < 1_000:
                refused.append(given)
        if not n_texts:
            raise UnreadableFile(_NO_TEXT.format(name="PLOVER or ICEWS"))


def _article(record: dict[str, object], making: Making, place: str) -> Imported | Refused:
    """The article of a record: its publisher without the archive that it was found in."""
    if not as_written(record.get("text")).strip():
        return Refused("it is an event without its text: there is nothing to code.", place)
    row = cells(record, _MAPPING)
    publication = row.get("publication", "")
    outlet = _ARCHIVE.sub("", publication)
    row["publication"] = "" if outlet.lower() == _UNKNOWN else outlet
    given = making.article(row, place)
    if isinstance(given, Refused) or row["publication"] == publication:
        return given
    return Imported(given.article, {**given.extra, "publication": publication}, place)


class EventRows:
    """Knows tables of event data, and says what they are."""

    name = "event_rows"
    label = "Event rows (ICEWS, POLECAT, GDELT, UCDP)"
    suffixes = (".tab", ".tsv", ".csv")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the first line is that of event data, without a column of texts."""
        return _origin(head) != ""

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """Raises UnreadableFile: there is no text in such rows."""
        origin = _origin(beginning(path, 1 << 16))
        raise UnreadableFile(_NO_TEXT.format(name=origin or "another program"))


def _origin(head: bytes) -> str:
    """Whose event rows a file has, by its first line; "" if it has none, or texts beside them."""
    first = head.decode("utf-8-sig", "replace").partition("\n")[0].rstrip("\r")
    if _GDELT.match(first) and first.count("\t") + 1 in _GDELT_WIDTHS:
        return "GDELT"
    for delimiter in ("\t", ",", ";"):
        headings = [cell.strip(' "') for cell in first.split(delimiter)]
        known = {folded(heading) for heading in headings if len(heading) < 80}
        if "text" in known_headings(headings):
            return ""
        for origin, needed in _HEADINGS.items():
            if known.issuperset(needed):
                return origin
    return ""
