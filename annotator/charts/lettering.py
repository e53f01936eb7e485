"""Which fonts can set a text, how wide it is, and how it is cut to a width.

Matplotlib warns of families that are not installed and of characters that none of its fonts has.
Labels are a lab's own, in any script: so fonts are chosen by text, among those installed.
"""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.textpath import TextToPath

from annotator.charts.look import Look

# A user's own matplotlibrc must not change a chart, nor may chance: ids in SVG come from a salt.
mpl.rcdefaults()
mpl.rcParams["text.parse_math"] = False
mpl.rcParams["svg.hashsalt"] = "annotator"
mpl.rcParams["svg.fonttype"] = "path"
mpl.rcParams["hatch.linewidth"] = 0.6

_LAST = "DejaVu Sans"
"""Comes with matplotlib, so it is always there."""

_SCRIPTS = (
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC",
    "Hiragino Sans GB", "Heiti SC", "SimHei", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "Noto Sans CJK JP", "Yu Gothic", "Hiragino Sans", "Noto Sans CJK KR", "Malgun Gothic",
    "Apple SD Gothic Neo", "Noto Sans Arabic", "Noto Naskh Arabic", "Segoe UI", "Geeza Pro",
    "Tahoma", "Noto Sans Hebrew", "Arial Hebrew", "Arial", "Noto Sans Devanagari",
    "Noto Sans Bengali", "Noto Sans Tamil", "Noto Sans Telugu", "Noto Sans Sinhala", "Nirmala UI",
    "Kohinoor Devanagari", "Noto Sans Thai", "Noto Sans Lao", "Noto Sans Khmer",
    "Noto Sans Myanmar", "Leelawadee UI", "Thonburi", "Myanmar Text", "Noto Sans Georgian",
    "Noto Sans Armenian", "Noto Sans Ethiopic", "Ebrima", "Kefa", "Noto Sans Symbols",
    "Noto Sans Symbols2", "Segoe UI Symbol", "Arial Unicode MS",
)  # fmt: skip
"""Where characters are looked for that the text face lacks: Linux, Windows and macOS."""

_UNKNOWN = "□"

_ROUNDING = 0.01
"""Points: room that was measured from the text itself must not be too small for it."""


@cache
def _installed() -> frozenset[str]:
    return frozenset(entry.name for entry in fontManager.ttflist)


@cache
def _characters(family: str) -> frozenset[int]:
    """The code points that a family's regular face has."""
    path = fontManager.findfont(FontProperties(family=[family]))
    return frozenset(get_font(path).get_charmap())


@cache
def _faces(sans: tuple[str, ...]) -> tuple[str, ...]:
    """The first installed family, and the one that is always there."""
    first = next((family for family in sans if family in _installed()), _LAST)
    return (first,) if first == _LAST else (first, _LAST)


@lru_cache(maxsize=4096)
def families(text: str, sans: tuple[str, ...]) -> tuple[str, ...]:
    """The font families that a text needs, in the order in which they are tried."""
    found = list(_faces(sans))
    missing = {ord(char) for char in text}
    for family in found:
        missing -= _characters(family)
    for family in _SCRIPTS:
        if not missing:
            break
        if family in _installed() and missing & _characters(family):
            missing -= _characters(family)
            found.append(family)
    return tuple(found)


@lru_cache(maxsize=4096)
def legible(text: str, sans: tuple[str, ...]) -> str:
    """A text on one line, without what cannot be seen; a box for what no font has."""
    line = " ".join(text.split())
    seen = "".join(char for char in line if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    known: set[int] = set().union(*map(_characters, families(seen, sans)))
    return "".join(char if ord(char) in known else _UNKNOWN for char in seen)


@lru_cache(maxsize=8192)
def _width(text: str, sans: tuple[str, ...], size: float) -> float:
    face = FontProperties(family=list(families(text, sans)), size=size)
    width, *_ = TextToPath().get_text_width_height_descent(text, face, False)
    return float(width)


def width(text: str, look: Look, size: float) -> float:
    """How wide a legible text is, in points."""
    return _width(text, look.sans, size) if text else 0.0


def elided(text: str, look: Look, size: float, room: float, *, in_middle: bool = False) -> str:
    """A legible text, cut with an ellipsis where it is wider than the room; "" if none fits.

    in_middle: its beginning and its end stay, for names that begin alike.
    """
    room += _ROUNDING
    if width(text, look, size) <= room:
        return text
    cut = _without_middle if in_middle else _without_end
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(cut(text, middle), look, size) <= room:
            low = middle
        else:
            high = middle - 1
    return cut(text, low) if low else ""


def _without_end(text: str, kept: int) -> str:
    return text[:kept].rstrip() + "…"


def _without_middle(text: str, kept: int) -> str:
    """So many characters of a text, half of them from its end."""
    end = kept // 2
    return text[: kept - end].rstrip() + "…" + text[len(text) - end :].lstrip()
