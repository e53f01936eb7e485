"""Who codes what, and how far they are, by commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.cli.conftest import Command
from tests.server import drop_database
from tests.shared_lab import LEAD, REVIEWER, SharedLab, a_shared_lab

PEOPLE = ("ana", "ben", "chen")


@pytest.fixture
def lab(annotator: Command, project: Path, tmp_path: Path) -> Path:
    """A project of twenty articles and three coders."""
    corpus = tmp_path / "corpus.jsonl"
    lines = [{"text": f"Envoy {at} met the minister.", "source_id": f"w{at}"} for at in range(20)]
    corpus.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert annotator("import", project, corpus).status == 0
    for handle in PEOPLE:
        assert annotator("coders", project, "--add", handle).status == 0
    return project


@pytest.fixture(scope="module")
def shared() -> Iterator[SharedLab]:
    made = a_shared_lab()
    yield made
    drop_database(made.superuser)


def test_what_would_be_assigned_is_shown_first(annotator: Command, lab: Path) -> None:
    words = ("assign", lab, "--coders", "ana,ben,chen", "--overlap", "0.3", "--seed", "7")
    dry = annotator(*words, "--dry-run", "--json").json
    assert (dry["dry_run"], dry["assigned"], dry["taken_back"], dry["articles"]) == (
        True,
        26,
        0,
        20,
    )
    assert [each["handle"] for each in dry["coders"]] == list(PEOPLE)
    assert [each["shared"] for each in dry["pairs"]] == [2, 2, 2]
    assert annotator("coders", lab, "--json").json["coders"][1]["assigned"] == 0

    real = annotator(*words, "--json").json
    assert real == {**dry, "dry_run": False}
    again = annotator(*words, "--json").json
    assert again["assigned"] == 0
    assert "already" in again["notes"][0]


def test_the_plan_is_told_as_tables(annotator: Command, lab: Path) -> None:
    ran = annotator("assign", lab, "--coders", " ana , ben ", "--overlap", "0.1", "--dry-run")

    lines = [line.split() for line in ran.out.splitlines()]
    assert lines[0] == ["coder", "had", "new", "lost", "shared", "repeats"]
    assert lines[1] == ["ana", "0", "11", "0", "2", "0"]
    assert ["ana", "ben", "2"] in lines
    assert ran.out.endswith("22 assignments of 20 articles (dry run: nothing was written)\n")


def test_of_many_coders_the_range_of_pairs_is_told(annotator: Command, lab: Path) -> None:
    more = [f"coder{at:02}" for at in range(10)]
    for handle in more:
        annotator("coders", lab, "--add", handle)
    ran = annotator("assign", lab, "--coders", ",".join([*more, "ana"]), "--overlap", "1")

    assert "Each two of them share from 0 to 1 articles." in ran.out


def test_by_list_everyone_training_ties_and_a_leaver(
    annotator: Command, lab: Path, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("article,coder\nw0,ana\nw0,ben\nw1,ana\n")
    assert annotator("assign", lab, "--list", path, "--json").json["assigned"] == 3
    words = ("assign", lab, "--coders", "ana,ben,chen", "--json")
    assert annotator(*words, "--tie-break").json["assigned"] == 1
    only = tmp_path / "only.csv"
    only.write_text("Article\nw1\nw2\n")
    assert annotator(*words, "--to-everyone", "--articles", only).json["assigned"] == 5
    assert "gold" in annotator(*words, "--training").json["notes"][0]
    left = annotator("assign", lab, "--leave", "ana", "--json").json
    assert (left["assigned"], left["taken_back"]) == (0, 3)  # all others have these already
    people = annotator("coders", lab, "--json").json["coders"]
    counts = {each["handle"]: each["assigned"] for each in people}
    assert counts == {"me": 0, "ana": 0, "ben": 3, "chen": 3}
    assert annotator("check", lab).status == 0


def test_every_fault_of_a_list_is_told(annotator: Command, lab: Path, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("article,coder\nw0,ana\nnone,zoe\n")
    ran = annotator("assign", lab, "--list", path)
    assert ran.status == 3
    assert ran.err.count("list.csv, line 3: ") == 2
    assert ran.err.startswith("annotator: the list has 2 faults; nothing was assigned.")
    path.write_text("article,coder\nnone,ana\n")
    one = annotator("assign", lab, "--list", path)
    assert (one.status, one.err.count("\n")) == (3, 1)
    assert annotator("coders", lab, "--json").json["coders"][1]["assigned"] == 0


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("", 2),
        ("--coders ,", 2),
        ("--coders ana --training --tie-break", 2),
        ("--coders ana --list x.csv", 2),
        ("--coders ana --to-everyone --overlap 0.2", 2),
        ("--coders ana --training --repeats 0.2", 2),
        ("--leave ana --articles x.csv", 2),
        ("--coders ana,ben,ana", 2),
        ("--coders ana,ben --depth 0", 3),
        ("--coders ana,zoe", 3),
        ("--coders ana,ben --overlap 2", 3),
        ("--coders ana --overlap 0.2", 3),
        ("--leave zoe", 3),
        ("--leave ana", 3),
        ("--list no-such-file.csv", 3),
    ],
)
def test_what_cannot_be_is_refused_in_a_line(
    annotator: Command, lab: Path, words: str, status: int
) -> None:
    ran = annotator("assign", lab, *words.split())

    assert ran.status == status
    assert ran.out == ""
    assert ran.err.startswith("annotator: ")
    assert ran.err.count("\n") == 1


def test_coders_are_listed_with_how_far_they_are(annotator: Command, coded: Path) -> None:
    found = {each["handle"]: each for each in annotator("coders", coded, "--json").json["coders"]}

    ana = found["ana"]
    assert (ana["role"], ana["assigned"], ana["submitted"], ana["begun"]) == ("coder", 0, 4, 0)
    assert ana["minutes"] is None  # imported at once
    assert sum(week["submitted"] for week in ana["weeks"]) == 4
    assert set(ana["weeks"][0]) == {"week", "assigned", "begun", "submitted", "set_aside"}
    table = annotator("coders", coded).out.splitlines()
    assert table[0].split() == [
        "handle", "role", "assigned", "begun", "submitted", "set", "aside", "minutes",
    ]  # fmt: skip


@pytest.mark.parametrize("words", [["--add", ""], ["--add", " "], ["--role", "lead"]])
def test_what_names_nobody_is_refused(annotator: Command, lab: Path, words: list[str]) -> None:
    ran = annotator("coders", lab, *words)

    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)


def test_a_login_is_for_a_server_and_for_somebody(annotator: Command, lab: Path) -> None:
    ran = annotator("coders", lab, "--add", "dina", "--login", "dina")
    assert ran.status == 3
    assert "a login is for a project on a server" in ran.err
    assert "dina" not in annotator("coders", lab).out
    assert annotator("coders", lab, "--login", "ana").status == 2


def test_on_a_server_people_get_logins(annotator: Command, shared: SharedLab) -> None:
    url, ending = shared.url(LEAD), shared.logins[LEAD].partition("-")[2]
    login = f"dina-{ending}"
    made = annotator("coders", shared.url("owner"), "--add", "dina", "--login", login, "--json")
    assert made.status == 0, made.err
    assert made.json["login"] == login
    assert len(made.json["password"]) >= 16
    assert "dina" in [each["handle"] for each in made.json["coders"]]
    again = annotator("coders", shared.url("owner"), "--add", "dina", "--login", login)
    assert again.out.endswith("Password: the one it has had\n")

    words = ("assign", url, "--coders", "kim,dina", "--overlap", "0.5", "--json")
    assert annotator(*words).json["assigned"] > 0
    assert annotator(*words).json["assigned"] == 0


def test_on_a_server_coders_see_only_how_far_they_are_themselves(
    annotator: Command, shared: SharedLab
) -> None:
    ran = annotator("coders", shared.url("ana"), "--json")
    assert ran.status == 0, ran.err
    known = {each["handle"]: each["submitted"] for each in ran.json["coders"]}
    assert {handle for handle, number in known.items() if number is not None} == {"ana"}
    refused = annotator("assign", shared.url("ana"), "--coders", "ana")
    assert refused.status == 3
    assert "lead" in refused.err


def test_who_is_refused_a_login_is_not_added(annotator: Command, shared: SharedLab) -> None:
    url = shared.url("owner")
    before = annotator("coders", url, "--json").json["coders"]
    for login in ("pg_monitor", shared.logins["ana"], "x" * 64):
        ran = annotator("coders", url, "--add", "gus", "--login", login)
        assert ran.status == 3, ran.out
    assert annotator("coders", url, "--json").json["coders"] == before


def test_a_role_that_somebody_has_stays(annotator: Command, shared: SharedLab) -> None:
    words = ("coders", shared.url("owner"), "--add", "ana", "--login", shared.logins["ana"])
    refused = annotator(*words, "--role", "lead")
    assert refused.status == 3
    assert "ana is in Talks already, with the role coder" in refused.err
    assert annotator(*words, "--role", "coder").status == 0


@pytest.mark.parametrize("handle", ["ana", REVIEWER])
def test_who_is_no_lead_is_told_so_first(
    annotator: Command, shared: SharedLab, tmp_path: Path, handle: str
) -> None:
    url = shared.url(handle)
    for words in (
        ("release", url),
        ("release", url, "--dry-run"),
        ("assign", url, "--coders", "nobody"),
        ("hand-out", url, "--coder", "nobody", "-o", tmp_path / "x"),
        ("coders", url, "--add", "gus", "--login", "gus"),
    ):
        ran = annotator(*words)
        assert (ran.status, ran.out) == (3, "")
        assert f"{handle} is no lead of" in ran.err


def test_a_command_whose_server_goes_says_that_it_stopped(
    annotator: Command, shared: SharedLab
) -> None:
    there = shared.copy()
    with psycopg.connect(there.superuser, autocommit=True) as connection:
        connection.execute(
            b"CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$"
            b" BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$"
        )
        connection.execute(
            b"CREATE TRIGGER t AFTER INSERT ON coder FOR EACH ROW EXECUTE FUNCTION hang_up()"
        )
    ran = annotator("coders", there.url("owner"), "--add", "gus")
    drop_database(there.superuser)

    assert ran.status == 3
    assert "does not answer. What was not saved before is not saved. Run it again" in ran.err
    assert "trying again" not in ran.err
