"""ninjs, News in JSON of the IPTC (1.x, 2.x, 3.x and what editorial systems make of it)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from annotator.extensions.articles import wire
from annotator.extensions.articles.bounds import read_bytes
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.encodings import decoded
from annotator.extensions.articles.html_text import text_of_markup
from annotator.extensions.articles.plain_forms import one_line
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.article import METADATA
from annotator.model.errors import UnreadableFile

_MOST_BYTES = 8_000_000
_IDENTITY = re.compile(rb'"(?:uri|guid)"\s*:')
_MARKS = re.compile(
    rb'"(?:versioncreated|versionCreated|firstcreated|firstCreated|representationtype'
    rb'|representationType|body_x?html|bodies|headlines|pubstatus|pubStatus)"\s*:'
)
_NO_TEXT = frozenset("picture graphic audio video planning event".split())
_WORDS_OF_AN_OBJECT = ("value", "byline", "name", "literal")
_ENVELOPES = ("items", "_items", "item", "data")
_RESERVED = frozenset({*METADATA, "file"})
_NOT_TAKEN = frozenset({"bodies", "renditions", "associations", "extradata"})


class Ninjs:
    """Reads one ninjs object, or a list of them; pictures and packages have no text to code."""

    name = "ninjs"
    label = "ninjs (News in JSON)"
    suffixes = (".json", ".ninjs")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is JSON with an identifier and the dates or bodies of ninjs."""
        start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        return (
            start[:1] in (b"{", b"[")
            and _IDENTITY.search(start) is not None
            and _MARKS.search(start) is not None
        )

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the file; raises UnreadableFile."""
        items = _items(decoded(read_bytes(path, _MOST_BYTES)))
        yield from wire.articles_of(items, _article)


def _items(text: str) -> list[Mapping[str, Any]]:
    """The objects of the file: one, a list, or one a line."""
    try:
        try:
            whole = json.loads(text)
        except json.JSONDecodeError:
            whole = [json.loads(line) for line in text.split("\n") if line.strip()]
        opened = _opened(whole)
    except RecursionError:
        raise UnreadableFile("it nests deeper than any news item. Nothing was read.") from None
    except ValueError:
        raise UnreadableFile(
            "it is damaged or unfinished JSON. Get it again from where it came from."
        ) from None
    known: list[Mapping[str, Any]] = [item for item in opened if isinstance(item, dict)]
    if not known:
        raise UnreadableFile("it holds no news items. Check that it is a ninjs file.")
    return known


def _opened(whole: Any) -> list[Any]:
    """The items themselves, out of the envelopes of news services."""
    if isinstance(whole, list):
        return [item for part in whole for item in _opened(part)]
    if isinstance(whole, dict) and not {"uri", "guid"} & whole.keys():
        held = next((whole[name] for name in _ENVELOPES if name in whole), None)
        return _opened(held) if held is not None else [whole]
    return [whole]


def _plain(key: str) -> str:
    """A key as all versions have it: versionCreated and version_created are versioncreated."""
    return key.replace("_", "").lower()


def _article(raw: Mapping[str, Any], record: str) -> Imported | Refused:
    item = {_plain(key): value for key, value in raw.items()}
    sort = one_line(str(item.get("type") or "")).lower()
    if sort in _NO_TEXT:
        return Refused(f"it is of the sort {sort}, not a text. Nothing to code.", record)
    text = _text(item)
    if not text:
        return wire.no_text(record)
    title = wire.plain_title(_one(item, "headline", "headlines", "title", "name"))
    byline = names_in(_one(item, "byline", "by", "bylines"))
    notice = _one(item, "copyrightnotice")
    publisher = _one(item, "source", "provider", "infosource", "infosources", "copyrightholder")
    told = [_one(item, name) for name in ("versioncreated", "contentcreated", "firstcreated")]
    return wire.imported(
        wire.without_head(text, title, byline),
        _extra(item),
        record=record,
        source_id=_one(item, "uri", "guid"),
        title=title,
        byline=byline,
        publisher=publisher or wire.holder_of(notice),
        published=next((day for words in told if words and (day := published(words))), ""),
        section=_one(item, "section"),
        url=_one(item, "url", "canonicalurl", "link"),
        language=wire.language_tag(_one(item, "language")),
    )


def _one(item: Mapping[str, Any], *names: str) -> str:
    """The first of these names that says something; of a list, the first or the main one."""
    for name in names:
        value = item.get(name)
        parts = value if isinstance(value, list) else [value]
        main = [part for part in parts if isinstance(part, dict) and part.get("role") == "main"]
        for part in (*main, *parts):
            if words := _words(part):
                return words
    return ""


def _words(value: Any) -> str:
    """The words of a value, which may be an object that has them as its value or its name."""
    if isinstance(value, dict):
        plain = {_plain(str(key)): inner for key, inner in value.items()}
        value = next((plain[key] for key in _WORDS_OF_AN_OBJECT if key in plain), "")
    return one_line(value) if isinstance(value, str) else ""


def _text(item: Mapping[str, Any]) -> str:
    """The body, marked up rather than plain, so that its paragraphs are kept."""
    bodies: dict[str, str] = {}
    held = item.get("bodies")
    for body in held if isinstance(held, list) else []:
        if isinstance(body, dict):
            plain = {_plain(str(key)): value for key, value in body.items()}
            sort = "html" if "html" in str(plain.get("contenttype", "")) else "text"
            bodies.setdefault(sort, str(plain.get("value") or ""))
    for name in ("bodyxhtml", "bodyhtml", "bodytext"):
        if isinstance(item.get(name), str):
            bodies.setdefault("text" if name == "bodytext" else "html", item[name])
    return text_of_markup(bodies.get("html", "")) or wire.text_of_words(bodies.get("text", ""))


def _extra(item: Mapping[str, Any]) -> dict[str, str]:
    """All else that is told, under its own name; lists by the names in them."""
    extra: dict[str, str] = {}
    for key, value in item.items():
        if key in _NOT_TAKEN or key.startswith("body"):
            continue
        name = key if key not in _RESERVED else f"ninjs.{key}"
        if isinstance(value, list):
            extra[name] = "; ".join(dict.fromkeys(filter(None, map(_words, value))))
        elif isinstance(value, str | int | float):
            extra[name] = one_line(str(value))
        else:
            extra[name] = _words(value)
    return extra
