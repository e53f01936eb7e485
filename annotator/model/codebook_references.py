"""What a codebook's names must be and point to; faults that show only once all of it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from annotator.model.codebook import Codebook, Group, Kind, Option, Scale, Variable, When
from annotator.model.codebook_alignment import alignment_faults
from annotator.model.codebook_table import NAME, Table, conditions, finite, near, said, shown
from annotator.model.codebook_was import name_was_faults, was_faults
from annotator.model.event import Missing

MAX_NAME = 32
"""The characters of a variable name that Stata keeps."""

RESERVED_KEYS = frozenset("e")
"""Keys in the article that the program keeps for itself: `e` begins a new event."""

OWN_COLUMNS = frozenset(
    "event_id article_id event_seq participant_seq position_seq pub_date publisher language url"
    " title coder lane n_events n_participants answer_id start end quote dyad_id source_id row_key"
    " table variable reason".split()
)
OF_ARTICLES = frozenset({"published", "state"})
"""What is known of every article, so that no question about articles can be called so."""

OWN_TABLES = frozenset(
    "article articles event events evidence dyads codebook missing manifest datapackage".split()
)
STATA_AND_R = frozenset(
    "byte double float if in int long using with strl all and by eq ge gt le lt ne not or to"
    " else repeat while function for next break true false null inf nan na"
    " aggregate array boolean case catch class colvector complex const continue default delegate"
    " delete do eltypedef end enum explicit export external friend global goto inline local pragma"
    " protected quad rowvector short typedef typename virtual".split()
)
RULES = ("first", "lowest_of_highest", "count_sides", "quote")
COMPOSITE = {
    Kind.DATE: ("start", "end", "precision", "basis", "text"),
    Kind.PLACE: ("text", "name", "country", "precision"),
}
_COUNT = re.compile(r"[0-9]+\+?\Z")
_REASONS = frozenset(reason.value for reason in Missing)
_CODED = (Kind.CHOICE, Kind.CHOICES, Kind.ACTOR)

Scope = Mapping[str, Variable]


def reference_faults(codebook: Codebook) -> list[str]:
    """All that is wrong with names, keys, conditions and derivations, each with its place."""
    return list(dict.fromkeys(_References(codebook).faults()))


class _References:
    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._event = {v.name: v for v in codebook.variables}

    def faults(self) -> Iterator[str]:
        """Every fault, table by table."""
        for fault in self._all():
            yield f"codebook.toml, {fault}"

    def _all(self) -> Iterator[str]:
        book = self._codebook
        article = {v.name: v for v in book.article}
        yield from self._variables(book.article, "article ", article)
        yield from self._variables(book.variables, "", self._event)
        for number, group in enumerate(book.groups):
            yield from self._group(group, number)
        yield from name_was_faults(book.groups, "group")
        yield from self._shortcuts()
        yield from self._checks(article)
        yield from alignment_faults(self._codebook)
        yield from self._event_columns()

    def _group(self, group: Group, number: int) -> Iterator[str]:
        place = f"group `{shown(group.name)}`"
        own = {v.name: v for v in group.variables}
        yield from _name_faults(group.name, place, OWN_TABLES | STATA_AND_R)
        if any(group.name == other.name for other in self._codebook.groups[:number]):
            yield f"{place}: listed twice. Rename or remove one."
        if not group.variables:
            yield f"{place}: it has no [[group.variable]]. Add one."
        if not group.key:
            yield f'{place}: `key` is lacking. Name the variables that tell entries apart: ["…"].'
        for name in group.key:
            if name not in own:
                yield f"{place}: key `{shown(name)}` is no variable of the group.{near(name, own)}"
        if group.minimum < 0:
            yield f"{place}: minimum {group.minimum} is below 0. Correct it."
        yield from _when_faults(group.when, self._event, place)
        yield from self._variables(group.variables, f"{place}, ", {**self._event, **own})

    def _variables(
        self, variables: tuple[Variable, ...], owner: str, scope: Scope
    ) -> Iterator[str]:
        for variable in variables:
            place = f"{owner}variable `{shown(variable.name)}`"
            reserved = OF_ARTICLES if variables is self._codebook.article else frozenset[str]()
            yield from _name_faults(variable.name, place, OWN_COLUMNS | STATA_AND_R | reserved)
            yield from _variable_faults(variable, place, scope)
            yield from was_faults(variable, place)
            if variable.derive is not None:
                yield from self._derive(variable, place)
        yield from _column_clashes(variables, owner)
        yield from _cycles(variables, owner)
        yield from name_was_faults(variables, f"{owner}variable")

    def _shortcuts(self) -> Iterator[str]:
        book = self._codebook
        keyed: list[tuple[str, str]] = [
            (v.shortcut, f"variable `{shown(v.name)}`") for v in (*book.article, *book.variables)
        ]
        keyed += [(g.shortcut, f"group `{shown(g.name)}`") for g in book.groups]
        seen: dict[str, str] = {}
        for key, place in keyed:
            if not key:
                continue
            if not (len(key) == 1 and key.isascii() and key.isalpha() and key.islower()):
                yield f"{place}: shortcut {said(key)} is not one small letter. Choose a to z."
            elif key in RESERVED_KEYS:
                yield f"{place}: shortcut `{key}` begins a new event. Choose another letter."
            elif key in seen:
                yield f"{place}: shortcut `{key}` is that of {seen[key]} too. Change one."
            seen.setdefault(key, place)
        for group in book.groups:
            for variable in group.variables:
                if variable.shortcut:
                    place = f"group `{shown(group.name)}`, variable `{shown(variable.name)}`"
                    yield f"{place}: only events and groups have shortcuts. Remove it."

    def _checks(self, article: Scope) -> Iterator[str]:
        seen: set[str] = set()
        for check in self._codebook.checks:
            place = f"check `{shown(check.name)}`"
            if check.name in seen:
                yield f"{place}: listed twice. Rename or remove one."
            seen.add(check.name)
            known, entry = self._scopes(check.group, article)
            if not known:
                yield f"{place}: there is no group `{shown(check.group)}`. Correct it."
                continue
            event = self._event if check.some is not None else entry
            if check.some is not None and check.group in ("", "article"):
                yield f"{place}: `some` needs a `group`. Name one."
            shown_in = {**entry, **event}
            if check.variable not in shown_in:
                meant = near(check.variable, shown_in)
                yield f"{place}: there is no variable `{shown(check.variable)}`.{meant}"
            yield from _when_faults(check.when, event, place)
            yield from _when_faults(check.need, event, place)
            yield from _when_faults(check.some or (), entry, place)

    def _scopes(self, group: str, article: Scope) -> tuple[bool, Scope]:
        if group == "article":
            return True, article
        if group == "":
            return True, self._event
        found = self._codebook.group(group)
        own = {v.name: v for v in found.variables} if found else {}
        return found is not None, {**self._event, **own}

    def _derive(self, variable: Variable, place: str) -> Iterator[str]:
        derive = variable.derive
        if derive is None:
            return
        if derive.rule == "quote":
            yield from (
                f"{place}: derive: `{shown(key)}` is unknown here." for key in derive.arguments
            )
            return
        if derive.rule not in RULES:
            yield f"{place}: derive rule {said(derive.rule)} is unknown. Use {', '.join(RULES)}."
            return
        arguments = derive.arguments
        group = self._codebook.group(str(arguments.get("group", "")))
        if group is None:
            yield f"{place}: derive names no group that there is. Correct `group`."
            return
        yield from _derive_names(variable, group, place)
        own = {**self._event, **{v.name: v for v in group.variables}}
        among = arguments.get("among", [])
        for raw in (arguments.get("where", {}), *(among if isinstance(among, list) else [among])):
            if not isinstance(raw, dict):
                yield f"{place}: derive: {said(raw)} is no table of conditions. Write {{ a = b }}."
            else:
                badly_written: list[str] = []
                when = conditions(raw, Table(raw, f"{place}, derive", badly_written))
                yield from badly_written
                yield from _when_faults(when, own, f"{place}, derive")

    def _event_columns(self) -> Iterator[str]:
        kinds = [v.name for v in self._codebook.variables if v.kind is Kind.PLACE]
        if len(kinds) > 1:
            yield f"variable `{shown(kinds[1])}`: a second place. An event has one; use a text."


def _variable_faults(variable: Variable, place: str, scope: Scope) -> Iterator[str]:
    parts = COMPOSITE.get(variable.kind, ())
    longest = max((len(part) + 1 for part in parts), default=0)
    if MAX_NAME - longest < len(variable.name) <= MAX_NAME:
        letters = f"{MAX_NAME - longest} letters at most"
        yield f"{place}: the name of a {variable.kind.value} has {letters}. Shorten it."
    if variable.scale is Scale.ORDINAL:
        unnumbered = [o.code for o in variable.options if o.number is None]
        if variable.kind is not Kind.CHOICE:
            yield f"{place}: only a choice can be ordinal. Change the kind or the scale."
        elif unnumbered:
            yield (
                f"{place}, option `{shown(unnumbered[0])}`: it has no number, but the scale is"
                " ordinal. Number every option."
            )
    least, most = variable.minimum, variable.maximum
    if least is not None and most is not None and least > most:
        yield f"{place}: minimum is above maximum. Change one."
    yield from _when_faults(variable.when, scope, place)
    for default in variable.defaults:
        yield from _when_faults(default.when, scope, f"{place}, default")
        yield from _default_faults(variable, default.value, place)
    yield from _option_faults(variable.options, variable, place, scope)


def _option_faults(
    options: tuple[Option, ...], variable: Variable, place: str, scope: Scope
) -> Iterator[str]:
    for option in options:
        where = f"{place}, option `{shown(option.code)}`"
        if option.when:
            yield from _when_faults(option.when, scope, where)
        if option.parent and variable.option(option.parent) is None:
            yield f"{where}: its parent `{shown(option.parent)}` is no option. Correct it."
        if option.columns.get("events", "") not in ("", "some", "none"):
            yield f"{where}: events {said(option.columns['events'])}. Write some or none."
        if set(option.code) & set("|;=") or not option.code.isprintable():
            yield f"{where}: a code has no `|`, `;`, `=` or line break. Change it."


def _default_faults(
    variable: Variable, value: str | int | float | bool, place: str
) -> Iterator[str]:
    kind = variable.kind
    if isinstance(value, str) and value in _REASONS:
        if value not in variable.missing:
            yield f"{place}: default {said(value)} is none of its `missing`. Correct it."
    elif kind in _CODED:
        if not isinstance(value, str) or variable.option(value) is None:
            codes = [option.code for option in variable.options]
            yield f"{place}: default {said(value)} is no option.{near(str(value), codes)}"
    elif kind is Kind.FLAG:
        if not isinstance(value, bool):
            yield f"{place}: default {said(value)}. A flag is true or false."
    elif kind is Kind.NUMBER:
        if isinstance(value, (bool, str)) or not finite(value):
            yield f"{place}: default {said(value)} is no number. Correct it."
    elif kind in (Kind.DATE, Kind.PLACE):
        yield f"{place}: a {kind.value} has no default but a reason. Remove it."
    elif not isinstance(value, str):
        yield f"{place}: default {said(value)} is no text. Put it in quotation marks."


def _when_faults(when: When, scope: Scope, place: str) -> Iterator[str]:
    for condition in when:
        variable = scope.get(condition.variable)
        if variable is None:
            meant = near(condition.variable, scope)
            yield f"{place}: the condition names no variable: `{shown(condition.variable)}`.{meant}"
            continue
        known = _condition_codes(variable)
        for value in condition.values:
            if known is not None and value not in known:
                yield (
                    f"{place}: the condition asks for `{shown(value)}`, which is no answer of"
                    f" `{shown(variable.name)}`.{near(value, known)}"
                )


def _condition_codes(variable: Variable) -> frozenset[str] | None:
    """The words a condition may ask of a variable; None if any."""
    always = {"", *variable.missing}
    if variable.kind is Kind.FLAG:
        return frozenset(always | {"true", "false"})
    if variable.kind in _CODED:
        return frozenset(always | {option.code for option in variable.options})
    if variable.kind in COMPOSITE:
        return frozenset(always | {option.code for option in variable.precisions})
    return None


def _derive_names(variable: Variable, group: Group, place: str) -> Iterator[str]:
    derive = variable.derive
    arguments: Mapping[str, Any] = derive.arguments if derive is not None else {}
    known = {"group", "variable", "by", "where", "among", "order_column", "otherwise", "values"}
    for key in arguments:
        if key not in known:
            yield f"{place}: derive: `{shown(key)}` is unknown here.{near(key, known)}"
    needed = {"first": ["variable"], "lowest_of_highest": ["variable", "by"], "count_sides": ["by"]}
    own = {v.name: v for v in group.variables}
    for key in needed.get(derive.rule if derive else "", []):
        if arguments.get(key) not in own:
            yield f"{place}: derive: {key} {said(arguments.get(key))} is no variable of the group."
    yield from _derive_values(variable, arguments, place)
    column = arguments.get("order_column")
    ranked = own.get(str(arguments.get("variable")))
    if column is not None and ranked is not None:
        for option in ranked.options:
            if not option.columns.get(str(column), "").removeprefix("-").isdecimal():
                yield f"{place}: derive: `{shown(option.code)}` has no number in {said(column)}."


def _derive_values(variable: Variable, arguments: Mapping[str, Any], place: str) -> Iterator[str]:
    values = arguments.get("values", {})
    if not isinstance(values, dict):
        yield f'{place}: derive: values is {said(values)}, no table. Write {{ 2 = "…" }}.'
        return
    for count in values:
        if not _COUNT.match(count):
            yield f"{place}: derive: `{shown(count)}` is no count. Write 2, or 4+ for four or more."
    given = [*values.values(), *([arguments["otherwise"]] if "otherwise" in arguments else [])]
    for code in given:
        if not isinstance(code, str) or variable.option(code) is None:
            yield f"{place}: derive: {said(code)} is no option. Correct it."


def _name_faults(name: str, place: str, reserved: frozenset[str]) -> Iterator[str]:
    if not name:
        return
    if not NAME.match(name):
        yield f"{place}: a name is small letters a to z, digits and _, a letter first. Rename it."
    elif len(name) > MAX_NAME:
        yield f"{place}: the name has {len(name)} letters, {MAX_NAME} at most. Shorten it."
    elif name in reserved:
        yield f"{place}: this name is taken by the program, Stata, SPSS or R. Choose another."


def _column_clashes(variables: tuple[Variable, ...], owner: str) -> Iterator[str]:
    made: dict[str, str] = {}
    for variable in variables:
        for part in COMPOSITE.get(variable.kind, ()):
            made[f"{variable.name}_{part}"] = variable.name
        if variable.kind is Kind.PLACE:
            made.update(latitude=variable.name, longitude=variable.name)
    for variable in variables:
        if variable.name in made:
            yield (
                f"{owner}variable `{shown(variable.name)}`: the column of that name belongs to"
                f" `{shown(made[variable.name])}`. Rename it."
            )


def _cycles(variables: tuple[Variable, ...], owner: str) -> Iterator[str]:
    asks = {v.name: {c.variable for c in v.when} for v in variables}
    for name in asks:
        seen: set[str] = set()
        ahead = set(asks[name])
        while ahead:
            current = ahead.pop()
            if current not in seen:
                seen.add(current)
                ahead |= asks.get(current, set())
        if name in seen:
            yield f"{owner}variable `{shown(name)}`: its `when` depends on itself. Remove one."
