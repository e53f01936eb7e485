"""Which articles resemble each other: bands to find candidates by, and the pairs that were found.

Bands are keys computed from a text; articles that share one may repeat each other. They are kept,
so that what is new is only held against what shares a key with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import delete, func, or_, select

from annotator.store.bulk import insert_all
from annotator.store.indexes import set_state, state_of
from annotator.store.listing import pieces
from annotator.store.rows import Rows
from annotator.store.tables import table

_band = table("article_band").c
_pair = table("article_pair").c

Pair = tuple[int, int, float]
"""The numbers of two articles, and how alike they are: 1 for equal texts."""


class LikenessRecords(Rows):
    """The part of `Records` that is about articles that repeat each other."""

    def bands_upto(self) -> int:
        """The number of the last article that has its bands, or 0."""
        return state_of(self._connection, "bands")

    def add_bands(self, rows: Iterable[tuple[int, int]], upto: int) -> None:
        """Keep the keys of articles, each with the article's number; all have them up to `upto`."""
        self._begin()
        insert_all(self._connection, "article_band", sorted(rows))
        set_state(self._connection, "bands", upto)

    def numbers_at(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Every article that has one of these keys: key and number, in this order."""
        found: list[tuple[int, int]] = []
        for piece in pieces(sorted(keys)):
            query = select(_band.key, _band.number).where(_band.key.in_(piece))
            found.extend(tuple(row) for row in self._all(query.order_by(_band.key, _band.number)))
        return found

    def add_pairs(self, rows: Iterable[Pair]) -> None:
        """Keep pairs of articles that resemble each other; a known pair is put right."""
        self._begin()
        new = {(min(pair[:2]), max(pair[:2])): pair[2] for pair in rows}
        for number, other in new:
            known = (_pair.number == number) & (_pair.other == other)
            self._connection.execute(delete(table("article_pair")).where(known))
        insert_all(self._connection, "article_pair", [(*pair, new[pair]) for pair in sorted(new)])

    def pairs(
        self, numbers: Sequence[int] | None = None, offset: int = 0, limit: int | None = None
    ) -> list[Pair]:
        """The pairs, or those with one of these articles, by number: at most `limit` of them."""
        query = select(_pair.number, _pair.other, _pair.alike)
        if numbers is not None:
            query = query.where(or_(_pair.number.in_(numbers), _pair.other.in_(numbers)))
        ordered = query.order_by(_pair.number, _pair.other).offset(offset).limit(limit)
        return [(row.number, row.other, row.alike) for row in self._all(ordered)]

    def n_pairs(self) -> int:
        """How many pairs there are."""
        ((number,),) = self._all(select(func.count()).select_from(table("article_pair")))
        return int(number)
