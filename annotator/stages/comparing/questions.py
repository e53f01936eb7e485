"""What is compared: the codebook's questions, each with its scale, and the values of its answers.

Free text is not compared. A group is also one question more: the set of what its key's first
variable says in an event, such as the participants. Answers are kept as small numbers, so that the
codings of thousands of articles fit in little memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from annotator.model.codebook import Codebook, Group, Kind, Scale, Variable
from annotator.model.errors import AnnotatorError, NotFound
from annotator.model.event import Answer, Date, Entry, Missing, Place, Value
from annotator.model.filled import holds
from annotator.reliability.features import days_of
from annotator.reliability.ratings import Rated, name_of

ARTICLE, EVENT = "article", "event"
"""The tables of a report beside the groups."""

NOT_ASKED, UNDECIDED, UNANSWERED = -1, -2, -3
"""Why a coder who has a unit has no value in it; NOT_ASKED stands for having no such unit, too."""

NOMINAL, ORDINAL, INTERVAL, RATIO, DATE = "nominal", "ordinal", "interval", "ratio", "date"
SETS = ("masi", "jaccard", "dice")
SCALES = (NOMINAL, ORDINAL, INTERVAL, RATIO, *SETS, DATE)

_CATEGORIES = {Missing.NOT_STATED, Missing.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a report.

    name: as in exports. table: "article", "event" or the group's name. variable: that is asked; of
    a set, the one whose answers are its members. level: of the coefficient that counts.
    is_set: whether it is the set of a group's answers.
    """

    name: str
    label: str
    table: str
    variable: Variable
    level: str
    group: Group | None = None
    is_set: bool = False

    @property
    def is_of_entries(self) -> bool:
        """Whether it is asked of each entry of a group."""
        return self.group is not None and not self.is_set

    @property
    def declared(self) -> int:
        """How many categories there are to choose from; 0 if that is not said."""
        options = 2 if self.variable.kind is Kind.FLAG else len(self.variable.options)
        is_closed = self.variable.kind in (Kind.CHOICE, Kind.ACTOR, Kind.FLAG) and not self.is_set
        reasons = {each.value for each in _CATEGORIES} & set(self.variable.missing)
        return options + len(reasons) if is_closed and options else 0

    @property
    def declared_on_scale(self) -> int:
        """How many of them are points of its scale."""
        on_scale = [each for each in self.variable.options if not each.off_scale]
        return len(on_scale) if self.variable.kind is Kind.CHOICE else 0


