"""Packages that somebody else made: damaged, altered or claiming what they may not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model.errors import PackageRefused
from annotator.model.event import Lane
from annotator.stages import coding, sharing
from annotator.stages.project import Project, create_project
from annotator.stages.results import finish
from annotator.store.package import FORMAT, SCHEMA
from annotator.store.package_rows import COLUMNS, TABLES
from annotator.store.tables import METADATA
from tests.build import the_codebook
from tests.packaged import (
    Lab,
    Row,
    a_lab,
    altered,
    code,
    hand_in,
    manifest_of,
    members_of,
    merge,
    packed,
)

pytestmark = pytest.mark.file_only


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Lab, Path]]:
    """The lab, and a package of what ana coded on her machine; nobody changes either."""
    folder = tmp_path_factory.mktemp("lab")
    lab = a_lab(folder)
    own, ana = lab.machine("ana"), lab.coder("ana")
    for article in (lab.articles[0], lab.articles[4]):
        code(own, ana, article)
    coding.set_aside(own, ana, lab.articles[1], "a table only")
    code(lab.project, lab.coder("ben"), lab.articles[4])
    yield lab, hand_in(own, folder / "in.annpack")
    lab.close()


@pytest.fixture
def lab(begun: tuple[Lab, Path]) -> Lab:
    return begun[0]


@pytest.fixture
def package(begun: tuple[Lab, Path]) -> Path:
    return begun[1]


def refused(lab: Lab, path: Path) -> list[str]:
    """Why a package is refused, which leaves the project as it was."""
    before = lab.project.path.read_bytes()
    with pytest.raises(PackageRefused) as refusal:
        finish(sharing.merge(lab.project, [path]))
    assert lab.project.path.read_bytes() == before
    assert not lab.project.path.with_name(f"{lab.project.path.name}.backups").exists()
    faults = list(refusal.value.faults)
    assert all("\n" not in fault and path.name in fault for fault in faults)
    return faults


def first(change: Callable[[Row], object]) -> Callable[[list[Row]], object]:
    """What changes the first row."""
    return lambda rows: change(rows[0])


def evidence(row: Row) -> dict[str, Any]:
    """The evidence of an event's first answer."""
    found: dict[str, Any] = row["body"]["answers"]["contact"]["evidence"][0]
    return found


def put(**cells: Any) -> Callable[[list[Row]], object]:
    """What puts these cells into the first row."""
    return first(lambda row: row.update(cells))


ALTERED: dict[str, tuple[str, Callable[[list[Row]], object], str]] = {
    "a lane of its own": ("event_revision", put(lane="silver"), "lane or round"),
    "gold from a coder": ("event_revision", put(lane="gold"), "gold does not come"),
    "a round before all": ("event_revision", put(round=-1), "lane or round"),
    "no list of ids": ("event_revision", put(replaces="x"), "replaces are no ids"),
    "no id replaced": ("event_revision", put(replaces=["x"]), "not as the program writes it"),
    "sources twice": ("event_revision", put(sources=[str(UUID(int=1))] * 2), "sources are no"),
    "a moment that is none": ("event_revision", put(made_at="yesterday"), "its made_at is not"),
    "no truth": ("event_revision", put(retracted=1), "its retracted is not"),
    "an id that is none": ("event_revision", put(event_id="x"), "its event_id is not"),
    "another article": ("event_revision", put(article_id=uuid4().hex), "quotes are not"),
    "an unknown codebook": (
        "event_revision",
        put(codebook_id=uuid4().hex),
        "the codebook it names",
    ),
    "a body without groups": ("event_revision", put(body={"answers": {}}), "not in our form"),
    "an answer that is none": (
        "event_revision",
        first(lambda row: row["body"]["answers"].update(contact={"said": "call"})),
        "not in our form",
    ),
    "a value that is none": (
        "event_revision",
        first(lambda row: row["body"]["answers"].update(contact={"value": [1]})),
        "not as the program writes it",
    ),
    "a reason that is none": (
        "event_revision",
        first(lambda row: row["body"]["answers"].update(contact={"missing": "lost"})),
        "not as the program writes it",
    ),
    "a quote that is not there": (
        "event_revision",
        first(lambda row: evidence(row).update(quote="Geneva 🤝.")),
        "quotes are not",
    ),
    "a quote before the text": (
        "event_revision",
        first(lambda row: evidence(row).update(start=-9)),
        "quotes are not",
    ),
    "a note with NUL": (
        "event_revision",
        first(lambda row: row["body"]["answers"]["contact"].update(note="a\0b")),
        "letter NUL",
    ),
    "a state that is none": ("submission", put(state="done"), "lane, round or state"),
    "no reason": ("submission", put(reason=" "), "without a reason"),
    "a text that differs": ("article", put(text="Another text."), "differs from its digest"),
    "an identifier that differs": ("article", put(source_id="other"), "differs from its digest"),
    "a length that differs": ("article", put(length=3), "differs from its digest"),
    "a number too large": ("article", put(length=2**70), "its length is not"),
    "half a letter": ("coder", put(name="\ud800"), "no database can store"),
    "another name": ("coder", put(name="Ana"), "not as this project has it"),
    "a better role": ("coder", put(role="lead"), "not as this project has it"),
    "a role that is none": ("coder", put(role="boss"), "its role is none"),
    "a handle that is none": ("coder", put(handle="a b"), "its handle is none"),
    "codebook content": ("codebook", put(content="{}"), "its id is not that"),
    "a codebook's version": ("codebook", put(version="9"), "its name is not that"),
    "a column more": ("submission", put(extra=1), "columns are not"),
    "a column less": ("submission", first(lambda row: row.pop("reason")), "columns are not"),
    "nothing at all": ("submission", lambda rows: rows.append({}), "columns are not"),
}


