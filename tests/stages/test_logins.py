"""What people do with a project on a server, each with their own login: the program works there."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from annotator.model.assigning import Plan
from annotator.model.errors import AnnotatorError, NotSaved, NotYours
from annotator.model.event import Answer, Event, Lane
from annotator.model.intake import ADDED
from annotator.model.study import Role, State
from annotator.stages import agreement, coding, corpus, duplicates
from annotator.stages.assigning import assign, propose
from annotator.stages.codings import export_codings, import_codings
from annotator.stages.history import history
from annotator.stages.intake import import_articles
from annotator.stages.logins import add_login
from annotator.stages.progress import progress
from annotator.stages.project import (
    Project,
    add_coder,
    adopt_codebook,
    check,
    coder,
    coders,
    create_project,
    open_project,
    pulse,
)
from annotator.stages.release import export
from annotator.stages.results import Changes, finish
from annotator.stages.worklist import worklist
from tests.build import a_project, a_whole_event, the_codebook
from tests.shared_lab import (
    LEAD,
    OWNER,
    PASSWORD,
    REVIEWER,
    SharedLab,
    a_shared_lab,
    an_empty_lab,
    close_statistics,
)

DONE = {"article_status": Answer("coded")}


@pytest.fixture(scope="module")
def whole() -> SharedLab:
    """A lab that shares a project on a server whose statistics are closed."""
    made = a_shared_lab()
    close_statistics(made)
    return made


@pytest.fixture
def lab(whole: SharedLab) -> SharedLab:
    """The lab in a database of its own."""
    return whole.copy()


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder; these tests say themselves where their projects are."""
    return tmp_path_factory.mktemp("lab")


def code(
    project: Project, lab: SharedLab, handle: str, name: str, lane: Lane = Lane.CODING
) -> Event:
    """An article coded and submitted as the window does it."""
    who, article = lab.people[handle], lab.articles[name]
    event = a_whole_event(article)
    assert coding.save_event(project, who, event, lane)
    assert coding.save_article_answers(project, who, article.id, DONE, lane)
    assert coding.submit(project, who, article.id, lane)
    return event


def test_a_coder_works_as_in_a_file(lab: SharedLab) -> None:
    kim = lab.people["kim"]
    with lab.opened("kim") as project:
        assert project.owner == kim
        assert not project.read_only
        assert {row.title for row in worklist(project, kim)} == {"released", "gold", "fresh"}

        event = code(project, lab, "kim", "fresh")
        changed = replace(event, answers={**event.answers, "status": Answer("held", (), "said so")})
        coding.reopen(project, kim, event.article_id)
        assert coding.save_event(project, kim, changed)
        assert coding.opened(project, kim, event.article_id).events == (changed,)
        assert [each.coder for each in history(project, event.id)] == ["kim", "kim"]
        assert coding.retract_event(project, kim, event.id)
        assert coding.save_event(project, kim, changed)
        coding.submit(project, kim, event.article_id)
        coding.set_aside(project, kim, lab.articles["gold"].id, "no event in it")

        assert corpus.find(project, kim, "status:submitted").numbers
        assert corpus.find(project, kim, "Lavrov").numbers
        standing = {row.title: row.state for row in worklist(project, kim)}
        assert standing == {"released": None, "gold": State.SET_ASIDE, "fresh": State.SUBMITTED}
        (line,) = finish(progress(project, kim))
        assert line.coder == kim
        assert not finish(check(project))
        with project.store.transaction() as records:
            ids = {each.id for each in records.history(event.id)}
        assert {each.version for each in ids} == {4}  # nobody can try out what others have


def test_a_coder_sees_an_article_of_others_as_untouched(lab: SharedLab) -> None:
    kim, blind = lab.people["kim"], lab.articles["blind"]
    with lab.opened("kim") as project:
        found = coding.opened(project, kim, blind.id)
        assert (found.events, found.state) == ((), None)
        assert coding.opened(project, kim, lab.articles["gold"].id, Lane.GOLD).events == ()
        assert history(project, lab.revisions["ana", "blind"].event.id) == []
        assert "ana" not in [each.handle for each in coders(project)] or (
            agreement.raters(project, kim) == ("ana", "bo", "gold")
        )
        assert not corpus.find(project, None, "status:submitted coder:ana title:blind").numbers
        heard = pulse(project)
    with lab.opened("ana") as theirs:
        code(theirs, lab, "ana", "fresh")
    with lab.opened("kim") as project:
        assert pulse(project) == heard


