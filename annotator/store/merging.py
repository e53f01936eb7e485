"""Packages checked against a project, and against each other, before anything is touched.

A project is sets of rows that never change, and merging is their union by id: so it does not matter
who merges with whom first, or twice. What is checked here is that what comes in may: it is whole,
it is this project's, it fits what it names, and nobody speaks for another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from annotator.model.errors import PackageRefused
from annotator.model.study import Role
from annotator.store.bulk import Cells
from annotator.store.merging_events import Events
from annotator.store.merging_look import Look
from annotator.store.merging_notes import Noted
from annotator.store.package import Kind, Manifest, Package
from annotator.store.package_checks import fault_in
from annotator.store.package_kept import Kept, Texts
from annotator.store.package_rows import (
    MAKER,
    QUOTING,
    TABLES,
    BadRow,
    Row,
    id_of,
    read_line,
    storable,
    words_put_back,
)
from annotator.store.package_whose import foreign
from annotator.store.tables import table

IN_ORDER = (*TABLES, "replacement")
"""The tables in which something may be kept, each after those it refers to."""

_BATCH = 500
_BATCH_WITHOUT_TEXT = 50
_BATCH_BYTES = 4_000_000
_MOST_FAULTS = 1_000
"""Rows looked at together, and faults after which nobody looks on."""

_LINKS = (
    ("article_id", "article"),
    ("coder_id", "coder"),
    ("by_id", "coder"),
    ("codebook_id", "codebook"),
)
_ROLES = {role.value: role for role in Role}


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes packages in: the project, and whose it is.

    owner: in hexadecimal, of whom alone a file was handed out to; "" in a lab's own project.
    is_new: the project is about to be made of a package.
    """

    project_id: UUID
    project_name: str
    owner: str = ""
    is_new: bool = False


@dataclass(slots=True)
class _Checked:
    """The package that is being looked at."""

    name: str
    manifest: Manifest
    maker: str
    role: Role | None
    total: int = 0
    n_of_table: int = 0