@pytest.mark.parametrize("case", ALTERED)
def test_a_row_that_nobody_of_ours_wrote_is_refused(
    lab: Lab, package: Path, tmp_path: Path, case: str
) -> None:
    name, change, why = ALTERED[case]
    sign = case not in ("nothing at all", "a column less", "half a letter")
    path = altered(package, tmp_path / "x.annpack", name, change, sign and name != "article")
    faults = refused(lab, path)
    assert any(why in fault for fault in faults), faults


@pytest.mark.parametrize("depth", [150, 500, 900, 5_000, 100_000])
@pytest.mark.parametrize(
    "inside", [b"", b'"\\u0000"', b'"\\ud800"', b"NaN", b"1e999", b"9" * 5_000]
)
def test_however_deep_or_odd_its_json_a_row_is_refused(
    lab: Lab, package: Path, tmp_path: Path, depth: int, inside: bytes
) -> None:
    def change(rows: list[Row]) -> None:
        rows[0]["sources"] = ["here"]

    odd = members_of(altered(package, tmp_path / "x.annpack", "event_revision", change))
    raw = odd["event_revision.jsonl"]
    raw = raw.replace(b'"here"', b"[" * depth + inside + b"]" * depth)
    said = json.loads(odd["manifest.json"])
    entry = said["entries"]["event_revision.jsonl"]
    entry.update(sha256=hashlib.sha256(raw).hexdigest(), bytes=len(raw))
    odd.update({"event_revision.jsonl": raw, "manifest.json": json.dumps(said).encode()})
    assert any(
        "event_revision" in fault
        for fault in refused(lab, packed(package.with_name("d.annpack"), odd))
    )


@pytest.mark.parametrize("name", ["coder", "codebook", "event_revision", "submission"])
def test_a_changed_letter_shows(lab: Lab, package: Path, tmp_path: Path, name: str) -> None:
    def change(rows: list[Row]) -> None:
        column = {"coder": "name", "codebook": "content"}.get(name, "made_at")
        moment = "2020-01-01 00:00:00.000000"
        rows[0][column] = moment if column == "made_at" else rows[0][column] + " "

    path = altered(package, tmp_path / "x.annpack", name, change, sign=False)
    assert any("differs from its digest" in fault for fault in refused(lab, path))


def test_nobody_speaks_for_another(lab: Lab, package: Path, tmp_path: Path) -> None:
    ben = lab.coder("ben")
    path = altered(package, tmp_path / "x.annpack", "event_revision", put(coder_id=ben.id.hex))
    assert any("it is not by ana" in fault for fault in refused(lab, path))

    with lab.project.store.transaction() as records:
        (head,) = records.article_heads(lab.articles[4], Lane.CODING, ben.id)
    for cells in (
        {"event_id": head.event.id.hex},
        {"replaces": [str(head.id)]},
        {"event_id": head.event.id.hex, "replaces": [str(head.id)]},
    ):
        path = altered(package, tmp_path / "x.annpack", "event_revision", put(**cells))
        faults = refused(lab, path)
        assert any("another" in fault for fault in faults), faults

    said = json.loads(members_of(package)["manifest.json"])
    said["coder"] = {"id": str(ben.id), "handle": "ben"}
    members = {**members_of(package), "manifest.json": json.dumps(said).encode()}
    faults = refused(lab, packed(tmp_path / "x.annpack", members))
    assert any("it is not by ben" in fault for fault in faults)


