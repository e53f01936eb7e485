"""IPTC 7901, the text format that news agencies transmit: many stories a file.

A story has a header line (service and number, priority, category, length), a slug, a headline that
ends with "=", the text, and the time it was sent. What an agency adds for editors ("not for
publication") is kept beside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from annotator.extensions.articles import wire
from annotator.extensions.articles.bounds import read_bytes
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.encodings import decoded
from annotator.extensions.articles.plain_forms import joined, one_line, unwrapped
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.errors import UnreadableFile

_START, _TEXT, _END, _OVER = "\f1\f", "\f2\f", "\f3\f", "\f4\f"
"""How the control characters SOH, STX, ETX and EOT are written while a file is decoded."""

_HEADER_LINE = (
    r"(?P<number>[A-Za-z]{2,4}\d{3,4}) (?P<priority>[1-9]) (?P<category>[A-Za-z]{1,4})"
    r" (?P<words>\d{1,5})(?: {1,9}(?P<options>\S{1,20}))??"
    r"(?: {1,9}(?P<agency>[A-Za-z][\w/-]{0,20}))?(?: {1,9}(?P<service_number>\d{1,5}))?[ \t]{0,9}"
)
_HEADER = re.compile(rf"^{_HEADER_LINE}$", re.MULTILINE | re.ASCII)
_HEAD = re.compile(rb"[\s\0\x16\x7f\xef\xbb\xbf]*(\x01?)[\s\0\x16]*([^\r\n\x02]{1,100})")
_SENT = re.compile(
    r"(?P<day>\d\d)(?P<time>\d{4})(?: [A-Z]{1,5})? "
    r"(?P<month>[^\W\d_]{3,9})\.? (?P<year>\d\d)\s*$"
)
_NOT_FOR_PRINT = re.compile(
    r"^(?:#\s.*(?:notebook|notizblock|notizen).*"
    r"|\* \* \* \*\s*\n.*(?:not (?:intended )?for publication|nicht zur veröffentlichung).*)$",
    re.IGNORECASE | re.MULTILINE,
)
_INITIALS = re.compile(r"\n[ \t]*[a-z]{2,5}(?: [a-z]{2,3}){1,5}[ \t]*$")
_MAX_HEAD_LINES = 8
_MOST_BYTES = 30_000_000


class Iptc7901:
    """Reads IPTC 7901, with or without its control characters."""

    name = "iptc7901"
    label = "IPTC 7901 (dpa and other agencies)"
    suffixes = (".txt", ".iptc", ".tst")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins with a header line of the format."""
        found = _HEAD.match(head)
        return found is not None and _HEADER.match(found[2].decode("latin-1").strip()) is not None

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The stories of the file; raises UnreadableFile."""
        stories = list(_stories(_plain(read_bytes(path, _MOST_BYTES))))
        if not stories:
            raise UnreadableFile("it holds no story with a header of IPTC 7901. Check the file.")
        yield from wire.articles_of(stories, lambda story, record: _article(*story, record))


def _plain(raw: bytes) -> str:
    """The text of the file with signs of its own for control characters, without fillers."""
    for code, sign in enumerate((_START, _TEXT, _END, _OVER), start=1):
        raw = raw.replace(bytes([code]), sign.encode())
    text = decoded(raw.translate(None, b"\0\x16\x7f"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _stories(text: str) -> Iterator[tuple[re.Match[str] | None, str]]:
    """Each story by its header, and what follows it; no header where a story begins otherwise."""
    if _START in text:
        for story in filter(str.strip, text.split(_START)[1:]):
            header = _HEADER.match(story.lstrip())
            yield header, story.lstrip()[header.end() if header else 0 :]
        return
    headers = [found for found in _HEADER.finditer(text) if _may_begin(text, found.start())]
    ends = [*(found.start() for found in headers[1:]), len(text)]
    for header, end in zip(headers, ends, strict=False):
        yield header, text[header.end() : end]


def _may_begin(text: str, place: int) -> bool:
    """Whether a story can begin there: at the start of a file, or where one was sent."""
    last = text[max(0, place - 80) : place].strip()
    return not last or _SENT.search(last) is not None


def _article(header: re.Match[str] | None, story: str, record: str) -> Imported | Refused:
    if header is None:
        return Refused("it has no header line of IPTC 7901. Check where it begins.", record)
    body, _, after = story.partition(_END)
    sent = _SENT.search(after.replace(_OVER, "").rstrip()) or _SENT.search(body.rstrip())
    if sent is not None and sent.string == body.rstrip():
        body = body.rstrip()[: sent.start()]
    slug, title, byline, rest = _parts(body)
    text, notes = _without_notes(rest)
    extra = {name: value or "" for name, value in header.groupdict().items()}
    extra |= {"slug": slug, "notes": notes, "sent": one_line(sent[0]) if sent else ""}
    return wire.imported(
        joined(unwrapped(text)),
        extra,
        record=record,
        source_id=header["number"],
        title=title,
        byline=byline,
        publisher=header["agency"] or "",
        published=published("{day} {month} {year} 00:00".format(**sent.groupdict()))
        if sent
        else "",
    )


def _parts(body: str) -> tuple[str, str, str, str]:
    """The slug, the headline and the byline above the text, and the text.

    The headline ends with "="; without one, what stands before the sign of the text is the slug.
    """
    lines = [line.strip() for line in body.replace(_TEXT, "\n").split("\n")]
    filled = [n for n, line in enumerate(lines) if line][:_MAX_HEAD_LINES]
    last = next((n for n in filled if lines[n].endswith("=")), None)
    if last is None:
        slug, sign, text = body.partition(_TEXT)
        return (one_line(slug), "", "", text) if sign else ("", "", "", body)
    slugs, titles, bylines = [], [], []
    for line in (lines[n].rstrip("= ") for n in filled if n <= last):
        if line.endswith("/") or (line.startswith("(") and line.endswith(")")):
            slugs.append(line)
        elif line.startswith(("By ", "Von ")):
            bylines.append(names_in(line))
        else:
            titles.append(line)
    return " ".join(slugs), " ".join(titles), " ".join(bylines), "\n".join(lines[last + 1 :])


def _without_notes(text: str) -> tuple[str, str]:
    """The text for print, and what is for editors: notebook, contacts, the initials at the end."""
    found = _NOT_FOR_PRINT.search(text) or _INITIALS.search(text.rstrip())
    if found is None:
        return text, ""
    return text[: found.start()], text[found.start() :].strip()
