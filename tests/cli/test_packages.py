"""The commands of packages, as a lead and a coder call them."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.stages import coding
from annotator.stages.project import open_project
from tests.cli.conftest import Command
from tests.packaged import Lab, a_lab, code, manifest_of, rows_in


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A lab, whose project is closed: the commands open it."""
    lab = a_lab(tmp_path)
    lab.project.close()
    return lab


def coded_by_ana(lab: Lab, path: Path, kind: str = "meeting") -> None:
    own = open_project(path)
    assert own.owner is not None
    code(own, own.owner, lab.articles[0], kind)
    coding.set_aside(own, own.owner, lab.articles[1], "a table only")
    own.close()


def test_work_goes_out_and_comes_back(annotator: Command, lab: Lab, tmp_path: Path) -> None:
    path, own = lab.project.path, tmp_path / "ana.annotator"
    out = annotator("hand-out", path, "--coder", "ana", "-o", tmp_path / "ana")
    assert (out.status, out.err) == (0, "")
    assert "hand-out for ana" in out.out
    made = annotator("new", tmp_path / "ana", "--from", tmp_path / "ana.annpack")
    assert (made.status, made.err) == (0, "")
    assert "for ana" in made.out
    coded_by_ana(lab, own)

    back = annotator("hand-in", own, "-o", tmp_path / "back", "--json")
    assert back.json["rows"]["saved states"] == 1
    would = annotator("merge", path, tmp_path / "back.annpack", "--dry-run", "--json")
    done = annotator("merge", path, tmp_path / "back.annpack", "--json")
    again = annotator("merge", path, tmp_path / "back.annpack")

    assert would.json == {**done.json, "dry_run": True, "backup": None}
    assert Path(done.json["backup"]).exists()
    assert [(each["coder"], each["after"]) for each in done.json["states"]] == [
        ("ana", "set_aside")
    ]
    assert again.status == 0
    assert again.out.startswith("0 rows came in")
    assert annotator("check", path).status == 0
    assert annotator("check", own).status == 0


def test_two_machines_are_a_finding(annotator: Command, lab: Lab, tmp_path: Path) -> None:
    path = lab.project.path
    annotator("hand-out", path, "--coder", "ana", "-o", tmp_path / "ana")
    annotator("new", tmp_path / "ana", "--from", tmp_path / "ana.annpack")
    coded_by_ana(lab, tmp_path / "ana.annotator")
    shutil.copy(tmp_path / "ana.annotator", tmp_path / "laptop.annotator")
    for name, kind in (("ana", "call"), ("laptop", "letter")):
        own = open_project(tmp_path / f"{name}.annotator")
        assert own.owner is not None
        (event,) = coding.opened(own, own.owner, lab.articles[0]).events
        answers = code(own, own.owner, lab.articles[1], kind).answers
        coding.save_event(own, own.owner, event.with_answer("contact", answers["contact"]))
        own.close()
        annotator("hand-in", tmp_path / f"{name}.annotator", "-o", tmp_path / f"{name}-in")
    ran = annotator("merge", path, tmp_path / "ana-in.annpack", tmp_path / "laptop-in.annpack")
    assert ran.status == 1
    assert "two machines: ana" in ran.out
    assert "Story 0" in ran.out


def test_a_refusal_is_a_line_a_fault(annotator: Command, lab: Lab, tmp_path: Path) -> None:
    path = lab.project.path
    before = path.read_bytes()
    (tmp_path / "a.annpack").write_bytes(b"")
    (tmp_path / "b.annpack").write_text("hello")
    ran = annotator("merge", path, tmp_path / "a.annpack", tmp_path / "b.annpack")
    assert (ran.status, ran.out) == (3, "")
    assert [line.split(":")[:2] for line in ran.err.splitlines()] == [
        ["annotator", " a.annpack"],
        ["annotator", " b.annpack"],
    ]
    assert path.read_bytes() == before
    assert annotator("new", tmp_path / "x", "--from", tmp_path / "b.annpack").status == 3
    assert not (tmp_path / "x.annotator").exists()


def test_who_and_where_have_to_be_named(annotator: Command, lab: Lab, tmp_path: Path) -> None:
    path = lab.project.path
    assert annotator("hand-out", path, "-o", tmp_path / "x").status == 2
    assert annotator("hand-out", path, "--coder", "ana").status == 2
    assert annotator("merge", path).status == 2
    assert annotator("hand-out", path, "--coder", "eva", "-o", tmp_path / "x").status == 3
    ran = annotator("hand-in", path, "-o", tmp_path / "x")
    assert (ran.status, "--coder" in ran.err) == (3, True)
    ran = annotator("new", tmp_path / "y", "--from", "z.annpack", "--name", "Y")
    assert ran.status == 2
    assert not list(tmp_path.glob("x*"))


def test_the_texts_can_stay_at_home(annotator: Command, lab: Lab, tmp_path: Path) -> None:
    path = lab.project.path
    annotator("hand-out", path, "--coder", "ana", "-o", tmp_path / "ana")
    annotator("new", tmp_path / "ana", "--from", tmp_path / "ana.annpack")
    coded_by_ana(lab, tmp_path / "ana.annotator")
    own = tmp_path / "ana.annotator"
    annotator("hand-in", own, "-o", tmp_path / "thin", "--without-text")
    assert manifest_of(tmp_path / "thin.annpack")["with_text"] is False
    assert all("text" not in row for row in rows_in(tmp_path / "thin.annpack", "article"))
    assert annotator("merge", path, tmp_path / "thin.annpack").status == 0
    assert annotator("check", path).status == 0


def test_no_machine_is_named_in_a_package(annotator: Command, lab: Lab, tmp_path: Path) -> None:
    import getpass
    import socket

    annotator("hand-out", lab.project.path, "--coder", "ana", "-o", tmp_path / "ana")
    said = str(manifest_of(tmp_path / "ana.annpack"))
    for word in (socket.gethostname(), str(Path.home()), str(tmp_path)):
        assert word not in said
    assert getpass.getuser() not in said.replace("program", "")


def test_a_full_disk_is_one_line_and_leaves_nothing(lab: Lab, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "annotator", "hand-out", str(lab.project.path)]
    ran = subprocess.run(
        [*command, "--coder", "ana", "-o", str(tmp_path / "x")],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2048, 2048)),
    )
    assert ran.returncode == 3
    (line,) = ran.stderr.splitlines()
    assert line.startswith("annotator: ")
    assert "make room" in line
    assert not list(tmp_path.glob("*x.annpack*"))


def test_a_folder_that_nothing_can_be_put_into_is_one_line(
    annotator: Command, lab: Lab, tmp_path: Path
) -> None:
    for target in ("/proc/x", tmp_path / "none" / "x", tmp_path / ("n" * 300)):
        ran = annotator("hand-out", lab.project.path, "--coder", "ana", "-o", target)
        assert ran.status == 3
        assert len(ran.err.splitlines()) == 1