@pytest.mark.parametrize("name", ["assignment", "article_note", "release", "setting", "adoption"])
def test_what_leads_decide_does_not_come_from_a_coder(
    lab: Lab, package: Path, tmp_path: Path, name: str
) -> None:
    ana, codebook = lab.coder("ana").id.hex, lab.project.codebook.id.hex
    cells: Row = {
        "id": uuid4().hex,
        "article_id": lab.articles[0].hex,
        "coder_id": ana,
        "by_id": ana,
        "codebook_id": codebook,
        "round": 1,
        "active": True,
        "place": 0,
        "fields": {"title": "Mine"},
        "name": "agreement threshold",
        "value": 0.1,
        "made_at": "2026-01-01 00:00:00.000000",
        "digest": "",
    }
    row = {column: cells[column] for column in COLUMNS[name]}
    path = altered(package, tmp_path / "x.annpack", name, lambda rows: rows.append(row))
    assert any("comes from" in fault for fault in refused(lab, path))


@pytest.mark.parametrize("is_known", [True, False])
def test_nobody_brings_people_but_a_lead(
    lab: Lab, package: Path, tmp_path: Path, is_known: bool
) -> None:
    stranger = uuid4()

    def change(rows: list[Row]) -> None:
        rows.append({**rows[0], "id": uuid4().hex, "handle": "boss", "role": "lead"})
        if not is_known:
            rows[0].update(id=stranger.hex, handle="eva")

    path = altered(package, tmp_path / "x.annpack", "coder", change)
    if not is_known:
        members = members_of(path)
        said = json.loads(members["manifest.json"])
        said["coder"] = {"id": str(stranger), "handle": "eva"}
        path = packed(path, {**members, "manifest.json": json.dumps(said).encode()})
    assert any("it is another person." in fault for fault in refused(lab, path))


def test_a_handle_of_another_person_is_refused(lab: Lab, tmp_path: Path) -> None:
    other = a_lab(tmp_path)
    with other.project.store.transaction() as records:
        records._connection.exec_driver_sql("UPDATE project SET id = ?", (lab.project.id.hex,))
        (row,) = records._all(METADATA.tables["project"].select())
        records._connection.exec_driver_sql("UPDATE project SET digest = digest")
        assert row.id == lab.project.id
    other.project.info = lab.project.info
    ana = other.coder("ana")
    package = hand_in(other.project, tmp_path / "in.annpack", ana)
    faults = refused(lab, package)
    assert any("the handle ana is another person's here" in fault for fault in faults)
    other.close()


def test_a_package_of_another_project_is_refused_with_both_names(lab: Lab, tmp_path: Path) -> None:
    other = create_project(tmp_path / "o.annotator", the_codebook("minimal"), "Other", "lea")
    package = tmp_path / "o.annpack"
    finish(sharing.hand_in(other, finish_lead(other), package))
    (fault,) = refused(lab, package)
    assert "'Other'" in fault
    assert "'Talks'" in fault
    other.close()


def finish_lead(project: Project) -> Any:
    with project.store.transaction() as records:
        return records.coders()[0]


def test_all_faults_are_told_of_all_packages(lab: Lab, package: Path, tmp_path: Path) -> None:
    def change(rows: list[Row]) -> None:
        for row in rows:
            row["lane"] = "silver"

    bad = altered(package, tmp_path / "a.annpack", "event_revision", change)
    worse = altered(package, tmp_path / "b.annpack", "submission", put(state="done"))
    with pytest.raises(PackageRefused) as refusal:
        finish(sharing.merge(lab.project, [bad, package, worse]))
    assert [fault.split(",")[0][:9] for fault in refusal.value.faults].count("a.annpack") == 2
    assert [fault.split(",")[0][:9] for fault in refusal.value.faults].count("b.annpack") == 1


def test_only_the_first_twenty_faults_are_shown() -> None:
    refusal = PackageRefused([f"fault {n}" for n in range(25)])
    assert str(refusal).count("\n") == 20
    assert str(refusal).endswith("and 5 more")
    assert len(refusal.faults) == 25


def test_a_row_that_cannot_be_read_is_named_by_its_place(
    lab: Lab, package: Path, tmp_path: Path
) -> None:
    members = members_of(package)
    n_rows = members["submission.jsonl"].count(b"\n")
    members["submission.jsonl"] = raw = members["submission.jsonl"] + b"{\n"
    said = json.loads(members["manifest.json"])
    digest = hashlib.sha256(raw).hexdigest()
    entry = {"sha256": digest, "bytes": len(raw), "rows": n_rows + 1}
    said["entries"]["submission.jsonl"] = entry
    members["manifest.json"] = json.dumps(said).encode()
    faults = refused(lab, packed(tmp_path / "x.annpack", members))
    assert any(f"submission row {n_rows + 1}: it is not JSON." in fault for fault in faults), faults


# The file itself


