"""The laws of merging: whoever merges what, in whichever order and however often, it is one truth.

Random histories on up to five machines: laptops of the lead, and of coders, who save, edit,
retract, submit, set aside, reopen, assign, adopt, note, hand out, hand in and merge. `make merges`
runs a thousand of them, the suite a few (ANNOTATOR_MERGES).
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.model.article import Article
from annotator.model.errors import AnnotatorError, NotYours, PackageRefused
from annotator.model.study import Coder, Role
from annotator.stages import coding, corpus, sharing
from annotator.stages.project import (
    Project,
    add_coder,
    adopt_codebook,
    coder,
    coders,
    open_project,
)
from annotator.stages.results import finish
from annotator.store.package_rows import MAKER
from tests.build import an_event, the_codebook
from tests.packaged import (
    a_lab,
    assign,
    code,
    findings,
    hand_in,
    heads_of,
    merge,
    rows_in,
    rows_of,
)

HISTORIES = int(os.environ.get("ANNOTATOR_MERGES", "12"))
MACHINES = 5

pytestmark = [pytest.mark.file_only, pytest.mark.timeout(60 + 8 * HISTORIES)]

Step = tuple[str, int, int, int]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lab's project with a lead, two coders, an adjudicator and six articles."""
    lab = a_lab(tmp_path_factory.mktemp("begun"))
    path = lab.project.path
    lab.close()
    return path


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    number = st.integers(0, 9999)
    steps = st.tuples(st.sampled_from(OFTEN), number, number, number)
    return draw(st.lists(steps, min_size=8, max_size=24))


@settings(
    max_examples=HISTORIES, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
@given(history=histories())
def test_whatever_the_history_there_is_one_truth_in_the_end(
    begun: Path, history: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), begun)
        try:
            for step in history:
                world.do(step)
            world.check_the_laws()
        finally:
            world.close()


