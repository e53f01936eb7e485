"""Reads a codebook folder: codebook.toml and the CSV lists it names. Tells every fault at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from annotator.model.canonical import canonical_json
from annotator.model.codebook import (
    Check,
    Codebook,
    Default,
    Derive,
    Evidence,
    Group,
    Kind,
    Rule,
    Scale,
    Variable,
    codebook_id,
)
from annotator.model.codebook_lists import Listed, Lists, inline_options, read_text
from annotator.model.codebook_plain import codebook_to_plain
from annotator.model.codebook_references import reference_faults
from annotator.model.codebook_table import Table, said, shown
from annotator.model.errors import CodebookError
from annotator.model.event import Missing

FILE = "codebook.toml"

MAX_LABEL = 80
"""The characters of a variable label that Stata keeps."""

MAX_FAULTS = 200
"""More faults than this are counted, not told one by one."""

_AT_LINE = re.compile(r"^(.*?) \(at (.*)\)$", re.DOTALL)
_REASONS = tuple(reason.value for reason in Missing)
_EVERY_REASON = ("not_stated", "undecided", "not_applicable")


def read_codebook(folder: Path) -> Codebook:
    """The codebook in a folder.

    Raises CodebookError with all that is wrong, each with its place and what to do about it.
    """
    faults: list[str] = []
    raw = _read_toml(folder, faults)
    codebook = None if raw is None else _codebook(raw, folder, faults)
    if codebook is not None:
        faults += reference_faults(codebook)
    if faults or codebook is None:
        raise CodebookError(_told(faults))
    plain = codebook_to_plain(codebook)
    return replace(codebook, id=codebook_id(canonical_json(plain)))


def _told(faults: Iterable[str]) -> list[str]:
    told = list(dict.fromkeys(faults))
    if len(told) <= MAX_FAULTS:
        return told
    return [*told[:MAX_FAULTS], f"… and {len(told) - MAX_FAULTS} more. Mend these first."]


def _read_toml(folder: Path, faults: list[str]) -> dict[str, Any] | None:
    if not folder.is_dir():
        faults.append(f"{shown(folder, 200)}: there is no such folder. Check the name.")
        return None
    text = read_text(folder, FILE, "", faults)
    if text is None:
        return None
    try:
        return tomllib.loads(text)
    except RecursionError:
        faults.append(f"{FILE}: brackets are nested too deeply. Check them.")
    except ValueError as error:
        parts = _AT_LINE.match(str(error))
        what, where = parts.groups() if parts else (str(error), "somewhere")
        faults.append(f"{FILE}, {where}: {shown(what, 120)}. Check brackets and quotation marks.")
    return None


def _codebook(raw: Mapping[str, Any], folder: Path, faults: list[str]) -> Codebook:
    table = Table(raw, FILE, faults)
    lists = Lists(folder, faults)
    lists.declare(table.table("lists"))
    reader = _Reader(lists, faults)
    codebook = Codebook(
        id=UUID(int=0),
        name=table.text("name", limit=MAX_LABEL, needed=True),
        version=table.text("version", limit=MAX_LABEL, needed=True),
        label=table.text("label", limit=MAX_LABEL) or table.text("name"),
        definition=table.text("definition"),
        article=reader.variables(table.tables("article"), "article "),
        variables=reader.variables(table.tables("variable"), ""),
        groups=tuple(reader.group(each) for each in table.tables("group")),
        rules=tuple(reader.rule(n, each) for n, each in enumerate(table.tables("rule"), 1)),
        alignment=table.table("alignment"),
        checks=tuple(reader.check(n, each) for n, each in enumerate(table.tables("check"), 1)),
    )
    if not codebook.variables:
        table.fault("there is no [[variable]]. Add what is asked of an event.")
    table.finish()
    return codebook


class _Reader:
    """Turns the tables of codebook.toml into values."""

    def __init__(self, lists: Lists, faults: list[str]) -> None:
        self._lists = lists
        self._faults = faults

    def _table(self, raw: Mapping[str, Any], place: str) -> Table:
        return Table(raw, f"{FILE}, {place}", self._faults)

    def variables(self, tables: list[Mapping[str, Any]], owner: str) -> tuple[Variable, ...]:
        """The variables of one table (`owner` is how their place is told), in their order."""
        found: list[Variable] = []
        for number, raw in enumerate(tables, 1):
            name = raw.get("name")
            said_name = shown(name) if isinstance(name, str) and name else number
            table = self._table(raw, f"{owner}variable `{said_name}`")
            variable = self._variable(table)
            if any(variable.name == other.name for other in found):
                table.fault("listed twice. Rename or remove one.")
            found.append(variable)
        return tuple(found)

    def _variable(self, table: Table) -> Variable:
        kind = table.choice("kind", Kind, None) or Kind.TEXT
        listed = self._options(table, kind)
        missing = table.names("missing")
        unknown = [reason for reason in missing or () if reason not in _REASONS]
        if unknown:
            table.fault(f"missing {said(unknown[0])} is unknown. Use {', '.join(_REASONS)}.")
        variable = Variable(
            name=table.text("name", needed=True),
            kind=kind,
            label=table.text("label", limit=MAX_LABEL, needed=True),
            question=table.text("question"),
            definition=table.text("definition"),
            include=table.text("include"),
            exclude=table.text("exclude"),
            example=table.text("example"),
            scale=table.choice("scale", Scale, Scale.NOMINAL) or Scale.NOMINAL,
            options=listed.options,
            required=table.flag("required"),
            more=table.flag("more"),
            identifies=table.flag("identifies"),
            evidence=table.choice("evidence", Evidence, Evidence.OPTIONAL) or Evidence.OPTIONAL,
            missing=_EVERY_REASON if missing is None else missing,
            when=table.when("when"),
            defaults=(*self._defaults(table), *listed.defaults),
            derive=self._derive(table),
            shortcut=table.text("shortcut"),
            mark=table.text("mark"),
            precisions=self._named(table, "precisions"),
            bases=self._named(table, "bases"),
            minimum=table.number("minimum"),
            maximum=table.number("maximum"),
            unit=table.text("unit"),
            was=table.text("was"),
        )
        table.finish()
        return variable

    def _options(self, table: Table, kind: Kind) -> Listed:
        has_list, has_options = table.has("list"), table.has("options")
        if has_list and has_options:
            table.fault("it has both `list` and `options`. Keep one.")
        if has_list:
            listed = self._lists.get(table.text("list"), table)
        elif has_options:
            listed = inline_options(table.tables("options"), table.place, self._faults)
            if not listed.options:
                table.fault("`options` is empty. Add at least one.")
        else:
            listed = Listed()
            if kind in (Kind.CHOICE, Kind.CHOICES, Kind.ACTOR):
                table.fault(f"a {kind.value} needs `options` or a `list`. Add one.")
        return listed

    def _named(self, table: Table, key: str) -> tuple[Any, ...]:
        if not table.has(key):
            return ()
        if isinstance(table.raw[key], list):
            place = f"{table.place}, {key}"
            return inline_options(table.tables(key), place, self._faults).options
        return self._lists.get(table.text(key), table).options

    def _defaults(self, table: Table) -> tuple[Default, ...]:
        both = table.has("default") and table.has("defaults")
        if both:
            table.fault("it has both `default` and `defaults`. Keep one.")
        if table.has("default"):
            rows: list[Mapping[str, Any]] = [{"value": table.raw["default"]}]
        else:
            rows = table.tables("defaults")
        found = []
        for raw in rows:
            row = Table(raw, f"{table.place}, default", self._faults)
            value = raw.get("value") if row.has("value") else None
            when = row.when("when")
            row.finish()
            if isinstance(value, (str, int, float, bool)):
                found.append(Default(value, when))
            else:
                row.fault(f"value is {said(value)}. Give a text, a number, true or false.")
        return tuple(found)

    def _derive(self, table: Table) -> Derive | None:
        raw = dict(table.table("derive"))
        if not raw:
            return None
        rule = raw.pop("rule", "")
        if not isinstance(rule, str):
            table.fault("`derive` has no rule. Name one.")
            return None
        return Derive(rule, raw)

    def group(self, raw: Mapping[str, Any]) -> Group:
        """A group with its variables."""
        name = raw.get("name")
        said_name = shown(name) if isinstance(name, str) else "?"
        table = self._table(raw, f"group `{said_name}`")
        group = Group(
            name=table.text("name", needed=True),
            label=table.text("label", limit=MAX_LABEL, needed=True),
            singular=table.text("singular") or table.text("name"),
            key=table.names("key") or (),
            variables=self.variables(table.tables("variable"), f"group `{said_name}`, "),
            definition=table.text("definition"),
            when=table.when("when"),
            minimum=table.whole("minimum") or 0,
            shortcut=table.text("shortcut"),
            mark=table.text("mark"),
            was=table.text("was"),
        )
        table.finish()
        return group

    def rule(self, number: int, raw: Mapping[str, Any]) -> Rule:
        """A rule for coders."""
        table = self._table(raw, f"rule {number}")
        rule = Rule(table.text("title", needed=True), table.text("text", needed=True))
        table.finish()
        return rule

    def check(self, number: int, raw: Mapping[str, Any]) -> Check:
        """A combination of answers that the lab calls contradictory."""
        name = raw.get("name")
        said_name = f"`{shown(name)}`" if isinstance(name, str) else str(number)
        table = self._table(raw, f"check {said_name}")
        check = Check(
            name=table.text("name", needed=True),
            text=table.text("text", needed=True),
            variable=table.text("variable", needed=True),
            group=table.text("group"),
            when=table.when("when"),
            need=table.when("need"),
            some=table.when("some") if table.has("some") else None,
        )
        if bool(check.need) == (check.some is not None):
            table.fault("give either `need` or `some`.")
        table.finish()
        return check
