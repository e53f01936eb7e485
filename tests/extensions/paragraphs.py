"""A paragraph of our own in each language, and the encodings from before Unicode it is written in.

Every one has 300 letters or more (Chinese, Japanese and Korean ones half as many).
"""

from __future__ import annotations

import json
from pathlib import Path

_TOLD = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))

PARAGRAPHS: dict[str, tuple[tuple[str, ...], str]] = {
    language: (tuple(each["encodings"]), each["text"]) for language, each in _TOLD.items()
}
