"""A project in the middle of its work, and how its articles stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from annotator.model.plain import entry_to_plain, event_to_plain
from annotator.resources import resource
from annotator.stages import codings
from annotator.stages.coding import OpenArticle
from annotator.stages.project import coder, open_project
from annotator.stages.results import finish
from tests.ui.at_work import a_project_file


def a_begun_project(folder: Path) -> Path:
    """A closed project: one seed is submitted, one is coded to the end, two are untouched."""
    path = a_project_file(folder)
    project = open_project(path)
    lines = (resource("demo") / "gold.jsonl").read_text("utf-8").split("\n")
    mine = [
        {**json.loads(line), "coder": "me", "lane": "coding", "state": state}
        for line, state in zip(lines, ("submitted", "in_progress"), strict=False)
    ]
    me = coder(project, "me")
    assert not finish(codings.import_codings(project, map(json.dumps, mine), importer=me)).refused
    project.close()
    return path


def parts(opened: OpenArticle) -> dict[str, Any]:
    """A coding as values to compare: `article` (its answers), `state`, and events by id."""
    events = {str(event.id): event_to_plain(event, None) for event in opened.events}
    state = opened.state.value if opened.state else "in_progress"
    return {**events, "article": entry_to_plain(opened.answers), "state": state}
