"""What a new codebook changes, in the words of the codebooks: labels with their codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.model.codebook_diff import Change

_QUOTED = re.compile(r"`([^`]*)`")


def change_words(change: Change, in_force: Codebook, new: Codebook) -> str:
    """One change in a sentence; each code beside its label, in the codebook that still has it."""
    labels = {
        **_labels(change, new, change.new),
        **_labels(change, in_force, change.old),
    }
    words = QCoreApplication.translate("change_words", "{label} ({code})")

    def named(found: re.Match[str]) -> str:
        code = found.group(1)
        label = labels.get(code, "")
        return words.format(label=label, code=code) if label and label != code else code

    text = _QUOTED.sub(named, change.text)
    return text[:1].upper() + text[1:]


def _labels(change: Change, codebook: Codebook, codes: tuple[str, ...]) -> Mapping[str, str]:
    """The labels of codes that a change is about, as far as the codebook has them."""
    variable = codebook.variable(change.variable, change.table)
    if variable is None:
        return {}
    return {each.code: each.label for each in variable.options if each.code in codes}
