"""WordPress exports (WXR): the posts, pages and other published pieces of a site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from annotator.extensions.articles import wire
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.feeds import WORDPRESS
from annotator.extensions.articles.html_text import local_name, text_of_markup
from annotator.extensions.registry import EXACT, Imported, Refused
from annotator.model.errors import UnreadableFile

_NO_ARTICLES = frozenset(
    "attachment nav_menu_item revision custom_css customize_changeset oembed_cache user_request"
    " wp_block wp_template wp_template_part wp_global_styles wp_navigation wp_font_family"
    " wp_font_face feedback product_variation shop_order acf-field acf-field-group".split()
)
"""What WordPress keeps as posts and is none: pictures, menus, styles, earlier states."""

_NEVER_MEANT = frozenset({"auto-draft", "trash", "inherit"})
_BOXES = re.compile(
    r"\[(caption|gallery|playlist|audio|video|embed)\b[^\]\[]*\](?:[^\[]*\[/\1\])?", re.IGNORECASE
)
_SIGNS = re.compile(
    r"\[(?:/[a-z][\w-]*|[a-z]+(?:_\w+)+[^\]\[]*|[a-z][\w-]*\s+[\w-]+=[\"'“][^\]\[]*)\]",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"\[/([a-z][\w-]*)\]", re.IGNORECASE)
_OPENING = re.compile(r"\[([a-z][\w-]*)\]", re.IGNORECASE)
"""Shortcodes: closing, with a name of several words, or with attributes; "[sic]" is none."""
_PARAGRAPH = re.compile(r"<p[\s>]", re.I)
_EMPTY_LINE = re.compile(r"\n\s*\n")
_ALONGSIDE = ("encoded", "postmeta", "comment", "termmeta")


class WordPress:
    """Reads what is published; drafts are refused by name, pictures and menus are left out."""

    name = "wordpress"
    label = "WordPress export (WXR)"
    suffixes = (".xml", ".wxr")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is RSS in the namespace of WordPress exports."""
        name, attributes = wire.root_of(head)
        return name == "rss" and WORDPRESS in attributes

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The published pieces in the order of the export; raises UnreadableFile."""
        channel = wire.at(wire.tree(path), "channel")
        items = list(wire.children(channel, "item")) if channel is not None else []
        pieces = [item for item in items if _is_piece(item)]
        if channel is None or not pieces:
            raise UnreadableFile("it holds no posts or pages. Export the site with all content.")
        title = wire.plain_title(wire.words_at(channel, "title"))
        language = wire.language_tag(wire.words_at(channel, "language"))
        site = _Site(title, language, _authors(channel))
        yield from wire.articles_of(pieces, lambda item, record: _article(item, site, record))


class _Site(NamedTuple):
    """What an export tells of all pieces: whose they are, and the names of those who write."""

    title: str
    language: str
    authors: Mapping[str, str]


def _is_piece(item: Any) -> bool:
    sort = wire.words_at(item, "post_type")
    return sort not in _NO_ARTICLES and wire.words_at(item, "status") not in _NEVER_MEANT


def _authors(channel: Any) -> Mapping[str, str]:
    """The names under which authors publish, by the names they log in with."""
    names = {}
    for author in wire.children(channel, "author"):
        login = wire.words_at(author, "author_login")
        names[login] = wire.words_at(author, "author_display_name") or login
    return names


def _article(item: Any, site: _Site, record: str) -> Imported | Refused:
    title = wire.plain_title(wire.words_at(item, "title"))
    status = wire.words_at(item, "status") or "publish"
    if status != "publish" or wire.words_at(item, "post_password"):
        state = "behind a password" if status == "publish" else f"not published ({status})"
        return Refused(f"the piece {title[:80]!r} is {state}. Publish it before exporting.", record)
    contents = {_kind(part): "".join(part.itertext()) for part in wire.children(item, "encoded")}
    creator = wire.words_at(item, "creator")
    text = _text_of(contents.get("content", ""))
    days = (wire.words_at(item, "post_date"), wire.words_at(item, "pubdate"))
    return wire.imported(
        wire.without_head(text, title),
        _extra(item, contents),
        record=record,
        source_id=wire.words_at(item, "guid", "link"),
        title=title,
        byline=site.authors.get(creator, creator),
        publisher=site.title,
        published=next(filter(None, map(published, days)), ""),
        section=", ".join(_terms(item, "category")),
        url=wire.words_at(item, "link"),
        language=site.language,
    )


def _kind(part: Any) -> str:
    """Whether an encoded part is the content or the excerpt, which its namespace tells."""
    return "excerpt" if "excerpt" in str(part.tag) else "content"


def _text_of(content: str) -> str:
    """The text of a post; where it has no paragraphs, WordPress makes them of empty lines."""
    content = _BOXES.sub("", content.replace("\r\n", "\n"))
    paired = {name.lower() for name in _CLOSING.findall(content)}
    content = _SIGNS.sub("", content)
    content = _OPENING.sub(lambda sign: "" if sign[1].lower() in paired else sign[0], content)
    if not _PARAGRAPH.search(content):
        content = _EMPTY_LINE.sub("<p>", content).replace("\n", "<br>")
    return text_of_markup(content)


def _terms(item: Any, domain: str) -> list[str]:
    """The categories or tags of a post by name."""
    terms = (
        part for part in wire.children(item, "category") if wire.attribute(part, "domain") == domain
    )
    names = dict.fromkeys(wire.plain_title("".join(part.itertext())) for part in terms)
    return [name for name in names if name and name.lower() != "uncategorized"]


def _extra(item: Any, contents: Mapping[str, str]) -> dict[str, str]:
    told = [part for part in item if local_name(part) not in (*_ALONGSIDE, "category")]
    extra = wire.gathered(told)
    extra["tags"] = ", ".join(_terms(item, "post_tag"))
    extra["excerpt"] = text_of_markup(contents.get("excerpt", ""))
    return extra
