"""What is looked for in the corpus: a query as a person types it, and as a value.

    minister "trade talks" -sport publisher:Reuters date:2025-01..2025-03 (title:visit* OR summit)

Words side by side must all be there. Quotes hold a phrase together, `word*` stands for all words
that begin so, AND, OR and NOT are written in capitals, `-` before a word is NOT, brackets group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from annotator.model.errors import AnnotatorError
from annotator.model.searchable import has_words

FIELDS = (
    "title",
    "publisher",
    "byline",
    "section",
    "language",
    "file",
    "id",
    "date",
    "status",
    "coder",
)
"""What may stand before a colon."""

STATUSES = ("to_do", "in_progress", "submitted", "set_aside", "duplicate", "removed")
"""What `status:` may ask for: where a coding stands, or what a lead decided for everybody."""

MAX_TERMS = 64
"""More words and fields in one query are a pasted text, not a question."""

MAX_LENGTH = 2_000
"""So are more characters than this."""

_MAX_DEPTH = 24
_GROWING = 3
"""Letters from which on a word that is being typed stands for all that begin so: with fewer of
them, half of all words do, and looking for them all takes long."""


@dataclass(frozen=True, slots=True)
class Words:
    """These words, one after the other.

    is_prefix: the last of them may go on. column: "" for text and title, or "title".
    """

    text: str
    is_prefix: bool = False
    column: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """Articles of which this is known; `name` is one of FIELDS, but not title."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """Articles that meet every part."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that meet a part or more."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that do not meet the part."""

    part: Query


Query: TypeAlias = Words | Field | And | Or | Not


class QueryFault(AnnotatorError):
    """A query that cannot be read: what is wrong, at which character, and what to write."""

    def __init__(self, text: str, place: int, fault: str) -> None:
        start = max(0, place - 20)
        near = " ".join(text[start : place + 20].split())
        super().__init__(f"The search at character {place + 1} (near “{near}”): {fault}")
        self.place = place


def parse_query(text: str, forgiving: bool = False) -> Query | None:
    """The query that a text asks; None if it asks nothing.

    forgiving: for a query that is still being typed. What is unfinished or wrong in it is passed
        over, and the last word may go on once it has three letters.
    Raises QueryFault, unless forgiving.
    """
    return _Parser(text, forgiving).query()


def date_bounds(value: str) -> tuple[str, str]:
    """The first and last day that a `date:` asks for; "" where it is open.

    value: "2025", "2025-01", "2025-01-05", "a..b", "a.." or "..b"; ValueError if it is none.
    The last of a month is written 31, whichever month. An article is meant if both the first and
    the last day that its date allows ("2025-01": "2025-01-01", "2025-01-31") lie between them.
    """
    first, dots, last = value.partition("..")
    if not (first or last):
        raise ValueError(value)
    low, high = _period(first), _period(last if dots else first)
    if low and high and low[0] > high[1]:
        raise ValueError(value)
    return low[0] if low else "", high[1] if high else ""


def _period(words: str) -> tuple[str, str] | None:
    """The first and last day of a year, month or day; None for ""."""
    if not words:
        return None
    found = _DATE.fullmatch(words)
    if found is None:
        raise ValueError(words)
    year, month, day = found.groups()
    date(int(year), int(month or 1), int(day or 1))
    return f"{year}-{month or '01'}-{day or '01'}", f"{year}-{month or '12'}-{day or '31'}"


def terms(query: Query | None, ruled_out: bool = False) -> Iterator[Words | Field]:
    """The words and fields that a query asks for; those it rules out only if they are wanted."""
    match query:
        case Words() | Field():
            yield query
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part, ruled_out)
        case Not(part) if ruled_out:
            yield from terms(part, ruled_out)


def sought(query: Query | None) -> str:
    """The words that a query asks for, one after the other."""
    return " ".join(term.text for term in terms(query) if isinstance(term, Words))


_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_QUOTES = '"“”„‟＂'
_TOKEN = re.compile(
    rf"""(?P<blank>\s+)
    | (?P<open>\() | (?P<close>\))
    | (?P<minus>-(?=[^\s()-]))
    | (?P<field>[A-Za-z_]+):(?!//)
    | [{_QUOTES}](?P<phrase>[^{_QUOTES}]*)(?P<end>[{_QUOTES}]?)(?P<star>\*?)
    | (?P<word>[^\s(){_QUOTES}]+)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A piece of a query: its kind, what it says and where it stands."""

    kind: str
    text: str
    start: int
    end: int
    is_whole: bool = True


def _tokens(text: str) -> Iterator[_Token]:
    """The pieces of a query; every character belongs to one."""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup or "word"
        if found["phrase"] is not None:
            kind = "prefix" if found["star"] else "phrase"
            said, is_whole = found["phrase"], bool(found["end"])
            yield _Token(kind, said, found.start(), found.end(), is_whole)
        elif kind == "word" and found[0] in ("AND", "OR", "NOT"):
            yield _Token(found[0], found[0], found.start(), found.end())
        elif kind == "minus":
            yield _Token("NOT", found[0], found.start(), found.end())
        else:
            yield _Token(kind, found[kind], found.start(), found.end())


class _Parser:
    """One query under way: its tokens, and how far they are read."""

    def __init__(self, text: str, forgiving: bool) -> None:
        self._text = text[:MAX_LENGTH]
        self._is_cut = len(text) > MAX_LENGTH
        self._forgiving = forgiving
        self._tokens = list(_tokens(self._text))
        self._at = 0
        self._depth = 0
        self._terms = 0

    def query(self) -> Query | None:
        """The whole query."""
        if self._is_cut:
            self._fault(MAX_LENGTH, f"{MAX_LENGTH} characters at most. Look for less.")
        found = self._any()
        while (token := self._next()) is not None:
            self._fault(token.start, "this bracket closes nothing. Remove it.")
            found = _all([found, self._any()])
        return found

    def _fault(self, place: int, words: str) -> None:
        if not self._forgiving:
            raise QueryFault(self._text, place, words)

    def _next(self) -> _Token | None:
        """The next token, taken; None at the end."""
        token = self._peek()
        if token is not None:
            self._at += 1
        return token

    def _peek(self) -> _Token | None:
        while self._at < len(self._tokens) and self._tokens[self._at].kind == "blank":
            self._at += 1
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _any(self) -> Query | None:
        """Parts with OR between them."""
        parts = [self._every()]
        while (token := self._peek()) is not None and token.kind == "OR":
            self._at += 1
            self._wants_more(token, before=parts[-1])
            parts.append(self._every())
        found = [part for part in parts if part is not None]
        return Or(tuple(found)) if len(found) > 1 else next(iter(found), None)

    def _every(self) -> Query | None:
        """Parts side by side, or with AND between them."""
        parts: list[Query | None] = []
        while (token := self._peek()) is not None and token.kind not in ("OR", "close"):
            if token.kind == "AND":
                self._at += 1
                self._wants_more(token, before=parts[-1] if parts else None)
            else:
                parts.append(self._one())
        return _all(parts)

    def _wants_more(self, token: _Token, before: Query | None) -> None:
        """Between two things is where AND and OR stand."""
        after = self._peek()
        if before is None or after is None or after.kind in ("AND", "OR", "close"):
            self._fault(
                token.start,
                f"{token.kind} stands between two things to look for. Complete it, or write "
                f"“{token.kind.lower()}” if you mean the word.",
            )

    def _one(self) -> Query | None:
        """A term, or something in brackets; after an odd number of NOTs what it is not."""
        is_not = False
        token = self._next()
        while token is not None and token.kind == "NOT":
            is_not = not is_not
            before, token = token, self._next()
            if token is None or token.kind in ("AND", "OR", "close"):
                self._fault(before.start, "NOT wants what is not to be there. Write it behind.")
                self._at -= token is not None
                return None
        if token is None:
            return None
        found = self._group(token) if token.kind == "open" else self._term(token)
        return Not(found) if is_not and found is not None else found

    def _group(self, token: _Token) -> Query | None:
        """What stands between brackets."""
        if self._depth == _MAX_DEPTH:
            self._fault(token.start, f"brackets go {_MAX_DEPTH} deep at most. Write it flatter.")
            return None
        self._depth += 1
        found = self._any()
        self._depth -= 1
        closing = self._next()
        if closing is None:
            self._fault(token.start, "this bracket is not closed. Write “)” where it ends.")
        return found

    def _term(self, token: _Token) -> Query | None:
        """Words, or a field with its value."""
        self._terms += 1
        if self._terms > MAX_TERMS:
            self._fault(token.start, f"{MAX_TERMS} words at most. Look for fewer.")
            return None
        if token.kind == "field":
            return self._field(token)
        return self._words(token)

    def _words(self, token: _Token, column: str = "") -> Query | None:
        """A word, a beginning of words or a phrase; None if it has no letter or digit."""
        said, is_prefix = token.text, token.kind == "prefix"
        if not token.is_whole:
            self._fault(token.start, 'this quote is not closed. Write " where the phrase ends.')
        if token.kind == "word":
            is_prefix = said.endswith("*")
            said = said.rstrip("*")
            if "*" in said:
                place = token.start + said.index("*")
                self._fault(place, "* stands at the end of a word. Move or remove it.")
        if self._forgiving and (token.kind == "word" or not token.is_whole):
            is_growing = token.end == len(self._text) and len(said) >= _GROWING
            is_prefix = is_prefix or is_growing
        return Words(said, is_prefix, column) if has_words(said) else None

    def _field(self, token: _Token) -> Query | None:
        """A field with its value, which stands close behind the colon."""
        name = token.text.lower()
        value = self._tokens[self._at] if self._at < len(self._tokens) else None
        if name not in FIELDS:
            self._fault(
                token.start,
                f"no field is called “{token.text}”. Use one of {', '.join(FIELDS)}, or put "
                "quotes around the words.",
            )
            return None if value is None or value.kind == "blank" else self._one()
        if value is None or value.kind not in ("word", "phrase", "prefix", *_OPERATORS):
            self._fault(token.start, f"{name}: wants a value close behind. Write {_EXAMPLES[name]}")
            return None
        self._at += 1
        if name == "title":
            return self._words(value, "title")
        return self._known(name, value)

    def _known(self, name: str, value: _Token) -> Query | None:
        said = value.text.strip().rstrip("*")
        if not value.is_whole:
            self._fault(value.start, 'this quote is not closed. Write " where the phrase ends.')
        if name in ("status", "language", "date", "id"):
            said = said.lower()
        if name == "status":
            said = said.replace("-", "_")
        if not said or not _is_fit(name, said):
            self._fault(value.start, f"{name}: does not know “{said}”. Write {_EXAMPLES[name]}")
            return None
        return Field(name, said)


_OPERATORS = ("AND", "OR", "NOT")
_EXAMPLES = {
    "title": "title:visit or title:visit*.",
    "publisher": 'publisher:Reuters or publisher:"New York Times".',
    "byline": 'byline:"Ana Lee".',
    "section": "section:World.",
    "language": "language:en, of two letters.",
    "file": "file:march.txt.",
    "id": "id: with the article's id or its beginning.",
    "date": "date:2025, date:2025-01, date:2025-01-05 or date:2025-01..2025-03.",
    "status": f"status: with one of {', '.join(STATUSES)}.",
    "coder": "coder: with the handle of a coder.",
}


def _is_fit(name: str, value: str) -> bool:
    """Whether a field may have this value."""
    if name == "status":
        return value in STATUSES
    if name == "id":
        return re.fullmatch(r"[0-9a-f-]{1,36}", value) is not None
    if name != "date":
        return True
    try:
        date_bounds(value)
    except ValueError:
        return False
    return True


def _all(parts: list[Query | None]) -> Query | None:
    """What meets every part that asks something."""
    found: list[Query] = []
    for part in parts:
        found.extend(part.parts if isinstance(part, And) else [part] if part is not None else [])
    return And(tuple(found)) if len(found) > 1 else next(iter(found), None)
