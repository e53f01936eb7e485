"""Values as plain JSON and back: the one wire format of the store, packages and codings lines.

What the program itself wrote is converted by hand and trusted (`values_plain`, `codebook_plain`,
whose functions are named here too). A line that somebody else wrote goes through `read_line`, which
checks its shape with pydantic (loaded only then) and says at which place it is wrong. Whether its
answers suit a codebook is for `checks` to say.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal
from uuid import UUID

from annotator.model.article import Article, text_sha256
from annotator.model.canonical import canonical_json
from annotator.model.codebook import Codebook, Kind, Variable
from annotator.model.codebook_plain import codebook_from_plain, codebook_to_plain
from annotator.model.errors import CodingRefused
from annotator.model.event import (
    Answer,
    ArticleCoding,
    Date,
    Entry,
    Event,
    Lane,
    Missing,
    Place,
    Value,
    in_order,
)
from annotator.model.span import Span
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, State
from annotator.model.values_plain import (
    DATE_KEYS,
    LARGEST,
    MISSING,
    ONLY_DATE,
    PLACE_KEYS,
    Plain,
    answer_from_plain,
    answer_to_plain,
    composite,
    entry_from_plain,
    entry_to_plain,
    event_from_plain,
    event_to_plain,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

__all__ = [
    "ArticleKey",
    "CodingLine",
    "LineEvent",
    "Plain",
    "answer_from_plain",
    "answer_to_plain",
    "canonical_json",
    "codebook_from_plain",
    "codebook_to_plain",
    "entry_from_plain",
    "entry_to_plain",
    "event_from_plain",
    "event_to_plain",
    "fitted",
    "read_line",
    "write_line",
]


ROUNDS = (TRAINING_ROUND, FIRST_ROUND, FIRST_ROUND + 1)
"""The rounds that a line can be of: training, the coder's own coding, its hidden repeat."""


@dataclass(frozen=True, slots=True)
class ArticleKey:
    """How a codings line names its article; at least one of the three is given."""

    id: UUID | None = None
    text_sha256: str = ""
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class LineEvent:
    """One event of a codings line; `id` is None where the line gives none."""

    id: UUID | None
    answers: Entry
    groups: Mapping[str, tuple[Entry, ...]]

    def event(self, event_id: UUID, article_id: UUID, codebook: Codebook) -> Event:
        """The event, its short forms written out as the codebook's kinds ask for."""
        return Event(
            event_id,
            article_id,
            fitted(self.answers, codebook.variables),
            {
                name: tuple(fitted(entry, codebook.variables_of(name)) for entry in entries)
                for name, entries in self.groups.items()
            },
        )


@dataclass(frozen=True, slots=True)
class CodingLine:
    """The whole coding of one article by one coder as a line says it; names are not yet looked up.

    codebook: name and version, both "" if the line gives none.
    """

    article: ArticleKey
    coder: str
    lane: Lane
    state: State
    reason: str
    article_answers: Entry
    round: int
    codebook: tuple[str, str]
    events: tuple[LineEvent, ...]


def fitted(entry: Entry, variables: Iterable[Variable]) -> Entry:
    """An entry whose short forms are written out: "2025-12" as a date, 1 as true.

    What does not suit its variable is left as it is; `checks` refuses it.
    """
    kinds = {variable.name: variable for variable in variables}
    return {
        name: Answer(_fit(answer.value, kinds[name]), answer.evidence, answer.note)
        if name in kinds
        else answer
        for name, answer in entry.items()
    }


def _fit(value: Value | Missing, variable: Variable) -> Value | Missing:
    kind = variable.kind
    if kind is Kind.DATE:
        if isinstance(value, str):
            return _date(value, {option.code for option in variable.precisions})
        if isinstance(value, Place) and value == Place(text=value.text, precision=value.precision):
            return Date(text=value.text, precision=value.precision)
    elif kind is Kind.PLACE and isinstance(value, str):
        return Place(name=value)
    elif kind is Kind.FLAG and type(value) is int and value in (0, 1):
        return value == 1
    return value


def _date(text: str, precisions: set[str]) -> Date:
    """A date from "2025", "2025-12", "2025-12-02" or "first/last"."""
    start, _, end = text.partition("/")
    precision = "" if end else {4: "year", 7: "month", 10: "day"}.get(len(start), "")
    return Date(start, end or start, precision if precision in precisions else "")


