from __future__ import annotations

import io
import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from annotator import cli
from annotator.resources import seeds
from tests.build import seed
from tests.cli.conftest import Command


def a_line(text: str, *, coder: str = "ana", **members: object) -> dict[str, object]:
    """A codings line as another program might write it, about the article with this text."""
    import hashlib

    quote = text.split(" ")[0]
    return {
        "article": {"text_sha256": hashlib.sha256(text.encode()).hexdigest()},
        "coder": coder,
        "lane": "coding",
        "state": "in_progress",
        "events": [
            {
                "answers": {
                    "event_type": {
                        "value": "CONSULT",
                        "evidence": [{"start": 0, "end": len(quote), "quote": quote}],
                    }
                }
            }
        ],
        **members,
    }


def as_lines(*lines: object) -> bytes:
    return b"".join(
        line if isinstance(line, bytes) else json.dumps(line).encode() + b"\n" for line in lines
    )


def test_export_import_export_gives_the_same_bytes(
    annotator: Command, coded: Path, project: Path, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    annotator("codings", "export", coded, "-o", first)
    annotator("import", project, seeds())

    ran = annotator("codings", "import", project, first)
    annotator("codings", "export", project, "-o", second)

    assert ran.status == 0
    assert first.read_bytes().count(b"\n") >= 13
    assert second.read_bytes() == first.read_bytes()


def test_importing_codings_twice_changes_nothing(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    file = tmp_path / "all.jsonl"
    annotator("codings", "export", coded, "-o", file)
    before = coded.read_bytes()

    ran = annotator("codings", "import", coded, file, "--json")

    assert (ran.status, ran.json["taken"]) == (0, 0)
    assert ran.json["unchanged"] == file.read_bytes().count(b"\n")
    assert coded.read_bytes() == before


def test_an_export_can_be_narrowed_to_a_coder_and_a_lane(annotator: Command, coded: Path) -> None:
    lines = annotator("codings", "export", coded, "--coder", "ben").out.splitlines()
    gold = annotator("codings", "export", coded, "--lane", "gold").out.splitlines()

    assert {json.loads(line)["coder"] for line in lines} == {"ben"}
    assert {json.loads(line)["lane"] for line in gold} == {"gold"}
    assert annotator("codings", "export", coded, "--coder", "nobody").status == 3


def test_faulty_lines_are_refused_by_number_and_the_others_are_taken(
    annotator: Command, project: Path
) -> None:
    annotator("import", project, seeds())
    text = seed(2).read_text(encoding="utf-8")
    other = seed(3).read_text(encoding="utf-8")
    unknown_value = a_line(text, coder="b")
    unknown_value["events"] = [{"answers": {"event_type": {"value": "PICNIC"}}}]
    unknown_variable = a_line(text, coder="c")
    unknown_variable["events"] = [{"answers": {"weather": {"value": "fair"}}}]
    nowhere = a_line(text, coder="d")
    nowhere["events"][0]["answers"]["event_type"]["evidence"] = [  # type: ignore[index]
        {"start": 0, "end": 7, "quote": "Atlanta"}
    ]
    lines = as_lines(
        a_line(text),
        b"{not json}\n",
        a_line("some other text"),
        unknown_value,
        b"\n",
        unknown_variable,
        nowhere,
        b"\xff\xfe\n",
        a_line(text),
        b"[" * 100_000 + b"\n",
        a_line(other),
    )

    ran = annotator("codings", "import", project, "-", "--json", stdin=lines)

    assert ran.status == 1
    assert ran.json["taken"] == 2
    assert [each["line"] for each in ran.json["refused"]] == [2, 3, 4, 6, 7, 8, 9, 10]
    assert ran.json["added_coders"] == ["ana"]
    reasons = {each["line"]: each["reason"] for each in ran.json["refused"]}
    assert "not in this project" in reasons[3]
    assert "weather" in reasons[6]
    assert "'Atlanta' is not in the article" in reasons[7]
    assert "line 1" in reasons[9]


def test_a_dry_run_of_codings_writes_nothing(annotator: Command, project: Path) -> None:
    annotator("import", project, seeds())
    before = project.read_bytes()
    line = as_lines(a_line(seed(2).read_text(encoding="utf-8")))

    ran = annotator("codings", "import", project, "-", "--dry-run", "--json", stdin=line)

    assert (ran.status, ran.json["taken"], ran.json["added_coders"]) == (0, 1, ["ana"])
    assert project.read_bytes() == before


def test_a_quote_is_found_again_where_it_stands_only_once(
    annotator: Command, project: Path
) -> None:
    text = "Talks. Wang Yi met Lavrov. Talks."
    file = project.parent / "one.txt"
    file.write_text(text, encoding="utf-8")
    annotator("import", project, file)

    def with_quote(quote: str, start: int) -> dict[str, object]:
        line = a_line(text)
        span = {"start": start, "end": start + len(quote), "quote": quote}
        line["events"] = [{"answers": {"event_type": {"value": "CONSULT", "evidence": [span]}}}]
        return line

    lost = annotator("codings", "import", project, "-", stdin=as_lines(with_quote("Talks", 3)))
    found = annotator("codings", "import", project, "-", stdin=as_lines(with_quote("Wang Yi", 0)))

    assert lost.status == 1
    assert "more than once" in lost.err
    assert found.status == 0
    line = json.loads(annotator("codings", "export", project).out)
    assert line["events"][0]["answers"]["event_type"]["evidence"] == [
        {"start": 7, "end": 14, "quote": "Wang Yi"}
    ]


def test_events_absent_from_a_line_are_taken_back_and_reported(
    annotator: Command, coded: Path
) -> None:
    lines = annotator("codings", "export", coded, "--coder", "ana").out.splitlines()
    line = json.loads(lines[0])
    gone = line["events"].pop()["id"]

    ran = annotator("codings", "import", coded, "-", "--json", stdin=as_lines(line))

    assert ran.json["retracted"] == [gone]
    again = annotator("codings", "export", coded, "--coder", "ana").out.splitlines()[0]
    assert gone not in again


def test_each_streamed_line_is_acknowledged_and_a_bad_one_does_not_stop_it(
    annotator: Command, project: Path
) -> None:
    annotator("import", project, seeds())
    texts = [seed(n).read_text(encoding="utf-8") for n in (2, 3)]
    lines = as_lines(a_line(texts[0]), b"nonsense\n", a_line(texts[1]))

    ran = annotator("codings", "import", project, "-", "--stream", stdin=lines)

    assert ran.status == 1
    saved = ran.out.splitlines()
    assert len(saved) == 2
    assert all(line.startswith("saved ") and line.endswith(" ana") for line in saved)
    assert "line 2:" in ran.err


class Pausing(io.RawIOBase):
    """Gives one line, and lets somebody else do something before it ends."""

    def __init__(self, line: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._line, self._meanwhile = line, meanwhile

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line, self._line = self._line, b""
        buffer[: len(line)] = line
        if not line:
            self._meanwhile()
        return len(line)


def test_nobody_waits_for_a_pipe_that_is_slow(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cli.run(["import", str(project), str(seeds())]) == 0
    line = as_lines(a_line(seed(3).read_text(encoding="utf-8")))
    adding = ["coders", str(project), "--add", "meanwhile"]
    added: list[int] = []
    slow = Pausing(line, lambda: added.append(cli.run(adding)))
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BufferedReader(slow)))

    assert cli.run(["codings", "import", str(project), "-"]) == 0
    assert added[0] == 0


def test_lines_are_taken_under_another_name_on_request(annotator: Command, coded: Path) -> None:
    lines = annotator("codings", "export", coded, "--coder", "ana").out.encode()

    first = annotator("codings", "import", coded, "-", "--coder", "dora", stdin=lines)
    again = annotator("codings", "import", coded, "-", "--coder", "dora", "--json", stdin=lines)

    assert first.status == 0
    assert again.json["taken"] == 0
    exported = annotator("codings", "export", coded, "--coder", "dora").out.splitlines()
    assert len(exported) == len(lines.splitlines())


def test_a_line_separator_in_a_note_is_no_end_of_line(annotator: Command, project: Path) -> None:
    annotator("import", project, seeds())
    line = a_line(seed(2).read_text(encoding="utf-8"))
    line["article_answers"] = {"note": {"value": "one\u2028two\u0085three"}}
    raw = json.dumps(line, ensure_ascii=False).encode() + b"\n"

    assert annotator("codings", "import", project, "-", stdin=raw).status == 0
    out = annotator("codings", "export", project).out
    assert "one\u2028two\u0085three" in out


def test_a_codebook_that_the_project_does_not_know_is_refused_by_name(
    annotator: Command, project: Path
) -> None:
    annotator("import", project, seeds())
    line = a_line(seed(2).read_text(encoding="utf-8"))
    line["codebook"] = {"name": "weather", "version": "3"}

    ran = annotator("codings", "import", project, "-", stdin=as_lines(line))

    assert ran.status == 1
    assert "codebook weather 3" in ran.err


@pytest.mark.parametrize(
    "changed",
    [
        ("article", "UPDATE article SET text = text || '!' WHERE id = ?", "article_id"),
        ("revision", "UPDATE event_revision SET body = replace(body, 'a', 'b') WHERE id = ?", "id"),
    ],
    ids=lambda changed: changed[0],
)
def test_what_was_changed_behind_its_digest_is_not_exported(
    annotator: Command, coded: Path, tmp_path: Path, changed: tuple[str, str, str]
) -> None:
    what, statement, column = changed
    with closing(sqlite3.connect(coded)) as raw, raw:
        (found,) = raw.execute(
            f"SELECT {column} FROM event_revision WHERE lane = 'gold' LIMIT 1"
        ).fetchone()
        raw.execute(statement, (found,))
    before = set(tmp_path.rglob("*"))

    lines = annotator("codings", "export", coded, "-o", tmp_path / "all.jsonl")
    tables = annotator("export", coded, "-o", tmp_path / "tables")

    assert (lines.status, tables.status) == (3, 3)
    for ran in (lines, tables):
        assert f"{what} {UUID(found)}" in ran.err
        assert "was changed" in ran.err
    assert set(tmp_path.rglob("*")) == before
