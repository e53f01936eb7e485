"""What Factiva tells of an article, by its two-letter codes or by the order of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dated_line import dated
from annotator.extensions.articles.language_names import language_code
from annotator.extensions.articles.plain_forms import joined, one_line
from annotator.extensions.registry import Imported
from annotator.model.article import Article

CODE = re.compile(r"[A-Z][A-Z0-9]{1,3}")
"""What a code looks like; HD, BY, WC, PD, SN and some thirty more are in use."""

_TEXT_CODES = ("LP", "TD")
_TAKEN_CODES = ("HD", *_TEXT_CODES)
_WORD_COUNT = re.compile(
    r"[\d.,\u00a0\u202f ]+"
    r"(?:words?|mots?|wörter|palabras?|parole|palavras?|woorden|слов\w*|字|語|ord)",
    re.I,
)
_RIGHTS = re.compile(r"(?:\(c\)|©|copyright)", re.I)
_TIME = re.compile(r"\d{1,2}:\d{2}(?:\s?[ap]m)?(?:\s?[A-Z]{2,4})?", re.I)
_SOURCE_CODE = re.compile(r"[A-Z][A-Z0-9_]{1,11}")
_PAGE = re.compile(r"(?:[A-Z]{0,3}\d{1,4}|p(?:age|agina|\.)?\s*\w+|seite\s*\w+|página\s*\w+)", re.I)
_NAME = re.compile(r"(?:by|par|von|por|di|door)\s", re.I)
_FURNITURE = re.compile(
    r"(?:page|seite|página|pagina) \d+ (?:of|sur|von|de|di|van) \d+.*|.*©.*factiva.*", re.I
)


@dataclass(slots=True)
class Record:
    """One article of a download; `extra` has what else is told, under the names it has there."""

    title: str = ""
    byline: str = ""
    source: str = ""
    date: str = ""
    section: str = ""
    language: str = ""
    accession: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    body: Sequence[str] = ()

    def imported(self, place: str) -> Imported:
        """The article that the record makes; `place` says where it stands in the file."""
        article = Article.from_text(
            joined(self.body),
            self.accession,
            title=self.title,
            byline=names_in(self.byline),
            publisher=self.source,
            published=self.date,
            section=self.section,
            language=language_code(self.language),
        )
        return Imported(article, self.extra, place)


def coded_record(coded: Iterable[tuple[str, Sequence[str]]]) -> Record:
    """The record that codes and the blocks beside them make."""
    blocks: dict[str, list[str]] = {}
    for code, beside in coded:
        blocks.setdefault(code, []).extend(beside)
    told = {code: one_line(" ".join(beside)) for code, beside in blocks.items()}
    found = dated(told.get("PD", ""))
    return Record(
        title=told.get("HD", ""),
        byline=told.get("BY", ""),
        source=told.get("SN", ""),
        date=found.date if found else "",
        section=told.get("SE", ""),
        language=told.get("LA", ""),
        accession=(told.get("AN", "").split() or [""])[-1],
        extra={code: words for code, words in told.items() if code not in _TAKEN_CODES and words},
        body=[block for code in _TEXT_CODES for block in blocks.get(code, ())],
    )


def listed_record(lines: Sequence[str], title: str = "") -> Record:
    """The record of an article without codes: its blocks, the last one with its number.

    title: its headline if the file marks it; else it is told by its place over the word count.
    """
    lines = [line for line in lines if not _FURNITURE.fullmatch(one_line(line))]
    if not lines:
        return Record()
    count = next((n for n, line in enumerate(lines) if _WORD_COUNT.fullmatch(one_line(line))), 0)
    end = _end_of_header(lines, count)
    coded: list[tuple[str, list[str]]] = [("AN", [lines[-1]]), ("TD", list(lines[end:-1]))]
    coded += _over_count(lines[:count], title)
    if count:
        coded.append(("WC", [lines[count]]))
    coded += _under_count(lines[count + 1 : end])
    return coded_record(coded)


def _end_of_header(lines: Sequence[str], count: int) -> int:
    """Where the text begins: after the line of rights, or after the language."""
    header = range(count + 1, min(count + 14, len(lines) - 1))
    for n in header:
        if _RIGHTS.match(lines[n]):
            return n + 1
    languages = (n for n in header if " " not in lines[n] and language_code(lines[n]))
    return next(languages, count) + 1


def _over_count(lines: Sequence[str], title: str) -> list[tuple[str, list[str]]]:
    """Section, headline and byline, which stand over the word count."""
    words = [one_line(line.lstrip("#")) for line in lines]
    if not words:
        return [("HD", [title])]
    if title in words:
        at = words.index(title)
    else:
        has_byline = len(words) > 2 or (len(words) == 2 and _is_byline(words[1]))
        at = len(words) - (2 if has_byline and _is_byline(words[-1]) else 1)
    coded = [("HD", [words[at]]), ("BY", words[at + 1 :])]
    return [*coded, ("SE", words[:at])] if at else coded


def _is_byline(words: str) -> bool:
    return _NAME.match(words) is not None or (len(words) < 60 and len(words.split()) < 6)


def _under_count(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Date, time, source and the rest, which stand under the word count."""
    coded: list[tuple[str, list[str]]] = []
    seen: set[str] = set()
    for line in map(one_line, lines):
        code = _code_of(line, seen)
        seen.add(code)
        coded.append((code, [line]))
    return coded


def _code_of(line: str, seen: set[str]) -> str:
    """The code that a line under the word count would have; `seen` are those before it."""
    if _RIGHTS.match(line):
        return "CY"
    if "PD" not in seen and dated(line):
        return "PD"
    if "PD" in seen and "SN" not in seen:
        return "ET" if _TIME.fullmatch(line) else "SN"
    if "SN" in seen and "SC" not in seen and _SOURCE_CODE.fullmatch(line):
        return "SC"
    if "SC" in seen and "LA" not in seen and language_code(line):
        return "LA"
    if "SC" in seen and "PG" not in seen and _PAGE.fullmatch(line):
        return "PG"
    return "ED"
