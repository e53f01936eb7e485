"""What stands above and below a story in its text and is none of it: by whom, and whose it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from annotator.extensions.articles.bylines import names_in

_NAME = r"[^\W\d_a-zß-öø-ÿа-яё][\w.'’-]*"
_BYLINE = re.compile(
    rf"(?:By|BY|Par|PAR|Por|POR|Von|VON|Door|DOOR)[ :]+{_NAME}"
    rf"(?:,? (?:and|AND|und|et|y|en|e|de|van|von|der|den|la|le|al|el|bin|{_NAME})){{0,9}}"
)
_NOTICE = re.compile(
    r"(?:©|\([cC]\)(?= ?(?:\d{4}|[Cc]opyright|COPYRIGHT))"
    r"|(?:Copyright|COPYRIGHT)\b(?=[ :]*(?:©|\(|\d|by))).{0,400}"
)
_PASSED_ON = re.compile(
    r"The post .{1,300} (?:appeared first|first appeared) on .{1,200}\.?"
    r"|(?:Der Beitrag|L[’'](?:article|articolo)|El cargo|La entrada|O post) .{1,300}"
    r" (?:erschien zuerst auf|est apparu en premier sur|proviene da|se publicó primero en"
    r"|apareció primero en|apareceu primeiro em) .{1,200}\.?"
)
_LONGEST_BYLINE = 120
_MOST_BELOW = 3


class Trimmed(NamedTuple):
    """A text without its ends, the byline, and what stood below."""

    text: str
    byline: str
    below: tuple[str, ...]


def trimmed(text: str, byline: str) -> Trimmed:
    """A story without the notices below it, and without its byline where none is known yet.

    Something of the text is always left.
    """
    blocks = text.split("\n\n")
    below: list[str] = []
    while len(blocks) > 1 and len(below) < _MOST_BELOW and _is_notice(blocks[-1]):
        below.insert(0, blocks.pop())
    first = blocks[0]
    if not byline and len(blocks) > 1 and len(first) < _LONGEST_BYLINE and _BYLINE.fullmatch(first):
        byline = names_in(first)
        del blocks[0]
    return Trimmed("\n\n".join(blocks), byline, tuple(below))


def _is_notice(block: str) -> bool:
    """Whether a block says only whose the text is, or where it was first."""
    return "\n" not in block and bool(_NOTICE.fullmatch(block) or _PASSED_ON.fullmatch(block))
