"""Extensions are found by name, and somebody else's does not bring us down."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.extensions import registry
from annotator.extensions.registry import (
    IMPORTERS,
    Imported,
    Refused,
    articles_of,
    exporter,
    exporters,
    faults,
    importer_of,
    importers,
)
from annotator.model.article import Article
from annotator.model.errors import ExportRefused, UnreadableFile


def test_our_formats_are_found_by_name() -> None:
    assert {"icews", "native", "polecat"} <= set(exporters())
    assert all(each.name == name and each.label for name, each in exporters().items())


def test_an_unknown_format_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ExportRefused, match=r"'gdelt'.*native.*polecat"):
        exporter("gdelt")


def test_what_takes_any_text_is_asked_last() -> None:
    ranks = [each.rank for each in importers().values()]
    assert ranks == sorted(ranks)
    assert list(importers())[-1] == "plain_text"
    assert not faults(IMPORTERS)


class LabImporter:
    """As a lab may write one: it says no rank, and gives plain articles."""

    name = "lab"
    label = "Our own"
    suffixes = (".lab",)

    def accepts(self, path: Path, head: bytes) -> bool:
        return head.startswith(b"LAB") or bool(1 // len(head) + 1)

    def read(self, path: Path) -> Iterator[Article]:
        yield Article.from_text("They met.")
        yield Article.from_text("They met again.")
        raise KeyError("body")


@pytest.fixture
def with_a_lab(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A lab's importer is installed, and one that cannot be loaded."""
    broken = EntryPoint("broken", "annotator.extensions.no_such_module:Importer", IMPORTERS)
    known = registry.entry_points(group=IMPORTERS)
    found = SimpleNamespace(load=lambda: LabImporter, name="lab")
    monkeypatch.setattr(registry, "entry_points", lambda group: [*known, found, broken])
    caches = (registry.importers, registry._loaded)
    for each in caches:
        each.cache_clear()
    yield
    for each in caches:
        each.cache_clear()


@pytest.mark.usefixtures("with_a_lab")
def test_an_importer_that_cannot_be_loaded_is_reported_and_left_out() -> None:
    assert "broken" not in importers()
    assert "no_such_module" in faults(IMPORTERS)["broken"]
    assert "plain_text" in importers()


@pytest.mark.usefixtures("with_a_lab")
def test_a_labs_importer_is_asked_first_and_may_fail(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    assert next(iter(importers())) == "lab"
    path = tmp_path / "a.lab"
    path.write_bytes(b"LAB")
    lab = importer_of(path, b"LAB")
    assert lab is importers()["lab"]

    given = articles_of(lab, path)
    first, second = next(given), next(given)
    with caplog.at_level(logging.CRITICAL), pytest.raises(UnreadableFile, match=r"'lab'.*KeyError"):
        next(given)

    assert [type(each) for each in (first, second)] == [Imported, Imported]
    assert not isinstance(first, Refused)
    assert first.article.text == "They met."
    assert importer_of(path, b"") is not lab
