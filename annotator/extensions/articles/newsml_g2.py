"""NewsML-G2 of the IPTC: news items, alone or in a message; packages only point to items."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.extensions.articles import wire
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.html_text import local_name
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.errors import UnreadableFile

_ROOTS = frozenset({"newsmessage", "newsitem", "packageitem", "knowledgeitem", "conceptitem"})
_NAMESPACE = "iptc.org/std/nar"
_NO_TEXT = (
    "it holds no news item with text: only pictures, links or packages. "
    "Get the items that it points to."
)
_ONLY_A_LINK = (
    "its text is not in the file, only an address to fetch it from. Get the item with its text."
)


class NewsMlG2:
    """Reads news items of the sort text; pictures, videos and packages are left out."""

    name = "newsml_g2"
    label = "NewsML-G2 (Reuters, AP, dpa and other agencies)"
    suffixes = (".xml",)
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins with an element of NewsML-G2."""
        name, attributes = wire.root_of(head)
        return name in _ROOTS and (_NAMESPACE in attributes or "NewsML-G2" in attributes)

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the file; raises UnreadableFile if there is none."""
        root = wire.tree(path)
        items = [item for item in wire.within(root, "newsitem") if _is_text(item)]
        if not items:
            raise UnreadableFile(_NO_TEXT)
        yield from wire.articles_of(items, _article)


def _is_text(item: Any) -> bool:
    """Whether an item is of the sort text; one of no sort is judged by what it holds."""
    sort = wire.attribute_at(item, "itemmeta/itemclass", "qcode") or wire.attribute_at(
        item, "itemmeta/itemclass", "uri"
    )
    if sort:
        return sort.lower().endswith("text")
    return any(True for _ in wire.within(item, "inlinexml", "inlinedata"))


def _article(item: Any, record: str) -> Imported | Refused:
    content = _content(item)
    if content is None and next(wire.within(item, "remotecontent"), None) is not None:
        return Refused(_ONLY_A_LINK, record)
    title = _headline(item)
    byline = names_in(wire.words_at(item, "contentmeta/by"))
    extra = _extra(item)
    text = wire.text_of_element(content) if content is not None else ""
    told = (
        wire.words_at(item, "itemmeta/versioncreated"),
        wire.words_at(item, "contentmeta/contentmodified", "contentmeta/contentcreated"),
        wire.words_at(item, "itemmeta/firstcreated"),
    )
    return wire.imported(
        wire.without_head(text, title, byline),
        extra,
        record=record,
        source_id=wire.attribute(item, "guid"),
        title=title,
        byline=byline,
        publisher=_publisher(item),
        published=next((day for words in told if words and (day := published(words))), ""),
        url=_address(item),
        language=wire.language_tag(
            wire.attribute_at(item, "contentmeta/language", "tag"),
            wire.attribute(content, "lang"),
            wire.attribute(item, "lang"),
        ),
    )


def _content(item: Any) -> Any | None:
    """The text of an item: marked up rather than plain, the first where there are several."""
    contents = wire.at(item, "contentset")
    if contents is None:
        return None
    held = list(wire.children(contents, "inlinexml", "inlinedata"))
    known = [part for part in held if "".join(part.itertext()).strip()]
    marked = [part for part in known if local_name(part) == "inlinexml"]
    return next(iter(marked or known), None)


def _headline(item: Any) -> str:
    """The headline without a role, or the main one; else the first, or the item's title."""
    meta = wire.at(item, "contentmeta")
    headlines = list(wire.children(meta, "headline")) if meta is not None else []
    main = [part for part in headlines if "main" in (wire.attribute(part, "role") or "main")]
    for part in main or headlines:
        return wire.plain_title("".join(part.itertext()))
    return wire.words_at(item, "itemmeta/title")


def _publisher(item: Any) -> str:
    provider = wire.at(item, "itemmeta/provider")
    holder = wire.at(item, "rightsinfo/copyrightholder")
    source = wire.at(item, "contentmeta/infosource")
    for words in (
        wire.words_at(item, "itemmeta/provider/name", "contentmeta/creditline"),
        wire.words_at(item, "rightsinfo/copyrightholder/name"),
        wire.attribute(holder, "literal"),
        wire.words_at(item, "contentmeta/infosource/name"),
        wire.attribute(source, "literal"),
        wire.attribute(provider, "literal"),
        wire.attribute(provider, "qcode").rpartition(":")[2],
    ):
        if plain := words.strip(" –-"):
            return plain
    return ""


def _address(item: Any) -> str:
    """The address of the article on the web, where a link says that it is the canonical one."""
    for link in wire.within(item, "link"):
        if wire.attribute(link, "rel").lower().endswith("canonical"):
            return wire.attribute(link, "href")
    return ""


def _extra(item: Any) -> dict[str, str]:
    told = [part for part in wire.children(item) if local_name(part) != "contentset"]
    extra = wire.gathered(told)
    contents = wire.at(item, "contentset")
    if contents is not None:
        for part in wire.children(contents):
            extra.update(
                {
                    f"{local_name(part)}.{str(key).rpartition('}')[2]}": str(value)
                    for key, value in part.attrib.items()
                }
            )
    return extra
