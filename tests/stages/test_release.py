"""The export of a project: what goes out, where, and what stays as it was."""

from __future__ import annotations

import hashlib
import json
import resource as limits
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.codebook_file import read_codebook
from annotator.model.errors import ExportRefused, NotFound
from annotator.model.event import Lane
from annotator.resources import resource, seeds
from annotator.stages.coding import set_aside
from annotator.stages.codings import import_codings
from annotator.stages.intake import import_articles
from annotator.stages.project import Project, coder, create_project
from annotator.stages.release import ExportReport, export
from annotator.stages.results import finish
from tests.databases import place
from tests.extensions.exporting import articles, table


def _project(path: Path, *handles: str, codebook: str = "diplomatic") -> Project:
    project = create_project(place(path), read_codebook(resource(f"codebooks/{codebook}")), "Demo")
    finish(import_articles(project, [seeds()]))
    lead = coder(project, "me")
    for handle in handles:
        with resource(f"demo/{handle}.jsonl").open("rb") as lines:
            report = finish(import_codings(project, lines, importer=lead))
        assert not report.refused
        assert all(line.incomplete == 0 for line in report.lines)
    return project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """The demo's project: three coders and gold."""
    made = _project(tmp_path / "demo.annotator", "ana", "ben", "chen", "gold")
    yield made
    made.close()


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _exported(project: Project, folder: Path, *formats: str) -> ExportReport:
    return finish(export(project, formats or ["native"], folder))


def test_all_formats_go_into_one_folder_with_a_manifest_over_all_files(
    project: Project, tmp_path: Path
) -> None:
    report = _exported(project, tmp_path / "out", "native", "polecat", "icews")
    assert report.lane is Lane.GOLD
    assert not report.chosen
    files = _bytes(tmp_path / "out")
    manifest = json.loads(files.pop("manifest.json"))
    assert set(manifest["files"]) == set(files)
    for name, content in files.items():
        assert manifest["files"][name]["sha256"] == hashlib.sha256(content).hexdigest()
    assert {"events.csv", "polecat.tsv", "icews.tsv", "README.md", "datapackage.json"} < set(files)
    assert manifest["counts"]["polecat"] == {"without a date": 8}


def test_without_gold_the_coders_own_codings_go_out(tmp_path: Path) -> None:
    project = _project(tmp_path / "p.annotator", "ana", "ben")
    report = _exported(project, tmp_path / "out")
    project.close()
    assert report.lane is Lane.CODING
    assert report.codings == 2 * len(articles())


def test_one_coder_of_a_lane_can_go_out_alone(project: Project, tmp_path: Path) -> None:
    finish(export(project, ["native"], tmp_path / "out", lane=Lane.CODING, coder="ben"))
    assert {row["coder"] for row in table(tmp_path / "out" / "events.csv")} == {"ben"}
    with pytest.raises(NotFound, match="ana"):
        finish(export(project, ["native"], tmp_path / "other", coder="nobody"))


def test_an_article_set_aside_says_so(project: Project, tmp_path: Path) -> None:
    last = articles()[3]
    set_aside(project, coder(project, "me"), last.id, "damaged")
    finish(export(project, ["native"], tmp_path / "out", lane=Lane.CODING, coder="me"))
    states = {row["article_id"]: row for row in table(tmp_path / "out" / "articles.csv")}
    assert states[str(last.id)]["state"] == "set_aside"
    assert states[str(last.id)]["reason"] == "damaged"


def test_exporting_again_replaces_the_export_with_the_same_bytes(
    project: Project, tmp_path: Path
) -> None:
    _exported(project, tmp_path / "out", "native", "polecat")
    first = _bytes(tmp_path / "out")
    _exported(project, tmp_path / "out", "native", "polecat")
    assert _bytes(tmp_path / "out") == first
    _exported(project, tmp_path / "out", "icews")
    assert set(_bytes(tmp_path / "out")) == {"README.md", "icews.tsv", "manifest.json"}


@pytest.mark.parametrize("earlier", [True, False])
def test_a_folder_with_files_of_others_is_refused_and_stays_as_it_was(
    project: Project, tmp_path: Path, earlier: bool
) -> None:
    folder = tmp_path / "out"
    if earlier:
        _exported(project, folder)
    folder.mkdir(exist_ok=True)
    (folder / "analysis.R").write_text("library(dplyr)", encoding="utf-8")
    before = _bytes(folder)
    with pytest.raises(ExportRefused, match=r"analysis\.R"):
        _exported(project, folder)
    assert _bytes(folder) == before


@pytest.mark.parametrize(
    ("formats", "date_rule", "words"),
    [
        (["gdelt"], "blank", "icews, native, polecat"),
        ([], "blank", "No format"),
        (["native"], "guess", "blank, publication, drop"),
    ],
)
def test_what_is_not_known_is_refused_with_what_is(
    project: Project, tmp_path: Path, formats: list[str], date_rule: str, words: str
) -> None:
    with pytest.raises(ExportRefused, match=words):
        finish(export(project, formats, tmp_path / "out", date_rule=date_rule))
    assert not (tmp_path / "out").exists()


def test_a_codebook_that_lacks_what_a_format_needs_goes_out_as_native_only(tmp_path: Path) -> None:
    project = _project(tmp_path / "p.annotator", codebook="minimal")
    with pytest.raises(ExportRefused, match=r"polecat.*encounters.*participants\.actor"):
        _exported(project, tmp_path / "out", "native", "polecat")
    _exported(project, tmp_path / "out", "native")
    project.close()
    assert (tmp_path / "out" / "guests.csv").exists()


def test_calling_it_off_leaves_nothing(project: Project, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    job = export(project, ["native", "icews"], tmp_path / "out")
    next(job)
    next(job)
    assert len(set(tmp_path.iterdir())) > len(before)
    job.close()
    assert set(tmp_path.iterdir()) == before


def test_a_disk_that_takes_no_more_leaves_nothing_half_written(
    project: Project, tmp_path: Path
) -> None:
    _exported(project, tmp_path / "out")
    before = _bytes(tmp_path / "out")
    soft, hard = limits.getrlimit(limits.RLIMIT_FSIZE)
    limits.setrlimit(limits.RLIMIT_FSIZE, (4_000, hard))
    try:
        with pytest.raises(ExportRefused, match="Nothing was exported"):
            _exported(project, tmp_path / "out")
    finally:
        limits.setrlimit(limits.RLIMIT_FSIZE, (soft, hard))
    assert _bytes(tmp_path / "out") == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".out")]


def test_a_target_that_is_a_file_is_refused(project: Project, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(ExportRefused, match="is a file"):
        _exported(project, target)
    assert target.read_text(encoding="utf-8") == "mine"
