"""Coders go out under random names that stay the same, and nothing else tells who they are."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.model.errors import ExportRefused, NotYours
from annotator.model.event import Lane
from annotator.model.study import Role
from annotator.stages.coding import save_event, submit
from annotator.stages.codings import export_codings, import_codings
from annotator.stages.project import Project, add_coder, coder, coders
from annotator.stages.pseudonyms import pseudonyms, refuse_key, write_key
from annotator.stages.release import export
from annotator.stages.results import finish
from tests.build import a_project, a_whole_event, an_article

HANDLES = ("zoe.quist", "gold", "Anselm-7", "coding")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three articles, coded by four people, two of whom are called as lanes are."""
    made = a_project(tmp_path, lead="leadperson")
    for handle in HANDLES:
        add_coder(made, handle, Role.ADJUDICATOR if handle == "gold" else Role.CODER)
    for number in range(3):
        article = an_article(f"Wang Yi received Sergey Lavrov in Beijing. {number}")
        with made.store.transaction() as records:
            records.add_article(article, coder(made, "leadperson").id)
        for handle in HANDLES:
            save_event(made, coder(made, handle), a_whole_event(article))
            submit(made, coder(made, handle), article.id)
    yield made
    made.close()


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def _names(project: Project, found: bytes) -> list[str]:
    """What of the coders stands in some bytes."""
    ids = [str(each.id) for each in coders(project)]
    told = [*ids, *(each.replace("-", "") for each in ids), "zoe.quist", "Anselm-7", "leadperson"]
    return [each for each in told if each.encode().lower() in found.lower()]


def test_nothing_in_the_bundle_holds_a_handle_or_the_id_of_a_coder(
    project: Project, tmp_path: Path
) -> None:
    names = ["native", "polecat", "icews"]
    finish(export(project, names, tmp_path / "plain", lane=Lane.CODING))
    assert "zoe.quist" in _names(project, _bytes(tmp_path / "plain"))
    report = finish(export(project, names, tmp_path / "out", lane=Lane.CODING, pseudonyms=True))
    assert report.pseudonyms
    assert _names(project, _bytes(tmp_path / "out")) == []
    assert all("zoe" not in path.name for path in (tmp_path / "out").iterdir())
    with (tmp_path / "out" / "events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["coder"] for row in rows} == {
        name for id_, name in pseudonyms(project).items() if id_ != coder(project, "leadperson").id
    }
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["coders"] == "pseudonyms"


def test_codings_lines_hold_none_of_them_either(project: Project) -> None:
    lines = list(export_codings(project, pseudonyms=True))
    assert _names(project, "\n".join(lines).encode()) == []
    plain = [json.loads(line) for line in export_codings(project)]
    ids = {event["id"] for line in plain for event in line["events"]}
    assert not ids & {event["id"] for line in map(json.loads, lines) for event in line["events"]}
    again = list(export_codings(project, pseudonyms=True))
    assert again == lines
    taken = [json.loads(line)["coder"] for line in lines]
    assert taken == sorted(taken[:4]) * 3


def test_lines_under_pseudonyms_can_be_taken_in_elsewhere(project: Project, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = a_project(tmp_path / "other")
    for number in range(3):
        article = an_article(f"Wang Yi received Sergey Lavrov in Beijing. {number}")
        with other.store.transaction() as records:
            records.add_article(article, coder(other, "me").id)
    lines = list(export_codings(project, pseudonyms=True))
    report = finish(import_codings(other, lines, importer=coder(other, "me")))
    assert (report.taken, report.refused) == (12, ())
    assert list(export_codings(other)) == lines
    other.close()


def test_a_pseudonym_is_drawn_once_and_kept(project: Project, tmp_path: Path) -> None:
    first = pseudonyms(project)
    assert all(re.fullmatch(r"coder-[2-9b-z]{4}", name) for name in first.values())
    assert len(set(first.values())) == len(coders(project)) == len(first)
    late = add_coder(project, "late")
    after = pseudonyms(project)
    assert {id_: name for id_, name in after.items() if id_ != late.id} == first
    finish(export(project, ["native"], tmp_path / "one", lane=Lane.CODING, pseudonyms=True))
    finish(export(project, ["native"], tmp_path / "two", lane=Lane.CODING, pseudonyms=True))
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_the_rows_of_an_article_do_not_follow_the_order_of_the_handles(
    project: Project, tmp_path: Path
) -> None:
    finish(export(project, ["native"], tmp_path / "out", lane=Lane.CODING, pseudonyms=True))
    with (tmp_path / "out" / "articles.csv").open(encoding="utf-8", newline="") as file:
        found = [row["coder"] for row in csv.DictReader(file)]
    assert found == sorted(found[:4]) * 3


def test_of_two_copies_that_gave_the_same_name_the_first_keeps_it(project: Project) -> None:
    one, two = coders(project)[:2]
    with project.store.transaction() as records:
        records.set_setting("pseudonyms", {str(one.id): "coder-2222"}, one.id)
        records.set_setting("pseudonyms", {str(two.id): "coder-2222"}, one.id)
        records.set_setting("pseudonyms", {str(one.id): "coder-3333"}, one.id)
    found = pseudonyms(project)
    assert found[one.id] == "coder-2222"
    assert found[two.id] not in ("coder-2222", "coder-3333")


def test_the_key_says_who_is_who(project: Project, tmp_path: Path) -> None:
    write_key(project, tmp_path / "key.csv")
    with (tmp_path / "key.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = pseudonyms(project)
    assert {row["handle"]: row["pseudonym"] for row in rows} == {
        each.handle: names[each.id] for each in coders(project)
    }
    assert {row["coder_id"] for row in rows} == {str(each.id) for each in coders(project)}


def test_the_key_does_not_go_out_with_the_dataset(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for key in (out / "key.csv", out / "deep" / ".." / "key.csv", out, tmp_path / "no" / "key"):
        with pytest.raises(ExportRefused):
            refuse_key(key, out)
    refuse_key(tmp_path / "key.csv", out)


def test_a_project_that_can_only_be_read_gives_no_new_names(
    project: Project, tmp_path: Path
) -> None:
    project.stop_writing()
    with pytest.raises(ExportRefused, match="has no pseudonym yet"):
        finish(export(project, ["native"], tmp_path / "out", pseudonyms=True))
    assert not (tmp_path / "out").exists()


def test_only_a_lead_may_know_them(project: Project) -> None:
    project.owner = coder(project, "gold")
    with pytest.raises(NotYours, match="gold is no lead"):
        pseudonyms(project)