class World:
    """Machines and the packages that went between them."""

    def __init__(self, folder: Path, begun: Path) -> None:
        self.folder = folder
        self.numbers = count()
        self.machines: list[Project] = []
        self.packages: list[Path] = []
        self.copy(begun)
        self.hand_out(self.machines[0], 0)
        self.machine_of_package(0, 0)

    def close(self) -> None:
        for each in self.machines:
            each.close()

    def path(self, suffix: str) -> Path:
        return self.folder / f"{next(self.numbers)}{suffix}"

    def copy(self, path: Path) -> None:
        self.machines.append(open_project(Path(shutil.copy(path, self.path(".annotator")))))

    def do(self, step: Step) -> None:
        """One step of somebody at one of the machines."""
        name, at, one, two = step
        machine = self.machines[at % len(self.machines)]
        whose = machine.owner or pick(coders(machine), two)
        if whose.role is Role.ADJUDICATOR:
            whose = pick(coders(machine), 0)
        STEPS[name](self, machine, whose, one, two)

    # What coders do

    def article(self, machine: Project, number: int) -> UUID:
        with machine.store.transaction() as records:
            return pick(records.articles(), number).id

    def save(self, machine: Project, whose: Coder, one: int, two: int) -> None:
        if machine.codebook.name == "encounters":
            code(machine, whose, self.article(machine, one), pick(["meeting", "call"], two))
        else:
            event = an_event(self.article(machine, one), event_type="CONSULT")
            coding.save_event(machine, whose, event)

    def change(self, machine: Project, whose: Coder, one: int, two: int) -> None:
        event_id = self.event(machine, whose, one)
        if event_id is not None:
            with machine.store.transaction() as records:
                event = records.heads(event_id)[-1].event
            kind = pick(["meeting", "call", "letter"], two)
            changed = event.with_answer("contact", an_event(event.article_id, x=kind).answers["x"])
            coding.save_event(machine, whose, changed)

    def retract(self, machine: Project, whose: Coder, one: int, _: int) -> None:
        event_id = self.event(machine, whose, one)
        if event_id is not None:
            coding.retract_event(machine, whose, event_id)

    def event(self, machine: Project, whose: Coder, number: int) -> UUID | None:
        with machine.store.transaction() as records:
            found = [
                head.event.id
                for article in records.articles()
                for coding_of in [records.article_heads(article.id, LANE, whose.id)]
                for head in coding_of
            ]
        return pick(found, number) if found else None

    def submit(self, machine: Project, whose: Coder, one: int, _: int) -> None:
        try:
            coding.submit(machine, whose, self.article(machine, one))
        except AnnotatorError:
            return  # incomplete, as most are

    def set_aside(self, machine: Project, whose: Coder, one: int, _: int) -> None:
        coding.set_aside(machine, whose, self.article(machine, one), "nothing in it")

    def reopen(self, machine: Project, whose: Coder, one: int, _: int) -> None:
        coding.reopen(machine, whose, self.article(machine, one))

    # What leads do

    def add_coder(self, machine: Project, _: Coder, one: int, two: int) -> None:
        if machine.owner is None and len(coders(machine)) < 6:
            add_coder(machine, f"c{next(self.numbers)}")

    def assign(self, machine: Project, _: Coder, one: int, two: int) -> None:
        if machine.owner is None:
            people = [each for each in coders(machine) if each.role is Role.CODER]
            article = self.article(machine, one)
            assign(machine, pick(people, two), article, one % 3, active=two % 4 > 0)

    def note(self, machine: Project, _: Coder, one: int, two: int) -> None:
        if machine.owner is None:
            with machine.store.transaction() as records:
                lead = pick(coders(machine), 0)
                title = {"title": f"Title {two}"}
                records.note_article(self.article(machine, one), lead.id, title)

    def decide(self, machine: Project, _: Coder, one: int, two: int) -> None:
        if machine.owner is None:
            first, second = self.article(machine, one), self.article(machine, two)
            lead = pick(coders(machine), 0)
            if first == second:
                corpus.set_aside(machine, lead, [first], "off topic")
            else:
                with machine.store.transaction() as records:
                    records.set_article_states([first], lead.id, "duplicate", second, "")

    def adopt(self, machine: Project, _: Coder, one: int, __: int) -> None:
        if machine.owner is None:
            book = the_codebook(pick(["minimal", "diplomatic"], one))
            adopt_codebook(machine, pick(coders(machine), 0), book, other=True)

    def add_article(self, machine: Project, _: Coder, one: int, __: int) -> None:
        if machine.owner is None:
            new = Article.from_text(f"They met in Beijing 🤝 {one % 7}.", title=f"New {one % 7}")
            with machine.store.transaction() as records:
                records.add_article(new, records.coders()[0].id)

    # What goes to and fro

    def hand_out(self, machine: Project, number: int) -> None:
        if machine.owner is None:
            people = [each for each in coders(machine) if each.role is Role.CODER]
            path = self.path(".annpack")
            lead = coder(machine, "lea")
            finish(sharing.hand_out(machine, lead, pick(people, number), path))
            self.packages.append(path)

    def machine_of_package(self, number: int, _: int) -> None:
        outs = [each for each in self.packages if rows_in(each, "project")]
        if len(self.machines) < MACHINES and outs:
            made = sharing.new_from(self.path(".annotator"), pick(outs, number))
            self.machines.append(finish(made))

    def laptop(self, machine: Project, _: Coder, one: int, __: int) -> None:
        if len(self.machines) < MACHINES:
            self.copy(machine.path)

    def hand_in(self, machine: Project, whose: Coder, one: int, _: int) -> None:
        self.packages.append(hand_in(machine, self.path(".annpack"), whose, with_text=one % 4 > 0))

    def merge(self, machine: Project, _: Coder, one: int, two: int) -> None:
        """Merge one or two packages that were made before, wherever they are from."""
        some = [pick(self.packages, one), pick(self.packages, two)][: 1 + one % 2]
        before = rows_of(machine)
        try:
            merge(machine, *some)
        except (PackageRefused, NotYours):
            assert rows_of(machine) == before
            return
        after = rows_of(machine)
        assert before.items() <= after.items()
        assert merge(machine, *reversed(some)).n_new == 0
        assert rows_of(machine) == after

    # The laws

    def check_the_laws(self) -> None:
        ever: dict[tuple[str, UUID], str] = {}
        for machine in self.machines:
            for key, digest in rows_of(machine).items():
                assert ever.setdefault(key, digest) == digest, "somebody's row was changed"
        everything = list(self.everybody_hands_in())
        labs = [each for each in self.machines if each.owner is None]
        for number, lab in enumerate(labs):
            merge_in_any_order(lab, everything, random.Random(number))
            assert findings(lab) == []
        assert all(rows_of(lab) == rows_of(labs[0]) for lab in labs)
        assert all(heads_of(lab) == heads_of(labs[0]) for lab in labs)
        assert ever.items() <= rows_of(labs[0]).items(), "something was lost"
        self.check_coders(labs[0])

    def everybody_hands_in(self) -> Iterator[Path]:
        for machine in self.machines:
            for whose in [machine.owner] if machine.owner else coders(machine):
                yield hand_in(machine, self.path(".annpack"), whose)

    def check_coders(self, lab: Project) -> None:
        """Whoever has merged all that was for them has the same, and nothing of anybody else."""
        theirs: dict[UUID, list[Project]] = {}
        for machine in self.machines:
            if machine.owner is not None:
                theirs.setdefault(machine.owner.id, []).append(machine)
        everything = heads_of(lab)
        for machines in theirs.values():
            owner = machines[0].owner
            assert owner is not None
            packages = [hand_in(each, self.path(".annpack")) for each in machines]
            last = self.path(".annpack")
            finish(sharing.hand_out(lab, coder(lab, "lea"), owner, last))
            handed = [each for each in self.packages if is_for(each, owner)]
            for number, machine in enumerate(machines):
                merge_in_any_order(machine, [*packages, *handed, last], random.Random(number))
                assert findings(machine) == []
                assert rows_of(machine) == rows_of(machines[0])
                heads = heads_of(machine)
                assert heads == {id: everything[id] for id in heads}
                check_blind(machine, owner)


