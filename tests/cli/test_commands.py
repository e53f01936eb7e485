from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from annotator import __version__, cli
from annotator.__main__ import COMMANDS, main, window_words
from tests.cli.conftest import Command

PROGRAM = [sys.executable, "-m", "annotator"]


def command_names() -> list[list[str]]:
    """Every command, those of a group after its name."""
    group = typer.main.get_command(cli.app)
    names: list[list[str]] = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        names += [[name, each] for each in inner] or [[name]]
    return names


def test_a_first_word_that_is_a_command_is_the_command_and_anything_else_a_project() -> None:
    assert {names[0] for names in command_names()} == COMMANDS
    assert window_words([]) == (None, None)
    assert window_words(["talks.annotator"]) == ("talks.annotator", None)
    assert window_words(["talks.annotator", "--coder", "ana"]) == ("talks.annotator", "ana")
    assert window_words(["--coder=ana", "./new"]) == ("./new", "ana")
    for words in (["new"], ["--help"], ["--version"], ["--install-completion"], ["a", "b"]):
        assert window_words(words) is None


@pytest.mark.parametrize("words", command_names(), ids=" ".join)
def test_the_help_of_each_command_has_an_example(annotator: Command, words: list[str]) -> None:
    ran = annotator(*words, "--help")

    assert ran.status == 0
    assert f"Example: annotator {' '.join(words)}" in " ".join(ran.out.split())


def test_the_version_is_told(annotator: Command) -> None:
    assert annotator("--version").out == f"annotator {__version__}\n"


