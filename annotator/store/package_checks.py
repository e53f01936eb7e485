"""What a row that came in has to say, whatever its digest covers: looked at row by row.

A digest proves that a row is as it was written, not that our program has written it. So lanes,
states and roles have to be those there are, answers well formed, and quotes the words of the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from annotator.model.article import ARTICLE_STATES, MAX_TEXT_BYTES, canonical_text
from annotator.model.codebook import codebook_id
from annotator.model.codebook_plain import codebook_from_plain
from annotator.model.errors import CodebookError
from annotator.model.event import Lane
from annotator.model.study import TRAINING_ROUND, Role, State
from annotator.model.values_plain import answer_from_plain
from annotator.store.failures import MANGLED
from annotator.store.package_rows import Row

Plain = Mapping[str, Any]

_ROLES = frozenset(each.value for each in Role)
_LANES = frozenset(each.value for each in Lane)
_STATES = frozenset(each.value for each in State)
_OUTCOMES = frozenset(("shown", "taken", "changed", "refused"))
_DECISIONS = frozenset(("", *ARTICLE_STATES))
_ANSWERS = frozenset(
    tuple(sorted((said, *more)))
    for said in ("value", "missing")
    for more in ((), ("evidence",), ("note",), ("evidence", "note"))
)
_SPAN = ("end", "quote", "start")
_FORM = "its answers are not in our form"
_MISQUOTED = "its quotes are not the words of its article"
_PLAINLY = frozenset((str, int, bool))
_MAX_HANDLE = 60
_MOST_SEEN = 10_000
_seen: set[tuple[str, ...]] = set()


def fault_in(name: str, row: Row, text: str) -> str:
    """What is wrong with a row of table `name`, in words; "" if nothing is.

    text: of the article that the row names, if it has evidence.
    """
    check = _CHECKS.get(name)
    if check is None:
        return ""
    try:
        return check(row.plain, text)
    except (*MANGLED, CodebookError):
        return "it is not as the program writes it"


def _project(row: Plain, _: str) -> str:
    return "" if row["name"].strip() else "it has no name"


def _coder(row: Plain, _: str) -> str:
    handle = row["handle"]
    is_handle = 0 < len(handle) <= _MAX_HANDLE and all(c.isalnum() or c in "._-@" for c in handle)
    if not is_handle:
        return "its handle is none"
    return "" if row["role"] in _ROLES else "its role is none"


def _codebook(row: Plain, _: str) -> str:
    content = row["content"]
    if codebook_id(content).hex != row["id"]:
        return "its id is not that of its content"
    codebook = codebook_from_plain(json.loads(content), UUID(row["id"]))
    is_named = (codebook.name, codebook.version) == (row["name"], row["version"])
    return "" if is_named else "its name is not that of its content"


def _article(row: Plain, _: str) -> str:
    text = row["text"]
    if 4 * len(text) > MAX_TEXT_BYTES and len(text.encode()) > MAX_TEXT_BYTES:
        return "its text is longer than any article's"
    return "" if canonical_text(text) == text else "its text is not in our form"


def _note(row: Plain, _: str) -> str:
    fields = row["fields"]
    is_plain = isinstance(fields, dict) and all(isinstance(each, str) for each in fields.values())
    if not fields or not is_plain:
        return "its fields are no words"
    "".join(fields.values()).encode()  # half a letter cannot be shown in a list
    return ""


def _state(row: Plain, _: str) -> str:
    return "" if row["state"] in _DECISIONS else "its state is none"


def _assignment(row: Plain, _: str) -> str:
    return "" if row["round"] >= TRAINING_ROUND else "its round is none"


def _revision(row: Plain, text: str) -> str:
    if row["lane"] not in _LANES or row["round"] < TRAINING_ROUND:
        return "its lane or round is none"
    for column in ("replaces", "sources"):
        ids = row[column]
        if ids.__class__ is not list or len(set(ids)) < len(ids) or not all(map(_is_id, ids)):
            return f"its {column} are no ids"
    body = row["body"]
    if body.__class__ is not dict or tuple(body) != ("answers", "groups"):
        return _FORM
    fault = _entry_fault(body["answers"], text)
    groups = body["groups"]
    if groups.__class__ is not dict or not _is_sorted(groups):
        return _FORM
    for group in groups.values():
        if group.__class__ is not list:
            return _FORM
        for entry in group:
            fault = fault or _entry_fault(entry, text)
    return fault


def _submission(row: Plain, text: str) -> str:
    if row["lane"] not in _LANES or row["round"] < TRAINING_ROUND or row["state"] not in _STATES:
        return "its lane, round or state is none"
    if row["state"] == State.SET_ASIDE.value and not row["reason"].strip():
        return "it is set aside without a reason"
    return _entry_fault(row["answers"], text)


def _log(row: Plain, _: str) -> str:
    return "" if row["outcome"] in _OUTCOMES else "its outcome is none"


def _choice(row: Plain, _: str) -> str:
    return "" if row["event_id"] != row["other_id"] else "its two events are one"


def _is_id(words: object) -> bool:
    return isinstance(words, str) and str(UUID(words)) == words


def _entry_fault(entry: Any, text: str) -> str:
    """What is wrong with the answers of an entry; one lean pass, as it is done for every answer.

    Keys have to stand in their order: the row was stored as it was read, not written anew.
    """
    if entry.__class__ is not dict or not _is_sorted(entry):
        return _FORM
    for answer in entry.values():
        value = answer.get("value")
        if len(answer) == 1 and value.__class__ is str:
            continue  # as most are
        if tuple(answer) not in _ANSWERS:
            return _FORM
        if value.__class__ not in _PLAINLY:
            _look_closer(answer)
        if "note" in answer and answer["note"].__class__ is not str:
            return _FORM
        for at in answer.get("evidence", ()):
            end, quote, start = at.values()
            if text[start:end] != quote or not 0 <= start < end or tuple(at) != _SPAN:
                return _MISQUOTED
            if end - start != len(quote) or start.__class__ is not int or end.__class__ is not int:
                return _MISQUOTED
    return ""


def _is_sorted(entry: Plain) -> bool:
    """Whether the keys stand in their order; the same few are asked about again and again."""
    keys = tuple(entry)
    if keys in _seen:
        return True
    if list(keys) != sorted(keys):
        return False
    if len(_seen) > _MOST_SEEN:
        _seen.clear()
    _seen.add(keys)
    return True


def _look_closer(answer: Plain) -> None:
    """Raise if the value of an answer is none that the program writes."""
    value = answer_from_plain({"value" if "value" in answer else "missing": _said(answer)}).value
    if isinstance(value, tuple) and not all(isinstance(each, str) for each in value):
        raise TypeError("a code is no text")
    plain = answer.get("value")
    if isinstance(plain, dict) and list(plain) != sorted(plain):
        raise ValueError("its keys are not in order")


def _said(answer: Plain) -> Any:
    return answer["value"] if "value" in answer else answer["missing"]


_CHECKS: Mapping[str, Callable[[Plain, str], str]] = MappingProxyType(
    {
        "project": _project,
        "coder": _coder,
        "codebook": _codebook,
        "article": _article,
        "article_note": _note,
        "article_state": _state,
        "assignment": _assignment,
        "event_revision": _revision,
        "submission": _submission,
        "suggestion_log": _log,
        "alignment_choice": _choice,
    }
)