def merge_in_any_order(machine: Project, packages: list[Path], chance: random.Random) -> None:
    """Merge them one by one, some together, some twice."""
    waiting = chance.sample(packages, len(packages)) + chance.choices(packages, k=2)
    refused: list[Path] = []
    while waiting:
        n = chance.randint(1, 3)
        some, waiting = waiting[:n], waiting[n:]
        try:
            merge(machine, *some)
        except PackageRefused:
            refused += some  # of a person who is made known by another package
    for package in refused:
        merge(machine, package)


def check_blind(machine: Project, owner: Coder) -> None:
    """A coder's file names no other coder, and has nothing that one made."""
    people = {each.id: each.role for each in coders(machine)}
    assert all(role is not Role.CODER for id, role in people.items() if id != owner.id)
    raw = machine.path.read_bytes()
    others = {"ana", "ben"} - {owner.handle}
    with machine.store.transaction() as records:
        for name, column in MAKER.items():
            statement = f"SELECT DISTINCT {column} FROM {name}"
            makers = {id for (id,) in records._connection.exec_driver_sql(statement)}
            assert makers <= {None, *(id.hex for id in people)}
    assert not any(f"\0{handle}\0".encode() in raw for handle in others)


def is_for(package: Path, owner: Coder) -> bool:
    with sharing.Package(package) as opened:
        return opened.manifest.coder_id == owner.id


def pick(some: list, number: int):  # type: ignore[no-untyped-def,type-arg]
    return some[number % len(some)]


LANE = coding.Lane.CODING

STEPS: dict[str, Callable[[World, Project, Coder, int, int], None]] = {
    "save": World.save,
    "change": World.change,
    "retract": World.retract,
    "submit": World.submit,
    "set_aside": World.set_aside,
    "reopen": World.reopen,
    "add_coder": World.add_coder,
    "assign": World.assign,
    "note": World.note,
    "decide": World.decide,
    "adopt": World.adopt,
    "add_article": World.add_article,
    "hand_out": lambda world, machine, _, one, __: world.hand_out(machine, one),
    "machine": lambda world, _, __, one, two: world.machine_of_package(one, two),
    "laptop": World.laptop,
    "hand_in": World.hand_in,
    "merge": World.merge,
}
OFTEN = [*STEPS, "save", "save", "change", "change", "hand_in", "merge", "merge", "merge"]
"""The steps, those that matter most more than once."""
