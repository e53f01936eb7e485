"""The export dialog asks whether coders go out under random names, and where the key is kept."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.ui.export_dialog import Export, ExportPlan
from tests.ui.at_people import a_lab, a_lab_window, coded, heard, listen, project_of

FORMATS = [("native", "Tables", "")]


def test_the_key_is_asked_for_only_with_random_names_and_stays_outside(
    qtbot: QtBot, tmp_path: Path
) -> None:
    form = Export(None, FORMATS, ExportPlan(("native",), str(tmp_path / "out")))
    qtbot.addWidget(form)
    form.show()
    assert not form.key.isVisible()
    form.pseudonyms.setChecked(True)
    assert form.key.isVisible()
    form.key.setText(str(tmp_path / "out" / "key.csv"))
    (tmp_path / "out").mkdir()
    form.verb.click()
    assert form.isVisible()
    form.key.setText(str(tmp_path / "key.csv"))
    form.verb.click()
    assert not form.isVisible()


def test_who_may_not_give_names_is_told_why(qtbot: QtBot, tmp_path: Path) -> None:
    plan = ExportPlan(("native",), str(tmp_path / "out"), pseudonyms=True)
    form = Export(None, FORMATS, plan, "Only a lead can do this.")
    qtbot.addWidget(form)
    assert not form.pseudonyms.isEnabled()
    assert not form.pseudonyms.isChecked()
    assert form.pseudonyms.toolTip() == "Only a lead can do this."


def test_nothing_that_goes_out_names_a_coder_and_the_key_does(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_lab_window(qtbot, a_lab(tmp_path, handles=("wilhelmina",)))
    project = project_of(window)
    from annotator.stages.project import coder

    coded(project, coder(project, "wilhelmina"), 1)
    said = listen(monkeypatch)
    out, key = tmp_path / "out", tmp_path / "key.csv"
    plan = ExportPlan(("native",), str(out), "coding", True, str(key))
    monkeypatch.setattr(Export, "ask", lambda *_: plan)
    window.exports.export()
    heard(qtbot, said, "Exported")
    assert not any(b"wilhelmina" in path.read_bytes() for path in out.iterdir())
    with key.open(encoding="utf-8", newline="") as file:
        assert "wilhelmina" in {row["handle"] for row in csv.DictReader(file)}


def test_the_form_grows_with_what_is_asked_more(qtbot: QtBot, tmp_path: Path) -> None:
    form = Export(None, FORMATS, ExportPlan(("native",), str(tmp_path / "out")))
    qtbot.addWidget(form)
    form.show()
    heights = [box.height() for box in form.boxes.values()]
    form.pseudonyms.setChecked(True)
    qtbot.wait(50)
    assert [box.height() for box in form.boxes.values()] == heights