class Merging:
    """What packages bring, gathered package by package; `faults` says what they may not.

    connection: to the project; None while there is none yet. ids: by table, the new rows with their
    digests. n_new, n_known: rows by table and maker. handles: whose each is, in small letters.
    """

    def __init__(self, taker: Taker, connection: Connection | None = None) -> None:
        self.taker = taker
        self.look = Look(connection)
        self.faults: list[str] = []
        self.kept = Kept()
        self.ids: dict[str, dict[str, str]] = {name: {} for name in TABLES}
        self.n_new: Counter[tuple[str, str]] = Counter()
        self.n_known: Counter[tuple[str, str]] = Counter()
        self.events = Events(self.look)
        self.noted = Noted()
        self._texts = Texts(lambda ids: self.look.up("article", ("id", "text"), "id", ids))
        people = self.look.everybody()
        self._roles = {id: _ROLES[role] for id, _, role in people}
        self.handles = {handle.casefold(): id for id, handle, _ in people}

    def close(self) -> None:
        """Forget everything."""
        self.kept.close()
        self._texts.close()

    @property
    def changes_something(self) -> bool:
        """Whether there is anything that the project has not."""
        return any(self.ids.values())

    def new_rows(self) -> Iterator[tuple[str, list[Cells]]]:
        """What is to be written, table by table, some hundreds of rows at a time."""
        for name in IN_ORDER:
            for rows in self.kept.pieces(name):
                yield name, rows

    # A package

    def check(self, package: Package) -> Iterator[int]:
        """Look at a whole package; tells how many rows are done. What is wrong goes to `faults`."""
        manifest = package.manifest
        maker = manifest.coder_id.hex
        checked = _Checked(package.name, manifest, maker, self._roles.get(maker))
        if refusal := self._refusal(manifest):
            self.faults.append(f"{package.name}: {refusal}")
            return
        try:
            for name in TABLES:
                if name in manifest.entries:
                    checked.n_of_table = 0
                    for batch, size in _batches(package.lines(name), manifest.with_text):
                        self._check_batch(checked, name, batch, size)
                        yield checked.total
                        if len(self.faults) >= _MOST_FAULTS:
                            return
                if name == "coder":
                    self._check_maker(checked)
        except PackageRefused as refused:
            self.faults += refused.faults

    def _refusal(self, manifest: Manifest) -> str:
        """Why this project takes nothing of a package, whatever is in it; "" if it may."""
        taker = self.taker
        if manifest.project_id != taker.project_id:
            return (
                f"it belongs to the project {manifest.project_name!r} ({manifest.project_id}), and"
                f" this is {taker.project_name!r} ({taker.project_id}). Merge it there."
            )
        if taker.owner and manifest.coder_id.hex != taker.owner:
            return f"it is {manifest.handle}'s, and this file is another coder's."
        if taker.is_new and not manifest.with_text:
            return "it is without the texts of the articles. Ask for one with texts."
        return ""

    def _check_maker(self, checked: _Checked) -> None:
        """Whoever made a package has to be known, or a coder; their handle theirs."""
        manifest = checked.manifest
        role = self._roles.get(checked.maker)
        if role is None or self.handles.get(manifest.handle.casefold()) != checked.maker:
            self._refuse(checked, f"whose it is ({manifest.handle}) is not among its people.")
        elif (
            checked.role is None
            and role is not Role.CODER
            and manifest.kind is Kind.HAND_IN
            and not self.taker.is_new
        ):
            self._refuse(
                checked,
                f"{manifest.handle} is no coder here yet, and calls themselves {role.value}. First"
                " merge what the lead handed in who added them.",
            )
        checked.role = role

    def _refuse(self, checked: _Checked, why: str, name: str = "", id: str = "") -> None:
        where = f"{name} {id}: " if name else ""
        self.faults.append(f"{checked.name}: {where}{why}")

    # Rows

    def _check_batch(self, checked: _Checked, name: str, lines: Sequence[bytes], size: int) -> None:
        rows = self._read(checked, name, lines)
        checked.total += len(lines)
        known = dict(self.look.up(name, ("id", "digest"), "id", [row.cells["id"] for row in rows]))
        links = self._links(name, rows)
        new: list[Row] = []
        for row in rows:
            fault = self._row_fault(checked, name, row.cells, known, links)
            if fault:
                self._refuse(checked, fault, name, row.cells["id"])
            elif row.cells["id"] not in known and row.cells["id"] not in self.ids[name]:
                new.append(row)
        self._count(name, rows, new)
        if name == "article":
            for row in rows:
                self._texts.put(row.cells["id"], row.cells["text"], row.cells["id"] in known)
        if name == "event_revision":
            self._check_events(checked, rows, new)
        self._keep(name, new, size)

    def _read(self, checked: _Checked, name: str, lines: Sequence[bytes]) -> list[Row]:
        """The rows of lines that are well formed and fit their texts; others are refused.

        Answers are looked at here and let go: what is left of them are the words to be stored.
        """
        has_words = checked.manifest.with_text or name not in ("article", *QUOTING)
        texts = self._texts_for(name, lines, has_words)
        rows: list[Row] = []
        last = ""
        for line in lines:
            checked.n_of_table += 1
            try:
                row = self._row(name, line, texts, has_words)
            except BadRow as fault:
                place = id_of(line) or f"row {checked.n_of_table}"
                self._refuse(checked, f"{fault}.", name, place)
                continue
            if row.cells["id"] <= last:
                self._refuse(checked, "it stands twice, or out of order.", name, row.cells["id"])
            last = row.cells["id"]
            rows.append(row)
        return rows

    def _row(self, name: str, line: bytes, texts: Mapping[str, str], has_words: bool) -> Row:
        """The row of a line, its answers let go; BadRow says what is wrong with it."""
        if has_words:
            row = read_line(name, line)
        elif name == "article" and id_of(line) not in texts:
            raise BadRow(
                "this project has no such article, and the package is without texts. Ask for one"
                " with texts"
            )
        else:
            row = words_put_back(name, line, texts)
        text = texts.get(row.cells["article_id"], "") if name in QUOTING else ""
        if name == "codebook" and self._is_here(name, row):
            return row  # to look through it takes longer than all the rest
        if fault := fault_in(name, row, text):
            raise BadRow(fault)
        if name in QUOTING:
            del row.plain[QUOTING[name]]
        return row

    def _is_here(self, name: str, row: Row) -> bool:
        """Whether the project has this very row."""
        cells = row.cells
        return (cells["id"], cells["digest"]) in self.look.up(
            name, ("id", "digest"), "id", [cells["id"]]
        )

    def _texts_for(self, name: str, lines: Sequence[bytes], has_words: bool) -> Mapping[str, str]:
        """The texts that are needed to read these lines, by article."""
        if name not in QUOTING and has_words:
            return {}
        ids = {_article_of(name, line) for line in lines} - {""}
        if has_words:
            return self._texts.of(ids)
        return dict(self.look.up("article", ("id", "text"), "id", ids))

    def _links(self, name: str, rows: Sequence[Row]) -> Mapping[str, set[str]]:
        """By column, those of the rows that these rows name which are nowhere."""
        missing: dict[str, set[str]] = {}
        for column, kind in _LINKS:
            if column not in table(name).c:
                continue
            wanted = {row.cells[column] for row in rows} - {None} - self.ids[kind].keys()
            if kind == "coder":
                missing[column] = wanted - self._roles.keys()
            elif wanted:
                missing[column] = wanted - {
                    id for (id,) in self.look.up(kind, ("id",), "id", wanted)
                }
        return missing

    def _row_fault(
        self,
        checked: _Checked,
        name: str,
        cells: Mapping[str, Any],
        known: Mapping[str, str],
        links: Mapping[str, set[str]],
    ) -> str:
        """Why a row may not come in, in words; "" if it may, or is there already."""
        if fault := foreign(checked.manifest, checked.role, self._roles, name, cells):
            return fault
        here = known.get(cells["id"]) or self.ids[name].get(cells["id"])
        if here is not None:
            return "" if here == cells["digest"] else "it is not as this project has it."
        if checked.manifest.kind is Kind.HAND_OUT and not (self.taker.owner or self.taker.is_new):
            return f"it is new here, and a hand-out is for {checked.manifest.handle}'s file alone."
        for column, missing in links.items():
            if cells[column] in missing:
                return f"the {column.removesuffix('_id')} it names is neither in it nor here."
        if name == "project" and cells["id"] != self.taker.project_id.hex:
            return "it is another project's."
        return self._coder_fault(cells) if name == "coder" else ""

    def _coder_fault(self, cells: Mapping[str, Any]) -> str:
        """Why a person cannot be taken up; "" if they are from now on."""
        handle = cells["handle"].casefold()
        if self.handles.setdefault(handle, cells["id"]) != cells["id"]:
            return f"the handle {cells['handle']} is another person's here."
        self._roles[cells["id"]] = _ROLES[cells["role"]]
        return ""

    def _check_events(self, checked: _Checked, rows: Sequence[Row], new: list[Row]) -> None:
        """Refuse states of events that are another's; `new` keeps those that may come in."""
        self.events.meet({row.cells["event_id"] for row in rows})
        faults = [(row.cells["id"], self.events.fault_in(row)) for row in new]
        bad = {id for id, fault in faults if fault}
        new[:] = [row for row in new if row.cells["id"] not in bad]
        faults += self.events.faults_in(new)
        for id, fault in faults:
            if fault:
                self._refuse(checked, fault, "event_revision", id)

    def finish(self) -> None:
        """Raise PackageRefused with all that was found, if anything was."""
        last = self.events.last_faults()
        self.faults += [f"event_revision {id}: {fault}" for id, fault in last]
        self.faults += self._choices_without_events()
        if self.faults:
            raise PackageRefused(self.faults)

    def _choices_without_events(self) -> Iterator[str]:
        """The choices about events that have not arrived, or are of another article."""
        ids = {id for _, _, pair in self.noted.choices for id in pair}
        article_of = dict(
            self.look.up("event_revision", ("event_id", "article_id"), "event_id", ids)
        )
        article_of.update({id: event.article for id, event in self.events.seen.items()})
        for id, article, pair in self.noted.choices:
            if any(article_of.get(event_id) != article for event_id in pair):
                yield (
                    f"alignment_choice {id}: it is about events that are not here. First merge the"
                    " work of their coders, or merge it together with this."
                )

    # What is kept

    def _count(self, name: str, rows: Sequence[Row], new: Sequence[Row]) -> None:
        whose = MAKER.get(name, "")
        for row in new:
            self.n_new[name, row.cells.get(whose) or ""] += 1
        fresh = {row.cells["id"] for row in new}
        for row in rows:
            if row.cells["id"] not in fresh:
                self.n_known[name, row.cells.get(whose) or ""] += 1

    def _keep(self, name: str, new: Sequence[Row], size: int) -> None:
        """Keep new rows, and note what they change."""
        digests = self.ids[name]
        for row in new:
            digests[row.cells["id"]] = row.cells["digest"]
        self.noted.note(name, new)
        self.kept.add(name, [storable(name, row.cells) for row in new], size)
        if name == "event_revision":
            pairs = [
                (id.replace("-", ""), row.cells["id"])
                for row in new
                for id in row.plain["replaces"]
            ]
            self.kept.add("replacement", pairs, 150 * len(pairs))


def _article_of(name: str, line: bytes) -> str:
    """The article that a line names, or is, as far as that can be read; else ""."""
    if name == "article":
        return id_of(line)
    _, _, rest = line.partition(b'"article_id":"')
    return rest[:32].decode("ascii", "replace") if rest[32:33] == b'"' else ""


def _batches(lines: Iterator[bytes], with_text: bool) -> Iterator[tuple[list[bytes], int]]:
    """Some hundreds of lines at a time, fewer where they are long, and how many bytes they are."""
    batch: list[bytes] = []
    size = 0
    most = _BATCH if with_text else _BATCH_WITHOUT_TEXT  # a text of the project beside each
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) >= most or size >= _BATCH_BYTES:
            yield batch, size
            batch, size = [], 0
    if batch:
        yield batch, size