def test_a_coder_is_told_of_agreement_what_is_released(lab: SharedLab) -> None:
    with lab.opened("bo") as project:
        assert agreement.may_compare(project, lab.people["bo"])  # with an article still blind
    with lab.opened("kim") as project:
        found = finish(agreement.compare(project, by=lab.people["kim"], samples=0))
        assert found.report.n_articles == 1


def test_a_coder_may_not_do_what_leads_do(lab: SharedLab, folder: Path) -> None:
    kim = lab.people["kim"]
    feigned = replace(kim, role=Role.LEAD)  # the program is only asked, the server decides
    text = folder / "new.txt"
    text.write_text("Sergey Lavrov spoke.", "utf-8")
    ana = lab.revisions["ana", "released"].event
    with lab.opened("kim") as project:
        plan = Plan((kim.id,))
        for attempt in (
            lambda: finish(import_articles(project, [text], by=kim)),
            lambda: finish(assign(project, feigned, finish(propose(project, feigned, plan)))),
            lambda: agreement.release(project, feigned, [lab.articles["blind"].id]),
            lambda: agreement.set_threshold(project, feigned, 0.5),
            lambda: corpus.set_aside(project, feigned, [lab.articles["blind"].id], "x"),
            lambda: adopt_codebook(project, feigned, the_codebook("minimal"), other=True),
            lambda: add_coder(project, "new"),
            lambda: coding.save_event(
                project, lab.people["ana"], a_whole_event(lab.articles["blind"])
            ),
            lambda: coding.save_event(project, kim, ana),
            lambda: coding.save_event(
                project, feigned, a_whole_event(lab.articles["gold"]), Lane.GOLD
            ),
            lambda: add_login(project, feigned, kim, "x"),
        ):
            with pytest.raises(AnnotatorError) as refused:
                attempt()
            assert "\n" not in str(refused.value)
    with lab.opened(OWNER) as project:
        assert corpus.n_articles(project) == 5
        assert not finish(check(project))


def test_a_reviewer_settles_what_is_released(lab: SharedLab) -> None:
    eva = lab.people[REVIEWER]
    ana, bo = (lab.revisions[handle, "released"].event.id for handle in ("ana", "bo"))
    with lab.opened(REVIEWER) as project:
        assert project.owner == eva
        code(project, lab, REVIEWER, "fresh", Lane.GOLD)
        code(project, lab, REVIEWER, "fresh")
        article = lab.articles["released"].id
        agreement.part(project, eva, article, ana, bo)
        assert finish(agreement.compare(project, by=eva, samples=0)).report.n_articles == 1
        assert lab.articles["blind"].id not in agreement.unreleased(project)
        with pytest.raises(AnnotatorError):
            agreement.release(project, replace(eva, role=Role.LEAD), [lab.articles["blind"].id])
        gold = lab.revisions[REVIEWER, "gold"].event
        changed = replace(gold, answers={**gold.answers, "status": Answer("announced")})
        assert coding.save_event(project, eva, changed, Lane.GOLD)


def test_a_second_lead_leads(lab: SharedLab, folder: Path) -> None:
    zoe = lab.people[LEAD]
    text = folder / "new.txt"
    text.write_text("Sergey Lavrov spoke with Wang Yi of peace.", "utf-8")
    with lab.opened(LEAD) as project:
        assert project.owner == zoe
        assert finish(import_articles(project, [text], by=zoe)).count(ADDED) == 1
        assert len(corpus.find(project, zoe, "peace").numbers) == 1
        new = add_coder(project, "new")
        plan = Plan((lab.people["kim"].id, new.id), overlap=0.5)
        proposal = finish(propose(project, zoe, plan))
        assert finish(assign(project, zoe, proposal))
        finish(duplicates.find_duplicates(project))
        corpus.set_aside(project, zoe, [lab.articles["fresh"].id], "not of interest")
        agreement.set_threshold(project, zoe, 0.6)
        assert agreement.release(project, zoe) == Changes(
            articles=frozenset({lab.articles["blind"].id})
        )
        assert finish(agreement.compare(project, by=zoe, samples=0)).report.n_articles == 2
        adopt_codebook(project, zoe, the_codebook("minimal"), other=True)
        adopt_codebook(project, zoe, the_codebook(), other=True)
        report = finish(export(project, ["native"], folder / "bundle", lane=Lane.CODING))
        assert report.codings == 4
        assert not finish(check(project))
    with lab.opened("kim") as project:  # what was released is seen at once, what was given too
        found = finish(agreement.compare(project, by=lab.people["kim"], samples=0))
        assert found.report.n_articles == 2
        assert worklist(project, lab.people["kim"])


