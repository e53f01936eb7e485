"""What the importers of news agency and feed formats share: finding, naming, reading their parts.

Names of elements are compared without namespaces: the same format comes with and without them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape, unescape
from html.entities import html5
from pathlib import Path
from typing import Any, TypeVar

from annotator.extensions.articles.bounds import MAX_TREE_BYTES, read_bytes, xml_tree
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.encodings import decoded
from annotator.extensions.articles.html_text import blocks, local_name, text_of_markup
from annotator.extensions.articles.language_names import language_code
from annotator.extensions.articles.plain_forms import joined, one_line, paragraph, unwrapped
from annotator.extensions.articles.story_ends import trimmed
from annotator.extensions.registry import Imported, Refused
from annotator.model.article import METADATA, Article, metadata_fault
from annotator.model.errors import UnreadableFile

Item = TypeVar("Item")

_PROLOG = re.compile(
    r"\s*(?:(?><\?.*?\?>)\s*+|(?><!--.*?-->)\s*+|<!DOCTYPE[^>\[]*+>\s*+)*+"
    r"<(?:[\w.-]+:)?([\w.-]+)([^>]*)",
    re.DOTALL | re.IGNORECASE,
)
_AMPERSAND = re.compile(
    r"<!\[CDATA\[(?>.*?\]\]>|.*)|<!--(?>.*?-->|.*)|<!DOCTYPE[^>\[]*+\[.*"
    r"|&(?!#\d+;|#x[0-9a-f]+;|(?:amp|lt|gt|quot|apos);)(?:(\w{1,30});)?",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
"""An "&" that XML does not know, or a part in which any may stand."""

_MARKUP = re.compile(r"<(?:p|div|html|body|br|ul|table|h[1-6]|nitf|block)\b[^<>]*>", re.IGNORECASE)
_HOLDER = re.compile(
    r"(?:(?:copyright|©|\(c\))\s*)+(?:\d{4}(?:\s*[-–]\s*\d{4})?)?,?\s*(?:by\s+)?"
    r"(.+?)(?=[,;|]|\.(?:\s|$)|\s[-–]\s|\s*all rights|\s*click for|$)",
    re.IGNORECASE,
)
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_LONGEST_DECLARATION = 200
_LONGEST_NOTICE = 500
_MAX_HEAD_BLOCKS = 5
_RESERVED = frozenset({*METADATA, "file"})
_PAIRS = (("FormalName", "Value"), ("name", "content"))
"""Attributes by which formats name something of their own and say what it is."""

_STAY_IN_PARAGRAPHS = frozenset("br q ul ol table hr img pre script style".split())
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_DECORATION = frozenset({"media", "note", "header", "nav", "aside", "figure", "footer"})
"""Parts within a body that are no part of its running text."""


def root_of(head: bytes) -> tuple[str, str]:
    """The name of the element an XML file begins with, in small letters, and its attributes."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").decode("latin-1")
    found = _PROLOG.match(plain)
    return (found[1].lower(), found[2]) if found else ("", "")


def tree(path: Path, most: int = MAX_TREE_BYTES) -> Any:
    """The root element of an XML file; raises UnreadableFile.

    The encoding it declares is believed only if the bytes bear it out.
    """
    raw = read_bytes(path, most)
    declared = _DECLARED.search(raw[:_LONGEST_DECLARATION].replace(b"\0", b""))
    text = decoded(raw, declared[1].decode("ascii") if declared else "").lstrip()
    if text.startswith("<?xml"):
        text = text.partition("?>")[2].lstrip()
    return xml_tree(_AMPERSAND.sub(_in_xml, text).encode("utf-8", "replace"))


def _in_xml(found: re.Match[str]) -> str:
    """What begins with "&" as XML has it: letters named as in HTML, or an "&" that names none."""
    if not found[0].startswith("&"):
        return found[0]
    if not found[1]:
        return "&amp;"
    letters = html5.get(f"{found[1]};")
    return escape(letters) if letters else found[0]


