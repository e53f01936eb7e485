"""Columns become articles: which column is what, guessed or said, and a row made into an article.

A table may come from anywhere, so every cell is text and stays as it was written. What no field
takes is kept beside the article under the heading it had.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.column_words import folded, meaning
from annotator.extensions.articles.dates import DAY_FIRST, MONTH_FIRST, published
from annotator.extensions.articles.html_text import text_of_markup
from annotator.extensions.articles.language_names import language_code
from annotator.extensions.registry import FIELDS, Columns, Imported, Refused
from annotator.model.article import MAX_TEXT_BYTES, METADATA, Article
from annotator.model.errors import UnreadableFile

N_SAMPLES = 200
"""Rows that are looked at before the mapping is guessed."""

MAX_COLUMNS = 2_000
_MOST_ABOVE = 12
"""Rows among which the headings are looked for."""

MOST_REFUSED = 1_000

_NO_TEXT = frozenset({"na", "n/a", "nan", "null", "none", "nil", "#n/a", "<na>", "[removed]"})
_LEAST_TEXT = 120
"""A column without a telling name is the text if its cells are this long on average."""

_ABOUT = frozenset({"note", "notes", "comment", "comments", "remark", "remarks"})
"""Columns of words about an article, however long."""

_NOT_PUBLISHED = re.compile(
    "download|crawl|modif|updat|access|retriev|index|fetch|scrap|insert|added|captur|seen"
)
"""Parts of headings over dates on which something was done with an article."""

_MARKUP = re.compile(
    r"\s*<(?:!doctype|html|body|main|article|section|div|p|h[1-6]|ul|ol|table|figure|blockquote)\b"
    r"[^<>]*>|.*?(?:</p>|<br\s*/?>)",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS = re.compile(r"https?://\S+")
_NUMBERS = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")
_TAKEN = frozenset({*METADATA, "file"})


def unique(headings: Sequence[str]) -> tuple[str, ...]:
    """Headings as names of columns: each once, and "column 3" where the third has none."""
    if len(headings) > MAX_COLUMNS:
        raise UnreadableFile(
            f"it has {len(headings):,} columns, which no table of articles has. "
            "Keep the columns that matter and import it again."
        )
    names: list[str] = []
    seen: dict[str, int] = {}
    for place, heading in enumerate(headings, start=1):
        name = " ".join(heading.split()) or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def guessed(
    headings: Sequence[str], names: Sequence[str], samples: Sequence[Sequence[str]]
) -> dict[str, str]:
    """Which column is what, by the headings and, where they do not tell, by the cells.

    Columns that are called the same are left out: a person says which of them counts.
    """
    doubtful = {place for places in _twins(headings) for place in places}
    lengths = [_mean_length(samples, place) for place in range(len(names))]
    longest = max(lengths, default=0) / 20  # what is much shorter is a number or name of the text
    found: dict[str, tuple[int, int]] = {}
    for place, heading in enumerate(headings):
        told = meaning(heading) if place not in doubtful else None
        if told and told[0] == "publisher" and _look_like_urls([row[place] for row in samples]):
            told = ("url", len(headings) + told[1])
        if told and (not samples or lengths[place] > (longest if told[0] == "text" else 0)):
            found[told[0]] = min(found.get(told[0], (told[1], place)), (told[1], place))
    mapping = {names[place]: what for what, (_, place) in found.items()}
    free = [n for n in range(len(names)) if names[n] not in mapping and n not in doubtful]
    free = [n for n in free if folded(headings[n]) not in _ABOUT]
    for what, looks in (("text", _look_like_text), ("url", _look_like_urls), ("published", _dates)):
        if what not in found:
            fitting = [place for place in free if looks([row[place] for row in samples])]
            if what == "published":
                fitting = [n for n in fitting if not _NOT_PUBLISHED.search(folded(headings[n]))]
            if fitting:
                mapping[names[max(fitting, key=lambda place: lengths[place])]] = what
    return mapping


def _mean_length(samples: Sequence[Sequence[str]], place: int) -> float:
    return sum(len(row[place]) for row in samples) / max(len(samples), 1)


def _look_like_text(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    spaced = sum(not _ADDRESS.fullmatch(cell.strip()) for cell in filled)
    mean = sum(map(len, filled)) / max(len(filled), 1)
    return mean >= _LEAST_TEXT and spaced * 2 > len(filled)


def _look_like_urls(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_ADDRESS.fullmatch(cell.strip()) for cell in filled)


def _dates(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()][:20]
    return bool(filled) and all(len(cell) >= 8 and published(cell, (), "DMY") for cell in filled)


def _twins(headings: Sequence[str]) -> list[list[int]]:
    """The places of headings that are the same but for case and blanks."""
    places: dict[str, list[int]] = {}
    for place, heading in enumerate(headings):
        if heading.strip():
            places.setdefault(" ".join(heading.casefold().split()), []).append(place)
    return [those for those in places.values() if len(those) > 1]


def refuse_twins(headings: Sequence[str], names: Sequence[str], mapping: Mapping[str, str]) -> None:
    """UnreadableFile if columns are called the same and nobody has said which one counts."""
    for places in _twins(headings):
        if not any(names[place] in mapping for place in places):
            those = " and ".join(f'{place + 1} "{headings[place].strip()}"' for place in places[:5])
            raise UnreadableFile(
                f"its columns {those} are called the same. Rename all but one, or say what one of "
                f'them is, for example --map "column {places[0] + 1}=text".'
            )


def date_order(cells: Sequence[str]) -> str:
    """In which order dates such as 03/04/2019 are written, if one of the cells shows it.

    Where all are written with dots, the day stands first.
    """
    found = [numbers for cell in cells if (numbers := _NUMBERS.match(cell))]
    day_first = any(int(numbers[1]) > 12 for numbers in found)
    month_first = any(int(numbers[3]) > 12 for numbers in found)
    if day_first != month_first:
        return DAY_FIRST if day_first else MONTH_FIRST
    has_dots = found and not day_first and all(numbers[2] == "." for numbers in found)
    return DAY_FIRST if has_dots else ""


@dataclass(frozen=True, slots=True)
class Making:
    """How a row becomes an article.

    mapping: name of a column to one of FIELDS, or "" for what is only kept.
    order: in which order days and months are written, if that is known.
    """

    mapping: Mapping[str, str]
    order: str = ""
    text: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        unknown = sorted({what for what in self.mapping.values() if what} - set(FIELDS))
        if unknown:
            raise UnreadableFile(f"{unknown[0]!r} is no field. Use one of {', '.join(FIELDS)}.")
        text = tuple(name for name, what in self.mapping.items() if what == "text")
        object.__setattr__(self, "text", text)

    @classmethod
    def of(cls, columns: Columns, mapping: Mapping[str, str]) -> Making:
        """The way of making articles by this mapping; UnreadableFile if no column is the text."""
        if "text" not in mapping.values():
            shown = ", ".join(f'"{name}"' for name in columns.names[:20])
            more = " and more" if len(columns.names) > 20 else ""
            raise UnreadableFile(
                f"none of its columns is known to be the text of articles: {shown}{more}. "
                f'Say which one is: under "Columns…" in the window, or with --map "COLUMN=text".'
            )
        dated = [n for n, name in enumerate(columns.names) if mapping.get(name) == "published"]
        return cls(mapping, date_order([row[n] for row in columns.samples for n in dated]))

    def article(self, cells: Mapping[str, str], record: str) -> Imported | Refused:
        """The article that the cells of a row make, by name of column, or why they make none."""
        known: dict[str, str] = {}
        extra: dict[str, str] = {}
        for name, cell in cells.items():
            if not cell or cell.isspace():
                continue
            if len(cell) > MAX_TEXT_BYTES:
                return Refused(_too_long(name, cell), record)
            what = self.mapping.get(name, "")
            if what == "text":
                continue
            if not is_whole(cell):
                return Refused(_DAMAGED.format(name=name), record)
            if not self._take(what, cell, known):
                extra[_free(name)] = cell
        parts = [cell for name in self.text if (cell := cells.get(name, "")) and not cell.isspace()]
        try:
            text = "\n\n".join(map(_without_markup, parts))
        except UnreadableFile as fault:
            return Refused(str(fault), record)
        if not text or (len(text) < 20 and text.strip().casefold() in _NO_TEXT):
            return Refused(f'"{", ".join(self.text)}" is empty: there is no text to code.', record)
        try:
            source_id = known.pop("source_id", "") or known.get("url", "")
            article = Article.from_text(text, source_id, **known)
        except UnicodeEncodeError:
            return Refused(self._damaged(cells), record)
        if b"\0" in article.encoded:
            return Refused(self._damaged(cells), record)
        return Imported(article, extra, record)

    def _damaged(self, cells: Mapping[str, str]) -> str:
        """Why a text cannot be taken of which some letter is none."""
        return _DAMAGED.format(name=next(n for n in self.text if not is_whole(cells.get(n, ""))))

    def _take(self, what: str, cell: str, known: dict[str, str]) -> bool:
        """Take a cell as the field `what`; False if it must be kept as it stands, too."""
        if not what:
            return False
        read = _read if len(cell) < _SHORT else _read.__wrapped__
        value = read(what, cell, self.order)
        if value and what not in known:
            known[what] = value
            return value == cell.strip()
        return False


_SHORT = 100


@lru_cache(maxsize=1024)
def _read(what: str, cell: str, order: str) -> str:
    """What a cell says as this field; many say the same, so what short ones say is kept."""
    value = " ".join(cell.split())
    if what == "published":
        return published(cell, (), order)
    if what == "language":
        return language_code(cell)
    if what == "url":
        return value if _ADDRESS.fullmatch(value) else ""
    if what in ("title", "byline", "publisher", "section") and "&" in value:
        value = " ".join(unescape(value).split())
    if what == "byline":
        return "" if value.isdecimal() else names_in(value)
    return value


def _without_markup(cell: str) -> str:
    """A cell that holds a piece of a web page in the plain forms of an article's text."""
    is_markup = "<" in cell and "\0" not in cell and is_whole(cell) and _MARKUP.match(cell)
    return text_of_markup(cell) if is_markup else cell


