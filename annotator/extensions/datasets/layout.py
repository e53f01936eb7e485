"""Which tables a codebook makes in the native format, with their columns and keys."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.extensions.datasets import profiles
from annotator.extensions.datasets.columns import (
    CATEGORIES,
    Column,
    has_inputs,
    own_columns,
)
from annotator.model.codebook import Codebook

COMMON = frozenset({"article_id", "coder"})
ARTICLE_FACTS = COMMON | {
    *("title", "publisher", "pub_date", "published", "language", "url"),
    *("n_events", "state", "reason"),
}
EVENT_FACTS = COMMON | {"event_id", "event_seq"}
ENTRY_FACTS = frozenset({"event_id", "seq", "quote", "start", "end"})


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """The columns of a table that name a row of another."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, its key, and the codebook's table that its answers come from.

    of: "article", "" (event) or a group's name, as in the codebook.
    """

    name: str
    of: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    foreign: tuple[ForeignKey, ...] = ()


_ARTICLE = ForeignKey(("article_id", "coder"), "articles", ("article_id", "coder"))
_EVENT = ForeignKey(("event_id",), "events", ("event_id",))


def tables(codebook: Codebook) -> list[Table]:
    """Every table of the native format that this codebook makes, `articles` first."""
    made = [_articles(codebook), _events(codebook)]
    made += [_entries(codebook, group.name) for group in codebook.groups]
    made += [
        Table(
            "evidence",
            "",
            "The words that bear out each answer, in Unicode code points",
            profiles.EVIDENCE,
            ("evidence_id",),
            (_ARTICLE,),
        )
    ]
    if has_dyads(codebook):
        made.append(_dyads(codebook))
    missing = Table(
        "missing",
        "",
        "Why an answer is missing, also where the cell is empty",
        profiles.MISSING,
        ("table", "row_key", "variable"),
    )
    return [*made, missing]


def has_dyads(codebook: Codebook) -> bool:
    """Whether the codebook says who takes part in which role, so that there are pairs."""
    actor, role = (codebook.variable(name, "participants") for name in ("actor", "role"))
    if actor is None or role is None:
        return False
    known = profiles.SENDERS | profiles.RECEIVERS | profiles.PARTIES
    return any(option.code in known for option in role.options)


def _articles(codebook: Codebook) -> Table:
    columns = _columns(codebook, "article", profiles.ARTICLES, ARTICLE_FACTS)
    about = "Articles, one row for each coder who coded it"
    return Table("articles", "article", about, columns, ("article_id", "coder"))


def _events(codebook: Codebook) -> Table:
    facts = EVENT_FACTS
    event_type = codebook.variable("event_type")
    if event_type is not None and any(o.columns.get("score") for o in event_type.options):
        facts = facts | {"plover_score"}
    columns = _columns(codebook, "", profiles.EVENTS, facts)
    return Table("events", "", "Events, one row each", columns, ("event_id",), (_ARTICLE,))


def _entries(codebook: Codebook, name: str) -> Table:
    group = codebook.group(name)
    singular = name if group is None else group.singular
    label = name if group is None else group.label
    facts = ENTRY_FACTS
    actor = codebook.variable("actor", name)
    if actor is not None and any(option.columns.get("cameo") for option in actor.options):
        facts = facts | {"cameo_actor"}
    generic = (
        Column("event_id", "string", "@event_id", "Event"),
        Column(f"{singular}_seq", "integer", "@seq", "Number in the event"),
    )
    declared = profiles.GROUPS.get(name, generic)
    columns = _columns(codebook, name, declared, facts)
    sequence = next(column.name for column in columns if column.source == "@seq")
    about = f"{label} of the events, one row each"
    return Table(name, name, about, columns, ("event_id", sequence), (_EVENT,))


def _dyads(codebook: Codebook) -> Table:
    facts = {column.source[1:] for column in profiles.DYADS if column.source.startswith("@")}
    columns = tuple(
        column for column in profiles.DYADS if has_inputs(column, "", codebook, frozenset(facts))
    )
    about = "Pairs of actors of each event; weights of an event add up to 1"
    return Table("dyads", "", about, columns, ("dyad_id",), (_EVENT,))


def _columns(
    codebook: Codebook, table: str, declared: tuple[Column, ...], facts: frozenset[str]
) -> tuple[Column, ...]:
    """The declared columns whose inputs are there, then what else the codebook asks."""
    kept = [column for column in declared if has_inputs(column, table, codebook, facts)]
    drawn = {column.source for column in kept}
    names = {column.name for column in kept}
    for variable in codebook.variables_of(table):
        for column in own_columns(variable):
            if column.source not in drawn:
                name = column.name if column.name not in names else f"{column.name}_coded"
                names.add(name)
                kept.append(Column(name, column.type, column.source, column.title))
    return tuple(kept)


def categories(codebook: Codebook, table: Table, column: Column) -> list[tuple[str, str]]:
    """The codes and labels that a column's cells may hold, in order; none if it is not coded."""
    name, _, part = column.source.partition(".")
    variable = None if "/" in name else codebook.variable(name, table.of)
    if variable is None:
        return []
    options = {"precision": variable.precisions, "basis": variable.bases}.get(part)
    if options is None:
        options = variable.options if not part and variable.kind in CATEGORIES else ()
    return [(option.code, option.label) for option in options]
