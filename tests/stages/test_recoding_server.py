"""On a shared project a lead adopts a codebook, and each coder is told of their own work alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from annotator.model.codebook import Codebook, Option
from annotator.model.errors import AnnotatorError, NotYours
from annotator.model.event import Answer, Missing
from annotator.stages.coding import opened, reopen, save_event, submit
from annotator.stages.logins import add_login
from annotator.stages.project import (
    Project,
    add_coder,
    adopt_codebook,
    codebook_in_force,
    coder,
    create_project,
    open_project,
)
from annotator.stages.pseudonyms import pseudonyms
from annotator.stages.recoding import due, touched
from annotator.stages.results import finish
from tests.build import an_answer, an_article, an_event, the_codebook
from tests.server import a_database, as_login, drop_database
from tests.stages.talks import own

TEXT = "Austria met Brazil in Vienna."


@pytest.fixture
def url() -> Iterator[str]:
    made = a_database()
    yield made
    drop_database(made)


@pytest.fixture
def lab(url: str) -> Iterator[Project]:
    """A project on a server: one article, coded by ana and ben, who have their logins."""
    made = create_project(url, the_codebook("minimal"), "Talks")
    article = an_article(TEXT)
    with made.store.transaction() as records:
        records.add_article(article, records.coders()[0].id)
    yield made
    made.close()


def _as(lab: Project, url: str, handle: str) -> Project:
    """The project as a new coder of this name opens it with their own login."""
    login = f"{handle}_{uuid4().hex[:8]}"
    password = add_login(lab, coder(lab, "me"), add_coder(lab, handle), login)
    return open_project(as_login(url, login, password))


def _code(project: Project, contact: str) -> None:
    owner = project.owner
    assert owner is not None
    article = an_article(TEXT)
    guests = tuple({"state": an_answer(code, TEXT, "met")} for code in ("at", "br"))
    event = an_event(
        article.id,
        {
            "contact": an_answer(contact, TEXT, "met"),
            "day": Answer(Missing.NOT_STATED),
            "tone": Answer("warm"),
        },
        groups={"guests": guests},
    )
    save_event(project, owner, event)
    submit(project, owner, article.id)


def _code_again(project: Project) -> None:
    owner, article_id = project.owner, an_article(TEXT).id
    assert owner is not None
    (event,) = opened(project, owner, article_id).events
    reopen(project, owner, article_id)
    save_event(project, owner, event.with_answer("contact", an_answer("visit", TEXT, "met")))
    submit(project, owner, article_id)


def _later(book: Codebook) -> Codebook:
    contact, *others = book.variables
    visit = Option("visit", "Visit", number=1, was=("meeting",))
    changed = replace(contact, options=(visit, *contact.options[1:]))
    return own(replace(book, version="2", variables=(changed, *others)))


def test_a_coder_is_told_of_their_own_codings_and_adopts_nothing(lab: Project, url: str) -> None:
    ana, ben = _as(lab, url, "ana"), _as(lab, url, "ben")
    try:
        for project in (ana, ben):
            _code(project, "meeting")
        later = _later(lab.codebook)
        for attempt in (
            lambda: finish(touched(ana, later)),
            lambda: due(ana, coder(ana, "me")),
            lambda: pseudonyms(ana),
        ):
            with pytest.raises(NotYours):
                attempt()
        assert ana.owner is not None
        with pytest.raises(AnnotatorError):
            adopt_codebook(ana, replace(ana.owner, role=coder(lab, "me").role), later)
        report = finish(touched(lab, later))
        assert [(each.handle, each.codings) for each in report.coders] == [("ana", 1), ("ben", 1)]
        adopt_codebook(lab, coder(lab, "me"), later)
        assert len(due(lab)) == 2
        ana.codebook = codebook_in_force(ana)
        assert [each.coder_id for each in due(ana)] == [ana.owner.id]
        _code_again(ana)
        assert due(ana) == ()
        assert [each.coder_id for each in due(lab)] == [coder(lab, "ben").id]
        assert len(pseudonyms(lab)) == 3
    finally:
        ana.close()
        ben.close()
