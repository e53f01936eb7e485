"""Assigning: proposed, looked at, made; what stands stays, and only a lead may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from threading import Thread
from uuid import UUID, uuid4

import pytest

from annotator.model.assigning import Plan, Proposal
from annotator.model.errors import AnnotatorError, ListRefused, NotFound, NotYours, UnreadableFile
from annotator.model.event import Lane
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, Coder, Role
from annotator.stages.assigning import (
    assign,
    propose,
    propose_leave,
    propose_list,
    propose_tie_breaks,
    propose_training,
)
from annotator.stages.assigning_list import read_article_list, read_assignment_list
from annotator.stages.coding import save_event, set_aside, submit
from annotator.stages.corpus import set_aside as keep_from_coders
from annotator.stages.project import Project, add_coder, coder, coders, open_project
from annotator.stages.results import finish
from tests.build import a_project, a_whole_event, an_article

TEXT = "Wang Yi received Sergey Lavrov in Beijing on day {}."


class Lab:
    """A project with articles and coders; what is assigned, by coder."""

    def __init__(self, folder: Path, n_articles: int = 20, handles: str = "ana ben chen") -> None:
        self.project: Project = a_project(folder)
        self.lead = coder(self.project, "me")
        self.articles: list[UUID] = []
        self.people: dict[str, Coder] = {}
        self.import_articles(n_articles)
        for handle in handles.split():
            self.people[handle] = add_coder(self.project, handle)

    def import_articles(self, number: int) -> None:
        start = len(self.articles)
        new = [
            an_article(TEXT.format(at), source_id=f"w{at}") for at in range(start, start + number)
        ]
        with self.project.store.transaction() as records:
            records.add_articles([(each, {}) for each in new], self.lead.id)
        self.articles += [each.id for each in new]

    def plan(self, handles: str = "", **more: object) -> Plan:
        chosen = handles.split() or list(self.people)
        return Plan(tuple(self.people[each].id for each in chosen), **more)  # type: ignore[arg-type]

    def proposed(self, plan: Plan, articles: Sequence[UUID] | None = None) -> Proposal:
        return finish(propose(self.project, self.lead, plan, articles))

    def assigned(self, plan: Plan, articles: Sequence[UUID] | None = None) -> Proposal:
        proposal = self.proposed(plan, articles)
        finish(assign(self.project, self.lead, proposal))
        return proposal

    def given(self, handle: str, round: int = FIRST_ROUND) -> list[UUID]:
        """The articles of a coder in a round, in the order of their list."""
        with self.project.store.transaction() as records:
            numbers = [
                each.number for each in records.given(self.people[handle].id) if each.round == round
            ]
            return [row.id for row in records.article_rows(numbers)]

    def has(self) -> dict[str, set[UUID]]:
        return {handle: set(self.given(handle)) for handle in self.people}

    def counts(self) -> Counter[UUID]:
        return Counter(each for articles in self.has().values() for each in articles)

    def code(self, handle: str, article_id: UUID, lane: Lane = Lane.CODING) -> None:
        person = coder(self.project, handle)
        with self.project.store.transaction() as records:
            article = records.article(article_id)
        assert article is not None
        save_event(self.project, person, a_whole_event(article), lane)

    def submit(self, handle: str, article_id: UUID, lane: Lane = Lane.CODING) -> None:
        self.code(handle, article_id, lane)
        submit(self.project, coder(self.project, handle), article_id, lane)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path)


def without_ids(proposal: Proposal) -> list[tuple[object, ...]]:
    return [
        (each.article_id, each.coder_id, each.active, each.round, each.place)
        for each in proposal.assignments
    ]


def test_in_shares_each_article_goes_to_one_coder(lab: Lab) -> None:
    proposal = lab.assigned(lab.plan())

    assert lab.counts() == dict.fromkeys(lab.articles, 1)
    assert sorted(len(each) for each in lab.has().values()) == [6, 7, 7]
    assert proposal.n_articles == 20
    assert [(each.n_had, each.n_shared, each.n_lost) for each in proposal.loads] == [(0, 0, 0)] * 3


def test_an_overlap_is_shared_by_pairs_in_turn(lab: Lab) -> None:
    proposal = lab.assigned(lab.plan(overlap=0.3))

    counts = Counter(lab.counts().values())
    assert counts == {1: 14, 2: 6}
    assert list(proposal.pairs.values()) == [2, 2, 2]
    has = lab.has()
    for (one, other), number in proposal.pairs.items():
        handles = {each.id: handle for handle, each in lab.people.items()}
        assert len(has[handles[one]] & has[handles[other]]) == number
        assert one < other


def test_to_everyone_is_every_article_to_every_coder(lab: Lab) -> None:
    lab.assigned(lab.plan(to_everyone=True))

    assert all(articles == set(lab.articles) for articles in lab.has().values())


def test_nothing_is_written_by_a_proposal(lab: Lab) -> None:
    lab.proposed(lab.plan(overlap=0.5, repeats=0.2))

    assert not lab.counts()
    with lab.project.store.transaction() as records:
        assert not records.given_to_anybody()


def test_the_same_seed_gives_the_same_plan_whoever_is_named_first(lab: Lab) -> None:
    plan = lab.plan("ana ben chen", overlap=0.4, repeats=0.2, seed=7)
    same = lab.plan("chen ana ben", overlap=0.4, repeats=0.2, seed=7)
    other = lab.plan("ana ben chen", overlap=0.4, repeats=0.2, seed=8)

    assert without_ids(lab.proposed(plan)) == without_ids(lab.proposed(same))
    assert without_ids(lab.proposed(plan)) != without_ids(lab.proposed(other))


def test_the_order_of_a_list_is_not_that_of_the_import_nor_that_of_others(lab: Lab) -> None:
    lab.assigned(lab.plan(to_everyone=True))
    orders = [lab.given(handle) for handle in lab.people]

    assert all(order != lab.articles for order in orders)
    assert all(one != other for one, other in combinations(orders, 2))


def test_what_is_assigned_is_no_longer_everybodys(lab: Lab) -> None:
    lab.assigned(lab.plan(), lab.articles[:5])

    with lab.project.store.transaction() as records:
        assert records.given_to_anybody() == {1, 2, 3, 4, 5}


def test_proposing_again_proposes_nothing_and_says_so(lab: Lab) -> None:
    lab.assigned(lab.plan(overlap=0.3, repeats=0.1))
    again = lab.proposed(lab.plan(overlap=0.3, repeats=0.1, seed=2))

    assert not again.assignments
    assert "already" in again.notes[0]
    assert not finish(assign(lab.project, lab.lead, again))


def test_new_articles_and_coders_are_added_to_what_stands(lab: Lab) -> None:
    lab.assigned(lab.plan(overlap=0.3))
    before = lab.has()
    lab.import_articles(10)
    lab.people["dina"] = add_coder(lab.project, "dina")
    lab.assigned(lab.plan(overlap=0.3))

    after = lab.has()
    assert all(before[handle] <= after[handle] for handle in before)
    assert Counter(lab.counts().values()) == {1: 21, 2: 9}
    assert sum(lab.counts()[article] == 2 for article in lab.articles[20:]) == 3
    assert len(after["dina"]) > 5


def test_places_of_what_is_assigned_stay(lab: Lab) -> None:
    lab.assigned(lab.plan("ana"))
    before = lab.given("ana")
    lab.import_articles(10)
    lab.assigned(lab.plan("ana", seed=5))

    assert [each for each in lab.given("ana") if each in before] == before


def test_what_the_lead_keeps_from_coders_is_left_out(lab: Lab) -> None:
    keep_from_coders(lab.project, lab.lead, lab.articles[:2], "no news")
    assert lab.proposed(lab.plan()).n_articles == 18
    chosen = lab.proposed(lab.plan(), lab.articles[:3])

    assert chosen.n_articles == 1
    assert chosen.notes[0].startswith("2 of these articles")


def test_an_article_that_somebody_has_begun_goes_to_them(lab: Lab) -> None:
    lab.code("ana", lab.articles[3])
    lab.assigned(lab.plan())

    assert lab.articles[3] in lab.has()["ana"]
    assert lab.counts()[lab.articles[3]] == 1


def test_what_several_submitted_unassigned_counts_for_all_of_them(lab: Lab) -> None:
    for article in lab.articles[:4]:
        lab.submit("ana", article)
        lab.submit("ben", article)
    proposal = lab.assigned(lab.plan("ana chen", overlap=0.2))
    loads = {each.coder_id: each for each in proposal.loads}

    assert not {article for article, _ in lab.counts().items() if lab.counts()[article] > 1}
    ana = loads[lab.people["ana"].id]
    assert (ana.n_had, ana.n_shared) == (4, 4)  # with ben: the overlap is there already
    assert lab.has()["ana"] >= set(lab.articles[:4])
    assert len(lab.has()["ana"]) == ana.n_had + ana.n_new
    assert abs(ana.n_had + ana.n_new - loads[lab.people["chen"].id].n_new) <= 1


def test_by_list_what_somebody_began_is_given_to_them(lab: Lab) -> None:
    lab.code("ana", lab.articles[0])
    wanted = [(lab.articles[0], lab.people["ana"].id)]
    proposal = finish(propose_list(lab.project, lab.lead, wanted))

    assert len(proposal.assignments) == 1
    assert (proposal.loads[0].n_had, proposal.loads[0].n_new) == (1, 0)


def test_what_was_taken_back_from_a_leaver_is_with_one_coder(lab: Lab) -> None:
    lab.assigned(lab.plan("ana"), lab.articles[:6])
    lab.submit("ana", lab.articles[0])
    lab.code("ana", lab.articles[1])
    set_aside(lab.project, lab.people["ana"], lab.articles[2], "another language")
    ids = [lab.people[handle].id for handle in ("ben", "chen")]
    leave = propose_leave(lab.project, lab.lead, lab.people["ana"], ids)
    finish(assign(lab.project, lab.lead, finish(leave)))
    everybody = [each.id for each in lab.people.values()]
    proposal = finish(propose_tie_breaks(lab.project, lab.lead, everybody))

    assert not proposal.assignments
    again = lab.proposed(lab.plan("ben chen", overlap=0.5), lab.articles[1:3])
    assert len(again.assignments) == 1  # each is with one, and one of two is to be with both


def test_a_leavers_articles_go_to_those_who_have_something_left(lab: Lab) -> None:
    lab.assigned(lab.plan("ana"), lab.articles[:6])
    with pytest.raises(AnnotatorError, match="Nobody else"):
        finish(propose_leave(lab.project, lab.lead, lab.people["ana"], None))
    lab.assigned(lab.plan("ben"), lab.articles[6:8])
    lab.assigned(lab.plan("chen"), lab.articles[8:9])
    lab.submit("chen", lab.articles[8])
    leave = propose_leave(lab.project, lab.lead, lab.people["ana"], None)
    finish(assign(lab.project, lab.lead, finish(leave)))

    assert {handle: len(has) for handle, has in lab.has().items()} == {
        "ana": 0,
        "ben": 8,
        "chen": 1,
    }


def test_hidden_repeats_come_later_in_the_same_list(tmp_path: Path) -> None:
    lab = Lab(tmp_path, 40, "ana ben")
    proposal = lab.assigned(lab.plan(repeats=0.1))

    assert [load.n_repeats for load in proposal.loads] == [2, 2]
    for handle in lab.people:
        with lab.project.store.transaction() as records:
            order = [each.number for each in records.given(lab.people[handle].id)]
        again = [number for number, count in Counter(order).items() if count == 2]
        assert len(again) == 2
        for number in again:
            first = order.index(number)
            assert order.index(number, first + 1) - first > len(order) // 4
    assert not lab.proposed(lab.plan(repeats=0.1)).assignments


def test_a_list_that_is_too_short_gets_fewer_repeats_and_says_so(tmp_path: Path) -> None:
    lab = Lab(tmp_path, 2, "ana")
    proposal = lab.proposed(lab.plan(repeats=0.5))

    assert proposal.loads[0].n_repeats == 0 or not proposal.notes


def test_by_list_each_gets_what_the_list_says(lab: Lab) -> None:
    ana, ben = lab.people["ana"].id, lab.people["ben"].id
    wanted = [(lab.articles[0], ana), (lab.articles[0], ben), (lab.articles[5], ben)]
    for expected in (3, 0):
        proposal = finish(propose_list(lab.project, lab.lead, wanted))
        finish(assign(lab.project, lab.lead, proposal))
        assert len(proposal.assignments) == expected

    assert lab.has() == {
        "ana": {lab.articles[0]},
        "ben": {lab.articles[0], lab.articles[5]},
        "chen": set(),
    }


def test_a_third_breaks_ties_who_has_coded_neither(lab: Lab) -> None:
    lab.assigned(lab.plan("ana ben", to_everyone=True), lab.articles[:4])
    lab.submit("chen", lab.articles[0])
    everybody = [each.id for each in lab.people.values()]
    proposal = finish(propose_tie_breaks(lab.project, lab.lead, everybody))
    finish(assign(lab.project, lab.lead, proposal))

    assert lab.has()["chen"] == set(lab.articles[1:4])  # the first has three voices already
    again = finish(propose_tie_breaks(lab.project, lab.lead, everybody))
    assert not again.assignments


def test_without_a_third_the_lead_is_told(lab: Lab) -> None:
    lab.assigned(lab.plan("ana ben", to_everyone=True), lab.articles[:4])
    ids = [lab.people["ana"].id, lab.people["ben"].id]
    proposal = finish(propose_tie_breaks(lab.project, lab.lead, ids))

    assert not proposal.assignments
    assert "4 articles there is no third" in proposal.notes[0]


def test_what_a_leaver_has_not_submitted_is_dealt_to_the_others(lab: Lab) -> None:
    lab.assigned(lab.plan(overlap=0.3, repeats=0.2))
    mine = lab.given("ana")
    lab.submit("ana", mine[0])
    lab.code("ana", mine[1])
    set_aside(lab.project, lab.people["ana"], mine[2], "another language")
    ids = [each.id for each in lab.people.values()]
    leaver = lab.people["ana"]
    proposal = finish(propose_leave(lab.project, lab.lead, leaver, ids))
    finish(assign(lab.project, lab.lead, proposal))

    assert lab.given("ana") == [mine[0]]
    assert lab.given("ana", 2) == []
    assert Counter(lab.counts().values()) == {1: 14, 2: 6}
    load = next(each for each in proposal.loads if each.coder_id == leaver.id)
    assert (load.n_lost, load.n_new) == (len(mine) - 1, 0)
    with lab.project.store.transaction() as records:
        assert len(records.article_heads(mine[1], Lane.CODING, leaver.id)) == 1
        assert len(records.given_to_anybody()) == 20
    again = finish(propose_leave(lab.project, lab.lead, leaver, ids))
    assert not again.assignments
    assert "ana" in again.notes[0]


def test_what_goes_to_nobody_is_told(tmp_path: Path) -> None:
    lab = Lab(tmp_path, 3, "ana ben")
    lab.assigned(lab.plan(to_everyone=True))
    leaver, ids = lab.people["ana"], [lab.people["ben"].id]
    proposal = finish(propose_leave(lab.project, lab.lead, leaver, ids))
    finish(assign(lab.project, lab.lead, proposal))

    assert "3 articles are taken back and go to nobody" in proposal.notes[0]
    assert lab.has() == {"ana": set(), "ben": set(lab.articles)}


def test_what_is_taken_back_from_all_is_everybodys_again(lab: Lab) -> None:
    lab.assigned(lab.plan("ana"))
    keep_from_coders(lab.project, lab.lead, lab.articles[:4], "no news")
    job = propose_leave(lab.project, lab.lead, lab.people["ana"], [lab.people["ben"].id])
    finish(assign(lab.project, lab.lead, finish(job)))

    assert len(lab.has()["ben"]) == 16
    with lab.project.store.transaction() as records:
        assert records.given_to_anybody() == set(range(5, 21))


def test_training_comes_first_and_is_nobodys_work(lab: Lab) -> None:
    lab.people["judge"] = add_coder(lab.project, "judge", Role.ADJUDICATOR)
    lab.submit("judge", lab.articles[0], Lane.GOLD)
    lab.submit("judge", lab.articles[1], Lane.GOLD)
    lab.code("judge", lab.articles[2], Lane.GOLD)
    lab.code("ben", lab.articles[1])
    ids = [lab.people["ana"].id, lab.people["ben"].id]
    proposal = finish(propose_training(lab.project, lab.lead, ids))
    finish(assign(lab.project, lab.lead, proposal))

    assert set(lab.given("ana", TRAINING_ROUND)) == set(lab.articles[:2])
    assert lab.given("ben", TRAINING_ROUND) == [lab.articles[0]]
    assert "as their own already: 1." in proposal.notes[0]
    lab.assigned(lab.plan("ana ben", to_everyone=True))
    assert set(lab.given("ana")) == set(lab.articles[2:])
    with lab.project.store.transaction() as records:
        rounds = [each.round for each in records.given(lab.people["ana"].id)]
    assert rounds == [TRAINING_ROUND] * 2 + [FIRST_ROUND] * 18


def test_training_wants_gold(lab: Lab) -> None:
    ids = [lab.people["ana"].id]
    assert "gold" in finish(propose_training(lab.project, lab.lead, ids)).notes[0]
    with pytest.raises(AnnotatorError, match="no submitted gold"):
        finish(propose_training(lab.project, lab.lead, ids, lab.articles[:1]))


def test_a_proposal_that_others_overtook_is_refused_whole(lab: Lab) -> None:
    first, second = lab.proposed(lab.plan("ana")), lab.proposed(lab.plan("ben"))
    finish(assign(lab.project, lab.lead, first))
    with pytest.raises(AnnotatorError, match="have changed since"):
        finish(assign(lab.project, lab.lead, second))

    assert lab.has()["ben"] == set()


def test_of_leads_who_assign_at_once_one_does(lab: Lab) -> None:
    others = [open_project(lab.project.location) for _ in range(3)]
    proposals = [lab.proposed(lab.plan(seed=seed)) for seed in range(3)]
    refused: list[str] = []

    def assigned(project: Project, proposal: Proposal) -> None:
        try:
            finish(assign(project, lab.lead, proposal))
        except AnnotatorError as refusal:
            refused.append(str(refusal))

    at_once = [Thread(target=assigned, args=each) for each in zip(others, proposals, strict=True)]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join()
    for project in others:
        project.close()

    assert len(refused) == 2
    assert lab.counts() == dict.fromkeys(lab.articles, 1)


def test_assigning_can_be_cancelled_and_leaves_nothing(lab: Lab) -> None:
    job = assign(lab.project, lab.lead, lab.proposed(lab.plan()))
    next(job)
    job.close()

    assert not lab.counts()


def test_only_a_lead_may(lab: Lab) -> None:
    ana = lab.people["ana"]
    proposal = lab.proposed(lab.plan())
    for job in (
        propose(lab.project, ana, lab.plan()),
        propose_list(lab.project, ana, [(lab.articles[0], ana.id)]),
        propose_training(lab.project, ana, [ana.id]),
        propose_tie_breaks(lab.project, ana, [ana.id]),
        propose_leave(lab.project, ana, ana, [lab.lead.id]),
        assign(lab.project, ana, proposal),
    ):
        with pytest.raises(NotYours, match="lead"):
            finish(job)  # type: ignore[arg-type]


def test_a_plan_that_cannot_be_is_refused(lab: Lab) -> None:
    for more in (
        {"overlap": 1.5},
        {"overlap": float("nan")},
        {"repeats": -0.1},
        {"overlap": 0.1, "depth": 1},
        {"depth": 0},
        {"depth": -2, "to_everyone": True},
        {"overlap": 0.1, "depth": 4},
    ):
        with pytest.raises(AnnotatorError):
            lab.proposed(lab.plan(**more))


def test_unknown_coders_and_articles_and_nobody_are_refused(lab: Lab) -> None:
    with pytest.raises(NotFound, match="coder"):
        lab.proposed(Plan((uuid4(),)))
    with pytest.raises(NotFound, match="article"):
        lab.proposed(lab.plan(), [uuid4()])
    with pytest.raises(AnnotatorError, match="Nobody"):
        lab.proposed(Plan(()))
    leaver = lab.people["ana"]
    with pytest.raises(AnnotatorError, match="Nobody"):
        finish(propose_leave(lab.project, lab.lead, leaver, [leaver.id]))


def test_a_project_without_articles_says_so(tmp_path: Path) -> None:
    lab = Lab(tmp_path, 0)
    assert "import" in lab.proposed(lab.plan()).notes[0]


def test_a_list_names_articles_in_three_ways(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(f"\ufeffCoder;Article\r\nana;w3\r\n\r\nben;5\r\nchen;{lab.articles[7]}\r\n")

    assert read_assignment_list(lab.project, path) == [
        (lab.articles[3], lab.people["ana"].id),
        (lab.articles[4], lab.people["ben"].id),
        (lab.articles[7], lab.people["chen"].id),
    ]
    assert read_article_list(lab.project, path) == [lab.articles[at] for at in (3, 4, 7)]


def test_every_fault_of_a_list_is_told_with_its_line(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("article,coder\nw3,ana\nw99,zoe\n,ben\nw4\n")
    with pytest.raises(ListRefused) as refusal:
        read_assignment_list(lab.project, path)

    lines = [fault.split(":")[0] for fault in refusal.value.faults]
    assert lines == [f"list.csv, line {line}" for line in (3, 3, 4, 5)]


def test_a_list_that_is_none_is_refused(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    for content, fault in (
        (b"", ListRefused),
        (b"article\nw1\n", ListRefused),
        (b"article,coder\n", ListRefused),
        (b"article,coder\nw\0,ana\n", ListRefused),
        (b'article,coder\nw1,ana\n"w2,ben\nw3,chen\n', ListRefused),
        (b"article,coder\n\xff\xfe,ana\n", UnreadableFile),
    ):
        path.write_bytes(content)
        with pytest.raises(fault):
            read_assignment_list(lab.project, path)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_assignment_list(lab.project, tmp_path / "nowhere.csv")


def test_a_quote_that_is_not_closed_is_told_with_its_line(lab: Lab, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    for rest in ('"w2,ben\nw3,chen\n', '"w2,ben\nw3,chen\nw4",ana\n'):
        path.write_text("article,coder\nw1,ana\n" + rest)
        with pytest.raises(ListRefused, match="line 3: no CSV: a quote is") as refusal:
            read_assignment_list(lab.project, path)
        assert len(refusal.value.faults) == 1


def test_an_identifier_of_two_articles_is_refused(lab: Lab, tmp_path: Path) -> None:
    twins = [an_article(f"Twin {at}.", source_id="twin") for at in range(2)]
    with lab.project.store.transaction() as records:
        records.add_articles([(each, {}) for each in twins], lab.lead.id)
    path = tmp_path / "list.csv"
    path.write_text("article\ntwin\n")
    with pytest.raises(ListRefused, match="2 articles have the identifier twin"):
        read_article_list(lab.project, path)


def test_leads_and_adjudicators_can_code_too(lab: Lab) -> None:
    people = coders(lab.project)
    lab.people = {each.handle: each for each in people}
    lab.assigned(lab.plan("me ana"))

    assert sorted(len(each) for each in lab.has().values()) == [0, 0, 10, 10]
