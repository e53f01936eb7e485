"""Extensions are found by name."""

from __future__ import annotations

import pytest

from annotator.extensions.registry import exporter, exporters
from annotator.model.errors import ExportRefused


def test_our_formats_are_found_by_name() -> None:
    assert {"icews", "native", "polecat"} <= set(exporters())
    assert all(each.name == name and each.label for name, each in exporters().items())


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ExportRefused, match=r"'gdelt'.*native.*polecat"):
        exporter("gdelt")
