"""What the new rows of packages change: which codings, articles and titles, and about what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from annotator.store.package_rows import Row

Coding = tuple[str, str, str, int]
"""An article, a coder, a lane and a round."""

Choice = tuple[str, str, tuple[str, str]]
"""A row about two events: its id, its article, and the events."""


class Stated(NamedTuple):
    """A word on where a coding stands: when, by which row, and where; the newest counts."""

    made_at: str
    id: str
    state: str


class Noted:
    """What was noted so far.

    codings: of which something is new. stated: the newest word on where codings stand. titles: of
    articles, with when and in which row they were noted. touched: articles of which something is
    said. choices: what reviewers say of pairs of events.
    """

    def __init__(self) -> None:
        self.codings: set[Coding] = set()
        self.stated: dict[Coding, Stated] = {}
        self.titles: dict[str, tuple[str, str, str]] = {}
        self.touched: set[str] = set()
        self.choices: list[Choice] = []

    def note(self, name: str, rows: Sequence[Row]) -> None:
        """Note what these new rows of a table change."""
        if take := _TAKEN.get(name):
            for row in rows:
                take(self, row)

    def _revision(self, row: Row) -> None:
        cells = row.cells
        self.codings.add((cells["article_id"], cells["coder_id"], cells["lane"], cells["round"]))

    def _submission(self, row: Row) -> None:
        cells = row.cells
        coding = (cells["article_id"], cells["coder_id"], cells["lane"], cells["round"])
        self.codings.add(coding)
        said = Stated(cells["made_at"], cells["id"], cells["state"])
        self.stated[coding] = max(said, self.stated.get(coding, said))

    def _article_note(self, row: Row) -> None:
        cells = row.cells
        self.touched.add(cells["article_id"])
        if "title" in row.plain["fields"]:
            said = (cells["made_at"], cells["id"], row.plain["fields"]["title"])
            self.titles[cells["article_id"]] = max(said, self.titles.get(cells["article_id"], said))

    def _touch(self, row: Row) -> None:
        self.touched.add(row.cells["article_id"])

    def _choice(self, row: Row) -> None:
        cells = row.cells
        self.touched.add(cells["article_id"])
        pair = (cells["event_id"], cells["other_id"])
        self.choices.append((cells["id"], cells["article_id"], pair))


_TAKEN: Mapping[str, Callable[[Noted, Row], None]] = MappingProxyType(
    {
        "event_revision": Noted._revision,
        "submission": Noted._submission,
        "article_note": Noted._article_note,
        "article_state": Noted._touch,
        "assignment": Noted._touch,
        "release": Noted._touch,
        "alignment_choice": Noted._choice,
    }
)
