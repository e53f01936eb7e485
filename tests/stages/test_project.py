from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from annotator.model.errors import NotFound, NotSaved, NotYours, ProjectRefused
from annotator.model.study import Role
from annotator.stages import project as stage
from annotator.stages.results import Changes, finish
from annotator.store.places import _file_system
from annotator.store.server import address_of
from tests.build import a_project, the_codebook
from tests.databases import place


def test_a_new_project_has_a_lead_and_a_codebook(tmp_path: Path) -> None:
    made = a_project(tmp_path)
    (me,) = stage.coders(made)
    assert (me.handle, me.role, made.name) == ("me", Role.LEAD, "Talks")
    assert made.codebook == the_codebook("diplomatic")
    made.close()
    again = stage.open_project(made.location)
    assert (again.id, again.codebook) == (made.id, made.codebook)
    assert finish(stage.check(again)) == []
    again.close()


def test_a_project_is_named_after_its_file_unless_told(tmp_path: Path) -> None:
    where = place(tmp_path / "gulf.annotator")
    made = stage.create_project(where, the_codebook("minimal"))
    assert made.name == ("gulf" if isinstance(where, Path) else address_of(where).database)
    made.close()


@pytest.mark.file_only
def test_a_file_that_exists_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talks.annotator"
    path.write_text("mine")
    with pytest.raises(ProjectRefused, match="exists already"):
        a_project(tmp_path)
    assert path.read_text() == "mine"


def test_a_wrong_handle_or_codebook_leaves_nothing(tmp_path: Path) -> None:
    book, where = the_codebook("minimal"), place(tmp_path / "a.annotator")
    for handle in ("", " ", "a b", "a/b", "x" * 61, "a\nb"):
        with pytest.raises(NotSaved, match="no handle"):
            stage.create_project(where, book, lead=handle)
    with pytest.raises(Exception, match="Read it anew"):
        stage.create_project(where, replace(book, version="2"))
    assert list(tmp_path.iterdir()) == []
    stage.create_project(where, book).close()


def test_an_unknown_coder_is_told_who_there_is(tmp_path: Path) -> None:
    made = a_project(tmp_path, "minimal")
    ana = stage.add_coder(made, "ana")
    assert stage.coder(made, "ana") == ana
    assert ana.role is Role.CODER
    with pytest.raises(NotFound, match="There are: me, ana"):
        stage.coder(made, "bob")
    with pytest.raises(NotSaved, match="already"):
        stage.add_coder(made, "Ana")
    made.close()


def test_gold_is_no_handle_of_a_coder(tmp_path: Path) -> None:
    made = a_project(tmp_path, "minimal")
    for handle in ("gold", " Gold "):
        with pytest.raises(NotSaved, match="is what the settled coding is called"):
            stage.add_coder(made, handle)
    assert stage.add_coder(made, "gold", Role.ADJUDICATOR).role is Role.ADJUDICATOR
    made.close()


def test_only_a_lead_adopts_a_codebook(tmp_path: Path) -> None:
    made = a_project(tmp_path, "minimal")
    old, new = made.codebook, the_codebook("diplomatic")
    (me,) = stage.coders(made)
    ana = stage.add_coder(made, "ana", Role.ADJUDICATOR)
    with pytest.raises(NotYours):
        stage.adopt_codebook(made, ana, new)
    with pytest.raises(NotSaved, match="is another codebook than"):
        stage.adopt_codebook(made, me, new)
    assert stage.adopt_codebook(made, me, new, other=True) == Changes(codebook=True)
    assert not stage.adopt_codebook(made, me, new)
    assert made.codebook == new
    made.close()
    again = stage.open_project(made.location)
    assert again.codebook == new
    assert again.codebook_by_id(old.id) == old
    with pytest.raises(NotFound):
        again.codebook_by_id(uuid4())
    again.close()


@pytest.mark.file_only
def test_a_backup_goes_beside_the_project_unless_told(tmp_path: Path) -> None:
    made = a_project(tmp_path, "minimal")
    copy = stage.backup(made)
    assert copy.parent == tmp_path / "talks.annotator.backups"
    assert stage.backup(made, tmp_path / "copy.annotator") == tmp_path / "copy.annotator"
    opened = stage.open_project(copy)
    assert opened.id == made.id
    opened.close()
    made.close()


@pytest.mark.file_only
def test_a_day_has_one_backup_and_the_oldest_go_first(tmp_path: Path) -> None:
    made = a_project(tmp_path, "minimal")
    folder = tmp_path / "talks.annotator.backups"
    first = stage.daily_backup(made)
    assert first is not None
    assert stage.daily_backup(made) is None
    for day in range(1, 6):
        old = folder / f"talks 2020-01-0{day} 120000.annotator"
        old.write_bytes(first.read_bytes())
        at = datetime(2020, 1, day, tzinfo=UTC).timestamp()
        os.utime(old, (at, at))
    first.rename(folder / "talks 2020-01-06 120000.annotator")
    assert stage.daily_backup(made) is not None
    left = sorted(each.name for each in folder.iterdir())
    assert [name[:16] for name in left[:2]] == ["talks 2020-01-05", "talks 2020-01-06"]
    assert len(left) == 3
    made.close()


@pytest.mark.file_only
@pytest.mark.parametrize(
    ("folder", "client"),
    [
        ("Dropbox/lab", "Dropbox"),
        ("OneDrive - University of X", "OneDrive"),
        ("Library/Mobile Documents/x", "iCloud Drive"),
        ("GoogleDrive-me/My Drive", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
    ],
)
def test_a_cloud_folder_is_named(tmp_path: Path, folder: str, client: str) -> None:
    place = tmp_path / folder
    place.mkdir(parents=True)
    words = stage.place_warning(place / "talks.annotator")
    assert f"is on {client}" in words
    assert "\n" not in words


@pytest.mark.file_only
def test_a_marker_or_a_variable_gives_a_cloud_folder_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lab" / "talks.annotator"
    path.parent.mkdir()
    assert stage.place_warning(path) == ""
    monkeypatch.setenv("OneDrive", str(tmp_path / "lab"))
    assert "OneDrive" in stage.place_warning(path)
    monkeypatch.delenv("OneDrive")
    (tmp_path / ".owncloudsync.log").touch()
    assert "ownCloud" in stage.place_warning(path)


def test_a_network_drive_is_told_by_its_file_system() -> None:
    mounts = (
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 0:40 / /mnt/lab\\040share rw shared:1 - nfs4 server:/lab rw\n"
        "31 22 0:41 / /mnt rw - ext4 /dev/sdb rw\n"
    )
    assert _file_system(Path("/mnt/lab share/talks"), mounts) == "nfs4"
    assert _file_system(Path("/mnt/lab"), mounts) == "ext4"
    assert _file_system(Path("/home/ana"), mounts) == "ext4"