def write_line(coding: ArticleCoding, article: Article, coder: str, codebook: Codebook) -> str:
    """A coding as one canonical line, without its line end; the same coding gives the same bytes.

    codebook: the one it was coded under; the order of the variables is its.
    """
    return canonical_json(
        {
            "article": {
                "id": str(article.id),
                "text_sha256": text_sha256(article.text),
                "source_id": article.source_id,
            },
            "coder": coder,
            "lane": coding.lane.value,
            "state": coding.state,
            "reason": coding.reason,
            "article_answers": entry_to_plain(coding.answers, codebook.article),
            "round": coding.round,
            "codebook": {"name": codebook.name, "version": codebook.version},
            "events": [
                {"id": str(event.id), **event_to_plain(event, codebook)}
                for event in in_order(coding.events)
            ],
        }
    )


@dataclass(slots=True)
class _SpanShape:
    __pydantic_config__: ClassVar[Plain] = {"extra": "forbid", "strict": True}
    start: int
    end: int
    quote: str


@dataclass(slots=True)
class _AnswerShape:
    __pydantic_config__: ClassVar[Plain] = {"extra": "forbid", "strict": True}
    value: Any = None
    missing: Literal["not_stated", "undecided", "not_applicable"] | None = None
    evidence: list[_SpanShape] | None = None
    note: str = ""


@dataclass(slots=True)
class _ArticleShape:
    __pydantic_config__: ClassVar[Plain] = {"extra": "forbid", "strict": True}
    id: UUID | None = None
    text_sha256: str = ""
    source_id: str = ""


@dataclass(slots=True)
class _CodebookShape:
    __pydantic_config__: ClassVar[Plain] = {"extra": "forbid", "strict": True}
    name: str = ""
    version: str = ""


_EntryShape = dict[str, _AnswerShape]


@dataclass(slots=True, kw_only=True)
class _EventShape:
    __pydantic_config__: ClassVar[Plain] = {"extra": "forbid", "strict": True}
    id: UUID | None = None
    answers: _EntryShape | None = None
    groups: dict[str, list[_EntryShape]] | None = None


@dataclass(slots=True, kw_only=True)
class _LineShape:
    __pydantic_config__: ClassVar[Plain] = {"extra": "forbid", "strict": True}
    article: _ArticleShape
    coder: str = ""
    lane: Literal["coding", "gold"] = "coding"
    state: Literal["in_progress", "submitted", "set_aside"] = "in_progress"
    reason: str = ""
    article_answers: _EntryShape | None = None
    round: int = 1
    codebook: _CodebookShape | None = None
    events: list[_EventShape]


@cache
def _line_adapter() -> TypeAdapter[_LineShape]:
    from pydantic import TypeAdapter

    return TypeAdapter(_LineShape)


def read_line(raw: str) -> CodingLine:
    """A codings line that somebody else wrote; CodingRefused says what is wrong at which place."""
    _refuse_what_is_not_json(raw)
    from pydantic import ValidationError

    try:
        line = _line_adapter().validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        words = _WORDS.get(first["type"], first["msg"])
        raise CodingRefused(f"{_place(first['loc'])}: {words}.") from error
    article = line.article
    if not (article.id or article.text_sha256 or article.source_id):
        raise CodingRefused("article: needs an id, a text_sha256 or a source_id.")
    if line.round not in ROUNDS:
        raise CodingRefused(
            f"round: there is no round {line.round}. Write 1, 2 (hidden repeat) or 0 (training)."
        )
    if State(line.state) is State.SET_ASIDE and not line.reason.strip():
        raise CodingRefused("reason: missing. Say why the article is set aside.")
    book = line.codebook or _CodebookShape()
    return CodingLine(
        article=ArticleKey(article.id, article.text_sha256.lower(), article.source_id),
        coder=line.coder,
        lane=Lane(line.lane),
        state=State(line.state),
        reason=line.reason,
        article_answers=_entry(line.article_answers, "article_answers"),
        round=line.round,
        codebook=(book.name, book.version),
        events=tuple(_line_event(event, f"events[{n}]") for n, event in enumerate(line.events)),
    )


