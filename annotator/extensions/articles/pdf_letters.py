"""Letters as people write them, where the fonts of a PDF name the shapes they are printed in.

Ligatures, the forms that Arabic letters take within a word and Chinese radicals look like the
letters meant, but nobody searches for them: "ﬁ" is "fi", "⻓" is "长".
"""

from __future__ import annotations

import re
import unicodedata

_SHAPES = re.compile("[\u2e80-\u2fd5\ufb00-\ufb06\ufb1d-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]+")
_RADICALS = dict(
    zip(
        "⺠⺟⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⻒⻑⺁⻌⻍⻎⻐⻏⻖",
        "民母虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟镸長厂辶辶辶钅阝阝",
        strict=True,
    )
)
"""Radicals that Unicode itself does not take for the letters they are printed as."""

_TO_LETTERS = str.maketrans(_RADICALS)

_UNSPACED = "[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60《》“”]"
_SPACE = re.compile(f"(?<={_UNSPACED}) (?={_UNSPACED})")
_NO_SPACE = re.compile(f"(?<={_UNSPACED})(?={_UNSPACED})")
"""Between letters of a script without blanks."""


def letters_of(text: str) -> str:
    """A line with letters in place of the shapes they are printed in, and not spaced out."""
    letters = _SHAPES.sub(
        lambda found: unicodedata.normalize("NFKC", found[0].translate(_TO_LETTERS)), text
    )
    is_spaced_out = not letters.isascii() and len(_SPACE.findall(letters)) > len(
        _NO_SPACE.findall(letters)
    )
    return _SPACE.sub("", letters) if is_spaced_out else letters