def test_versions_are_told_apart(lab: Lab, package: Path, tmp_path: Path) -> None:
    for key, value, word in (
        ("format", FORMAT + 1, "newer version"),
        ("schema", SCHEMA + 1, "newer version"),
        ("format", 0, "older version"),
        ("schema", SCHEMA - 1, "older version"),
        ("format", "1", "another program"),
        ("kind", "gift", "not as the program writes it"),
        ("kind", "hand-out", "it calls itself a hand-out and is none"),
        ("with_text", 1, "not as the program writes it"),
        ("entries", [], "not as the program writes it"),
        ("extra", 1, "not as the program writes it"),
    ):
        said = {**manifest_of(package), key: value}
        members = {**members_of(package), "manifest.json": json.dumps(said).encode()}
        (fault,) = refused(lab, packed(tmp_path / "x.annpack", members))
        assert word in fault


def test_members_are_those_of_the_manifest(lab: Lab, package: Path, tmp_path: Path) -> None:
    members = members_of(package)
    pairs = list(members.items())
    target = tmp_path / "x.annpack"
    renamed = {("coders.jsonl" if n == "coder.jsonl" else n): raw for n, raw in pairs}
    less = {name: raw for name, raw in pairs if name != "submission.jsonl"}
    bomb = {**members, "article.jsonl": b"0" * 400_000_000}
    for changed, why in (
        (renamed, "against its manifest"),
        ({**members, "more.txt": b"hello"}, "against its manifest"),
        (less, "lacks 'submission.jsonl'"),
        ([*pairs, pairs[0]], "more than once"),
        ({**members, "../../up.jsonl": b""}, "leads out of its folder"),
        ({**members, "/etc/up.jsonl": b""}, "leads out of its folder"),
        ({**members, "inner.zip": package.read_bytes()}, "against its manifest"),
        (bomb, "more tightly than any text"),
        ({**members, "coder.jsonl": members["coder.jsonl"] + b"{}\n"}, "damaged"),
        ({**members, "coder.jsonl": members["coder.jsonl"][:-1]}, "damaged"),
        ({**members, "coder.jsonl": members["coder.jsonl"].replace(b"ana", b"eva")}, "changed on"),
        ({"manifest.json": b"{"}, "damaged"),
        ({"manifest.json": b"[" * 5_000}, "not as the program writes it"),
        ({"manifest.json": b"[]"}, "not as the program writes it"),
        ({"other.txt": b""}, "no package of Diplomatic Annotator"),
        ({}, "no package of Diplomatic Annotator"),
    ):
        is_double = isinstance(changed, list)
        with pytest.warns(UserWarning, match="Duplicate") if is_double else nullcontext():
            packed(target, changed)
        faults = refused(lab, target)
        assert any(why in fault for fault in faults), (why, faults)


def test_other_files_are_told_what_they_are(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "x.annpack"
    for raw, why in (
        (b"", "it is empty"),
        (b"%PDF-1.7 ...", "it is a PDF"),
        (lab.project.path.read_bytes(), "it is a project"),
        (b"Dear lead, here is my work", "it is no package"),
        (b"\x00" * 5_000, "it is no package"),
    ):
        target.write_bytes(raw)
        (fault,) = refused(lab, target)
        assert why in fault
    packed(target, {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
    assert "no package of Diplomatic Annotator" in refused(lab, target)[0]
    with pytest.raises(PackageRefused, match="No such file"):
        finish(sharing.merge(lab.project, [tmp_path / "none.annpack"]))
    with pytest.raises(PackageRefused, match=r"Is a directory"):
        finish(sharing.merge(lab.project, [tmp_path]))


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_happens_to_its_bytes_a_package_is_refused_or_the_same(
    lab: Lab, package: Path, tmp_path: Path, data: st.DataObject
) -> None:
    raw = bytearray(package.read_bytes())
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw) - 1))]
    else:
        for at in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=4)):
            raw[at] ^= 1 << data.draw(st.integers(0, 7))
    target = tmp_path / "x.annpack"
    target.write_bytes(raw)
    try:
        report = finish(sharing.merge(lab.project, [target], dry_run=True))
    except PackageRefused:
        return
    # What was changed says nothing, as a date of the zip file.
    assert report.arrived == finish(sharing.merge(lab.project, [package], dry_run=True)).arrived


def test_the_columns_of_rows_that_travel_are_those_of_this_schema() -> None:
    """If this fails, SCHEMA has to grow, and older packages to be read on."""
    columns = {name: " ".join(COLUMNS[name]) for name in TABLES}
    golden = Path(__file__).parents[1] / "golden" / "packages" / f"columns-{SCHEMA}.json"
    assert columns == json.loads(golden.read_text())


def test_a_package_of_format_1_merges_today(tmp_path: Path) -> None:
    golden = Path(__file__).parents[1] / "golden" / "packages"
    made = finish(sharing.new_from(tmp_path / "ana.annotator", golden / "hand-out-1.annpack"))
    report = merge(made, golden / "hand-in-1.annpack")
    came = {each.kind: each.n_new for each in report.arrived}
    assert (came["events"], came["submissions"]) == (1, 1)
    assert merge(made, golden / "hand-in-1.annpack").n_new == 0
    made.close()
