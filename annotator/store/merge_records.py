"""Merging within one transaction: what is found good is written, and told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import bindparam, select, update

from annotator.model.event import Lane
from annotator.model.study import ProjectInfo, State
from annotator.store.article_records import ArticleRecords
from annotator.store.bulk import Cells, insert_all
from annotator.store.indexes import all_words
from annotator.store.listing import lines_due, lines_of, pieces
from annotator.store.rows import raw, uuid_of
from annotator.store.tables import table
from annotator.store.words import add_words, change_title, form_of

if TYPE_CHECKING:
    from annotator.model.packages import Arrived, StateChange, TwoHeads
    from annotator.store.merging import Merging
    from annotator.store.merging_notes import Coding

_article = table("article").c
_line = table("article_listing").c
_TITLE = next(place for place, column in enumerate(_line) if column.name == "title")

KINDS: Mapping[str, str] = {
    "article": "articles",
    "event_revision": "saved states",
    "submission": "submissions",
    "assignment": "assignments",
    "article_note": "article notes",
    "article_state": "decisions about articles",
    "suggestion_log": "suggestions",
    "same_happening": "same happenings",
    "release": "releases",
    "alignment_choice": "alignment choices",
    "adoption": "adoptions",
    "codebook": "codebooks",
    "coder": "people",
    "setting": "settings",
    "project": "project",
}
"""The tables in words for people; "events" and "codings" are counted beside them."""


class MergeRecords(ArticleRecords):
    """The part of `Records` that takes in what others made."""

    def merging(self, project: ProjectInfo, owner: UUID | None) -> Merging:
        """Packages are about to be checked; owner: whose file this is, None in a lab's own."""
        from annotator.store.merging import Merging, Taker

        taker = Taker(project.id, project.name, owner.hex if owner else "")
        return Merging(taker, self._connection)

    def hold_for_merging(self) -> None:
        """Let nobody else write until this transaction ends."""
        self._begin()

    def take_in(self, merging: Merging) -> Iterator[int]:
        """Write what was found good; tells how many rows are written."""
        self._begin()
        done = 0
        last = first = self._last_number()
        for name, rows in merging.new_rows():
            if name == "article":
                rows = [(id, last + n, *rest) for n, (id, _, *rest) in enumerate(rows, 1)]
                last += len(rows)
            insert_all(self._connection, name, rows)
            done += len(rows)
            yield done
        self._number = last
        if merging.taker.is_new:
            self._say_whose(UUID(merging.taker.owner))
        if last > first:
            for lines in lines_due(self._connection, first):
                insert_all(self._connection, "article_listing", lines)
            for articles in all_words(self._connection, first):
                add_words(self._connection, [form_of(*each) for each in articles])
                yield done
        for ids in pieces(sorted(self._to_renew(merging))):
            self._renew_lines([UUID(id) for id in ids])
            yield done

    def _say_whose(self, coder_id: UUID) -> None:
        """Note whose file this is, before the lines are made: what is given depends on it."""
        coder = table("coder").c
        ((role,),) = self._all(select(coder.role).where(coder.id == coder_id))
        self._insert("login", {"name": "", "coder_id": coder_id, "role": role})

    def _to_renew(self, merging: Merging) -> set[str]:
        """The articles that were here and of which something is now said, or otherwise shown."""
        new = merging.ids["article"]
        touched = merging.noted.touched - new.keys()
        if new:  # what repeats an article was marked so before that came
            state = table("article_state").c
            query = select(raw(state.article_id), raw(state.duplicate_of))
            for id, other in self._all(query.where(state.duplicate_of.is_not(None))):
                if uuid_of(other).hex in new:
                    touched.add(uuid_of(id).hex)
        return touched

    def _renew_lines(self, ids: Sequence[UUID]) -> None:
        """Have the lines of these articles say what their rows say."""
        numbers = select(_article.number).where(_article.id.in_(ids))
        query = select(*(raw(column) for column in _line)).where(_line.number.in_(numbers))
        were = {row[0]: tuple(row) for row in self._all(query)}
        changed = [
            line
            for line in lines_of(self._connection, _article.id.in_(ids))
            if line != were.get(line[0])
        ]
        for line in changed:
            self._renew_words(line[0], were[line[0]][_TITLE], line[_TITLE])
        if changed:
            self._connection.execute(_CHANGE_LINE, [_as_values(line) for line in changed])

    def _renew_words(self, number: int, old: str, new: str) -> None:
        if old != new:
            ((text,),) = self._all(select(_article.text).where(_article.number == number))
            change_title(self._connection, number, old, new, text)

    # What it comes to

    def arrived(self, merging: Merging) -> list[Arrived]:
        """What came in, by kind and person; what was known already is counted beside it."""
        from annotator.model.packages import Arrived

        new, known = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
        for counted, into in ((merging.n_new, new), (merging.n_known, known)):
            for (name, id), n in counted.items():
                into[KINDS[name], id] += n
        for event in merging.events.seen.values():
            (known if event.is_known else new)["events", event.coder] += 1
        for _, coder, _, _ in merging.noted.codings:
            new["codings", coder] += 1
        handles = self._handles_of({id for _, id in {*new, *known}} - {""}, merging)
        order = ["articles", "codings", "events", *KINDS.values()]
        kinds = sorted({*new, *known}, key=lambda k: (order.index(k[0]), handles.get(k[1], "")))
        return [
            Arrived(kind, handles.get(id, ""), new[kind, id], known[kind, id]) for kind, id in kinds
        ]

    def _handles_of(self, ids: set[str], merging: Merging) -> dict[str, str]:
        """The handles of people, by id; of those who come in, too."""
        coming = {id: handle for handle, id in merging.handles.items()}
        found = {id: coming[id] for id in ids & coming.keys()}
        found.update(merging.look.up("coder", ("id", "handle"), "id", ids))
        return found

    def two_heads(self, merging: Merging) -> list[TwoHeads]:
        """The events of these packages of which now more than one state stands."""
        from annotator.model.packages import TwoHeads

        double = list(merging.events.double())
        titles = self._titles({event.article for _, event, _ in double}, merging)
        handles = self._handles_of({event.coder for _, event, _ in double}, merging)
        found = [
            TwoHeads(
                handles[event.coder],
                UUID(event.article),
                titles.get(event.article, ""),
                UUID(id),
                Lane(event.lane),
                n_heads,
            )
            for id, event, n_heads in double
        ]
        return sorted(found, key=lambda each: (each.coder, each.article_id, each.event_id))

    def state_changes(self, merging: Merging) -> list[StateChange]:
        """The codings that stand elsewhere than before."""
        from annotator.model.packages import StateChange

        before = self._stood(merging)
        moved: list[tuple[Coding, State | None, State]] = []
        for coding, said in merging.noted.stated.items():
            was = before.get(coding)
            if was is None or (said[:2] > was[:2] and said.state != was[2]):
                moved.append((coding, State(was[2]) if was else None, State(said.state)))
        titles = self._titles({article for (article, *_), _, _ in moved}, merging)
        handles = self._handles_of({coder for (_, coder, _, _), _, _ in moved}, merging)
        found = [
            StateChange(
                handles[coder],
                UUID(article),
                titles.get(article, ""),
                Lane(lane),
                round,
                was,
                now,
            )
            for (article, coder, lane, round), was, now in moved
        ]
        return sorted(found, key=lambda each: (each.coder, each.article_id, each.round))

    def _stood(self, merging: Merging) -> dict[Coding, tuple[str, str, str]]:
        """Where codings of which something new is said stood before: when, by which row, where."""
        columns = ("article_id", "coder_id", "lane", "round", "made_at", "id", "state")
        stood: dict[Coding, tuple[str, str, str]] = {}
        articles = {article for article, *_ in merging.noted.stated}
        for *cells, made_at, id, state in merging.look.up(
            "submission", columns, "article_id", articles
        ):
            coding: Any = tuple(cells)
            if coding in merging.noted.stated and id not in merging.ids["submission"]:
                said = (str(made_at), id, state)
                stood[coding] = max(said, stood.get(coding, said))
        return stood

    def _titles(self, articles: set[str], merging: Merging) -> dict[str, str]:
        """The titles of articles, by id; those that come in have theirs from their notes."""
        titles = {id: merging.noted.titles[id][2] for id in articles & merging.noted.titles.keys()}
        query = select(_article.id, _line.title).join(
            table("article_listing"), _line.number == _article.number
        )
        for ids in pieces(sorted(articles)):
            rows = self._all(query.where(_article.id.in_([UUID(id) for id in ids])))
            titles.update((id.hex, title) for id, title in rows)
        return titles


_CHANGE_LINE = (
    update(table("article_listing"))
    .where(_line.number == bindparam("at"))
    .values({column.name: bindparam(f"new_{column.name}") for column in list(_line)[2:]})
)


def _as_values(line: Cells) -> dict[str, Any]:
    """A line for `_CHANGE_LINE`; number and id stay as they are."""
    said = {f"new_{column.name}": cell for column, cell in list(zip(_line, line, strict=True))[2:]}
    return {"at": line[0], **said, "new_given": bool(said["new_given"])}