_WORDS = {
    "bool_type": "has to be true or false",
    "dict_type": "has to be a JSON object",
    "int_type": "has to be a whole number",
    "int_from_float": "has to be a whole number",
    "list_type": "has to be a list",
    "string_type": "has to be a text",
    "string_unicode": "is no text in UTF-8",
    "uuid_parsing": "is no id. Copy it whole, or leave it out",
    "uuid_type": "is no id. Copy it whole, or leave it out",
    "unexpected_keyword_argument": "is no member here. Leave it out",
    "missing": "is missing. Give it",
    "dataclass_type": "has to be a JSON object",
}
"""What pydantic finds, where its own words speak of Python."""


def _refuse_what_is_not_json(raw: str) -> None:
    """What pydantic's own reader lets pass: doubled keys, NaN, the letter NUL."""
    try:
        json.loads(raw, object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        raise CodingRefused(f"not JSON at character {error.pos + 1}: {error.msg}.") from error
    except (ValueError, RecursionError) as error:
        raise CodingRefused(f"not a line of codings: {error}.") from error


def _object(pairs: list[tuple[str, object]]) -> Plain:
    """A JSON object; ValueError if a key stands twice or a letter cannot be stored."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    for key, value in pairs:
        words = [key, *(value if isinstance(value, list) else [value])]
        if any(isinstance(word, str) and "\0" in word for word in words):
            raise ValueError(f"{key!r} holds the letter NUL, which no database can store")
    return found


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number")


def _place(location: Iterable[str | int]) -> str:
    """Where in the line: `events[0].answers.event_type`."""
    words = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return words.removeprefix(".") or "line"


def _line_event(shape: _EventShape, place: str) -> LineEvent:
    groups = {
        name: tuple(_entry(entry, f"{place}.groups.{name}[{n}]") for n, entry in enumerate(entries))
        for name, entries in (shape.groups or {}).items()
    }
    return LineEvent(shape.id, _entry(shape.answers, f"{place}.answers"), groups)


def _entry(shape: _EntryShape | None, place: str) -> Entry:
    return {name: _answer(each, f"{place}.{name}") for name, each in (shape or {}).items()}


def _answer(shape: _AnswerShape, place: str) -> Answer:
    if (shape.value is None) == (shape.missing is None):
        raise CodingRefused(f"{place}: needs either a value or a missing reason.")
    value = MISSING[shape.missing] if shape.missing else _checked_value(shape.value, place)
    spans: list[Span] = []
    for n, at in enumerate(shape.evidence or ()):
        if not at.quote:
            raise CodingRefused(f"{place}.evidence[{n}].quote: is empty. Give the words.")
        # A machine's start and end are often wrong; the words count, and are looked for.
        start = max(at.start, 0)
        spans.append(Span(start, start + len(at.quote), at.quote))
    return Answer(value, tuple(spans), shape.note)


def _checked_value(value: object, place: str) -> Value:
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise CodingRefused(f"{place}: a whole number has at most 15 digits.")
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise CodingRefused(f"{place}: a number has to be finite.")
        return value
    if isinstance(value, list) and all(isinstance(code, str) for code in value):
        return tuple(value)
    if isinstance(value, dict):
        return _checked_composite(value, place)
    raise CodingRefused(
        f"{place}: a value is a text, a number, true or false, a list of texts, a date or a place."
    )


def _checked_composite(plain: Plain, place: str) -> Date | Place:
    """A date or a place from an object whose members are of the right types."""
    is_date = any(key in plain for key in ONLY_DATE)
    known = DATE_KEYS if is_date else PLACE_KEYS
    for key, part in plain.items():
        if key not in known:
            raise CodingRefused(
                f"{place}.value.{key}: no part of a {'date' if is_date else 'place'}."
            )
        if key in ("latitude", "longitude"):
            limit = 90 if key == "latitude" else 180
            if isinstance(part, bool) or not isinstance(part, (int, float)):
                raise CodingRefused(f"{place}.value.{key}: has to be a number.")
            if not -limit <= part <= limit:
                raise CodingRefused(f"{place}.value.{key}: lies between -{limit} and {limit}.")
        elif not isinstance(part, str):
            raise CodingRefused(f"{place}.value.{key}: has to be a text.")
    return composite(plain)