def _free(name: str) -> str:
    """The name of a column as one of what is kept beside an article."""
    return f"{name} (as given)" if name in _TAKEN else name


_DAMAGED = (
    '"{name}" has damaged letters (NUL, halves of a character or bytes that are no text). '
    "Save it as UTF-8 from where it comes."
)


def is_whole(text: str) -> bool:
    """Whether a text has no NUL and no half of a character, which damaged bytes are read as."""
    if "\0" in text:
        return False
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _too_long(name: str, cell: str) -> str:
    return (
        f'"{name}" holds {len(cell):,} letters, which no article does. '
        "Look whether a quotation mark is missing."
    )


def patient(given: Iterator[Imported | Refused]) -> Iterator[Imported | Refused]:
    """The records, until so many in a row are refused that the file is no table of articles."""
    refused = 0
    for each in given:
        refused = refused + 1 if isinstance(each, Refused) else 0
        if refused > MOST_REFUSED:
            raise UnreadableFile(
                f"{MOST_REFUSED:,} records one after the other cannot be read, so nothing after "
                f"them was. The last: {each.reason if isinstance(each, Refused) else ''}"
            )
        yield each


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows has the headings: the first, unless a report stands above them."""
    if not rows or known_headings(rows[0]):
        return 0
    for place, row in enumerate(rows[1:_MOST_ABOVE], start=1):
        fields = known_headings(row)
        if "text" in fields and len(fields) > 1 and all(len(cell) < _SHORT for cell in row):
            return place
    return 0


def known_headings(headings: Sequence[str]) -> set[str]:
    """The fields that some of the headings name."""
    return {told[0] for heading in headings if folded(heading) and (told := meaning(heading))}
