from __future__ import annotations

import tempfile
from pathlib import Path
from zipfile import ZIP_STORED

import pytest

from annotator.extensions.articles.archive import Archive
from annotator.extensions.registry import HEAD_BYTES, Imported, Refused
from annotator.model.errors import UnreadableFile
from tests.extensions.hostile import zipped
from tests.extensions.office_files import write_docx, write_odt, write_zip

TALKS = "The ministers met in Beijing for talks about trade and security."
TREATY = "A treaty was signed on Tuesday, after years of negotiations."


def accepts(path: Path) -> bool:
    return Archive().accepts(path, path.read_bytes()[:HEAD_BYTES])


def test_each_member_is_read_and_named_in_its_record(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {"b/one.txt": TALKS, "two.txt": TREATY})
    assert accepts(path)
    found = list(Archive().read(path))
    assert [each.record for each in found] == ["b/one.txt", "two.txt"]
    texts = [each.article.text for each in found if isinstance(each, Imported)]
    assert texts == [TALKS, TREATY]
    assert all("file" not in each.extra for each in found if isinstance(each, Imported))


def test_a_member_that_is_refused_leaves_the_others(tmp_path: Path) -> None:
    members = {"a.txt": TALKS, "b.png": b"\x89PNG\r\n\x1a\n\0\0", "c.txt": b"", "d.txt": TREATY}
    found = list(Archive().read(write_zip(tmp_path / "a.zip", members)))
    refused = {each.record: each.reason for each in found if isinstance(each, Refused)}
    assert sorted(refused) == ["b.png", "c.txt"]
    assert "empty" in refused["c.txt"]
    assert len(found) == 4


def test_what_a_system_puts_beside_the_files_is_passed_over(tmp_path: Path) -> None:
    members = {"__MACOSX/._a.txt": "x", ".DS_Store": "x", "b/Thumbs.db": "x", "a.txt": TALKS}
    (found,) = Archive().read(write_zip(tmp_path / "a.zip", members))
    assert found.record == "a.txt"


def test_an_archive_in_an_archive_is_read_and_one_deeper_is_refused(tmp_path: Path) -> None:
    inner = zipped({"a.txt": TALKS})
    deeper = zipped({"inner.zip": inner})
    path = write_zip(tmp_path / "a.zip", {"inner.zip": inner, "deeper.zip": deeper})
    first, second = Archive().read(path)
    assert isinstance(first, Imported)
    assert first.record == "inner.zip: a.txt"
    assert isinstance(second, Refused)
    assert second.record == "deeper.zip: inner.zip"
    assert "inside an archive" in second.reason


def test_documents_that_are_stored_as_zip_files_are_no_archives(tmp_path: Path) -> None:
    assert not accepts(write_docx(tmp_path / "a.zip", "<w:p/>"))
    assert not accepts(write_odt(tmp_path / "b.zip", ""))
    (tmp_path / "c.docx").write_bytes(b"PK\x03\x04 nothing")
    assert not accepts(tmp_path / "c.docx")


def test_names_that_no_system_would_take_are_only_names(tmp_path: Path) -> None:
    names = ["CON.txt", "ab: c?.txt", "x" * 300 + ".txt", "\u202egpj.txt", " .txt", "日本.txt"]
    found = list(Archive().read(write_zip(tmp_path / "a.zip", dict.fromkeys(names, TALKS))))
    assert [each.record for each in found if isinstance(each, Imported)] == names


def test_nothing_is_left_when_the_reading_is_called_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_zip(tmp_path / "a.zip", {"a.txt": TALKS, "b.txt": TREATY})
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    reading = iter(Archive().read(path))
    next(reading)
    assert list(folder.iterdir())
    reading.close()  # type: ignore[attr-defined]  # it is a generator
    assert not list(folder.iterdir())


def test_a_damaged_member_is_refused_and_the_others_come_in(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "a.zip", {})
    raw = bytearray(zipped({"a.txt": TALKS, "b.txt": TREATY}, ZIP_STORED))
    raw[raw.index(b"ministers")] ^= 1
    path.write_bytes(bytes(raw))
    first, second = Archive().read(path)
    assert isinstance(first, Refused)
    assert isinstance(second, Imported)


def test_a_truncated_archive_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.txt": TALKS})[:-10])
    assert accepts(path)
    with pytest.raises(UnreadableFile, match="unfinished"):
        list(Archive().read(path))


def test_when_members_have_taken_too_long_those_left_are_refused_unread(tmp_path: Path) -> None:
    links = "".join(f'<p><a href="/{n}">Story number {n}</a></p>' for n in range(20_000))
    members = {"a.html": f"<html><body>{links}</body></html>", "b.txt": TALKS, "c.txt": TREATY}
    path = write_zip(tmp_path / "a.zip", members)
    found = list(Archive(patience=0.0).read(path))
    refused = {each.record: each.reason for each in found if isinstance(each, Refused)}
    assert sorted(refused) == ["a.html", "b.txt", "c.txt"]
    assert "links" in refused["a.html"]
    assert "took longer" in refused["b.txt"]
    assert [isinstance(each, Imported) for each in Archive().read(path)] == [False, True, True]
