"""Which rows go into a package, and their lines: for one coder's eyes, or by one person's hand."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from annotator.model.article import text_sha256
from annotator.model.event import Lane
from annotator.model.study import TRAINING_ROUND, Coder, Role
from annotator.store.failures import damaged
from annotator.store.listing import pieces
from annotator.store.rows import Rows, digest_reader, raw
from annotator.store.tables import table

CODING_SETTINGS = ("suggestions",)
"""The settings that a coder's own project needs; no other goes out."""

_PIECE = 200
_TEXTS = 20

Chosen = Mapping[str, Sequence[str]]
"""By table, the ids of the rows that go out, in hexadecimal, sorted."""

_OF_OTHERS = ("same_happening", "release", "alignment_choice", "setting")


class PackageRecords(Rows):
    """The part of `Records` that chooses and writes what travels."""

    def for_hand_out(self, coder: Coder, with_text: bool = True) -> Chosen:
        """What a coder may have: their articles, their own work, and what leads say about these."""
        from annotator.store.package_rows import TABLES

        own = coder.id.hex
        people = self._roles()
        trusted = {id for id, role in people.items() if role is not Role.CODER} | {own}
        chosen: dict[str, set[str]] = {name: set() for name in TABLES}
        given, training = self._given_to(coder.id)
        articles = {id for ids in given.values() for id in ids}
        articles |= self._nobody_s()
        for name in ("event_revision", "submission", "suggestion_log"):
            if name != "suggestion_log" or with_text:
                rows = self._links(name, "article_id", coder_id=coder.id)
                chosen[name] |= rows.keys()
                articles |= {article for (article,) in rows.values()}
        chosen["article"] = articles
        chosen["assignment"] = {id for id, ids in given.items() if ids}
        for name in ("event_revision", "submission"):
            chosen[name] |= self._gold_of(name, training, trusted)
        for name in ("article_note", "article_state"):
            rows = self._links(name, "article_id", "coder_id")
            chosen[name] = {id for id, (at, by) in rows.items() if at in articles and by in trusted}
        chosen["adoption"] = set(self._links("adoption"))
        chosen["setting"] = set(self._settings_for_coding(trusted))
        chosen["project"] = set(self._links("project"))
        return self._with_what_they_name(chosen, {own})

    def for_hand_in(self, coder: Coder, with_text: bool = True) -> Chosen:
        """What this person made, and nobody else: for whoever merges it."""
        from annotator.store.package_rows import TABLES

        chosen: dict[str, set[str]] = {name: set() for name in TABLES}
        own = coder.id
        is_coder = coder.role is Role.CODER
        for name in ("event_revision", "submission"):
            lane = {"lane": Lane.CODING.value} if is_coder else {}
            chosen[name] = set(self._links(name, coder_id=own, **lane))
        if with_text:
            chosen["suggestion_log"] = set(self._links("suggestion_log", coder_id=own))
        if not is_coder:
            for name in ("article_note", "article_state", *_OF_OTHERS):
                chosen[name] = set(self._links(name, coder_id=own))
        if coder.role is Role.LEAD:
            chosen["assignment"] = set(self._links("assignment", by_id=own))
            chosen["adoption"] = set(self._links("adoption", coder_id=own))
            return self._with_what_they_name(chosen, set(self._roles()))
        return self._with_what_they_name(chosen, {own.hex})

    def _with_what_they_name(self, chosen: dict[str, set[str]], people: set[str]) -> Chosen:
        """The rows with the articles, codebooks and people that they name."""
        people = set(people)
        for name in chosen:
            columns = [
                column
                for column in ("article_id", "codebook_id", "coder_id", "by_id")
                if column in table(name).c
            ]
            if not chosen[name] or not columns or name == "project":
                continue
            for cells in self._of_these(name, columns, chosen[name]):
                for column, cell in zip(columns, cells, strict=True):
                    if cell is None:
                        continue
                    kind = column.removesuffix("_id")
                    (people if kind in ("coder", "by") else chosen[kind]).add(cell)
        chosen["coder"] = people
        return {name: sorted(ids) for name, ids in chosen.items() if ids}

    def package_lines(self, name: str, ids: Sequence[str], with_text: bool) -> Iterator[str]:
        """The rows of a table as lines, in the order of these ids.

        ProjectRefused if a row does not hold together: nothing damaged leaves the house.
        """
        from annotator.store.package_rows import COLUMNS, line_writer, without_words

        whole = table(name).c
        is_sqlite = self._connection.dialect.name == "sqlite"
        write = line_writer(name, is_sqlite)
        at_digest = COLUMNS[name].index("digest")
        digest_of_row = self._whole(name, COLUMNS[name])
        query = select(*(raw(whole[column]) for column in COLUMNS[name]))
        for piece in pieces(ids, _TEXTS if name == "article" else _PIECE):
            rows = self._all(
                query.where(whole.id.in_([UUID(id) for id in piece])).order_by(whole.id)
            )
            if len(rows) != len(piece):
                raise damaged(self._project, f"rows of {name} are missing")
            for row in rows:
                if digest_of_row(row) != row[at_digest]:
                    raise damaged(self._project, f"a row of {name} differs from its digest")
                line = write(row)
                yield line if with_text else without_words(name, line)

    def _whole(self, name: str, columns: Sequence[str]) -> Callable[[Sequence[Any]], str]:
        """What makes the digest of a row of this table from its cells in the order of a line."""
        if name == "article":
            at_text = columns.index("text")
            return lambda row: text_sha256(row[at_text])
        at = columns.index("digest")
        digest_of = digest_reader(name, self._connection)
        return lambda row: digest_of([*row[:at], *row[at + 1 :]])

    # What is chosen from

    def _links(self, name: str, *columns: str, **where: Any) -> dict[str, tuple[Any, ...]]:
        """Of the rows for which this holds, by id, the ids in these columns."""
        whole = table(name).c
        query = select(raw(whole.id), *(raw(whole[column]) for column in columns))
        for column, value in where.items():
            query = query.where(whole[column] == value)
        return {_hex(id): tuple([_hex(cell) for cell in cells]) for id, *cells in self._all(query)}

    def _of_these(
        self, name: str, columns: Sequence[str], ids: Collection[str]
    ) -> Iterator[tuple[Any, ...]]:
        whole = table(name).c
        query = select(*(raw(whole[column]) for column in columns)).distinct()
        for piece in pieces(sorted(ids)):
            for cells in self._all(query.where(whole.id.in_([UUID(id) for id in piece]))):
                yield tuple([_hex(cell) for cell in cells])

    def _roles(self) -> dict[str, Role]:
        """Everybody's role, by id."""
        coder = table("coder").c
        return {id.hex: Role(role) for id, role in self._all(select(coder.id, coder.role))}

    def _given_to(self, coder_id: UUID) -> tuple[dict[str, set[str]], set[str]]:
        """The assignments of a coder with their articles, and the articles to be trained on."""
        rows = table("assignment").c
        query = select(raw(rows.id), raw(rows.article_id), rows.round, rows.active).where(
            rows.coder_id == coder_id
        )
        given: dict[str, set[str]] = {}
        newest: dict[tuple[str, int], bool] = {}
        for id, article, round, active in self._all(query.order_by(rows.made_at, rows.id)):
            given[_hex(id)] = {_hex(article)}
            newest[_hex(article), round] = bool(active)
        training = {at for (at, round), on in newest.items() if on and round == TRAINING_ROUND}
        return given, training

    def _nobody_s(self) -> set[str]:
        """The articles that are assigned to nobody, and so everybody's."""
        line = table("article_listing").c
        query = select(raw(line.article_id)).where(line.given.is_(False))
        return {_hex(id) for (id,) in self._all(query)}

    def _gold_of(self, name: str, articles: Collection[str], trusted: set[str]) -> set[str]:
        """The rows of the settled coding of these articles."""
        whole = table(name).c
        query = select(raw(whole.id), raw(whole.coder_id)).where(whole.lane == Lane.GOLD.value)
        found: set[str] = set()
        for piece in pieces(sorted(articles)):
            rows = self._all(query.where(whole.article_id.in_([UUID(id) for id in piece])))
            found |= {_hex(id) for id, by in rows if _hex(by) in trusted}
        return found

    def _settings_for_coding(self, trusted: set[str]) -> list[str]:
        setting = table("setting").c
        query = select(raw(setting.id), raw(setting.coder_id))
        rows = self._all(query.where(setting.name.in_(CODING_SETTINGS)))
        return [_hex(id) for id, by in rows if by is None or _hex(by) in trusted]


def _hex(cell: Any) -> Any:
    """An id as SQLite holds it, whatever the driver gives."""
    return cell.hex if isinstance(cell, UUID) else cell
