"""Tables that say which articles are meant, and who gets them: read whole, or refused whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from annotator.model.errors import ListRefused, UnreadableFile
from annotator.stages.project import Project

ARTICLE, CODER = "article", "coder"
_BOTH = (ARTICLE, CODER)

_MOST_BYTES = 100_000_000
_MARKS = (",", ";", "\t")


def read_assignment_list(project: Project, path: Path) -> list[tuple[UUID, UUID]]:
    """The articles and coders of a CSV file with the columns `article` and `coder`, in order.

    An article is meant by its id, the identifier of its source, or its number of the import; a
    coder by their handle. Raises ListRefused with every fault and its line, and UnreadableFile.
    """
    return [(article_id, coder_id) for article_id, coder_id in _read(project, path, _BOTH)]


def read_article_list(project: Project, path: Path) -> list[UUID]:
    """The articles of a CSV file with the column `article`; see `read_assignment_list`."""
    return [article_id for (article_id,) in _read(project, path, (ARTICLE,))]


class _Known:
    """What the words of a list can mean in a project; LookupError says in words why they do not."""

    def __init__(self, project: Project) -> None:
        with project.store.transaction() as records:
            rows = records.articles()
            people = records.coders()
        self._ids = {row.id for row in rows}
        self._numbers = {str(row.number): row.id for row in rows}
        self._sources: dict[str, list[UUID]] = {}
        for row in rows:
            if row.source_id:
                self._sources.setdefault(row.source_id, []).append(row.id)
        self._people = {each.handle: each.id for each in people}
        self._handles_to_say = f" There are: {', '.join(self._people)}."  # said once, not by line

    def article(self, words: str) -> UUID:
        """The article that is meant."""
        if not words:
            raise LookupError("there is no article in it. Give its number or its identifier.")
        found = self._sources.get(words, [])
        if len(found) > 1:
            raise LookupError(f"{len(found)} articles have the identifier {words}. Give a number.")
        if found:
            return found[0]
        if words in self._numbers:
            return self._numbers[words]
        try:
            id = UUID(words)
            if id in self._ids:
                return id
        except ValueError:
            pass
        raise LookupError(f"no article has the number or identifier {words}.")

    def coder(self, words: str) -> UUID:
        """The coder who is meant."""
        if not words:
            raise LookupError("there is no coder in it. Give their handle.")
        if words not in self._people:
            handles, self._handles_to_say = self._handles_to_say, ""
            raise LookupError(f"nobody has the handle {words}.{handles}")
        return self._people[words]


def _read(project: Project, path: Path, columns: Sequence[str]) -> list[list[UUID]]:
    """The ids that stand in these columns, line by line."""
    known = _Known(project)
    read = {ARTICLE: known.article, CODER: known.coder}
    found: list[list[UUID]] = []
    faults: list[str] = []
    for line, row in _rows(path, columns):
        found.append([])
        for name in columns:
            try:
                found[-1].append(read[name](row[name]))
            except LookupError as fault:
                faults.append(f"{path.name}, line {line}: {fault.args[0]}")
    if not found:
        faults.append(f"{path.name} has no lines below its heading.")
    if faults:
        raise ListRefused(faults)
    return found


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The wanted columns of each line, with its number; blank lines are passed over."""
    text = _text(path)
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max(_MARKS, key=heading.count), strict=True)
    line = 1
    try:
        names = [name.strip().casefold() for name in next(reader, [])]
        if missing := [name for name in columns if names.count(name) != 1]:
            raise ListRefused(
                [
                    f"{path.name}: a column {name} has to be named once in its first line, "
                    f"and is {names.count(name)} times."
                    for name in missing
                ]
            )
        line = reader.line_num + 1
        for row in reader:
            if reader.line_num > line:
                raise csv.Error("a quote is closed on a later line only")
            if any(cell.strip() for cell in row):
                cells = dict(zip(names, (cell.strip() for cell in row), strict=False))
                yield line, {name: cells.get(name, "") for name in columns}
            line = reader.line_num + 1
    except csv.Error as fault:
        why = "a quote is not closed" if "unexpected end" in str(fault) else str(fault)
        raise ListRefused([f"{path.name}, line {line}: no CSV: {why}. Mend the line."]) from fault


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableFile(f"{path.name} is larger than 100 MB. No list is that long.")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise UnreadableFile(
            f"{path.name} is not UTF-8 at byte {fault.start + 1}. Save it as CSV UTF-8."
        ) from fault
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or fault
        raise UnreadableFile(f"{path} cannot be read: {reason}. Choose another file.") from fault
    return text.replace("\r\n", "\n").replace("\r", "\n")
