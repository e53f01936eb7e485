"""NewsML 1 of the IPTC: news items with components, of which those with text become articles.

A component that has a headline of its own is an article of its own. Content items side by side are
one text in several formats, so that one of them is taken, the one with paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from annotator.extensions.articles import wire
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.html_text import local_name
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.errors import UnreadableFile

_NO_TEXT = (
    "it holds no text: its items are pictures, links or packages. Get the items with their text."
)
_TOLD_APART = ("identification", "newsmanagement", "newslines", "rightsmetadata")
_HELD = frozenset({"newscomponent", "contentitem", "newsitem", "newsitemref"})
_NOT_RUNNING_TEXT = ("caption", "thumbnail", "preview", "quicklook")
_NOT_TEXT = frozenset({"text/css", "text/javascript", "application/javascript", "css"})


class NewsMl1:
    """Reads NewsML 1.0 to 1.2."""

    name = "newsml1"
    label = "NewsML 1 (AFP, dpa, Reuters and other agencies)"
    suffixes = (".xml", ".newsml")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins with the element `NewsML`."""
        return wire.root_of(head)[0] == "newsml"

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of all news items; raises UnreadableFile if none has a text."""
        root = wire.tree(path)
        sent = wire.words_at(root, "newsenvelope/dateandtime")
        items = [_Item(item, sent) for item in wire.within(root, "newsitem")]
        stories = [(item, *story) for item in items for story in item.stories()]
        if not stories:
            raise UnreadableFile(_NO_TEXT)
        yield from wire.articles_of(stories, lambda story, record: _article(*story, record))


class _Told(NamedTuple):
    """What a component tells of itself, without what it holds."""

    extra: Mapping[str, str]
    publisher: str
    is_headed: bool


class _Item:
    """A news item: its identity, its date, and what each of its components tells, asked once."""

    def __init__(self, item: Any, sent: str) -> None:
        self.element = item
        identifier = "identification/newsidentifier/"
        self.identity = wire.words_at(
            item, f"{identifier}publicidentifier", f"{identifier}newsitemid"
        )
        management = "newsmanagement/"
        days = (
            wire.words_at(item, f"{management}thisrevisioncreated", f"{management}firstcreated"),
            wire.words_at(item, f"{identifier}dateid"),
            sent,
        )
        self.published = next(filter(None, map(published, days)), "")
        self._provider = wire.words_at(item, f"{identifier}providerid")
        self._extra = wire.gathered(wire.children(item, *_TOLD_APART))
        self._told: dict[Any, _Told] = {}

    def stories(self) -> Iterator[tuple[Any, list[Any]]]:
        """The components that are articles, each with the contents that are its text."""
        stories: dict[Any, list[Any]] = {}
        for component in wire.within(self.element, "newscomponent"):
            content = _best(component) if self._is_own(component) else None
            if content is None:
                continue
            story = self._headed(component)
            equivalents = wire.attribute(component.getparent(), "equivalentslist").lower()
            if equivalents != "yes" or story not in stories:
                stories.setdefault(story, []).append(content)
        yield from stories.items()

    def publisher(self, component: Any) -> str:
        """Who provides a component, or the one around it, or the item."""
        named = (self._of(part).publisher for part in _around(component))
        return next(filter(None, named), self._provider)

    def extra(self, component: Any) -> dict[str, str]:
        """All that is told of the item, and of a component and those around it."""
        extra = dict(self._extra)
        for part in reversed(list(_around(component))):
            extra.update(self._of(part).extra)
        return extra

    def _is_own(self, component: Any) -> bool:
        """Whether a component belongs to this item and not to one within it."""
        owners = (part for part in component.iterancestors() if local_name(part) == "newsitem")
        return next(owners, None) is self.element

    def _headed(self, component: Any) -> Any:
        """The nearest component around, or this one, that has a headline; else the outermost."""
        around = list(_around(component))
        return next((part for part in around if self._of(part).is_headed), around[-1])

    def _of(self, component: Any) -> _Told:
        if component not in self._told:
            parts = [part for part in component if local_name(part) not in _HELD]
            self._told[component] = _Told(
                wire.gathered(parts), _provider(parts), any(map(_has_headline, parts))
            )
        return self._told[component]


def _around(component: Any) -> Iterator[Any]:
    """The component and those it is in, from the inside out."""
    while component is not None and local_name(component) == "newscomponent":
        yield component
        component = component.getparent()


def _provider(parts: list[Any]) -> str:
    """The party that provides something, or is its source."""
    told = [part for part in parts if local_name(part) == "administrativemetadata"]
    named = (
        wire.attribute_at(part, f"{role}/party", "formalname").lstrip("#")
        for role in ("provider", "source")
        for part in told
    )
    return next(filter(None, named), "")


def _has_headline(part: Any) -> bool:
    return local_name(part) == "newslines" and wire.at(part, "headline") is not None


def _best(component: Any) -> Any | None:
    """The content of a component that is running text: marked up rather than plain."""
    role = wire.attribute_at(component, "role", "formalname").lower()
    if role == "headline" or any(word in role for word in _NOT_RUNNING_TEXT):
        return None
    held = [
        wire.at(item, "datacontent")
        for item in wire.children(component, "contentitem")
        if _may_be_text(item)
    ]
    known = [data for data in held if data is not None and "".join(data.itertext()).strip()]
    return max(known, key=len, default=None)


def _may_be_text(item: Any) -> bool:
    """Whether a content item is of the sort text, and not the style in which one is shown."""
    sorts = (wire.attribute_at(item, name, "formalname").lower() for name in ("mimetype", "format"))
    media = wire.attribute_at(item, "mediatype", "formalname") or "text"
    return "text" in media.lower() and _NOT_TEXT.isdisjoint(sorts)


def _article(item: _Item, component: Any, contents: list[Any], record: str) -> Imported | Refused:
    title = wire.words_at(component, "newslines/headline")
    byline = names_in(wire.words_at(component, "newslines/byline"))
    text = "\n\n".join(filter(None, map(wire.text_of_element, contents)))
    identity = item.identity
    if component.getparent() is not item.element and wire.attribute(component, "duid"):
        identity = f"{identity}#{wire.attribute(component, 'duid')}"
    return wire.imported(
        wire.without_head(text, title, byline),
        item.extra(component),
        record=record,
        source_id=identity,
        title=title,
        byline=byline,
        publisher=item.publisher(component),
        published=item.published,
        language=wire.language_tag(
            wire.attribute_at(component, "descriptivemetadata/language", "formalname"),
            wire.attribute(component, "lang"),
            wire.attribute(item.element, "lang"),
            wire.attribute_at(component, "newslines/headline", "lang"),
        ),
    )
