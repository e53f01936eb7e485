"""Saved web pages: the main text without menus and comments, and what the page says of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.extensions.articles import html_text
from annotator.extensions.articles.bounds import MAX_TREE_BYTES, html_tree, read_bytes
from annotator.extensions.articles.html_facts import Facts, facts
from annotator.extensions.articles.html_main import main_blocks
from annotator.extensions.articles.html_top import take_top
from annotator.extensions.articles.plain_forms import joined, one_line
from annotator.extensions.registry import GENERAL, Imported
from annotator.language import language_of
from annotator.model.article import Article
from annotator.model.errors import UnreadableFile

_PAGE = re.compile(
    rb"[^<\w]{0,8}(?:(?><\?xml[^>]*>|<!--.*?-->)\s*+)*+"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|frameset)[\s>]",
    re.I | re.S,
)
_ELEMENT = re.compile(rb"<[a-z!]", re.I)
_FEWEST_LETTERS = 30
_LOGIN_LETTERS, _STUB_LETTERS = 700, 200
"""Where a password is asked for, a page of fewer letters is there for that alone."""
_NOT_FOUND = "no article was found on this page. Open the article itself and save that page."
_FRONT = "it is the front page of a site, not an article. Open the articles and save them."
_LOGIN = "it is a page to log in with, not an article. Log in, open the article and save it again."
_FRAMES = "its text is in frames, which are files of their own{names}. Import those files."


class HtmlPage:
    """Reads the article of a saved web page, also one that Word has saved."""

    name = "html"
    label = "Web pages (HTML)"
    suffixes = (".html", ".htm", ".xhtml", ".shtml")
    rank = GENERAL

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it begins like a page, or is called one and has elements."""
        plain = head.replace(b"\0", b"")
        if _PAGE.match(plain) is not None:
            return True
        return path.suffix.lower() in self.suffixes and _ELEMENT.search(plain) is not None

    def read(self, path: Path) -> Iterator[Imported]:
        """The one article of the page; raises UnreadableFile."""
        yield imported(read_bytes(path, MAX_TREE_BYTES))


def imported(raw: bytes) -> Imported:
    """The article of a page; raises UnreadableFile, with words for what the page is instead."""
    markup = html_text.page_markup(raw)
    page = html_tree(markup)
    _refuse_frames(page)
    told = facts(page, markup)
    if told.is_front:
        raise UnreadableFile(_FRONT)
    text = joined(take_top(main_blocks(page, told.title, told.is_article), told))
    letters = sum(map(str.isalnum, text))
    least = _STUB_LETTERS if told.is_article else _LOGIN_LETTERS
    if letters < least and _asks_for_password(page):
        raise UnreadableFile(_LOGIN)
    if letters < _FEWEST_LETTERS:
        raise UnreadableFile(_NOT_FOUND)
    return Imported(_article(text, told), told.extra)


def _article(text: str, told: Facts) -> Article:
    language = told.language
    if language and language != language_of(text[:2_000]):
        language = ""  # the page's template says one thing and its text another
    return Article.from_text(
        text,
        told.url,
        title=told.title,
        byline=told.byline,
        publisher=told.publisher,
        published=told.published,
        section=told.section,
        url=told.url,
        language=language,
    )


def _refuse_frames(page: Any) -> None:
    frames = [frame.get("src") or "" for frame in page.iter("frame")]
    if frames:
        names = ", ".join(one_line(name)[:60] for name in frames[:4] if name)
        raise UnreadableFile(_FRAMES.format(names=f" ({names})" if names else ""))


def _asks_for_password(page: Any) -> bool:
    kinds = ((field.get("type") or "").lower() for field in page.iter("input"))
    return "password" in kinds
