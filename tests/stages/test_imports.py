"""Imports of many records: reports, mappings, all or nothing."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.model.errors import AnnotatorError, NotFound
from annotator.stages.intake import columns, import_articles
from annotator.stages.intake_reports import report_csv, report_page, reports
from annotator.stages.project import Project, check, open_project
from annotator.stages.results import Progress, finish
from tests.build import a_project
from tests.databases import written

TEXT = "The ministers said that they had met in the capital and that the talks were good. "

IMPORT_ALL = """
import sys
from pathlib import Path
from annotator.stages.intake import import_articles
from annotator.stages.project import open_project
job = import_articles(open_project(sys.argv[1]), [Path(sys.argv[2])])
for progress in job:
    print(progress.what, flush=True)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return a_project(tmp_path)


def n_articles(project: Project) -> int:
    with project.store.transaction() as records:
        return len(records.articles())


def a_corpus(path: Path, number: int, text: str = TEXT) -> Path:
    """So many articles as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            record = {"id": f"a{n}", "title": f"Talks {n}", "text": f"{n}. {text * 10}"}
            file.write(json.dumps(record) + "\n")
    return path


def test_every_record_is_told_of_and_the_report_is_kept(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        '{"text": "Old.", "date": "1066-10-14"}\n'
        '{"text": "Early.", "date": "2199-01-01"}\n'
        f'{{"text": "{TEXT}", "date": "4 March 2019", "source": "AFP", "title": "Talks"}}\n'
        f'{{"text": "{TEXT} Later."}}\n'
        f'{{"text": "{TEXT}"}}\n',
        encoding="utf-8",
    )
    (tmp_path / "b.bin").write_bytes(b"\0\1\2")

    report = finish(import_articles(project, [tmp_path / "a.jsonl", tmp_path / "b.bin"]))

    rows = list(report.rows())
    assert [row.outcome for row in rows] == [
        "rejected", "rejected", "added", "added", "known", "rejected",
    ]  # fmt: skip
    assert [row.record for row in rows] == [f"line {n}" for n in range(1, 6)] + [""]
    assert "1066" in rows[0].reason
    assert "2199" in rows[1].reason
    told = rows[2]
    assert (told.importer, told.title, told.published) == ("json_lines", "Talks", "2019-03-04")
    assert (told.publisher, told.language, told.length) == ("AFP", "en", len(TEXT))
    assert (report.count("added"), report.count("known"), report.count("rejected")) == (2, 1, 3)
    (kept,) = reports(project)
    assert (kept.number, kept.n_added, kept.n_known, kept.n_rejected) == (report.number, 2, 1, 3)
    rejected = report_page(project, kept.number, "rejected", 1, 9)
    assert [row.record for row in rejected] == ["line 2", ""]
    (headings, *lines) = csv.reader(report_csv(project, kept.number))
    told_as_csv = dict(zip(headings, lines[2], strict=True))
    assert told_as_csv["publisher"] == "AFP"
    assert not finish(check(project))


def test_a_report_as_csv_runs_nothing_in_a_spreadsheet(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": TEXT, "title": "=1+1"}))
    report = finish(import_articles(project, [tmp_path / "a.jsonl"]))
    assert report.number is not None

    (headings, line) = csv.reader(report_csv(project, report.number))

    assert dict(zip(headings, line, strict=True))["title"] == "'=1+1"


def test_a_dry_run_tells_the_same_and_writes_nothing(project: Project, tmp_path: Path) -> None:
    path = a_corpus(tmp_path / "a.jsonl", 450)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"text": ""}\n' + path.read_text(encoding="utf-8").splitlines()[3] + "\n")
    before = written(project)

    rehearsed = finish(import_articles(project, [path], dry_run=True))

    assert (rehearsed.number, rehearsed.dry_run) == (None, True)
    assert written(project) == before
    done = finish(import_articles(project, [path]))
    assert [(row.record, row.outcome, row.title) for row in rehearsed.rows()] == [
        (row.record, row.outcome, row.title) for row in done.rows()
    ]
    assert done.counts == {"added": 450, "known": 1, "rejected": 1}


def test_what_a_source_gives_beside_the_text_is_kept(project: Project, tmp_path: Path) -> None:
    record = {"text": TEXT, "published": "soon", "section": "World", "Ressort": "", "desk": "7"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")

    finish(import_articles(project, [tmp_path]))

    with project.store.transaction() as records:
        (row,) = records.articles()
        notes = records._notes()[row.id]
    assert notes["published (as given)"] == "soon"
    assert (notes["desk"], notes["file"], row.section) == ("7", "a.jsonl", "World")
    assert row.published == ""


def test_a_mapping_is_remembered_for_the_same_headings(project: Project, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.csv").write_text(
            f"Kopf,Rumpf\nTalks {number},They met {number}.\n", encoding="utf-8"
        )
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    unknown = finish(import_articles(project, [first]))
    given = {"Rumpf": "body", "kopf": "title"}
    rehearsed = finish(import_articles(project, [first], mapping=given, dry_run=True))
    still_unknown = finish(import_articles(project, [second], dry_run=True))

    taken = finish(import_articles(project, [first], mapping=given))
    alike = finish(import_articles(project, [second]))

    assert [unknown.count("rejected"), still_unknown.count("rejected")] == [1, 1]
    assert [report.count("added") for report in (rehearsed, taken, alike)] == [1, 1, 1]
    told = columns(project, second)
    assert told is not None
    assert (told[0], told[1].mapping) == ("csv", {"Rumpf": "text", "Kopf": "title"})


def test_a_mapping_of_what_is_not_there_is_refused(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("title,text\nTalks,They met.\n", encoding="utf-8")

    report = finish(import_articles(project, [path], mapping={"Body": "text"}))
    (row,) = report.rows()
    assert '"title", "text"' in row.reason
    with pytest.raises(AnnotatorError, match="nonsense is no field"):
        finish(import_articles(project, [path], mapping={"title": "nonsense"}))
    with pytest.raises(NotFound, match="plain_text"):
        finish(import_articles(project, [path], importer="nonsense"))


def test_progress_is_told_within_a_file(project: Project, tmp_path: Path) -> None:
    told: list[Progress] = []
    finish(import_articles(project, [a_corpus(tmp_path / "a.jsonl", 1_500)]), told.append)
    assert any("line" in progress.what for progress in told)


def test_a_long_import_that_is_called_off_leaves_nothing(project: Project, tmp_path: Path) -> None:
    job = import_articles(project, [a_corpus(tmp_path / "a.jsonl", 1_500)])
    while "line" not in next(job).what:
        pass
    job.close()

    assert n_articles(project) == 0
    assert reports(project) == []


def test_an_import_that_is_killed_leaves_the_project_as_it_was(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    (tmp_path / "before.txt").write_text("They met before.", encoding="utf-8")
    finish(import_articles(project, [tmp_path / "before.txt"]))
    location = project.location
    project.close()
    corpus = a_corpus(tmp_path / "a.jsonl", 6_000)
    child = subprocess.Popen(
        [sys.executable, "-c", IMPORT_ALL, str(location), str(corpus)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    for line in child.stdout:
        if "line" in line and int(line.split()[-1]) > 1_000:
            os.kill(child.pid, signal.SIGKILL)
            break
    child.communicate()
    assert child.returncode == -signal.SIGKILL

    again = open_project(location)
    assert n_articles(again) == 1
    assert not finish(check(again))
    assert finish(import_articles(again, [corpus])).count("added") == 6_000
    again.close()


def test_memory_does_not_grow_with_the_corpus(tmp_path: Path) -> None:
    peak = "print('|', open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    peaks = []
    for number in (500, 5_000):
        folder = tmp_path / str(number)
        folder.mkdir()
        project = a_project(folder)
        location = project.location
        project.close()
        corpus = a_corpus(folder / "a.jsonl", number, TEXT * 5)
        done = subprocess.run(
            [sys.executable, "-c", IMPORT_ALL + peak, str(location), str(corpus)],
            capture_output=True,
            text=True,
            check=True,
        )
        peaks.append(int(done.stdout.rpartition("|")[2]) / 1_024)
    assert peaks[1] - peaks[0] < 16
