"""Work goes out and comes back: who may have what, and what merging comes to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from annotator.model.errors import NotSaved, NotYours, PackageRefused, ProjectRefused
from annotator.model.event import Lane
from annotator.model.study import TRAINING_ROUND, AlignmentChoice, Role, State
from annotator.stages import coding, corpus, sharing, worklist
from annotator.stages.agreement import release
from annotator.stages.project import (
    Project,
    add_coder,
    adopt_codebook,
    open_project,
)
from annotator.stages.release import export
from annotator.stages.results import finish
from annotator.store.tables import table
from tests.build import an_article, the_codebook
from tests.packaged import (
    Lab,
    a_lab,
    assign,
    code,
    findings,
    hand_in,
    heads_of,
    manifest_of,
    members_of,
    merge,
    rows_in,
    rows_of,
)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    lab = a_lab(tmp_path)
    yield lab
    lab.close()


def test_a_package_makes_the_coder_s_own_project(lab: Lab, tmp_path: Path) -> None:
    own = lab.machine("ana")
    assert (own.id, own.name) == (lab.project.id, lab.project.name)
    assert own.codebook.id == lab.project.codebook.id
    assert own.owner == lab.coder("ana")
    rows = worklist.worklist(own, lab.coder("ana"))
    assert {row.article_id for row in rows} == {*lab.articles[:2], *lab.articles[4:]}
    assert {row.title for row in rows} == {"Story 0", "Story 1", "Story 4", "Story 5"}
    assert findings(own) == []


def test_work_comes_back_once_however_often_it_is_merged(lab: Lab, tmp_path: Path) -> None:
    own, ana = lab.machine("ana"), lab.coder("ana")
    event = code(own, ana, lab.articles[0])
    coding.set_aside(own, ana, lab.articles[1], "a table only")
    package = hand_in(own, tmp_path / "in.annpack")

    would = lab.merge(package, dry_run=True)
    assert would.dry_run
    assert not coding.opened(lab.project, ana, lab.articles[0]).events
    report = lab.merge(package)
    again = lab.merge(package)

    assert coding.opened(lab.project, ana, lab.articles[0]).events == (event,)
    assert report.arrived == would.arrived
    assert report.states == would.states
    came = {(each.kind, each.coder): each.n_new for each in report.arrived}
    assert came["events", "ana"] == 1
    assert came["submissions", "ana"] == 1
    (change,) = report.states
    assert (change.title, change.before, change.after) == ("Story 1", None, State.SET_ASIDE)
    assert set(lab.articles[:2]) == report.changes.articles
    assert report.changes.events == {event.id}
    assert (again.n_new, again.backup, again.changes.articles) == (0, None, frozenset())
    assert again.n_known == report.n_new + report.n_known
    assert findings(lab.project) == []


@pytest.mark.file_only
def test_a_checked_copy_is_made_before_a_merge_that_changes_something(
    lab: Lab, tmp_path: Path
) -> None:
    own = lab.machine("ana")
    code(own, lab.coder("ana"), lab.articles[0])
    before = rows_of(lab.project)
    report = lab.merge(hand_in(own, tmp_path / "in.annpack"))
    assert report.backup is not None
    assert "before merge" in report.backup.name
    copy = open_project(report.backup, read_only=True)
    assert rows_of(copy) == before
    copy.close()


def test_nothing_of_another_coder_goes_out(lab: Lab, tmp_path: Path) -> None:
    ben, ana = lab.coder("ben"), lab.coder("ana")
    event = code(lab.project, ben, lab.articles[4])
    coding.set_aside(lab.project, ben, lab.articles[5], "bens own reason")
    code(lab.project, ana, lab.articles[4])
    coding.save_event(lab.project, lab.lead, event.copy(), Lane.GOLD)
    release(lab.project, lab.lead, [lab.articles[4]])
    with lab.project.store.transaction() as records:
        records.note_article(lab.articles[5], ben.id, {"byline": "bens byline"})
        records.set_setting("agreement threshold", 0.9, lab.lead.id)
    package = lab.hand_out("ana")
    own = lab.machine("ana")

    secrets = [ben.handle, str(ben.id), ben.id.hex, str(event.id), event.id.hex, "threshold"]
    with lab.project.store.transaction() as records:
        for name in ("event_revision", "submission", "assignment", "article_note"):
            rows = table(name).c
            ids = records._all(select(rows.id).where(rows.coder_id == ben.id))
            secrets += [word for (id,) in ids for word in (str(id), id.hex)]
    secrets += [lab.articles[2].hex, lab.articles[3].hex, str(lab.articles[2])]
    whole = b"\n".join(members_of(package).values())
    for secret in secrets:
        assert secret.encode() not in whole
        assert secret.encode() not in own.path.read_bytes()
    assert rows_in(package, "release") == []
    assert {row["lane"] for row in rows_in(package, "event_revision")} == {"coding"}
    assert {row["handle"] for row in rows_in(package, "coder")} == {"lea", "ana"}


def test_gold_goes_out_for_training_alone(lab: Lab, tmp_path: Path) -> None:
    gold = code(lab.project, lab.lead, lab.articles[4]).copy()
    for article in (lab.articles[4], lab.articles[5]):
        coding.save_event(
            lab.project,
            lab.coder("ada"),
            code(lab.project, lab.lead, article).copy(),
            Lane.GOLD,
        )
    assign(lab.project, lab.coder("ana"), lab.articles[4], TRAINING_ROUND)
    package = lab.hand_out("ana")
    rows = [row for row in rows_in(package, "event_revision") if row["lane"] == "gold"]
    assert {row["article_id"] for row in rows} == {lab.articles[4].hex}
    assert gold.article_id == lab.articles[4]
    assert "ada" in {row["handle"] for row in rows_in(package, "coder")}
    assert findings(lab.machine("ana")) == []


def test_an_adjudicator_hands_in_gold_and_a_lead_everything_of_theirs(
    lab: Lab, tmp_path: Path
) -> None:
    ada, lead = lab.coder("ada"), lab.lead
    other = lab.machine("ada")
    coding.save_event(other, ada, code(other, ada, lab.articles[4]).copy(), Lane.GOLD)
    report = lab.merge(hand_in(other, tmp_path / "ada-in.annpack"))
    assert {each.coder for each in report.arrived if each.kind == "events"} == {"ada"}
    with lab.project.store.transaction() as records:
        assert len(records.article_heads(lab.articles[4], Lane.GOLD)) == 1

    release(lab.project, lead, [lab.articles[4]])
    corpus.set_aside(lab.project, lead, [lab.articles[5]], "off topic")
    adopt_codebook(lab.project, lead, the_codebook("diplomatic"), other=True)
    add_coder(lab.project, "chen")
    package = hand_in(lab.project, tmp_path / "lea-in.annpack", lead)
    for name in ("release", "article_state", "article_note", "assignment", "adoption", "setting"):
        made = {row.get("coder_id", row.get("by_id")) for row in rows_in(package, name)}
        assert name == "assignment" or made <= {lead.id.hex}
    assert len(rows_in(package, "adoption")) == 2
    assert "chen" in {row["handle"] for row in rows_in(package, "coder")}
    assert rows_in(package, "event_revision") == []


def test_two_machines_of_one_coder_make_two_heads(lab: Lab, tmp_path: Path) -> None:
    ana = lab.coder("ana")
    first = lab.machine("ana", 1)
    event = code(first, ana, lab.articles[0])
    lab.merge(hand_in(first, tmp_path / "one.annpack"))
    second = lab.machine("ana", 2)
    for machine, kind in ((first, "call"), (second, "letter")):
        text = coding.opened(machine, ana, lab.articles[0]).article.text
        changed = event.with_answer(
            "contact", code(machine, ana, lab.articles[1], kind).answers["contact"]
        )
        assert text
        coding.save_event(machine, ana, changed)
    report = lab.merge(
        hand_in(first, tmp_path / "a.annpack"), hand_in(second, tmp_path / "b.annpack")
    )
    (double,) = report.two_heads
    assert (double.event_id, double.coder, double.n_heads) == (event.id, "ana", 2)
    assert double.title == "Story 0"
    assert len(heads_of(lab.project)[event.id]) == 2
    theirs = merge(first, tmp_path / "b.annpack")
    assert [each.event_id for each in theirs.two_heads] == [event.id]
    assert heads_of(first)[event.id] == heads_of(lab.project)[event.id]


def test_new_articles_and_corrections_arrive_in_the_coder_s_project(
    lab: Lab, tmp_path: Path
) -> None:
    own, ana, lead = lab.machine("ana"), lab.coder("ana"), lab.lead
    new = an_article("Rare words about a quincunx.", title="Quincunx")
    with lab.project.store.transaction() as records:
        records.add_article(new, lead.id, {"file": "late.txt"})
        records.note_article(lab.articles[0], lead.id, {"title": "Corrected"})
    corpus.mark_duplicate(lab.project, lead, lab.articles[5], new.id)
    report = merge(own, lab.hand_out("ana"))
    assert {"articles", "article notes", "decisions about articles"} <= {
        each.kind for each in report.arrived if each.n_new
    }
    titles = {row.title: row for row in corpus.rows(own, range(1, 9))}
    assert {"Corrected", "Quincunx"} <= titles.keys()
    assert titles["Story 5"].other == titles["Quincunx"].number
    for words in ("quincunx", "Corrected"):
        assert corpus.count(own, ana, words) == 1
    assert corpus.count(own, ana, '"Story 0"') == 0
    assert findings(own) == []


def test_an_article_that_is_given_back_arrives_as_given_back(lab: Lab, tmp_path: Path) -> None:
    own, ana = lab.machine("ana"), lab.coder("ana")
    assign(lab.project, ana, lab.articles[0], active=False)
    merge(own, lab.hand_out("ana"))
    with own.store.transaction() as records:
        standing = {each.article_id: each.active for each in records.assignments(ana.id)}
    assert standing == {lab.articles[0]: False, lab.articles[1]: True}
    for machine in (own, lab.machine("ana", 2)):
        listed = {row.article_id for row in worklist.worklist(machine, ana)}
        assert listed == {lab.articles[1], *lab.articles[4:]}
        assert findings(machine) == []


def test_a_package_without_texts_goes_to_who_has_them(lab: Lab, tmp_path: Path) -> None:
    own, ana = lab.machine("ana"), lab.coder("ana")
    event = code(own, ana, lab.articles[0])
    package = hand_in(own, tmp_path / "in.annpack", with_text=False)
    whole = b"".join(members_of(package).values())
    for words in ("Lavrov", "Beijing 🤝"):
        assert words.encode() not in whole
    lab.merge(package)
    assert coding.opened(lab.project, ana, lab.articles[0]).events == (event,)
    assert findings(lab.project) == []

    thin = lab.hand_out("ana", "thin.annpack", with_text=False)
    with pytest.raises(PackageRefused, match="without the texts"):
        finish(sharing.new_from(tmp_path / "no.annotator", thin))
    assert not (tmp_path / "no.annotator").exists()
    assert merge(own, thin).n_new == 0
    late = an_article("A late one.", title="Late")
    with lab.project.store.transaction() as records:
        records.add_article(late, lab.lead.id)
    with pytest.raises(PackageRefused, match="has no such article"):
        merge(own, lab.hand_out("ana", "thin.annpack", with_text=False))


def test_the_same_project_gives_the_same_bytes(lab: Lab, tmp_path: Path) -> None:
    ana = lab.coder("ana")
    code(lab.project, ana, lab.articles[0])
    for number in (1, 2):
        lab.hand_out("ana", f"out{number}.annpack")
        hand_in(lab.project, tmp_path / f"in{number}.annpack", lab.lead)
    assert (tmp_path / "out1.annpack").read_bytes() == (tmp_path / "out2.annpack").read_bytes()
    assert (tmp_path / "in1.annpack").read_bytes() == (tmp_path / "in2.annpack").read_bytes()
    with ZipFile(tmp_path / "out1.annpack") as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    said = manifest_of(tmp_path / "out1.annpack")
    assert (said["kind"], said["coder"]["handle"]) == ("hand-out", "ana")
    own = finish(sharing.new_from(tmp_path / "own.annotator", tmp_path / "out1.annpack"))
    lab.opened.append(own)
    theirs = hand_in(own, tmp_path / "theirs.annpack")
    ours = hand_in(lab.project, tmp_path / "ours.annpack", ana)
    assert theirs.read_bytes() == ours.read_bytes()


def test_only_a_lead_hands_out_and_merges(lab: Lab, tmp_path: Path) -> None:
    own, ana, ben = lab.machine("ana"), lab.coder("ana"), lab.coder("ben")
    with pytest.raises(NotYours, match="no lead"):
        finish(sharing.hand_out(lab.project, ana, ana, tmp_path / "x.annpack"))
    with pytest.raises(NotYours, match="handed out itself"):
        finish(sharing.hand_out(own, lab.lead, ana, tmp_path / "x.annpack"))
    with pytest.raises(NotYours, match="ana's here"):
        finish(sharing.hand_in(own, ben, tmp_path / "x.annpack"))
    package = hand_in(own, tmp_path / "in.annpack")
    with pytest.raises(NotYours, match="no lead"):
        lab.merge(package, by=ana)
    with pytest.raises(NotYours, match="alone merges"):
        merge(own, package, by=ben)
    assert not (tmp_path / "x.annpack").exists()


def test_a_package_for_one_coder_is_taken_by_no_other(lab: Lab, tmp_path: Path) -> None:
    own, ben_s = lab.machine("ana"), lab.machine("ben")
    for package in (lab.hand_out("ben"), hand_in(ben_s, tmp_path / "in.annpack")):
        with pytest.raises(PackageRefused, match="another coder's"):
            merge(own, package)
    with pytest.raises(PackageRefused, match="is a hand-in"):
        finish(sharing.new_from(tmp_path / "x.annotator", tmp_path / "in.annpack"))
    assert lab.merge(lab.hand_out("ben")).n_new == 0
    with pytest.raises(ProjectRefused, match="Name a file"):
        finish(sharing.new_from("postgresql://lab/x", lab.hand_out("ben")))


def test_a_target_that_is_no_package_of_ours_stays(lab: Lab, tmp_path: Path) -> None:
    target = tmp_path / "notes.annpack"
    target.write_text("my notes")
    with pytest.raises(NotSaved, match="is no package of Talks"):
        lab.hand_out("ana", target.name)
    assert target.read_text() == "my notes"
    with pytest.raises(NotSaved, match="Choose another place"):
        finish(
            sharing.hand_out(lab.project, lab.lead, lab.coder("ana"), tmp_path / "no" / "x.annpack")
        )
    assert not list(tmp_path.glob(".*.part"))


def test_a_package_that_is_cancelled_is_not_there(lab: Lab, tmp_path: Path) -> None:
    ana, target = lab.coder("ana"), tmp_path / "out.annpack"
    n_steps = sum(1 for _ in sharing.hand_out(lab.project, lab.lead, ana, target))
    good = target.read_bytes()
    for stop in range(1, n_steps + 1):
        if stop % 2:
            target.unlink(missing_ok=True)
        job = sharing.hand_out(lab.project, lab.lead, ana, target)
        for _ in range(stop):
            next(job)
        job.close()
        assert not target.exists() or target.read_bytes() == good
        assert not list(tmp_path.glob(".*.part"))
        target.write_bytes(good)


def test_a_merge_that_is_cancelled_leaves_everything_as_it_was(lab: Lab, tmp_path: Path) -> None:
    own = lab.machine("ana")
    code(own, lab.coder("ana"), lab.articles[0])
    package = hand_in(own, tmp_path / "in.annpack")
    before = rows_of(lab.project)
    n_steps = sum(1 for _ in sharing.merge(lab.project, [package], dry_run=True))
    for stop in range(n_steps + 1):
        job = sharing.merge(lab.project, [package])
        for _ in range(stop):
            next(job)
        job.close()
        assert rows_of(lab.project) == before
    assert lab.merge(package).n_new > 0


@pytest.mark.file_only
def test_who_is_made_adjudicator_elsewhere_comes_after_their_lead(lab: Lab, tmp_path: Path) -> None:
    lead, before = lab.lead, rows_of(lab.project)
    other = tmp_path / "other"
    other.mkdir()
    laptop = a_lab_s_copy(lab, other)
    eva = add_coder(laptop, "eva", Role.ADJUDICATOR)
    coding.save_event(laptop, eva, code(laptop, eva, lab.articles[4]).copy(), Lane.GOLD)
    work = hand_in(laptop, tmp_path / "eva.annpack", eva)
    lead_s = hand_in(laptop, tmp_path / "lea.annpack", lead)
    with pytest.raises(PackageRefused, match="First merge what the lead handed in"):
        lab.merge(work)
    assert rows_of(lab.project) == before
    assert lab.merge(work, lead_s).n_new > 0
    assert rows_of(lab.project) == rows_of(laptop)


@pytest.mark.file_only
def test_a_choice_about_events_comes_after_the_events(lab: Lab, tmp_path: Path) -> None:
    lead, ana, ben = lab.lead, lab.coder("ana"), lab.coder("ben")
    other = tmp_path / "other"
    other.mkdir()
    laptop = a_lab_s_copy(lab, other)
    first, second = (code(laptop, whose, lab.articles[4]) for whose in (ana, ben))
    choice = AlignmentChoice(lab.articles[4], first.id, second.id, True, lead.id)
    with laptop.store.transaction() as records:
        records.add_alignment_choice(choice)
    work = [
        hand_in(laptop, tmp_path / f"{whose.handle}.annpack", whose) for whose in (ana, ben, lead)
    ]
    with pytest.raises(PackageRefused, match="about events that are not here"):
        lab.merge(work[2], work[0])
    assert lab.merge(*work).n_new > 0
    assert findings(lab.project) == []
    assert rows_of(lab.project) == rows_of(laptop)


def a_lab_s_copy(lab: Lab, folder: Path) -> Project:
    """The lab's project on the lead's laptop."""
    laptop = open_project(Path(shutil.copy(lab.project.path, folder)))
    lab.opened.append(laptop)
    return laptop


def test_all_packages_are_looked_at_and_every_fault_is_told(lab: Lab, tmp_path: Path) -> None:
    good = hand_in(lab.machine("ana", 1), tmp_path / "good.annpack")
    cut = tmp_path / "cut.annpack"
    cut.write_bytes(good.read_bytes()[:300])
    (tmp_path / "other").mkdir()
    other = a_lab(tmp_path / "other")
    try:
        foreign = hand_in(other.machine("ana", 1), tmp_path / "foreign.annpack")
        with pytest.raises(PackageRefused) as refused:
            lab.merge(cut, foreign, good)
    finally:
        other.close()
    told = [fault.partition(":")[0] for fault in refused.value.faults]
    assert told == ["cut.annpack", "foreign.annpack"]


def test_a_package_is_looked_into_without_making_anything(lab: Lab, tmp_path: Path) -> None:
    back = hand_in(lab.machine("ana", 1), tmp_path / "back.annpack")
    with pytest.raises(PackageRefused, match="it is a hand-in"):
        finish(sharing.look_into(back))
    out = tmp_path / "out.annpack"
    finish(sharing.hand_out(lab.project, lab.coder("lea"), lab.coder("ana"), out))
    assert finish(sharing.look_into(out)) == (lab.project.name, "ana")


def test_an_export_tells_how_many_events_stand_in_two_versions(lab: Lab, tmp_path: Path) -> None:
    ana = lab.coder("ana")
    first = lab.machine("ana", 1)
    event = code(first, ana, lab.articles[0])
    lab.merge(hand_in(first, tmp_path / "one.annpack"))
    assert finish(export(lab.project, ["native"], tmp_path / "before")).unsettled == 0
    second = lab.machine("ana", 2)
    for machine, kind in ((first, "call"), (second, "letter")):
        answer = code(machine, ana, lab.articles[1], kind).answers["contact"]
        coding.save_event(machine, ana, event.with_answer("contact", answer))
    lab.merge(hand_in(first, tmp_path / "a.annpack"), hand_in(second, tmp_path / "b.annpack"))
    report = finish(export(lab.project, ["native"], tmp_path / "after"))
    assert report.unsettled == 1
    assert '"unsettled_events": 1' in (tmp_path / "after" / "manifest.json").read_text("utf-8")
    assert "two machines: 1" in (tmp_path / "after" / "README.md").read_text("utf-8")
