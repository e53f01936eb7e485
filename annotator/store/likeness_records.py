"""Which articles resemble each other: bands to find candidates by, and the pairs that were found.

Bands are keys computed from a text; articles that share one may repeat each other. They are kept,
so that what is new is only held against what shares a key with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, func, or_, select

from annotator.store.bulk import insert_all
from annotator.store.indexes import set_state, state_of
from annotator.store.listing import pieces
from annotator.store.rows import Rows
from annotator.store.tables import table

_band = table("article_band").c
_pair = table("article_pair").c

_AT_KEYS = (
    "SELECT key, number FROM article_band WHERE key IN (SELECT value FROM json_each(?))"
    " ORDER BY key, number"
)
_THE_PAIR = delete(table("article_pair")).where(
    _pair.number == bindparam("first"), _pair.other == bindparam("second")
)

Pair = tuple[int, int, float]
"""The numbers of two articles, and how alike they are: 1 for equal texts."""


class LikenessRecords(Rows):
    """The part of `Records` that is about articles that repeat each other."""

    def bands_upto(self) -> int:
        """The number of the last article that has its bands, or 0."""
        return state_of(self._connection, "bands")

    def add_bands(self, rows: Iterable[tuple[int, int]], upto: int = 0) -> None:
        """Keep the keys of articles, each with the article's number; all have them up to `upto`.

        Keys that lie near each other are quickly kept, so those of many articles may come in parts,
        sorted, the last of them with `upto`. What is known already stays.
        """
        self._begin()
        new = set(rows)
        new.difference_update(self.numbers_at([key for key, _ in new]))
        insert_all(self._connection, "article_band", sorted(new))
        if upto > self.bands_upto():
            set_state(self._connection, "bands", upto)

    def numbers_at(self, keys: Sequence[int]) -> list[tuple[int, int]]:
        """Every article that has one of these keys: key and number, in this order."""
        if self._connection.dialect.name == "sqlite":  # one statement for any number of keys
            cells = self._connection.exec_driver_sql(_AT_KEYS, (json.dumps(sorted(keys)),))
            return [(key, number) for key, number in cells]
        found: list[tuple[int, int]] = []
        for piece in pieces(sorted(keys)):
            query = select(_band.key, _band.number).where(_band.key.in_(piece))
            found.extend(tuple(row) for row in self._all(query.order_by(_band.key, _band.number)))
        return found

    def add_pairs(self, rows: Iterable[Pair]) -> None:
        """Keep pairs of articles that resemble each other; a known pair is put right."""
        self._begin()
        new = {(min(pair[:2]), max(pair[:2])): pair[2] for pair in rows}
        if new:
            known = [{"first": number, "second": other} for number, other in new]
            self._connection.execute(_THE_PAIR, known)
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
