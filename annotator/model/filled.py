"""Defaults and derived values: what stands where a coder left a variable untouched.

They are never stored. What is in a filled event and not in the event is a default or derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from annotator.model.codebook import (
    Codebook,
    Condition,
    Default,
    Derive,
    Option,
    Variable,
    When,
)
from annotator.model.codebook_table import conditions
from annotator.model.event import NO_ANSWERS, Answer, Date, Entry, Event, Missing, Place, Value


class _Order(NamedTuple):
    """The variables of a table that can be filled, each after those its conditions ask about.

    names: of all its variables, in the order of the codebook.
    """

    fillable: tuple[_Fillable, ...]
    names: tuple[str, ...]


class _Fillable(NamedTuple):
    """A variable that can be filled, read once for the many entries that are.

    defaults: each answer, with what must hold for it, and for its option to be offered.
    """

    name: str
    when: When
    defaults: tuple[tuple[When, Answer, When], ...]
    is_quote: bool

    @classmethod
    def of(cls, variable: Variable) -> _Fillable:
        """The variable with its defaults as answers."""
        defaults = []
        for default in variable.defaults:
            option = variable.option(str(default.value))
            offered = option.when if option is not None else ()
            defaults.append((default.when, _as_answer(default, variable), offered))
        is_quote = variable.derive is not None and variable.derive.rule == "quote"
        return cls(variable.name, variable.when, tuple(defaults), is_quote)


class _Derived(NamedTuple):
    """A variable that follows from entries, with the conditions of its rule read once."""

    variable: Variable
    rule: str
    arguments: Mapping[str, Any]
    where: When
    among: tuple[When, ...]

    @classmethod
    def of(cls, variable: Variable, derive: Derive) -> _Derived:
        """The variable with what its rule asks for."""
        arguments = derive.arguments
        choices = arguments.get("among", [{}])
        among = choices if isinstance(choices, (list, tuple)) else [choices]
        return cls(
            variable,
            derive.rule,
            arguments,
            conditions(arguments.get("where", {})),
            tuple(map(conditions, among)),
        )


_REASONS = {reason.value: reason for reason in Missing}
_LAST: dict[str, _Filler] = {}
_ORDERS: dict[int, tuple[Sequence[Variable], _Order]] = {}
_MOST_ORDERS = 64
_NOTHING = _Order((), ())


def filled(event: Event, codebook: Codebook) -> Event:
    """The event with defaults and derived values where the coder gave no answer."""
    return _filler(codebook).event(event)


def filled_entry(
    entry: Entry, variables: Sequence[Variable], event_answers: Entry = NO_ANSWERS
) -> Entry:
    """The entry with defaults, and quotes of its evidence, where the coder gave no answer.

    event_answers: the filled answers of the event that the entry belongs to.
    """
    return _fill(entry, _order_of(variables), event_answers)


def filled_article(answers: Entry, codebook: Codebook) -> Entry:
    """The answers about an article with defaults where the coder gave none."""
    return _fill(answers, _filler(codebook).article, NO_ANSWERS)


def holds(when: When, entry: Entry, event_answers: Entry = NO_ANSWERS) -> bool:
    """Whether all conditions are met by the entry's filled answers, else by the event's."""
    for condition in when:  # noqa: SIM110  asked hundreds of times an event: no generator
        if not _met(condition, entry, event_answers):
            return False
    return True


def offered(
    variable: Variable, entry: Entry, event_answers: Entry = NO_ANSWERS
) -> tuple[Option, ...]:
    """The options that can be chosen now: those whose `when` holds in the filled answers."""
    options = variable.options
    if not any(option.when for option in options):
        return options
    return tuple(option for option in options if holds(option.when, entry, event_answers))


def _met(condition: Condition, entry: Entry, event_answers: Entry) -> bool:
    answer = entry.get(condition.variable) or event_answers.get(condition.variable)
    if answer is None:
        return "" in condition.values
    if answer.value.__class__ is str:  # as nearly all are
        return answer.value in condition.values
    return any(word in condition.values for word in _words(answer.value))


def _words(value: Value | Missing) -> tuple[str, ...]:
    """What a condition may ask for: a code, a reason (which is no value: ""), true or false."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Missing):
        return (value.value, "")
    if isinstance(value, bool):
        return ("true",) if value else ("false",)
    if isinstance(value, tuple):
        return value
    if isinstance(value, (Date, Place)):
        return (value.precision or "given",)
    return (f"{value:g}",)


