"""The main text of a web page, without the menus, comments and links around it.

Pages of today are put to trafilatura. Pages without the elements it goes by (saved by Word, or
written with tables and fonts) and short ones are read by where most of their words are.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lxml import etree  # type: ignore[import-untyped]  # ships no types

from annotator.extensions.articles import html_text
from annotator.extensions.articles.plain_forms import joined, one_line
from annotator.model.article import MAX_TEXT_BYTES
from annotator.model.errors import UnreadableFile

_AROUND = frozenset("nav aside footer form dialog".split())
_PARTS = _AROUND | {"div", "section", "ul", "ol", "p", "td", "center"}
_CONTAINERS = frozenset(
    "div section article main table tbody tr td center font form span blockquote".split()
)
_AROUND_NAMES = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlinks|kommentare|commentaires|comentarios|cookies?|consent|"
    r"related|share|sharing|social|newsletter|sidebar|tags|bottommeta|(?:article|entry|post)-meta|"
    r"breadcrumbs?|navigation|menu|footer|advert\w*|promo|subscribe)(?:$|[\s_-])",
    re.I,
)
_TEXT_NAMES = re.compile(
    r"(?:^|[\s_-])(?:article|entry|post|story|news)[_-]?(?:content|body|text)(?:$|[\s_-])", re.I
)
"""What holds the text, whatever else its names say of the layout ("with-sidebar")."""
_LONGEST_ID = 3
"""Ids of more words than this are made from a heading ("social-security-for-the-elderly")."""
_LOUD = ("trafilatura", "htmldate", "courlan", "justext", "readability")
_FAULTS = (
    ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError,
    ValueError, etree.LxmlError,
)  # fmt: skip
"""What a library of that size may raise on a page that is broken in a way nobody thought of."""

_MOST_ELEMENTS = 10_000
"""In pages of more elements trafilatura would take seconds, growing with their square."""
_FEW_BLOCKS = 2
_LONGER, _MUCH_LONGER = 2, 4
"""How many times longer what we find ourselves is, where trafilatura has lost much of a text."""
_LONGEST_LINKS = 400
_LONGEST_TEASERS = 1_000
_BLOCKS_UNDER_TITLE = 12
_SHORTEST_LEAD = 50
_SHORTEST_HEADLINE = 24
_SENTENCE_ENDS = '.!?。！？؟۔।…"”»'
_MOST_LINKED, _ONLY_LINKED, _FEW_LINKED, _HARDLY_LINKED = 0.6, 0.9, 0.15, 0.05
"""How much of the words are links: in a list of links, a menu, an article, a page of text alone."""
_MOST_WORDS, _MOST_AROUND = 0.85, 0.4
"""How much of the words the main part of a page has at least, and what is around it at most."""
_LIST = "it is a list of links, not an article. Open the articles one by one and save them."
_TOO_LONG = "it holds more text than any article has. Save the article alone."
_NAMES = {
    "item": "li", "row": "tr", "lb": "br", "hi": "span", "ref": "a", "quote": "blockquote",
    "code": "span", "graphic": "img",
}  # fmt: skip


def main_blocks(page: Any, title: str, is_article: bool) -> list[str]:
    """The blocks of the article on a page; raises UnreadableFile if it is a list of links.

    title: of the article, under which its lead stands. is_article: whether the page says of itself
    that it is an article, which settles doubts.
    """
    body = next(page.iter("body"), page)
    weights = _weights(body)
    if weights[body].letters > MAX_TEXT_BYTES:
        raise UnreadableFile(_TOO_LONG)
    if _is_of_word(body):
        return list(html_text.blocks(body))
    is_headed = _is_headed(body, title)
    linked = weights[body].share
    is_bare = linked < _HARDLY_LINKED and not _has(body, "nav", "aside", "footer")
    is_old = _has(body, "font", "center") and not _has(body, "article", "main", "nav")
    _drop_around(body, weights, _is_named_around)
    is_large = len(weights) > _MOST_ELEMENTS
    found = None if is_bare or is_old or is_large else _extracted(page)
    if found is not None and _weights(found)[found].share > _MOST_LINKED:
        raise UnreadableFile(_LIST)
    blocks = [] if found is None else list(html_text.blocks(found))
    is_poor = len(blocks) < _FEW_BLOCKS or len(joined(blocks)) < _LONGEST_TEASERS
    if linked > _MOST_LINKED and is_poor and not (is_article or is_headed):
        raise UnreadableFile(_LIST)
    blocks = _with_lead(blocks, list(html_text.blocks(body)), title)
    part = _named_part(body, weights)
    densest = _densest(body if part is None else part, weights)
    own = list(html_text.blocks(densest))
    longer = len(joined(own)) / max(len(joined(blocks)), 1)
    is_text = _weights(densest)[densest].share < _HARDLY_LINKED
    is_longer = longer > _LONGER if part is not None else is_text and longer > _MUCH_LONGER
    return own if own and (len(blocks) < _FEW_BLOCKS or is_longer) else blocks


def _is_headed(body: Any, title: str) -> bool:
    """Whether a heading says what the page is about, as lists ("News") do not."""
    width = sum(1 if char.isascii() else 2 for char in title)
    headings = (html_text.words_of(heading).lstrip("# ") for heading in body.iter("h1"))
    return width >= _SHORTEST_HEADLINE and title in headings


def _is_of_word(body: Any) -> bool:
    """Whether Word saved the page: then all that is on it is the document, notes too."""
    classes = (part.get("class") or "" for part in body.iterchildren("div"))
    return any(name.startswith(("WordSection", "Section1")) for name in classes)


def _with_lead(blocks: list[str], every: list[str], title: str) -> list[str]:
    """The blocks with the lead that stands between the headline and the first of them, if any.

    `every` is all that the page shows. Leads often stand outside of what holds the article.
    """
    heads = [n for n, block in enumerate(every) if one_line(block.lstrip("# ")) == title]
    if not blocks or not heads or blocks[0] not in every:
        return blocks
    between = every[heads[-1] + 1 : every.index(blocks[0])]
    if len(between) > _BLOCKS_UNDER_TITLE:
        return blocks
    return [block for block in between if _is_sentence(block) and block not in blocks] + blocks


def _is_sentence(block: str) -> bool:
    return len(block) > _SHORTEST_LEAD and block[0] not in "#|-" and block[-1] in _SENTENCE_ENDS


def _has(element: Any, *names: str) -> bool:
    return next(element.iter(*names), None) is not None


class _Weight(NamedTuple):
    """How many letters an element holds, and how many of them are in links."""

    letters: int
    linked: int

    @property
    def share(self) -> float:
        return self.linked / self.letters if self.letters else 0.0


def _weights(root: Any) -> Mapping[Any, _Weight]:
    """The weight of every element in `root`, scripts and styles weighing nothing."""
    weights: dict[Any, _Weight] = {}
    open_sums: list[list[int]] = [[0, 0]]
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = html_text.local_name(element)
        is_unseen = name in ("", "script", "style", "noscript", "template")
        if event == "start":
            open_sums.append([0 if is_unseen else _letters(element.text), 0])
            continue
        letters, linked = open_sums.pop()
        if is_unseen:
            letters = linked = 0
        elif name in ("a", "ref"):
            linked = letters
        weights[element] = _Weight(letters, linked)
        open_sums[-1][0] += letters + (_letters(element.tail) if element is not root else 0)
        open_sums[-1][1] += linked
    return weights


def _letters(text: str | None) -> int:
    return len(text) - text.count(" ") - text.count("\n") if text else 0


def _named_part(body: Any, weights: Mapping[Any, _Weight]) -> Any:
    """The element that the page itself calls its article or main part; None if there is none."""
    named = [*body.iter("article", "main")]
    part = max(named, key=lambda element: weights[element].letters, default=None)
    is_main = part is not None and weights[part].letters * 3 > weights[body].letters
    return part if is_main else None


def _densest(part: Any, weights: Mapping[Any, _Weight]) -> Any:
    """What of a part of a page its words are in, without menus and links around them."""
    _drop_around(part, weights, _is_of_links)
    return _innermost(part, _weights(part))


def _drop_around(
    part: Any, weights: Mapping[Any, _Weight], is_around: Callable[[Any, _Weight], bool]
) -> None:
    """Take out of a part what is around its text, unless that is much of it."""
    most = weights[part].letters * _MOST_AROUND
    waiting = [part]
    while waiting:
        for child in list(waiting.pop()):
            weight = weights[child]
            is_part = weight.letters <= most and html_text.local_name(child) in _PARTS
            if is_part and is_around(child, weight):
                _drop(child)
            else:
                waiting.append(child)


def _innermost(part: Any, weights: Mapping[Any, _Weight]) -> Any:
    """The innermost container that holds all of a part but links and a few other words."""
    while True:
        own = weights[part].letters - weights[part].linked
        enough = own * _MOST_WORDS
        larger = (c for c in part if weights[c].letters - weights[c].linked >= enough)
        inner = next(larger, None)
        if not own or inner is None or html_text.local_name(inner) not in _CONTAINERS:
            return part
        part = inner


def _is_named_around(element: Any, weight: _Weight) -> bool:
    """Whether an element is by its name a menu, a footer, comments or the like."""
    name = html_text.local_name(element)
    if name in _AROUND:
        return name != "form" or weight.share > _FEW_LINKED
    own_id = element.get("id") or ""
    names = element.get("class") or ""
    if len(re.split("[_-]+", own_id)) <= _LONGEST_ID:
        names += f" {own_id}"
    if weight.share < _FEW_LINKED and _TEXT_NAMES.search(names):
        return False
    return _AROUND_NAMES.search(names) is not None


def _is_of_links(element: Any, weight: _Weight) -> bool:
    """Whether an element is a short run of links."""
    return 0 < weight.letters < _LONGEST_LINKS and weight.share > _ONLY_LINKED


def _drop(element: Any) -> None:
    """Take an element out, but leave the words that follow it."""
    parent, before = element.getparent(), element.getprevious()
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _extracted(page: Any) -> Any:
    """The main text as trafilatura finds it, as an element of ours; None if it finds none."""
    from trafilatura import bare_extraction

    for name in _LOUD:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    markup = etree.tostring(page, encoding="unicode", method="html")
    try:
        found = bare_extraction(
            markup, include_comments=False, include_tables=True, include_links=True
        )
    except _FAULTS:
        return None
    body = getattr(found, "body", None)
    return None if body is None else _in_html(body)


def _in_html(body: Any) -> Any:
    """The names that trafilatura gives its elements, turned back into those of HTML."""
    for element in body.iter():
        name, mark = html_text.local_name(element), element.get("rend") or ""
        if name == "head":
            element.tag = mark if re.fullmatch(r"h[1-6]", mark) else "h2"
        elif name == "list":
            element.tag = "ol" if mark.startswith("ol") else "ul"
        elif name == "cell":
            element.tag = "th" if element.get("role") == "head" else "td"
        elif name in _NAMES:
            element.tag = _NAMES[name]
    body.tag = "div"
    return body
