"""The names under which coders go out, as they were given in this project."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from annotator.store.rows import Rows
from annotator.store.tables import table

PSEUDONYMS = "pseudonyms"
"""The setting that holds them; every row has those that were new then, by the coder's id."""

_setting = table("setting").c


class PseudonymRecords(Rows):
    """The part of `Records` that knows the coders' pseudonyms."""

    def pseudonyms(self) -> dict[UUID, str]:
        """The pseudonym of each coder who has one. The first that was given stays, and is theirs.

        Where two copies of a project gave the same to two coders, the later one has none.
        """
        query = select(_setting.value).where(_setting.name == PSEUDONYMS)
        found: dict[UUID, str] = {}
        for (given,) in self._all(query.order_by(_setting.made_at, _setting.id)):
            for coder_id, name in sorted(given.items()):
                if UUID(coder_id) not in found and name not in found.values():
                    found[UUID(coder_id)] = name
        return found