@pytest.mark.parametrize(
    "words", [["import"], ["new", "a", "b"], ["export", "x"], ["articles", "x", "--colour", "red"]]
)
def test_wrong_usage_is_one_line_and_status_2(annotator: Command, words: list[str]) -> None:
    ran = annotator(*words)

    assert ran.status == 2
    assert ran.err.startswith("annotator: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [
        ["articles", "nowhere.annotator"],
        ["check", "nowhere.annotator"],
        ["codings", "import", "nowhere.annotator", "-"],
        ["codebook", "check", "nowhere"],
        ["export", "nowhere.annotator", "-o", "out"],
    ],
    ids=" ".join,
)
def test_a_project_that_is_not_there_is_refused_in_one_line(
    annotator: Command, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = annotator(*words)

    assert ran.status == 3
    assert ran.err.startswith("annotator: ")
    assert ran.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_new_project_gets_our_suffix_and_never_replaces_a_file(
    annotator: Command, tmp_path: Path
) -> None:
    made = annotator("new", tmp_path / "talks", "--name", "Talks 2025", "--json")
    again = annotator("new", tmp_path / "talks")

    assert made.json["project"] == str(tmp_path / "talks.annotator")
    assert made.json["name"] == "Talks 2025"
    assert again.status == 3
    assert annotator("articles", tmp_path / "talks", "--json").json["count"] == 0


@pytest.mark.parametrize("name", ["", ".", "..", "/"])
def test_a_folder_is_no_name_for_a_project_or_a_backup(
    annotator: Command, project: Path, name: str
) -> None:
    for ran in (annotator("new", name), annotator("backup", project, "-o", name)):
        assert ran.status == 3
        assert ran.err.count("\n") == 1
        assert "fault of the program" not in ran.err


def test_a_name_with_a_line_break_is_shown_as_it_is(annotator: Command) -> None:
    ran = annotator("check", "a\nb")

    assert ran.err.startswith("annotator: There is no project a\\nb.")


def test_coders_are_added_and_listed(annotator: Command, project: Path) -> None:
    annotator("coders", project, "--add", "ana")
    annotator("coders", project, "--add", "judge", "--role", "adjudicator")

    listed = annotator("coders", project, "--json").json["coders"]

    assert [(each["handle"], each["role"]) for each in listed] == [
        ("me", "lead"),
        ("ana", "coder"),
        ("judge", "adjudicator"),
    ]
    assert annotator("coders", project, "--add", "ana").status == 3


def test_a_backup_is_a_whole_project_and_a_sound_project_has_no_findings(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.annotator"

    assert annotator("backup", coded, "-o", copy).status == 0
    checked = annotator("check", copy, "--json")

    assert (checked.status, checked.json) == (0, {"ok": True, "findings": []})
    listed = [annotator("articles", each, "--json").json for each in (coded, copy)]
    assert listed[0] == listed[1]


def test_the_sample_project_is_made_once_and_exported(annotator: Command, tmp_path: Path) -> None:
    first = annotator("demo", tmp_path / "s", "--no-window", "--json")
    made = Path(first.json["project"]).read_bytes()
    second = annotator("demo", tmp_path / "s", "--no-window", "--json")

    assert (first.status, second.status) == (0, 0)
    assert second.json == first.json
    assert Path(first.json["project"]).read_bytes() == made
    tables = Path(first.json["export"])
    assert {"events.csv", "participants.csv", "manifest.json"} <= {p.name for p in tables.iterdir()}
    assert annotator("check", first.json["project"]).status == 0


def test_the_sample_does_not_take_the_place_of_another_project(
    annotator: Command, project: Path
) -> None:
    project.rename(project.with_name("sample.annotator"))

    ran = annotator("demo", project.parent, "--no-window")

    assert ran.status == 3
    assert "another project" in ran.err


def test_a_place_where_no_sample_can_be_made_is_told_by_its_own_name(
    annotator: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "touch", full)

    ran = annotator("demo", tmp_path / "here" / "sample", "--no-window")

    assert ran.status == 3
    assert f"{tmp_path}/here/sample/sample.annotator cannot be made" in ran.err
    assert not (tmp_path / "here").exists()


def test_a_sample_that_cannot_be_finished_leaves_nothing_behind(
    annotator: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)  # the project is made, but cannot be put in place
    (tmp_path / "kept").mkdir()

    ran = [annotator("demo", tmp_path / name, "--no-window") for name in ("new", "kept")]

    assert [each.status for each in ran] == [3, 3]
    assert "No space left on device" in ran[0].err
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]
    assert not any((tmp_path / "kept").iterdir())


def test_the_sample_asks_for_the_window(tmp_path: Path) -> None:
    with pytest.raises(cli.WindowWanted) as wish:
        cli.run(["demo", str(tmp_path)])

    assert (wish.value.project, wish.value.coder) == (str(tmp_path / "sample.annotator"), "ana")


def test_the_dataset_is_exported_in_several_formats(
    annotator: Command, coded: Path, tmp_path: Path
) -> None:
    ran = annotator(
        "export", coded, "--format", "native,polecat,icews", "-o", tmp_path / "out", "--json"
    )

    assert ran.status == 0
    assert json.dumps(ran.json)
    assert (tmp_path / "out" / "events.csv").exists()
    assert annotator("export", coded, "--format", "scroll", "-o", tmp_path / "no").status == 3


@pytest.mark.parametrize("words", [["articles"], ["check"], ["codings", "export"]], ids=" ".join)
def test_a_reader_that_goes_away_is_no_fault(coded: Path, words: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    done = subprocess.run(
        [*PROGRAM, *words, str(coded)], stdout=writing, stderr=subprocess.PIPE, check=False
    )

    os.close(writing)
    assert done.stderr.count(b"Traceback") == 0
    assert done.returncode in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_under_standard_output_is_said_in_one_line(coded: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, "articles", str(coded)], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert done.returncode == 3
    assert b"annotator: standard output: No space left" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell closes the stream")
def test_closed_streams_do_no_harm(coded: Path) -> None:
    command = f"'{sys.executable}' -m annotator articles '{coded}' <&- >&-"

    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, check=False)

    assert (done.returncode, done.stderr) in ((0, b""), (0, b"4 articles\n"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="file names are bytes there")
def test_names_that_are_no_text_are_shown_as_escapes(project: Path, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9\n.txt"
    Path(os.fsdecode(name)).write_bytes(b"Ministers met in Geneva on Tuesday.")

    done = subprocess.run(
        [*map(os.fsencode, PROGRAM), b"import", os.fsencode(project), name],
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert rb"caf\udce9\n.txt" in done.stdout


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is a screen")
@pytest.mark.parametrize("words", [[], ["talks.annotator"], ["no-such-project"]], ids=str)
def test_without_a_display_the_window_is_refused_in_one_line(
    project: Path, words: list[str]
) -> None:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {name: value for name, value in os.environ.items() if name not in hidden}

    done = subprocess.run(
        [*PROGRAM, *words],
        cwd=project.parent,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 3
    assert done.stderr.startswith("annotator: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", [["--coder"], ["talks", "--coder"]], ids=" ".join)
def test_a_coder_who_is_not_named_is_wrong_usage(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["annotator", *words])

    assert main() == 2
    assert capsys.readouterr().err == "annotator: --coder names nobody. Add the coder's handle.\n"


def test_a_fault_of_ours_is_one_line_and_its_place_is_logged(
    annotator: Command, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    words = "words of a coder"

    def broken(location: object, **options: object) -> object:
        raise ZeroDivisionError(words)

    monkeypatch.setattr(cli, "project_at", broken)

    ran = annotator("check", "x")

    assert ran.status == 3
    assert ran.err.startswith("annotator: a fault of the program (ZeroDivisionError)")
    assert ran.err.count("\n") == 1
    (log,) = home.rglob("annotator.log")
    logged = log.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in logged
    assert words not in logged


def test_wrong_values_of_options_are_told_without_the_words_of_a_library(
    annotator: Command, project: Path
) -> None:
    told = annotator("agreement", project, "--threshold", "high")
    assert (told.status, "Invalid value for '--threshold': this is no number." in told.err) == (
        2,
        True,
    )
    told = annotator("coders", project, "--add", "x", "--role", "boss")
    assert (told.status, "'--role': 'boss' is not one of" in told.err) == (2, True)
