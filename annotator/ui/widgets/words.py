"""Words as they are compared, and as they stand beside each other."""

from __future__ import annotations

from annotator.model.folding import folded as fold

__all__ = ["facts", "fold"]


def facts(*parts: str) -> str:
    """Short facts in a line, each in its own direction: an Arabic one turns no date round."""
    return " · ".join(f"\u2068{part}\u2069" for part in parts if part)
