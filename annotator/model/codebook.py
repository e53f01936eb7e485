"""What is asked: variables, groups and options, as the form, the checks and the exports read them.

The values only; `codebook_file` reads them from a codebook folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid5

CODEBOOKS = UUID("b7f3b8c4-2f0c-5c0b-9a55-6f3a8f6f4d21")
"""The namespace of codebook ids, which are computed from their canonical JSON."""


class Kind(Enum):
    """What sort of value a variable takes."""

    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    ACTOR = "actor"
    PERSON = "person"
    PLACE = "place"
    FLAG = "flag"


class Scale(Enum):
    """The level of measurement, which decides how far apart two answers are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


class Evidence(Enum):
    """Whether an answer has to be borne out by words of the article."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Condition:
    """One variable has one of these values; "" stands for: it is not answered.

    The variable is looked up in the entry first, then in the event. Several conditions of a
    `when` must all hold.
    """

    variable: str
    values: tuple[str, ...]


When = tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One code of a variable.

    number: its number in labelled files, and its place on an ordinal scale.
    off_scale: a category that is no point of its variable's ordinal scale (stance `denies`).
    when: only offered while this holds. parent: the code it belongs under, or "".
    columns: what else the list's file says of it (COW code, contexts), for the exporters.
    was: the codes of older codebooks whose cases it takes over.
    """

    code: str
    label: str
    definition: str = ""
    number: int | None = None
    off_scale: bool = False
    aliases: tuple[str, ...] = ()
    when: When = ()
    parent: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Default:
    """The value that stands where a coder leaves a variable untouched, while `when` holds.

    A reason among the variable's `missing` ("not_stated") stands for that reason.
    """

    value: str | int | float | bool
    when: When = ()


@dataclass(frozen=True, slots=True)
class Derive:
    """How a value follows from other answers: one of a few named rules and its arguments.

    rule `first`: the first answer of `variable` in the entries of `group` that meet `where`.
    rule `lowest_of_highest`: of `variable` (whose options are ranked by `order_column`), the lowest
        of the highest values per `by`, over the entries that meet the first of `among` that any
        entry meets.
    rule `count_sides`: the value of `values` for the number of different `by` in `group`
        ("2": "bilateral", "4+": "multilateral"), over the entries that meet `among`; entries that
        meet `where` make it `otherwise`.
    rule `quote`: the words of the entry's first evidence.
    """

    rule: str
    arguments: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Variable:
    """One question of the codebook.

    required: asked of every coder: an answer or a reason is needed before submitting.
    more: stands under *more* in the form. identifies: tells whether two coders mean one happening.
    shortcut: the key that opens it in the article. mark: the colour family of its evidence.
    missing: the reasons that may stand for an answer, by their codes.
    precisions, bases: of a date or place, the options of its precision and basis.
    minimum, maximum, unit: of a number.
    was: what it was called in older codebooks, or "".
    """

    name: str
    kind: Kind
    label: str
    question: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    scale: Scale = Scale.NOMINAL
    options: tuple[Option, ...] = ()
    required: bool = False
    more: bool = False
    identifies: bool = False
    evidence: Evidence = Evidence.OPTIONAL
    missing: tuple[str, ...] = ("not_stated", "undecided", "not_applicable")
    when: When = ()
    defaults: tuple[Default, ...] = ()
    derive: Derive | None = None
    shortcut: str = ""
    mark: str = ""
    precisions: tuple[Option, ...] = ()
    bases: tuple[Option, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    was: str = ""
    _by_code: dict[str, Option] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_code", {option.code: option for option in self.options})

    def option(self, code: str) -> Option | None:
        """The option with this code, or None."""
        return self._by_code.get(code)


@dataclass(frozen=True, slots=True)
class Group:
    """A repeatable set of variables, such as the participants of an event.

    singular: what one entry is called ("participant"). key: the variables by which the entries of
    two coders are matched. The spans of a whole entry belong to the first variable of the key.
    was: what it was called in older codebooks, or "".
    """

    name: str
    label: str
    singular: str
    key: tuple[str, ...]
    variables: tuple[Variable, ...]
    definition: str = ""
    when: When = ()
    minimum: int = 0
    shortcut: str = ""
    mark: str = ""
    was: str = ""

    def variable(self, name: str) -> Variable | None:
        """The variable with this name, or None."""
        return next((v for v in self.variables if v.name == name), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule for coders, shown beside the definitions."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """A combination of answers that contradicts itself, declared by the lab.

    Where `when` holds, `need` must hold too, as far as its variables have values. With `some`, at
    least one entry of `group` must meet it ("there is an entry" if it is empty); without it, `when`
    and `need` are looked at in each entry of `group`, or in the event if that is "".
    variable: where the problem is shown. text: what is wrong and what to do.
    """

    name: str
    text: str
    variable: str
    group: str = ""
    when: When = ()
    need: When = ()
    some: When | None = None


@dataclass(frozen=True, slots=True)
class Codebook:
    """Everything that is asked of an article (`article`), its events and their groups."""

    id: UUID
    name: str
    version: str
    label: str
    definition: str
    article: tuple[Variable, ...]
    variables: tuple[Variable, ...]
    groups: tuple[Group, ...]
    rules: tuple[Rule, ...] = ()
    alignment: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    checks: tuple[Check, ...] = ()

    def group(self, name: str) -> Group | None:
        """The group with this name, or None."""
        return next((g for g in self.groups if g.name == name), None)

    def variable(self, name: str, group: str = "") -> Variable | None:
        """The variable of an event, or of a group's entries, with this name, or None."""
        owner = self.variables_of(group)
        return next((v for v in owner if v.name == name), None)

    def variables_of(self, group: str = "") -> tuple[Variable, ...]:
        """The variables of an event (""), of the article ("article") or of a group."""
        if group == "":
            return self.variables
        if group == "article":
            return self.article
        found = self.group(group)
        return found.variables if found else ()

    def all_variables(self) -> Iterator[tuple[str, Variable]]:
        """Every variable with its table: "article", "" (event) or the group's name."""
        yield from (("article", variable) for variable in self.article)
        yield from (("", variable) for variable in self.variables)
        for group in self.groups:
            yield from ((group.name, variable) for variable in group.variables)


def codebook_id(canonical_json: str) -> UUID:
    """The id of a codebook: computed from its content."""
    return uuid5(CODEBOOKS, canonical_json)
