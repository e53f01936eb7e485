"""What a comparison of coders needs beside the codings: who submitted when, releases, choices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    not_,
    or_,
    select,
    union,
)

from annotator.model.event import Lane
from annotator.model.study import FIRST_ROUND, AlignmentChoice, Role, State
from annotator.store.listing import pieces
from annotator.store.rows import Rows
from annotator.store.standing import NOT_REPLACED
from annotator.store.tables import table

_article = table("article").c
_revision = table("event_revision").c
_submission = table("submission").c
_release = table("release").c
_choice = table("alignment_choice").c
_line = table("article_listing").c
_login = table("login").c


_FOOTING = (
    "article",
    "event_revision",
    "submission",
    "release",
    "alignment_choice",
    "adoption",
    "coder",
)
"""The tables on which a comparison rests."""

_SHOWN = (
    "article",
    "article_note",
    "article_state",
    "assignment",
    "event_revision",
    "submission",
    "adoption",
    "setting",
    "release",
)
"""The tables of which windows show what is in them."""

_OF_CODERS = ("event_revision", "submission")


class Handed(NamedTuple):
    """Where a coding stands, and since when. number: of the article."""

    number: int
    article_id: UUID
    coder_id: UUID
    lane: Lane
    state: State
    made_at: datetime
    round: int


class AgreementRecords(Rows):
    """The part of `Records` that is about comparing coders."""

    def handed(self, first: int, last: int, *, all_rounds: bool = False) -> list[Handed]:
        """Where codings of the articles from number `first` to `last` stand; gold is one, too.

        all_rounds: tells of training and hidden repeats, too, not of the first round alone. Only
        what was ever submitted, set aside or answered is told; by article and lane, then by the
        time of it.
        """
        query = (
            select(
                _article.number,
                _submission.article_id,
                _submission.coder_id,
                _submission.lane,
                _submission.state,
                _submission.made_at,
                _submission.round,
            )
            .join(table("submission"), _submission.article_id == _article.id)
            .where(_article.number.between(first, last))
            .order_by(_submission.made_at, _submission.id)
        )
        if not all_rounds:
            query = query.where(_submission.round == FIRST_ROUND)
        else:
            is_coding = _submission.lane == Lane.CODING.value
            query = query.where(or_(is_coding, _submission.round == FIRST_ROUND))
        found: list[Handed] = self._values("submission", query, _handed_of)
        newest = {(each.number, each.lane, _owner(each), each.round): each for each in found}
        return sorted(newest.values(), key=lambda each: (each.number, each.lane is Lane.GOLD))

    def last_number(self) -> int:
        """The number of the article that was imported last; 0 if there is none."""
        ((last,),) = self._all(select(func.max(_article.number)))
        return last or 0

    def source_id_uses(self, source_ids: Sequence[str]) -> Counter[str]:
        """How many articles carry each of these identifiers."""
        uses: Counter[str] = Counter()
        for piece in pieces(source_ids):
            query = select(_article.source_id, func.count()).where(_article.source_id.in_(piece))
            uses.update(dict(map(tuple, self._all(query.group_by(_article.source_id)))))
        return uses

    def n_begun_unreleased(self) -> int:
        """How many articles somebody has begun or submitted, and nobody has released.

        What is begun for training alone is never compared with others, nor released.
        """
        told = select(_submission.article_id).where(
            _submission.lane == Lane.CODING.value,
            _submission.round >= FIRST_ROUND,
            not_(
                and_(
                    _submission.state == State.IN_PROGRESS.value,
                    cast(_submission.answers, Text) == "{}",
                )
            ),
        )
        coded = select(_revision.article_id).where(
            _revision.lane == Lane.CODING.value,
            _revision.round >= FIRST_ROUND,
            _revision.retracted.is_(False),
            NOT_REPLACED,
        )
        begun = union(told, coded).subquery()
        released = select(_release.article_id)
        query = select(func.count()).select_from(begun).where(begun.c.article_id.not_in(released))
        ((number,),) = self._all(query)
        return int(number)

    def release(self, article_ids: Sequence[UUID], coder_id: UUID) -> None:
        """Show articles to reviewers from now on."""
        self._begin()
        made_at = self._now("release")
        for article_id in article_ids:
            self._insert(
                "release",
                {
                    "id": uuid4(),
                    "article_id": article_id,
                    "coder_id": coder_id,
                    "made_at": made_at,
                },
            )

    def released(self) -> set[UUID]:
        """The articles that reviewers are shown."""
        return {row.article_id for row in self._all(select(_release.article_id))}

    def add_alignment_choice(self, choice: AlignmentChoice) -> None:
        """Keep what a reviewer says about two events; the newest says what counts.

        The events of a pair stand in the order of their ids; a row that has them the other way
        round takes back what was said.
        """
        self._begin()
        first, second = sorted((choice.first, choice.second))
        if choice.joined is None:
            first, second = second, first
        self._insert(
            "alignment_choice",
            {
                "id": uuid4(),
                "article_id": choice.article_id,
                "event_id": first,
                "other_id": second,
                "joined": bool(choice.joined),
                "coder_id": choice.coder_id,
                "made_at": self._now("alignment_choice", _choice.article_id == choice.article_id),
            },
        )

    def alignment_choices(self, article_id: UUID | None = None) -> list[AlignmentChoice]:
        """What reviewers said last about pairs of events, of an article or all; oldest first.

        What was taken back is left out.
        """
        query = select(table("alignment_choice")).order_by(_choice.made_at, _choice.id)
        if article_id is not None:
            query = query.where(_choice.article_id == article_id)
        found: list[AlignmentChoice] = self._values("alignment_choice", query, _choice_of)
        newest: dict[tuple[UUID, UUID], AlignmentChoice] = {}
        for each in found:
            newest.pop((each.first, each.second), None)
            newest[each.first, each.second] = each
        return [each for each in newest.values() if each.joined is not None]

    def footing(self) -> tuple[int, ...]:
        """Numbers that change whenever a row is added on which a comparison rests; quick to ask."""
        return self._numbers(_FOOTING)

    def pulse(self) -> tuple[int, ...]:
        """Numbers that change when there is more of what a window shows and this login may see.

        A file tells them at once. A server with 300,000 revisions takes some hundredths of a
        second: it has to count, as newer rows need not be those that were made later.
        """
        return self._numbers(_SHOWN)

    def _numbers(self, names: Sequence[str]) -> tuple[int, ...]:
        is_sqlite = self._connection.dialect.name == "sqlite"
        (found,) = self._all(_each_of(names, _newest if is_sqlite else _counted))
        return tuple(int(number or 0) for number in found)


@cache
def _each_of(names: Sequence[str], number: Callable[[str], ColumnElement[Any]]) -> Select[Any]:
    """The number of each of these tables, in one question."""
    return select(*(number(name) for name in names))


def _newest(name: str) -> ColumnElement[Any]:
    """The place of the newest row: SQLite knows it without looking at the others."""
    place: ColumnElement[Any] = func.max(literal_column(f"{name}.rowid"))
    return select(place).select_from(table(name)).scalar_subquery()


def _counted(name: str) -> ColumnElement[Any]:
    """How many rows this login may see.

    Of what coders add, a policy would look at every row; whose they are, and which articles are
    released, is found by indexes.
    """
    if name == "article":
        return select(func.max(_line.number)).scalar_subquery()
    rows, count = table(name), select(func.count()).select_from(table(name))
    if name not in _OF_CODERS:
        return count.scalar_subquery()
    own = count.where(rows.c.coder_id == _about_me(_login.coder_id)).scalar_subquery()
    shown = count.where(rows.c.article_id.in_(select(_release.article_id))).scalar_subquery()
    is_lead = func.coalesce(_about_me(_login.role), Role.LEAD.value) == Role.LEAD.value
    return case((is_lead, count.scalar_subquery()), else_=own + shown)


def _about_me(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return select(column).where(_login.name == func.session_user()).scalar_subquery()


def _handed_of(row: Any) -> Handed:
    number, article_id, coder_id, lane, state, made_at, round = row
    return Handed(number, article_id, coder_id, Lane(lane), State(state), made_at, round)


def _owner(handed: Handed) -> UUID | None:
    """Whose coding it is; gold is everybody's."""
    return handed.coder_id if handed.lane is Lane.CODING else None


def _choice_of(row: Any) -> AlignmentChoice:
    first, second = sorted((row.event_id, row.other_id))
    joined = None if first != row.event_id else row.joined
    return AlignmentChoice(row.article_id, first, second, joined, row.coder_id)