def children(element: Any, *names: str) -> Iterator[Any]:
    """The children with one of these names, or all."""
    return (child for child in element if not names or local_name(child) in names)


def within(element: Any, *names: str) -> Iterator[Any]:
    """The element itself and all below that have one of these names, in the order of the text."""
    return (inner for inner in element.iter() if local_name(inner) in names)


def at(element: Any, path: str) -> Any | None:
    """The first element down a path of names, "a/b"; None if there is none."""
    name, _, rest = path.partition("/")
    for child in children(element, name):
        found = at(child, rest) if rest else child
        if found is not None:
            return found
    return None


def words_at(element: Any, *paths: str) -> str:
    """The words on one line at the first of these paths that has any, or ""."""
    for path in paths:
        found = at(element, path)
        if found is not None and (words := one_line("".join(found.itertext()))):
            return words
    return ""


def attribute(element: Any | None, name: str) -> str:
    """An attribute by its name without namespace, in any case of letters, or ""."""
    if element is None:
        return ""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].lower() == name:
            return one_line(str(value))
    return ""


def attribute_at(element: Any, path: str, name: str) -> str:
    """An attribute of the element at a path, or ""."""
    return attribute(at(element, path), name)


def gathered(elements: Iterable[Any]) -> dict[str, str]:
    """All that elements say, by their own names; what is said several times stands in a row.

    A name that would be a piece of metadata stands behind the name of what it is in.
    """
    all_said: dict[str, list[str]] = {}
    for top in elements:
        for element in top.iter():
            for name, words in _told_by(element):
                if words := one_line(words):
                    all_said.setdefault(name, []).append(words)
    return {name: "; ".join(dict.fromkeys(values)) for name, values in all_said.items()}


def _told_by(element: Any) -> Iterator[tuple[str, str]]:
    """What an element and its attributes say, by their names."""
    if not local_name(element):
        return
    tag = str(element.tag).rpartition("}")[2]
    held = {str(key).rpartition("}")[2]: str(value) for key, value in element.attrib.items()}
    for named, value in _PAIRS:
        if named in held and value in held:
            yield _own_name(element, held.pop(named)), held.pop(value)
    yield _own_name(element, tag), element.text or ""
    for key, value in held.items():
        yield (key if key.startswith(tag) else f"{tag}.{key}"), value


def _own_name(element: Any, name: str) -> str:
    if name.lower() not in _RESERVED:
        return name
    parent = element.getparent()
    return f"{local_name(parent) if parent is not None else 'source'}.{name}"


def language_tag(*tags: str) -> str:
    """The two letters of the first language tag or name that is one ("en-US" is en), or ""."""
    return next((code for tag in tags if (code := language_code(tag.partition("-")[0]))), "")


def holder_of(notice: str) -> str:
    """Whom a copyright notice names: "Copyright 2013 The News Agency, all rights" is theirs."""
    found = _HOLDER.search(one_line(notice[:_LONGEST_NOTICE]))
    return found[1].strip(" .") if found else ""


def text_of_element(element: Any) -> str:
    """The text of an element that holds NITF, XHTML or plain lines, in our plain forms."""
    if not any(True for _ in children(element)):
        return text_of_words("".join(element.itertext()))
    for part in list(element.iter()):
        if local_name(part) in _DECORATION and not _holds_a_table(part):
            _take_out(part)
        elif part is not element and _is_within_a_paragraph(part):
            part.tag = "span"
    bodies = list(within(element, "body.content")) or list(within(element, "body")) or [element]
    return joined(_unbroken(block) for body in bodies for block in blocks(body))


def _holds_a_table(part: Any) -> bool:
    """Whether it is a figure that is a table, as HTML5 has them."""
    return local_name(part) == "figure" and next(within(part, "table"), None) is not None


