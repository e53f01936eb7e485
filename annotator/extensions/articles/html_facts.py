"""What a saved web page says about its article: JSON-LD, meta elements, headings, its address.

Only what is said counts. A date is taken where the page states when the article appeared, never
from a copyright line or the day the page was saved.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dated_line import dated
from annotator.extensions.articles.dates import published
from annotator.extensions.articles.html_text import words_of
from annotator.extensions.articles.month_words import WEEKDAYS
from annotator.extensions.articles.plain_forms import one_line
from annotator.model.article import METADATA, metadata_fault

_AUTHORS = re.compile(r"(?:[a-z]+[_-]{1,2})?(?:byline|authors?)(?:[_-]{1,2}(?:names?|author))?")
_DATES = re.compile(
    r"(?:\w+[_-])*(?:date|datestamp|published|pubdate|publishdate|timestamp|\w*tmstmp|time)"
)
_BESIDE = re.compile(r"comment|related|teaser|sidebar|promo|reply|recommend|card", re.I)
_ADDRESS = re.compile(r"^(?:[@/]|https?:)|\bwww\.")
_AROUND_AUTHOR = 3
_MOST_DATES = 5
_LONGEST_BYLINE = 120
_LONGEST = 2_000
LONGEST_TITLE = 400
"""No title is longer."""
_MANY = 60
_LITTLE_MORE = 1.6
_FRONT = ("", "/", "/index.html", "/index.php", "/home")
_MOST_JSON = 1_000_000
_ARTICLE_TYPES = ("Article", "BlogPosting", "LiveBlogPosting", "Report", "PressRelease")
_PUBLISHED = (
    "article:published_time og:article:published_time datepublished publishdate publish-date"
    " publish_date publication_date publicationdate pubdate parsely-pub-date sailthru.date"
    " cxenseparse:recs:publishtime citation_publication_date citation_date dcterms.created"
    " dcterms.issued dcterms.date dc.date.created dc.date.issued dc.date originalpublicationdate"
    " article_date_original rnews:datepublished bt:pubdate date"
).split()
_AUTHOR = "byl author article:author dc.creator dcterms.creator parsely-author sailthru.author"
_SITE = "og:site_name publisher dc.publisher dcterms.publisher citation_journal_title copyright"
_SECTION = "article:section og:section section cg_category parsely-section"
_LANGUAGE = "content-language og:locale dc.language dcterms.language language inlanguage"
_KEPT = re.compile(
    r"(?:og|article|twitter|fb|dc|dcterms|citation|parsely|sailthru|news_keywords|keywords|"
    r"description|author|byl|copyright|date\w*|pub\w*|publi\w*|section|subject|abstract|language|"
    r"generator|last-modified|content-language)(?:[.:-].*)?",
    re.I,
)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->")
_WRAPPING = re.compile(r"^\s*(?:<!\[CDATA\[|<!--|/\*.{0,20}?\*/)|(?:\]\]>|-->)\s*$")
"""What templates put around the JSON in a script."""
_SEPARATOR = re.compile(r"\s+[-–—|•·»:]+\s+|\s*[|｜_]\s*")
_LANGUAGE_TAG = re.compile(r"\s*([a-z]{2})(?:[-_][a-z0-9]+)*\s*", re.I)
_DATE_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")


@dataclass(slots=True)
class Facts:
    """What is known of an article from its page.

    is_article, is_front: whether the page calls itself an article, or is the first of its site.
    extra: its meta elements as they stand.
    """

    title: str = ""
    byline: str = ""
    publisher: str = ""
    published: str = ""
    section: str = ""
    url: str = ""
    language: str = ""
    is_article: bool = False
    is_front: bool = False
    extra: dict[str, str] = field(default_factory=dict)


def facts(page: Any, markup: str) -> Facts:
    """What the page says; `markup` is its text, for the line that browsers leave on saving."""
    meta = _meta(page)
    linked = _linked_data(page)
    url = _url(page, meta, linked, markup)
    title, site = _title_and_site(page, meta, linked, url)
    language = _language(page, meta, linked)
    is_article = bool(linked) or meta.get("og:type", "").lower() == "article"
    return Facts(
        title=title,
        byline=_names_only(_byline(page, meta, linked), site),
        publisher=site,
        published=_published(page, meta, linked, url, language),
        section=_words(linked.get("articleSection")) or _said(meta, _SECTION),
        url=url,
        language=language,
        is_article=is_article,
        is_front=not is_article and bool(url) and urlsplit(url).path in _FRONT,
        extra=_extra(meta, linked),
    )


def _meta(page: Any) -> dict[str, str]:
    """The meta elements by their names in small letters; the first of a name counts."""
    meta: dict[str, str] = {}
    for element in page.iter("meta"):
        names = (element.get(key) for key in ("property", "name", "itemprop", "http-equiv"))
        name = next((name for name in names if name), "").strip().lower()
        value = one_line(element.get("content") or "")[:_LONGEST]
        if name and value and len(meta) < 5 * _MANY:
            meta.setdefault(name, value)
    return meta


def _said(meta: Mapping[str, str], names: str) -> str:
    return next((meta[name] for name in names.split() if meta.get(name)), "")


def _linked_data(page: Any) -> dict[str, Any]:
    """What the JSON-LD of the page says of the article; empty if there is none."""
    for element in page.iter("script"):
        raw = _WRAPPING.sub("", element.text or "")
        if "ld+json" not in (element.get("type") or "").lower() or len(raw) > _MOST_JSON:
            continue
        try:
            told = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(told):
            if any(kind.endswith(_ARTICLE_TYPES) for kind in _strings(item.get("@type"))):
                return item
    return {}


def _items(told: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(told, dict):
        yield told
    inner = told.get("@graph") if isinstance(told, dict) else told
    if isinstance(inner, list) and depth < 4:
        for item in inner[:500]:
            yield from _items(item, depth + 1)


def _strings(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [one_line(html.unescape(each)) for each in values[:_MANY] if isinstance(each, str)]


def _names(value: Any) -> list[str]:
    """The names of persons or organizations, given as such or as objects with a name."""
    values = value if isinstance(value, list) else [value]
    plain = (each.get("name") if isinstance(each, dict) else each for each in values[:_MANY])
    return [name for each in plain for name in _strings(each) if name]


def _words(value: Any) -> str:
    return ", ".join(dict.fromkeys(_strings(value)))[:_LONGEST]


def _url(page: Any, meta: Mapping[str, str], linked: Mapping[str, Any], markup: str) -> str:
    links = page.iter("link")
    canonical = [e.get("href") or "" for e in links if (e.get("rel") or "").lower() == "canonical"]
    main = linked.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, dict) else main
    saved = _SAVED_FROM.search(markup[:4_096])
    given = [*canonical, meta.get("og:url", ""), *_strings(linked.get("url")), *_strings(main)]
    given += [meta.get("dc.identifier", ""), saved[1] if saved else ""]
    given = [words.strip() for words in given]
    return next((words for words in given if words and not metadata_fault("url", words)), "")


def _title_and_site(
    page: Any, meta: Mapping[str, str], linked: Mapping[str, Any], url: str
) -> tuple[str, str]:
    """The headline and the outlet; the page's own title often has both."""
    shown = next((words for words in map(words_of_title, page.iter("title")) if words), "")
    parts = [part for part in _SEPARATOR.split(shown) if part]
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = next(iter(_names(linked.get("publisher"))), "") or meta.get("og:site_name", "")
    hints = [meta.get("application-name", ""), host.split(".")[0], site]
    like_site = _part_like(parts[1:], hints)
    told = [meta.get("og:title", ""), _words(linked.get("headline")), meta.get("twitter:title", "")]
    in_word = [words_of(p) for p in page.iter("p") if p.get("class") == "MsoTitle"]
    headings = [words_of(heading).lstrip("# ") for heading in page.iter("h1")]
    sure = [
        words
        for words in headings
        if words.casefold() not in (site.casefold(), like_site.casefold(), host)
        and (words in parts or any(is_within(words, title) for title in (*told, shown)))
    ]
    site = site or like_site or _said(meta, _SITE)
    if not site and len(parts) == 2 and sure:
        site = next(part for part in parts if part != sure[0])
    title = (
        " ".join(in_word)
        or max(sure, key=len, default="")
        or next(filter(None, [*told, shown, *headings]), "")
    )
    return _without_site(title, site)[:LONGEST_TITLE], site or host