def questions(codebook: Codebook, scales: Mapping[str, str]) -> tuple[Question, ...]:
    """Everything of the codebook that can be compared, sets of groups before their variables.

    scales: by name, the scale on which it is compared instead. Raises NotFound for an unknown name,
    AnnotatorError for a scale that does not fit.
    """
    found = tuple(_questions(codebook))
    by_name = {each.name: each for each in found}
    for name, scale in scales.items():
        if name not in by_name:
            near = get_close_matches(name, by_name, 1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise NotFound(f"Scale of {name!r}: no such variable is compared.{meant}")
        if scale not in SCALES:
            raise AnnotatorError(f"{scale!r} is no scale. There are: {', '.join(SCALES)}.")
        if scale not in _fitting(by_name[name]):
            fitting = ", ".join(_fitting(by_name[name]))
            raise AnnotatorError(f"{name} cannot be {scale}. It can be: {fitting}.")
    return tuple(replace(each, level=scales.get(each.name, each.level)) for each in found)


def _questions(codebook: Codebook) -> Iterator[Question]:
    of_event = {variable.name for variable in codebook.variables}
    for variable in _compared(codebook.article):
        name = f"{ARTICLE}.{variable.name}" if variable.name in of_event else variable.name
        yield Question(name, variable.label, ARTICLE, variable, _level(variable))
    for variable in _compared(codebook.variables):
        yield Question(variable.name, variable.label, EVENT, variable, _level(variable))
    for group in codebook.groups:
        first = group.variable(group.key[0]) if group.key else None
        if first is not None:
            name = f"{group.name} (set)" if group.name in of_event else group.name
            yield Question(name, group.label, group.name, first, SETS[0], group, is_set=True)
        for variable in _compared(group.variables):
            name, level = f"{group.name}.{variable.name}", _level(variable)
            yield Question(name, variable.label, group.name, variable, level, group)


def _compared(variables: tuple[Variable, ...]) -> Iterator[Variable]:
    return (variable for variable in variables if variable.kind is not Kind.TEXT)


def _level(variable: Variable) -> str:
    """The level of measurement; a number that says nothing of it is taken as interval."""
    if variable.kind is Kind.CHOICES:
        return SETS[0]
    if variable.kind is Kind.DATE:
        return DATE
    if variable.kind is Kind.NUMBER:
        return INTERVAL if variable.scale is Scale.NOMINAL else variable.scale.value
    is_ranked = variable.kind is Kind.CHOICE and variable.scale is not Scale.NOMINAL
    return variable.scale.value if is_ranked else NOMINAL


def _fitting(question: Question) -> tuple[str, ...]:
    """The scales on which a question can be compared."""
    variable = question.variable
    if question.is_set or variable.kind is Kind.CHOICES:
        return (NOMINAL, *SETS)
    if variable.kind is Kind.DATE:
        return (NOMINAL, DATE)
    if variable.kind is Kind.NUMBER:
        is_positive = variable.minimum is not None and variable.minimum >= 0
        is_ratio = is_positive or variable.scale is Scale.RATIO
        return (NOMINAL, ORDINAL, INTERVAL, *([RATIO] if is_ratio else []))
    if variable.kind is not Kind.CHOICE:
        return (NOMINAL,)
    numbers = [each.number for each in variable.options if not each.off_scale]
    if not numbers or any(number is None for number in numbers):
        return (NOMINAL, ORDINAL)
    is_ratio = min(number for number in numbers if number is not None) >= 0
    return (NOMINAL, ORDINAL, INTERVAL, *([RATIO] if is_ratio else []))


class Cells:
    """The answers to one question as places among the different ones, or below 0 why there is none.

    nominal: the different answers. scaled: each as a point of the scale, None if it is none.
    left: the places of codes that the codebook no longer has, and that no longer are on the scale.
    n_default: how many answers the codebook filled in.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.nominal: list[Rated] = []
        self.scaled: list[Rated | None] = []
        self.left: set[int] = set()
        self.n_default = 0
        self._places: dict[Value | Missing | frozenset[str], int] = {}
        self._known: dict[Rated, int] = {}
        self._when = question.variable.when
        self._name = question.variable.name
        self._value = _READERS.get(question.variable.kind, _code)
        self._scaled = _scale_of(question)

    def place(self, entry: Entry, given: Entry, event_answers: Entry) -> int:
        """The place of an entry's answer. given: the entry as the coder left it, not filled in."""
        if self._when and not holds(self._when, entry, event_answers):
            return NOT_ASKED
        answer = entry.get(self._name)
        if answer is None:
            return UNANSWERED
        if self._name not in given:
            self.n_default += 1
        found = self._places.get(answer.value)
        return self._new(answer.value) if found is None else found

    def place_of_set(self, entries: tuple[Entry, ...], event_answers: Entry) -> int:
        """The place of the set of what the entries of a group say, if the group is asked at all.

        Entries none of which says it leave the set unknown; no entries are the empty set.
        """
        group = self.question.group
        if not entries and group is not None and not holds(group.when, event_answers):
            return NOT_ASKED
        answers = (entry.get(self._name) for entry in entries)
        members = frozenset(word for answer in answers if (word := self._member(answer)))
        if entries and not members:
            return UNANSWERED  # there are some, but none says who or what: no empty set
        found = self._places.get(members)
        return self._kept(members, members, members) if found is None else found

    def missing(self, counts: Mapping[int, int]) -> dict[str, int]:
        """How many values are missing, by reason; filled in ones are told too, but are values.

        counts: how often each place occurs.
        """
        found: dict[str, int] = {}
        for reason in (Missing.NOT_STATED, Missing.NOT_APPLICABLE):
            found[reason.value] = counts.get(self._known.get(reason.value, len(self.nominal)), 0)
        found[Missing.UNDECIDED.value] = counts.get(UNDECIDED, 0)
        return {**found, "unanswered": counts.get(UNANSWERED, 0), "default": self.n_default}

    def _member(self, answer: Answer | None) -> str:
        if answer is None or isinstance(answer.value, Missing):
            return ""
        return name_of(self._value(answer.value))

    def _new(self, value: Value | Missing) -> int:
        if isinstance(value, Missing):
            if value not in _CATEGORIES:
                self._places[value] = UNDECIDED
                return UNDECIDED
            return self._kept(value, value.value, None)
        return self._kept(value, self._value(value), self._scaled(value))

    def _kept(
        self, value: Value | Missing | frozenset[str], nominal: Rated, scaled: Rated | None
    ) -> int:
        place = self._known.get(nominal)
        if place is None:
            place = self._known[nominal] = len(self.nominal)
            if scaled is None and not isinstance(value, Missing) and self._is_gone(nominal):
                self.left.add(place)
            self.nominal.append(nominal)
            self.scaled.append(scaled)
        self._places[value] = place
        return place

    def _is_gone(self, code: Rated) -> bool:
        """Whether a value is a code that only an older codebook has."""
        variable = self.question.variable
        is_code = variable.kind is Kind.CHOICE and isinstance(code, str)
        return is_code and variable.option(str(code)) is None


def _code(value: Value) -> Rated:
    return value if isinstance(value, (str, int, float, bool)) else str(value)


def _person(value: Value) -> Rated:
    return " ".join(str(value).split()).casefold()


def _members(value: Value) -> Rated:
    return frozenset(value) if isinstance(value, tuple) else frozenset((str(value),))


def _date(value: Value) -> Rated:
    """A date as it is written; one of which only the order is known, as its precision."""
    if not isinstance(value, Date):
        return str(value)
    first, last = value.start or value.end, value.end or value.start
    return (first if first == last else f"{first}/{last}") or value.precision


def _place(value: Value) -> Rated:
    """Name and country; of a place without a name, its precision and country."""
    if not isinstance(value, Place):
        return str(value)
    name = " ".join((value.name or value.text).split()).casefold()
    return ", ".join(filter(None, (name or value.precision, value.country)))


_READERS: Mapping[Kind, Callable[[Value], Rated]] = {
    Kind.PERSON: _person,
    Kind.CHOICES: _members,
    Kind.DATE: _date,
    Kind.PLACE: _place,
}


def _scale_of(question: Question) -> Callable[[Value], Rated | None]:
    """What gives the point of a value on the question's scale, None if it is none."""
    variable = question.variable
    if question.level == NOMINAL:
        return _READERS.get(variable.kind, _code)
    if question.level == DATE:
        return lambda value: days_of(value) if isinstance(value, Date) else None
    if variable.kind is Kind.NUMBER:
        return _number
    if variable.kind is Kind.CHOICES or question.is_set:
        return _members
    return lambda value: _rank(variable, value)


def _number(value: Value) -> Rated | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _rank(variable: Variable, value: Value) -> Rated | None:
    """An option's number, or its place in the list if the options have none."""
    option = variable.option(value) if isinstance(value, str) else None
    if option is None or option.off_scale:
        return None
    return variable.options.index(option) + 1 if option.number is None else option.number
