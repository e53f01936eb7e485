"""One table of a codebook file while it is read: hands out members, notes every fault's place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Any, TypeGuard, TypeVar

from annotator.model.codebook import Condition, When

E = TypeVar("E", bound=Enum)

NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
"""What a variable or a group can be called."""

MAX_TEXT = 10_000
"""Longer texts than this are no definition; something went wrong with the quotation marks."""


class Table:
    """A TOML table: each member is asked for by name and kind; `finish` tells the unknown ones."""

    def __init__(self, raw: Mapping[str, Any], place: str, faults: list[str]) -> None:
        self.raw = raw
        self.place = place
        self.faults = faults
        self._asked: list[str] = []

    def fault(self, text: str) -> None:
        """Note what is wrong at the table's place."""
        self.faults.append(f"{self.place}: {text}")

    def has(self, key: str) -> bool:
        """Whether the member is there."""
        self._asked.append(key)
        return key in self.raw

    def text(self, key: str, *, limit: int = MAX_TEXT, needed: bool = False) -> str:
        """A text member, without blanks around it; "" if absent."""
        if not self.has(key):
            if needed:
                self.fault(f"`{key}` is lacking. Add it.")
            return ""
        value = self.raw[key]
        if not isinstance(value, str):
            self.fault(f"`{key}` is {said(value)}, not a text. Put it in quotation marks.")
            return ""
        text = value.strip()
        if needed and not text:
            self.fault(f"`{key}` is empty. Fill it in.")
        if len(text) > limit:
            self.fault(f"`{key}` has {len(text)} characters, {limit} at most. Shorten it.")
        return text

    def flag(self, key: str) -> bool:
        """A member that is true or false; false if absent."""
        value = self.raw.get(key, False) if self.has(key) else False
        if not isinstance(value, bool):
            self.fault(f"`{key}` is {said(value)}. Write true or false.")
            return False
        return value

    def number(self, key: str) -> float | None:
        """A finite number; None if absent."""
        if not self.has(key):
            return None
        value = self.raw[key]
        if not is_number(value):
            self.fault(f"`{key}` is {said(value)}, not a number.")
            return None
        return float(value)

    def whole(self, key: str) -> int | None:
        """A whole number; None if absent."""
        if not self.has(key):
            return None
        value = self.raw[key]
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > 2**31 - 1:
            self.fault(f"`{key}` is {said(value)}, not a whole number.")
            return None
        return value

    def choice(self, key: str, kind: type[E], default: E | None) -> E | None:
        """One of the words of an enumeration."""
        if not self.has(key):
            if default is None:
                self.fault(f"`{key}` is lacking. Choose one of {words(_values(kind))}.")
            return default
        value = self.raw[key]
        if value in _values(kind):
            return kind(value)
        self.fault(f"{key} {said(value)} is unknown. Choose one of {words(_values(kind))}.")
        return default

    def names(self, key: str) -> tuple[str, ...] | None:
        """A list of texts; None if absent."""
        if not self.has(key):
            return None
        value = self.raw[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(f'`{key}` is {said(value)}. Write a list of texts: ["a", "b"].')
            return None
        return tuple(value)

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """A list of tables ([[key]]); empty if absent."""
        if not self.has(key):
            return []
        value = self.raw[key]
        if not isinstance(value, list):
            self.fault(f"`{key}` is {said(value)}. Write it as [[{key}]] tables.")
            return []
        kept: list[Mapping[str, Any]] = [item for item in value if isinstance(item, dict)]
        if len(kept) < len(value):
            self.fault(f"`{key}` holds something that is no table. Write {{ name = value }} in it.")
        return kept

    def table(self, key: str) -> Mapping[str, Any]:
        """A table member; empty if absent."""
        if not self.has(key):
            return {}
        value = self.raw[key]
        if isinstance(value, dict):
            return value
        self.fault(f"`{key}` is {said(value)}. Write a table: {{ name = value }}.")
        return {}

    def when(self, key: str) -> When:
        """Conditions: a table of variable names and the value, or values, they must have."""
        return conditions(self.table(key), self)

    def finish(self) -> None:
        """Note each member that nobody asked for, with the name that may have been meant."""
        for key in self.raw:
            if key not in self._asked:
                meant = get_close_matches(key, self._asked, 1)
                hint = f" Did you mean `{meant[0]}`?" if meant else " Remove it."
                self.fault(f"`{shown(key)}` is unknown here.{hint}")


def conditions(raw: Mapping[str, Any], table: Table | None = None) -> When:
    """Conditions as written in a codebook file (`{ role = ["host", "guest"] }`), as values."""
    found: list[Condition] = []
    for variable, given in raw.items():
        values = given if isinstance(given, list) else [given]
        codes = tuple(_code(value) for value in values)
        if not codes or any(code is None for code in codes):
            if table is not None:
                table.fault(
                    f"the condition on `{shown(variable)}` is no text, flag or list of them."
                )
            continue
        found.append(Condition(variable, tuple(code for code in codes if code is not None)))
    return tuple(found)


def _code(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def finite(value: float) -> bool:
    """Whether a number can be computed with (a whole number beyond all floats cannot)."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def shown(value: object, limit: int = 40) -> str:
    """A value as a message shows it: on one line, shortened."""
    text = " ".join("".join(c if c.isprintable() else " " for c in str(value)[:200]).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def said(value: object) -> str:
    """A wrong value in words: the text itself, or what sort of thing stands there."""
    if isinstance(value, str):
        return f"`{shown(value)}`"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, int) and abs(value) > 10**12:
        return "a very large number"
    return shown(value)


def words(values: Iterable[str]) -> str:
    """A few values as a list in words, in their order."""
    return ", ".join(values)


def _values(kind: type[Enum]) -> list[str]:
    return [member.value for member in kind]


def near(word: str, known: Iterable[str]) -> str:
    """What to do about an unknown word: the known one that may have been meant, or correct it."""
    found = get_close_matches(str(word)[:80], list(known)[:500], 1)
    return f" Did you mean `{shown(found[0])}`?" if found else " Correct it."


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a finite number; true and false are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and finite(value)
