"""NITF, the News Industry Text Format of the IPTC (2.x and 3.x), one article a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotator.extensions.articles import wire
from annotator.extensions.articles.bylines import names_in
from annotator.extensions.articles.dates import published
from annotator.extensions.registry import EXACT, Imported, Refused

_BESIDE_THE_TEXT = ("byttl", "dateline", "abstract", "note", "tagline", "media-caption")


class Nitf:
    """Reads NITF; abstract, notes, dateline and subtitle are kept beside the text."""

    name = "nitf"
    label = "NITF (news agencies, New York Times corpus)"
    suffixes = (".xml", ".nitf")
    rank = EXACT

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether the file begins with the element `nitf`."""
        return wire.root_of(head)[0] == "nitf"

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The one article of the file; raises UnreadableFile."""
        yield _article(wire.tree(path))


def _article(nitf: Any) -> Imported | Refused:
    headline = wire.words_at(nitf, "body/body.head/hedline/hl1", "head/title")
    byline = _byline(nitf)
    publication = wire.at(nitf, "head/pubdata")
    extra = _extra(nitf)
    return wire.imported(
        wire.without_head(_text(nitf), headline, byline),
        extra,
        source_id=wire.attribute_at(nitf, "head/docdata/doc-id", "id-string"),
        title=headline,
        byline=byline,
        publisher=_publisher(nitf),
        published=_published(nitf),
        section=wire.attribute(publication, "position.section"),
        url=wire.attribute(publication, "ex-ref"),
        language=wire.language_tag(
            wire.attribute(nitf, "baselang"),
            wire.attribute(nitf, "lang"),
            wire.attribute_at(nitf, "body", "lang"),
            wire.attribute(next(wire.within(nitf, "p"), None), "lang"),
        ),
    )


def _text(nitf: Any) -> str:
    """The text of the body; a lead that stands again in the full text is not said twice."""
    body = wire.at(nitf, "body/body.content")
    if body is None:
        return ""
    full = [block for block in wire.children(body, "block") if _sort_of(block) == "full_text"]
    if full:
        for block in wire.children(body, "block"):
            if _sort_of(block) == "lead_paragraph":
                body.remove(block)
    return wire.text_of_element(body)


def _sort_of(block: Any) -> str:
    return wire.attribute(block, "class")


def _byline(nitf: Any) -> str:
    byline = wire.at(nitf, "body/body.head/byline")
    if byline is None:
        return ""
    names = wire.said([byline], "person", between=", ")
    titles = wire.said([byline], "byttl")
    whole = " ".join(" ".join(byline.itertext()).split())
    return names or names_in(whole.removesuffix(titles))


def _publisher(nitf: Any) -> str:
    docdata = "head/docdata"
    return (
        wire.attribute_at(nitf, "head/pubdata", "name")
        or wire.words_at(nitf, "body/body.head/distributor", "body/body.head/rights/rights.owner")
        or wire.attribute_at(nitf, f"{docdata}/doc.copyright", "holder")
        or wire.attribute_at(nitf, f"{docdata}/doc-id", "regsrc")
        or wire.attribute_at(nitf, f"{docdata}/del-list/from-src", "src-name")
    )


def _published(nitf: Any) -> str:
    told = (
        wire.attribute_at(nitf, "head/pubdata", "date.publication"),
        wire.attribute_at(nitf, "head/docdata/date.issue", "norm"),
        wire.attribute_at(nitf, "head/docdata/date.release", "norm"),
        wire.attribute_at(nitf, "body/body.head/dateline/story.date", "norm"),
        wire.words_at(nitf, "body/body.head/dateline/story.date"),
    )
    return next((day for words in told if words and (day := published(words))), "")


def _extra(nitf: Any) -> dict[str, str]:
    """The head as it stands, and what is told above and below the text."""
    extra = wire.gathered(wire.children(nitf, "head"))
    bodies = list(wire.children(nitf, "body"))
    for name in _BESIDE_THE_TEXT:
        extra[name] = wire.said(bodies, name)
    extra["hl2"] = wire.said(wire.within(nitf, "hedline"), "hl2")
    rights = (part for body in bodies for part in wire.within(body, "rights", "copyrite"))
    extra.update(wire.gathered(rights))
    return extra