def test_a_lead_takes_in_the_codings_of_others(lab: SharedLab) -> None:
    zoe = lab.people[LEAD]
    with lab.opened(LEAD) as project:
        lines = list(export_codings(project, coder="ana"))
        report = finish(import_codings(project, lines, importer=zoe, coder="kim"))
        assert report.refused == ()
        with project.store.transaction() as records:
            kims = records.submissions(Lane.CODING, lab.people["kim"].id)
        assert {each.article_id for each in kims} >= {lab.articles["blind"].id}


def test_gold_is_shown_to_who_was_trained_on_it(lab: SharedLab) -> None:
    training = lab.articles["training"].id
    for handle, n_events in (("ana", 1), ("bo", 0), ("kim", 0)):
        with lab.opened(handle) as project, project.store.transaction() as records:
            assert len(records.article_heads(training, Lane.GOLD)) == n_events


# Adding a login


def test_a_password_is_made_up_if_none_is_given(lab: SharedLab) -> None:
    lead = lab.people[OWNER]
    names = [f"{uuid4().hex[:8]}-{number}" for number in range(2)]
    with lab.opened(OWNER) as project:
        made = [add_login(project, lead, lab.people["kim"], name) for name in names]
        assert len(set(made)) == 2
        assert all(len(each) >= 20 for each in made)
        assert add_login(project, lead, lab.people["kim"], names[0]) == ""
        assert add_login(project, lead, lab.people["kim"], names[0], "other") == ""
    url = make_url(lab.superuser).set(username=names[1], password=made[1])
    with closing(open_project(url.render_as_string(hide_password=False))) as project:
        assert project.owner == lab.people["kim"]


def test_a_given_password_is_set(lab: SharedLab) -> None:
    with lab.opened(OWNER) as project:
        name = f"{uuid4().hex[:8]}-x"
        assert add_login(project, lab.people[OWNER], lab.people["kim"], name, PASSWORD) == PASSWORD


def test_only_leads_add_logins(lab: SharedLab) -> None:
    for handle in ("ana", REVIEWER):
        with lab.opened(handle) as project, pytest.raises(NotYours, match="A lead adds logins"):
            add_login(project, lab.people[handle], lab.people["kim"], "x")


def test_a_second_lead_is_told_who_adds_logins(lab: SharedLab) -> None:
    with lab.opened(LEAD) as project, pytest.raises(NotYours, match="which made the project"):
        add_login(project, lab.people[LEAD], lab.people["kim"], f"{uuid4().hex[:8]}-x")


def test_a_login_of_another_coder_is_refused(lab: SharedLab) -> None:
    with lab.opened(OWNER) as project, pytest.raises(NotSaved, match="another coder's"):
        add_login(project, lab.people[OWNER], lab.people["kim"], lab.logins["ana"])


def test_a_file_needs_no_logins(folder: Path) -> None:
    with closing(a_project(folder)) as project:
        lead = coder(project, "me")
        with pytest.raises(AnnotatorError, match="is a file, which needs no logins"):
            add_login(project, lead, lead, "me")


def test_a_login_serves_two_projects() -> None:
    first, second = (an_empty_lab()[0] for _ in range(2))
    name, made = f"{uuid4().hex[:8]}-both", []
    for lab in (first, second):
        with closing(create_project(lab.url(OWNER), the_codebook(), "Talks")) as project:
            kim = add_coder(project, "kim")
            made.append(bool(add_login(project, coders(project)[0], kim, name)))
        with psycopg.connect(lab.superuser, user=name) as client:
            assert client.execute("SELECT annotator_me()").fetchone() == (kim.id,)
    assert made == [True, False]


def test_a_login_that_was_taken_away_gets_nowhere(lab: SharedLab) -> None:
    with psycopg.connect(lab.superuser, autocommit=True) as administrator:
        gone = sql.SQL("ALTER ROLE {} NOLOGIN").format(sql.Identifier(lab.logins["kim"]))
        administrator.execute(gone)
    with pytest.raises(AnnotatorError), lab.opened("kim"):
        pass