def words_of_title(element: Any) -> str:
    """The words of the page's title element."""
    return one_line(element.text or "")


def is_within(words: str, title: str) -> bool:
    """Whether a heading is what a title says, the greater part of it, or a little more."""
    heading, whole = words.casefold(), title.casefold()
    if min(len(heading), len(whole)) <= 3:
        return False
    is_more = heading.startswith(whole) or heading.endswith(whole)
    return (heading in whole and len(heading) * 3 > len(whole)) or (
        is_more and len(heading) < _LITTLE_MORE * len(whole)
    )


def _part_like(parts: Iterable[str], hints: Iterable[str]) -> str:
    known = [hint.casefold() for hint in hints if len(hint) > 2]
    return next((part for part in parts if any(hint in part.casefold() for hint in known)), "")


def _without_site(title: str, site: str) -> str:
    """A title without the name of the site at its end or its beginning."""
    found = list(_SEPARATOR.finditer(title))
    if not found or not site:
        return title
    first, last = found[0], found[-1]
    if title[last.end() :].casefold() in site.casefold():
        return title[: last.start()].strip()
    if title[: first.start()].casefold() in site.casefold():
        return title[first.end() :].strip()
    return title


def _byline(page: Any, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    names = _names(linked.get("author")) or [_said(meta, _AUTHOR)]
    names = [name for name in names if name and not _ADDRESS.search(name)]
    if names:
        return ", ".join(dict.fromkeys(names))[:_LONGEST]
    for element in page.iter("a", "span", "p", "div", "address", "em", "strong"):
        marks = " ".join(element.get(name) or "" for name in ("rel", "itemprop", "class")).lower()
        if any(map(_AUTHORS.fullmatch, marks.split())) and not _is_beside(element):
            words = words_of(element)
            if 2 < len(words) < _LONGEST_BYLINE:
                return words
    return ""


def _is_beside(element: Any) -> bool:
    """Whether an element belongs to a comment or another article, not to that of the page."""
    around = [element, *islice(element.iterancestors("div", "p", "li", "section"), _AROUND_AUTHOR)]
    return any(_BESIDE.search(f"{one.get('class') or ''} {one.get('id') or ''}") for one in around)


def _names_only(byline: str, site: str) -> str:
    """A byline without the date beside it; "" where it only repeats the site or the time."""
    line = dated(byline)
    words = names_in(line.before if line else byline).strip(" ,|·-–—")
    last = words.rpartition(" ")[2].strip(",").casefold()
    if last in WEEKDAYS:
        words = words[: -len(last)].strip(" ,|·-–—")
    is_name = not any(map(str.isdigit, words)) and words.casefold() not in (site.casefold(), "")
    return words if is_name else ""


def _published(
    page: Any, meta: Mapping[str, str], linked: Mapping[str, Any], url: str, language: str
) -> str:
    told = [*_strings(linked.get("datePublished")), *(meta.get(name, "") for name in _PUBLISHED)]
    told += [e.get("datetime") or words_of(e) for e in _elements(page, "time")]
    told += [words_of(e) for e in _elements(page, "") if len("".join(e.itertext())) < 120]
    dates = [_date(words, language) for words in told]
    to_the_day = (found for found in dates if len(found) == len("2025-12-02"))
    if found := next(to_the_day, "") or next(filter(None, dates), ""):
        return found
    in_address = _DATE_IN_ADDRESS.search(url)
    return published("-".join(part.zfill(2) for part in in_address.groups())) if in_address else ""


def _date(words: str, language: str) -> str:
    """The date that words give, if need be in the order of a language."""
    line = dated(words)
    return published(words) or (line.date if line else "") or published(words, (language,))


def _elements(page: Any, name: str) -> Iterator[Any]:
    """The first elements of a name, or those whose class says that they hold the date."""
    found = 0
    for element in page.iter(name) if name else page.iter("p", "span", "div", "td"):
        marks = (element.get("class") or "").lower().split()
        is_date = not name and any(map(_DATES.fullmatch, marks))
        if found < _MOST_DATES and (name or (is_date and not _is_teaser(element))):
            found += 1
            yield element


def _is_teaser(element: Any) -> bool:
    """Whether an element is about another article, which it links to."""
    return next(element.iterancestors("a"), None) is not None or _is_beside(element)


def _language(page: Any, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    root = page.get("lang") or page.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    given = [*_strings(linked.get("inLanguage")), root, _said(meta, _LANGUAGE)]
    tags = (_LANGUAGE_TAG.fullmatch(words) for words in given)
    return next((tag[1].lower() for tag in tags if tag), "")


def _extra(meta: Mapping[str, str], linked: Mapping[str, Any]) -> dict[str, str]:
    told = {name: value for name, value in meta.items() if _KEPT.fullmatch(name)}
    for name in ("headline", "alternativeHeadline", "datePublished", "dateModified", "keywords"):
        if words := _words(linked.get(name)):
            told.setdefault(name, words)
    taken = (*METADATA, "file")
    names = {name: f"meta {name}" if name in taken else name for name in list(told)[:_MANY]}
    return {names[name]: told[name] for name in names}
