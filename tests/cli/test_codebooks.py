from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotator.resources import resource
from tests.cli.conftest import Command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped codebook, to change."""
    return Path(shutil.copytree(resource("codebooks/diplomatic"), tmp_path / "codebook"))


def test_the_shipped_codebook_has_no_faults(annotator: Command, folder: Path) -> None:
    assert annotator("codebook", "check", folder, "--json").json == {"ok": True, "faults": []}


def test_every_fault_is_told_at_once_with_its_place(annotator: Command, folder: Path) -> None:
    (folder / "codebook.toml").write_text(
        'name = 3\n[[variable]]\nname = "a b"\nkind = "x"\n', encoding="utf-8"
    )

    ran = annotator("codebook", "check", folder, "--json")
    made = annotator("new", folder.parent / "p.annotator", "--codebook", folder)

    assert ran.status == 1
    assert len(ran.json["faults"]) > 2
    assert all("codebook.toml" in fault for fault in ran.json["faults"])
    assert made.status == 3
    assert not (folder.parent / "p.annotator").exists()


def test_a_difference_is_told_with_what_it_touches(
    annotator: Command, folder: Path, project: Path
) -> None:
    same = annotator("codebook", "diff", project, folder, "--json")
    toml = folder / "codebook.toml"
    text = toml.read_text(encoding="utf-8").replace('version = "1.0.0"', 'version = "1.1.0"', 1)
    toml.write_text(text, encoding="utf-8")

    other = annotator("codebook", "diff", project, folder, "--json")

    assert same.json == {"equal": True, "changes": []}
    assert [change["where"] for change in other.json["changes"]] == ["Codebook"]


def test_a_codebook_is_written_as_a_page(annotator: Command, project: Path, tmp_path: Path) -> None:
    printed = annotator("codebook", "html", project)
    written = annotator("codebook", "html", project, "-o", tmp_path / "codebook.html")

    assert (printed.status, written.status) == (0, 0)
    assert printed.out.startswith("<!DOCTYPE html>")
    assert (tmp_path / "codebook.html").read_text(encoding="utf-8") == printed.out


def test_a_place_that_cannot_be_written_is_named_as_it_was_given(
    annotator: Command, project: Path, tmp_path: Path
) -> None:
    ran = annotator("codebook", "html", project, "-o", tmp_path / "no" / "page.html")

    assert ran.status == 3
    assert f"annotator: {tmp_path}/no/page.html: " in ran.err


def _revised(folder: Path) -> None:
    """A consultation is called otherwise, and CONSULT is split."""
    types = folder / "event_types.csv"
    header, *lines = types.read_text(encoding="utf-8").splitlines()
    found = [f"{header},was"]
    for line in lines:
        if line.startswith("CONSULT,"):
            found.append(f"TALKS,Talks,{line.split(',', 2)[2]},CONSULT")
        else:
            found.append(f"{line},")
    types.write_text("\n".join(found) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        if path.suffix in (".toml", ".csv") and path != types:
            text = path.read_text(encoding="utf-8").replace("CONSULT", "TALKS")
            path.write_text(
                text.replace('version = "1.0.0"', 'version = "1.1.0"', 1), encoding="utf-8"
            )


def test_what_became_of_codes_is_told_by_diff(
    annotator: Command, folder: Path, project: Path
) -> None:
    _revised(folder)
    ran = annotator("codebook", "diff", project, folder, "--json")
    (renamed,) = [c for c in ran.json["changes"] if c["kind"] == "renamed"]
    assert (renamed["variable"], renamed["old"], renamed["new"]) == (
        "event_type",
        ["CONSULT"],
        ["TALKS"],
    )
    assert renamed["touches"]
    told = annotator("codebook", "diff", project, folder)
    assert "! event_type: option `CONSULT` was renamed `TALKS`." in told.out


def test_adopting_tells_what_it_touches_and_recode_lists_it(
    annotator: Command, folder: Path, coded: Path
) -> None:
    _revised(folder)
    before = coded.read_bytes()
    dry = annotator("codebook", "adopt", coded, folder, "--dry-run")
    assert (dry.status, coded.read_bytes()) == (0, before)
    assert dry.out.endswith(
        "diplomatic-events 1.1.0 would be in force, in place of diplomatic-events 1.0.0"
        " (dry run: nothing was changed).\n"
    )
    assert annotator("codebook", "recode", coded).status == 0

    told = annotator("codebook", "adopt", coded, folder, "--json").json
    (renamed,) = [c for c in told["changes"] if c["kind"] == "renamed"]
    assert renamed["codings"] == told["to_recode"]["codings"] > 0
    assert {each["coder"] for each in told["to_recode"]["coders"]} >= {"ana", "ben", "chen"}
    again = annotator("codebook", "adopt", coded, folder)
    assert again.out == "diplomatic-events 1.1.0 is in force already; nothing was changed.\n"

    listed = annotator("codebook", "recode", coded, "--json")
    assert (listed.status, len(listed.json["due"])) == (1, told["to_recode"]["codings"])
    first = annotator("codebook", "recode", coded, "--coder", "ana")
    assert "Event type: CONSULT was renamed TALKS" in first.out
    assert "ben" not in first.out


def test_another_codebook_is_adopted_only_if_that_is_meant(annotator: Command, coded: Path) -> None:
    minimal = resource("codebooks/minimal")
    before = coded.read_bytes()
    for more in ([], ["--dry-run"]):
        ran = annotator("codebook", "adopt", coded, minimal, *more)
        assert (ran.status, ran.out, coded.read_bytes()) == (3, "", before)
        assert "encounters 1.0.0 is another codebook than diplomatic-events 1.0.0" in ran.err
    meant = annotator("codebook", "adopt", coded, minimal, "--other")
    assert meant.out.endswith(
        "encounters 1.0.0 is in force now, in place of diplomatic-events 1.0.0.\n"
    )


def test_a_slip_in_was_is_told_before_it_is_adopted(
    annotator: Command, folder: Path, coded: Path
) -> None:
    _revised(folder)
    types = folder / "event_types.csv"
    text = types.read_text(encoding="utf-8").replace(",CONSULT\n", ",CONSLUT\n")
    types.write_text(text, encoding="utf-8")
    ran = annotator("codebook", "adopt", coded, folder, "--dry-run")
    assert ran.status == 1
    assert "? event_type: option `TALKS`: `CONSLUT` is no code of diplomatic-events" in ran.out
    assert "Did you mean `CONSULT`?" in ran.out


def test_a_faulty_codebook_is_not_adopted_and_all_faults_are_told(
    annotator: Command, folder: Path, coded: Path
) -> None:
    before = coded.read_bytes()
    (folder / "codebook.toml").write_text(
        'name = 3\n[[variable]]\nname = "a b"\nkind = "x"\n', encoding="utf-8"
    )
    ran = annotator("codebook", "adopt", coded, folder)
    assert (ran.status, ran.out, coded.read_bytes()) == (3, "", before)
    assert ran.err.count("codebook.toml") > 2
