"""Who is given which articles, in and out of one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, select, update

from annotator.model.study import Assignment, Coder
from annotator.store.bulk import insert_all
from annotator.store.listing import change_lines, pieces
from annotator.store.rows import Rows, moment_cell
from annotator.store.tables import table

_assignment = table("assignment").c
_article = table("article").c
_line = table("article_listing").c
_login = table("login").c

_PIECE = 5_000

_moment_cell = lru_cache(moment_cell)  # what is assigned together is assigned at one moment


class Given(NamedTuple):
    """An article that is given to a coder: its number, the round, and its place in their list."""

    number: int
    round: int
    place: int


class AssignmentRecords(Rows):
    """The part of `Records` that is about who codes what, and who works here."""

    def add_assignments(self, assignments: Sequence[Assignment]) -> None:
        """Give articles to coders, or take them back; some thousands at a time."""
        self.add_assignment_rows(assignments)
        self._tell_given({each.article_id for each in assignments})

    def add_assignment_rows(self, assignments: Sequence[Assignment]) -> None:
        """The rows alone, some thousands at a time; `tell_given_at` has to follow."""
        self._begin()
        for piece in pieces(assignments, _PIECE):
            insert_all(self._connection, "assignment", [_cells(each) for each in piece])

    def tell_given_at(self, made_at: datetime, taken_back: set[UUID]) -> None:
        """Bring the lines up to date with rows that are newer than all others.

        made_at: of all of them. taken_back: the articles that they take back from somebody.
        """
        now_given = select(_assignment.article_id).where(
            _assignment.made_at == made_at, _assignment.active
        )
        lines = update(table("article_listing")).where(_line.article_id.in_(now_given))
        self._connection.execute(lines.values(given=True))
        self._tell_given(taken_back)

    def _tell_given(self, article_ids: set[UUID]) -> None:
        """Put into the lines of these articles whether they are assigned to anybody."""
        ids = sorted(article_ids)
        given: set[UUID] = set()
        for piece in pieces(ids):
            standing = self._assignments(_assignment.article_id.in_(piece))
            given |= {each.article_id for each in standing if each.active}
        for is_given in (False, True):
            changed = [id for id in ids if (id in given) is is_given]
            change_lines(self._connection, changed, {"given": is_given})

    def assignments(self, coder_id: UUID | None = None) -> list[Assignment]:
        """Where each article, coder and round stands, taken back or not; of one coder or of all."""
        return self._assignments(*([] if coder_id is None else [_assignment.coder_id == coder_id]))

    def _assignments(self, *where: Any) -> list[Assignment]:
        query = select(table("assignment")).where(*where)
        ordered = query.order_by(_assignment.made_at, _assignment.id)
        found: Iterable[Assignment] = self._values("assignment", ordered, _assignment_of)
        return list({(each.article_id, each.coder_id, each.round): each for each in found}.values())

    def given(self, coder_id: UUID) -> list[Given]:
        """The articles that are given to this coder, with rounds, in the order of their list."""
        query = (
            select(_article.number, _assignment.round, _assignment.place, _assignment.active)
            .join(table("assignment"), _assignment.article_id == _article.id)
            .where(_assignment.coder_id == coder_id)
            .order_by(_assignment.made_at, _assignment.id)
        )
        newest = {
            (number, round): (place, active) for number, round, place, active in self._all(query)
        }
        found = [Given(*key, place) for key, (place, active) in newest.items() if active]
        return sorted(found, key=lambda each: (each.place, each.number, each.round))

    def given_to_anybody(self) -> set[int]:
        """The numbers of the articles that are assigned to somebody; all others are everybody's."""
        return {number for (number,) in self._all(select(_line.number).where(_line.given))}

    def own_coder_id(self) -> UUID | None:
        """Whose project this is: of the login on a server, of whom a file was handed out to.

        None in a lab's own file.
        """
        is_file = self._connection.dialect.name == "sqlite"
        name = "" if is_file else func.session_user()
        rows = self._all(select(_login.coder_id).where(_login.name == name))
        return rows[0].coder_id if rows else None

    def set_up_access(self, lead: Coder) -> None:
        """Have a shared database itself say who sees what; this login is the lead's."""
        if self._connection.dialect.name == "postgresql":
            from annotator.store.access import set_up

            set_up(self._connection, lead)

    def admit(self, name: str, password: str, coder: Coder) -> bool:
        """Let a login of the server in as this coder; whether it was made, with this password."""
        from annotator.store.access import admit, has_role

        self._begin()
        is_new = not has_role(self._connection, name)
        admit(self._connection, name, password, coder)
        return is_new

    def add_login(self, name: str, coder: Coder) -> None:
        """Say who works here: the coder of a server's login, or, as "", whom a file is for."""
        self._insert("login", {"name": name, "coder_id": coder.id, "role": coder.role.value})


def _cells(each: Assignment) -> tuple[Any, ...]:
    """An assignment in the order of the columns of its table, as SQLite holds it."""
    id, article_id, coder_id = each.id.hex, each.article_id.hex, each.coder_id.hex
    by_id, made_at, active = each.by_id.hex, _moment_cell(each.made_at), int(each.active)
    ids = f"{article_id}\0{by_id}\0{coder_id}\0{id}"
    words = f"{active}\0{ids}\0{made_at}\0{each.place}\0{each.round}"  # as `digest_of` has them
    digest = hashlib.sha256(words.encode()).hexdigest()
    return (id, article_id, coder_id, each.round, active, each.place, by_id, made_at, digest)


def _assignment_of(row: Row[Any]) -> Assignment:
    return Assignment(
        id=row.id,
        article_id=row.article_id,
        coder_id=row.coder_id,
        active=row.active,
        round=row.round,
        by_id=row.by_id,
        made_at=row.made_at,
        place=row.place,
    )