class _Filler:
    """Fills the events of one codebook, with its variables put in the order they depend on."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self.article = _in_order(codebook.article)
        self._event = _in_order(codebook.variables)
        self._groups = {group.name: _in_order(group.variables) for group in codebook.groups}
        by_name = {variable.name: variable for variable in codebook.variables}
        derived = [by_name[each.name] for each in self._event.fillable]
        self._derived = [_Derived.of(v, v.derive) for v in derived if v.derive is not None]

    def event(self, event: Event) -> Event:
        """Defaults of the event, then its entries, then what the event derives from them."""
        answers = _fill(event.answers, self._event, NO_ANSWERS)
        groups = {
            name: tuple(
                _fill(entry, self._groups.get(name, _NOTHING), answers) for entry in entries
            )
            for name, entries in event.groups.items()
        }
        found = ((each.variable.name, _derived(each, answers, groups)) for each in self._derived)
        derived = {name: answer for name, answer in found if answer is not None}
        if derived:
            answers = _fill({**answers, **derived}, self._event, NO_ANSWERS)
        return replace(event, answers=answers, groups=groups)


def _filler(codebook: Codebook) -> _Filler:
    """The filler of a codebook; the last one is kept, as events come in runs."""
    known = _LAST.get("filler")
    if known is None or known.codebook is not codebook:
        known = _LAST["filler"] = _Filler(codebook)
    return known


def _order_of(variables: Sequence[Variable]) -> _Order:
    """The order of these variables, kept: entries of the same group come in runs."""
    known = _ORDERS.get(id(variables))
    if known is None or known[0] is not variables:
        if len(_ORDERS) > _MOST_ORDERS:
            _ORDERS.clear()
        known = _ORDERS[id(variables)] = (variables, _in_order(variables))
    return known[1]


def _in_order(variables: Sequence[Variable]) -> _Order:
    by_name = {variable.name: variable for variable in variables}
    found: dict[str, Variable] = {}

    def visit(variable: Variable, above: frozenset[str]) -> None:
        if variable.name in found or variable.name in above:
            return
        for name in _asked(variable):
            if name in by_name:
                visit(by_name[name], above | {variable.name})
        found[variable.name] = variable

    for variable in variables:
        visit(variable, frozenset())
    fillable = [v for v in found.values() if v.defaults or v.derive is not None]
    return _Order(tuple(map(_Fillable.of, fillable)), tuple(by_name))


def _asked(variable: Variable) -> Iterable[str]:
    yield from (condition.variable for condition in variable.when)
    for default in variable.defaults:
        yield from (condition.variable for condition in default.when)


def _fill(entry: Entry, order: _Order, event_answers: Entry) -> Entry:
    seen: Entry = entry
    whole: dict[str, Answer] = {}
    for each in order.fillable:
        if each.name in entry or not holds(each.when, seen, event_answers):
            continue
        answer = _default(each, seen, event_answers)
        if answer is None and each.is_quote:
            answer = _quote(entry, order.names)
        if answer is not None:
            if not whole:
                seen = whole = dict(entry)
            whole[each.name] = answer
    return seen


def _default(fillable: _Fillable, entry: Entry, event_answers: Entry) -> Answer | None:
    for when, answer, offered in fillable.defaults:
        if holds(when, entry, event_answers) and holds(offered, entry, event_answers):
            return answer
    return None


def _as_answer(default: Default, variable: Variable) -> Answer:
    value = default.value
    if isinstance(value, str) and value in variable.missing and variable.option(value) is None:
        return Answer(_REASONS[value])
    return Answer(value)


def _quote(entry: Entry, names: Sequence[str]) -> Answer | None:
    """The words of an entry's first evidence, by the order of the codebook."""
    answers = (entry[name] for name in names if name in entry)
    first = next((answer.evidence[0] for answer in answers if answer.evidence), None)
    return None if first is None else Answer(first.quote)


def _derived(
    derived: _Derived, answers: Entry, groups: Mapping[str, tuple[Entry, ...]]
) -> Answer | None:
    variable = derived.variable
    if variable.name in answers or not holds(variable.when, answers):
        return None
    entries = groups.get(str(derived.arguments.get("group", "")), ())
    if derived.rule == "first":
        value = _first(entries, derived, answers)
    elif derived.rule == "lowest_of_highest":
        value = _lowest_of_highest(entries, derived, answers)
    elif derived.rule == "count_sides":
        value = _count_sides(entries, derived, answers)
    else:
        value = ""
    return Answer(value) if value else None


def _first(entries: Sequence[Entry], derived: _Derived, answers: Entry) -> str:
    met = (entry for entry in entries if holds(derived.where, entry, answers))
    name = derived.arguments["variable"]
    return next(filter(None, (_code(entry, name) for entry in met)), "")


def _lowest_of_highest(entries: Sequence[Entry], derived: _Derived, answers: Entry) -> str:
    arguments, variable = derived.arguments, derived.variable
    column = arguments.get("order_column", "")
    highest: dict[str, tuple[int, str]] = {}
    for entry in _among(entries, derived.among, answers):
        option = variable.option(_code(entry, arguments["variable"]))
        if option is None:
            continue
        ranked = _rank(option, column), option.code
        side = _code(entry, arguments["by"])
        if side not in highest or ranked[0] < highest[side][0]:
            highest[side] = ranked
    return max(highest.values(), key=lambda ranked: ranked[0], default=(0, ""))[1]


def _rank(option: Option, column: str) -> int:
    """The place of a rank: 1 is the highest."""
    cell = option.columns.get(column, "")
    return int(cell) if cell.isdecimal() else option.number or 0


def _among(entries: Sequence[Entry], choices: Sequence[When], answers: Entry) -> list[Entry]:
    """The entries that meet the first of several conditions that any entry meets."""
    for when in choices:
        if met := [entry for entry in entries if holds(when, entry, answers)]:
            return met
    return []


def _count_sides(entries: Sequence[Entry], derived: _Derived, answers: Entry) -> str:
    arguments, where = derived.arguments, derived.where
    if where and any(holds(where, entry, answers) for entry in entries):
        return str(arguments.get("otherwise", ""))
    counted = _among(entries, derived.among, answers)
    sides = {code for entry in counted if (code := _code(entry, arguments["by"]))}
    values: Mapping[str, str] = arguments.get("values", {})
    if (exact := values.get(str(len(sides)))) is not None:
        return exact
    least = sorted((int(count[:-1]), code) for count, code in values.items() if count[-1:] == "+")
    return next((code for count, code in reversed(least) if len(sides) >= count), "")


def _code(entry: Entry, name: str) -> str:
    answer = entry.get(name)
    return answer.value if answer is not None and isinstance(answer.value, str) else ""
