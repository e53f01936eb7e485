"""One codebook that knows the codes and questions of older versions, too, for what goes out.

Codings keep the codes that they were given. So that none of them lacks its meaning, codes that were
renamed, split, merged or retired stand behind those in force, and what is no longer asked stands
behind what is. Only names are brought up to date: what a question is called now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from annotator.model.codebook import Codebook, Derive, Group, Option, Variable, When
from annotator.model.codebook_lineage import CODED, Heirs, Lineage
from annotator.model.codebook_proposal import fits
from annotator.model.dataset import THEN, PlainCoding
from annotator.model.values_plain import Plain


@dataclass(slots=True)
class Names:
    """How what older codings answer is called in what goes out.

    tables: of groups. variables: by older table and name. kept: the same for the codings of one
    version, where the newer question of that name takes values of another kind.
    """

    tables: dict[str, str] = field(default_factory=dict)
    variables: dict[tuple[str, str], str] = field(default_factory=dict)
    kept: dict[tuple[UUID, str, str], str] = field(default_factory=dict)

    def codebook(self, older: Codebook) -> Codebook:
        """An older codebook in these names, with all its conditions, defaults and derivations."""
        if not (self.tables or self.variables or self.kept):
            return older
        renaming = _Renaming(self, older)
        return replace(
            older,
            article=renaming.variables("article"),
            variables=renaming.variables(""),
            groups=tuple(renaming.group(group) for group in older.groups),
        )

    def name(self, version: UUID, table: str, name: str) -> str:
        """How a variable of an older table is called."""
        return self.kept.get((version, table, name)) or self.variables.get((table, name), name)

    def coding(self, coding: PlainCoding) -> PlainCoding:
        """A coding in these names."""
        if not (self.tables or self.variables or self.kept):
            return coding
        version = coding.codebook_id
        return PlainCoding(
            coding.article_id,
            coding.coder_id,
            coding.lane,
            coding.round,
            (coding.state, coding.reason),
            self._entry(coding.plain_answers, "article", version),
            version,
            [(event_id, self._event(body, version)) for event_id, body in coding.plain_events],
        )

    def _event(self, body: Plain, version: UUID) -> Plain:
        groups = {
            self.tables.get(name, name): [self._entry(entry, name, version) for entry in entries]
            for name, entries in body["groups"].items()
        }
        return {"answers": self._entry(body["answers"], "", version), "groups": groups}

    def _entry(self, entry: Plain, table: str, version: UUID) -> Plain:
        return {self.name(version, table, name): answer for name, answer in entry.items()}


@dataclass(frozen=True, slots=True)
class _Renaming:
    """An older codebook, while it is put into newer names."""

    names: Names
    book: Codebook

    def group(self, group: Group) -> Group:
        """A group with its variables."""
        return replace(
            group,
            name=self.names.tables.get(group.name, group.name),
            key=tuple(self._name(group.name, name) for name in group.key),
            variables=self.variables(group.name),
            when=self._when(group.when, ""),
        )

    def variables(self, table: str) -> tuple[Variable, ...]:
        """The variables of a table."""
        return tuple(self._variable(each, table) for each in self.book.variables_of(table))

    def _variable(self, variable: Variable, table: str) -> Variable:
        return replace(
            variable,
            name=self._name(table, variable.name),
            when=self._when(variable.when, table),
            options=tuple(replace(o, when=self._when(o.when, table)) for o in variable.options),
            defaults=tuple(replace(d, when=self._when(d.when, table)) for d in variable.defaults),
            derive=self._derive(variable.derive) if variable.derive is not None else None,
        )

    def _name(self, table: str, name: str) -> str:
        return self.names.name(self.book.id, table, name)

    def _found(self, name: str, table: str) -> str:
        """The newer name of what is looked up in the entry first, then in the event."""
        return self._name(table if self.book.variable(name, table) is not None else "", name)

    def _when(self, when: When, table: str) -> When:
        return tuple(replace(c, variable=self._found(c.variable, table)) for c in when)

    def _derive(self, derive: Derive) -> Derive:
        arguments = dict(derive.arguments)
        table = str(arguments.get("group", ""))

        def renamed(where: Any) -> Any:
            if isinstance(where, Mapping):
                return {self._found(name, table): values for name, values in where.items()}
            return [renamed(each) for each in where] if isinstance(where, (list, tuple)) else where

        changes: dict[str, Any] = {"group": self.names.tables.get(table, table)}
        changes |= {
            name: self._name(table, str(arguments.get(name))) for name in ("variable", "by")
        }
        changes |= {name: renamed(arguments.get(name)) for name in ("where", "among")}
        known = {name: value for name, value in changes.items() if name in arguments}
        return Derive(derive.rule, {**arguments, **known})


def whole_codebook(codebook: Codebook, lineages: Iterable[Lineage]) -> tuple[Codebook, Names]:
    """The codebook with all that older ones asked beyond it, and how that is called in it.

    lineages: from each older codebook to this one, the newest first. It keeps its id.
    """
    names = Names()
    for lineage in lineages:
        for table in ("article", "", *(group.name for group in lineage.old.groups)):
            codebook = _with_table(codebook, lineage, table, names)
    return codebook, names


def _with_table(codebook: Codebook, lineage: Lineage, table: str, names: Names) -> Codebook:
    """The codebook with what an older table asked and the codebook does not."""
    later = lineage.table(table)
    if later is None:
        later = table
        if codebook.group(table) is None:
            gone = lineage.old.group(table)
            assert gone is not None
            bare = replace(gone, variables=(), when=(), minimum=0)
            codebook = replace(codebook, groups=(*codebook.groups, bare))
    elif later != table:
        names.tables[table] = later
    variables = list(codebook.variables_of(later))
    for old in lineage.old.variables_of(table):
        _take_over(variables, lineage, table, old, names)
    return _put(codebook, later, tuple(variables))


def _take_over(
    variables: list[Variable], lineage: Lineage, table: str, old: Variable, names: Names
) -> None:
    """Put an older variable's codes behind its heir's, or the variable behind all."""
    heir = lineage.variable(table, old.name)
    places = {variable.name: place for place, variable in enumerate(variables)}
    if heir is not None and heir.name in places and _alike(old, heir):
        place = places[heir.name]
        variables[place] = _with_codes(variables[place], lineage, table, old)
        if heir.name != old.name:
            names.variables[table, old.name] = heir.name
        return
    known = places.get(old.name)
    if known is not None and _alike(old, variables[known]):
        variables[known] = _with_codes(variables[known], lineage, table, old)
        return
    name = old.name if known is None else _free(f"{old.name}_{old.kind.value}", places)
    variables.append(_no_longer_asked(old, name, lineage))
    if name != old.name:
        names.kept[lineage.old.id, table, old.name] = name


def _alike(old: Variable, new: Variable) -> bool:
    """Whether the values of both can stand in the same columns."""
    return fits(old.kind, new.kind) or {old.kind, new.kind} <= CODED


def _free(name: str, taken: Iterable[str]) -> str:
    known, number, found = set(taken), 1, name
    while found in known:
        number += 1
        found = f"{name}_{number}"
    return found


def _no_longer_asked(old: Variable, name: str, lineage: Lineage) -> Variable:
    told = f"Asked in {lineage.old.version}, no longer in {lineage.new.version}."
    return replace(
        old,
        name=name,
        definition=_joined(told, old.definition or old.question),
        required=False,
        when=(),
        defaults=(),
        derive=None,
        options=tuple(replace(option, when=()) for option in old.options),
        was="",
    )


def _with_codes(variable: Variable, lineage: Lineage, table: str, old: Variable) -> Variable:
    """The variable with the codes that an older one has beyond it."""

    def longer(part: str) -> tuple[Option, ...]:
        older: tuple[Option, ...] = getattr(old, part)
        heirs = lineage.heirs(table, old.name, part)
        told = (lineage.old.version, lineage.new.version)
        return _longer(getattr(variable, part), older, heirs, *told)

    return replace(
        variable,
        options=longer("options"),
        precisions=longer("precisions"),
        bases=longer("bases"),
    )


def _longer(
    options: tuple[Option, ...],
    old: Sequence[Option],
    heirs: Heirs,
    before: str,
    now: str,
) -> tuple[Option, ...]:
    known = {option.code for option in options}
    numbers = {option.number for option in options}
    more: list[Option] = []
    for option in old:
        if option.code in known:
            continue
        later = " or ".join(heirs.get(option.code, ()))
        told = f"In {before}; {f'now {later}' if later else 'no longer'} in {now}."
        number = option.number if option.number not in numbers else None
        numbers.add(number)
        definition = _joined(told, option.definition)
        then = {**option.columns, THEN: "" if option.number is None else str(option.number)}
        bare = replace(option, number=number, when=(), was=())
        more.append(replace(bare, definition=definition, columns=then))
    return (*options, *more) if more else options


def _joined(*texts: str) -> str:
    return " ".join(filter(None, texts))


def _put(codebook: Codebook, table: str, variables: tuple[Variable, ...]) -> Codebook:
    """The codebook with other variables in a table; the same where nothing changed."""
    if variables == codebook.variables_of(table):
        return codebook
    if table == "":
        return replace(codebook, variables=variables)
    if table == "article":
        return replace(codebook, article=variables)
    groups = [
        _with(group, variables) if group.name == table else group for group in codebook.groups
    ]
    return replace(codebook, groups=tuple(groups))


def _with(group: Group, variables: tuple[Variable, ...]) -> Group:
    return replace(group, variables=variables)