def _is_within_a_paragraph(part: Any) -> bool:
    """Whether it only marks some words: a name, a company, whatever a newsroom has signs for."""
    inside = local_name(part.getparent()) in ("p", "span")
    return inside and local_name(part) not in _STAY_IN_PARAGRAPHS


def _unbroken(block: str) -> str:
    """A block whose lines were broken at a width as a paragraph; tables stay as they are."""
    return block if block.startswith("| ") else "\n\n".join(unwrapped(block))


def _take_out(element: Any) -> None:
    """Take an element away, not the words behind it."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    parent.remove(element)


def text_of_words(words: str) -> str:
    """The text of a string: markup if it has any, else lines, broken at a width or not."""
    if "<nitf" in words[:1000]:
        return text_of_element(xml_tree(words.strip().encode()))
    if _MARKUP.search(words):
        return text_of_markup(words)
    return joined(map(paragraph, unwrapped(words.replace("\r\n", "\n").replace("\r", "\n"))))


def plain_title(words: str) -> str:
    """A title on one line, without the markup or references that some sources leave in it."""
    if "<" in words and _MARKUP_IN_LINE.search(words):
        words = _MARKUP_IN_LINE.sub("", words)
    return one_line(unescape(words))


_MARKUP_IN_LINE = re.compile(r"</?(?:b|i|em|strong|sup|sub|span|br|p|a|u|font)\b[^<>]*>", re.I)


def without_head(text: str, *lines: str) -> str:
    """The text without what stands before it as its title or byline in the same words."""
    known = {_bare(line) for line in lines if line}
    for _ in range(_MAX_HEAD_BLOCKS):
        first, _, rest = text.partition("\n\n")
        if _bare(first) not in known or not rest:
            break
        text = rest
    return text


def _bare(line: str) -> str:
    return names_in(line.lstrip("# ")).casefold().rstrip(" .")


def no_text(record: str) -> Refused:
    """The refusal of a record that has no text."""
    return Refused("it has no text, only what is told about it. Get the full record.", record)


def imported(
    text: str,
    extra: Mapping[str, str],
    *,
    record: str = "",
    source_id: str = "",
    **metadata: str,
) -> Imported | Refused:
    """The article that a record makes, or its refusal where it has no text.

    An address that is none stays what it is, among the rest that the source said; so does what
    stands below the text and says whose it is.
    """
    if not text.strip():
        return no_text(record)
    text, metadata["byline"], below = trimmed(text, metadata.get("byline", ""))
    rest = {name: _whole(value) for name, value in extra.items() if value}
    if below:
        rest.setdefault("below the text", _whole("\n".join(below)))
    metadata = {name: _whole(value) for name, value in metadata.items()}
    url = metadata.pop("url", "")
    if metadata_fault("url", url):
        rest.setdefault("link", url)
        url = ""
    article = Article.from_text(_whole(text), _whole(source_id), url=url, **metadata)
    return Imported(article, rest, record)


def _whole(words: str) -> str:
    """The words with the sign for a lost character where JSON had half of one, or none."""
    return _NO_CHARACTER.sub("\ufffd", words)


def articles_of(
    items: Sequence[Item], article: Callable[[Item, str], Imported | Refused]
) -> Iterator[Imported | Refused]:
    """What `article` makes of each item and of what it is called in a report: "2 of 10".

    An item that cannot be read is refused, the others are not.
    """
    for number, item in enumerate(items, start=1):
        record = f"{number} of {len(items)}" if len(items) > 1 else ""
        try:
            yield article(item, record)
        except UnreadableFile as fault:
            yield Refused(str(fault), record)


def said(elements: Iterable[Any], *names: str, between: str = "; ") -> str:
    """The words of all parts of elements with one of these names, each once, in a row."""
    parts = (part for element in elements for part in within(element, *names))
    words = (one_line("".join(part.itertext())) for part in parts)
    return between.join(dict.fromkeys(filter(None, words)))
