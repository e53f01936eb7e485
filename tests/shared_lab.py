"""A lab that shares a project on a server: six people, each with a login of their own.

Ana and Bo are coders and have coded `released` and `blind`; Ana was trained on `training`, Bo was
given it, too; Kim is new. Eva settles, Zoe is a second lead. `Own.er` made the project, and is no
superuser. Nobody but leads is to learn anything of `blind`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from annotator.model.article import Article
from annotator.model.event import Answer, Lane, Revision
from annotator.model.study import (
    FIRST_ROUND,
    TRAINING_ROUND,
    AlignmentChoice,
    Assignment,
    Coder,
    Role,
    State,
    Submission,
)
from annotator.resources import resource
from annotator.stages.logins import add_login
from annotator.stages.project import Project, add_coder, coders, create_project, open_project
from tests.build import a_whole_event, an_article, the_codebook
from tests.server import a_database, server_url

PASSWORD = "päss wörd'%s"
ARTICLES = ("released", "blind", "training", "gold", "fresh")
OWNER, LEAD, REVIEWER, CODERS = "owner", "zoe", "eva", ("ana", "bo", "kim")


@dataclass
class SharedLab:
    """The lab: addresses and logins by handle, people, articles by what they are there for."""

    superuser: str
    logins: dict[str, str] = field(default_factory=dict)
    people: dict[str, Coder] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    revisions: dict[tuple[str, str], Revision] = field(default_factory=dict)

    def url(self, handle: str) -> str:
        """The address of the project for this person."""
        _, _, place = self.superuser.partition("@")
        login = quote(self.logins[handle], safe="")
        return f"postgresql://{login}:{quote(PASSWORD, safe='')}@{place}"

    def copy(self) -> SharedLab:
        """The same lab in another database, in which a test may do what it likes."""
        url = make_url(self.superuser)
        name = f"lab_{uuid4().hex[:12]}"
        with psycopg.connect(server_url(), autocommit=True) as connection:
            owner = connection.execute(
                "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s",
                (url.database,),
            )
            ((owner_name,),) = owner.fetchall()
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                *map(sql.Identifier, (name, str(url.database), owner_name))
            )
            connection.execute(made)
        there = url.set(database=name).render_as_string(hide_password=False)
        copied = replace(self, superuser=there)
        with copied.opened(OWNER):  # a copy has no rights on the database, as a restored dump
            return copied

    @contextmanager
    def client(self, handle: str) -> Iterator[psycopg.Connection[Any]]:
        """A bare client of this person; whatever it did is taken back."""
        with psycopg.connect(
            self.superuser, user=self.logins[handle], options="-c jit=off"
        ) as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def opened(self, handle: str) -> Iterator[Project]:
        """The project, opened by this person."""
        project = open_project(self.url(handle))
        try:
            yield project
        finally:
            project.close()


def an_empty_lab() -> tuple[SharedLab, str]:
    """A database that belongs to a login which is no superuser, and what its logins end with."""
    superuser = a_database()
    ending = uuid4().hex[:8]
    lab = SharedLab(superuser, {OWNER: f"Own.er-{ending}"})
    with psycopg.connect(superuser, autocommit=True) as connection:
        owner = sql.Identifier(lab.logins[OWNER])
        name = sql.Identifier(str(make_url(superuser).database))
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEROLE").format(owner))
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, owner))
    return lab, ending


def a_shared_lab() -> SharedLab:
    """The lab with its people, articles and codings."""
    lab, ending = an_empty_lab()
    project = create_project(lab.url(OWNER), the_codebook(), "Talks", lead="lea")
    try:
        lead = coders(project)[0]
        lab.people[OWNER] = lead
        roles = {LEAD: Role.LEAD, REVIEWER: Role.ADJUDICATOR} | dict.fromkeys(CODERS, Role.CODER)
        for handle, role in roles.items():
            lab.people[handle] = add_coder(project, handle, role)
            lab.logins[handle] = f"{handle}-{ending}"
            add_login(project, lead, lab.people[handle], lab.logins[handle], PASSWORD)
        _fill(project, lab)
    finally:
        project.close()
    return lab


def _fill(project: Project, lab: SharedLab) -> None:
    lead = lab.people[OWNER]
    with project.store.transaction() as records:
        for name in ARTICLES:
            article = an_article(f"Wang Yi received Sergey Lavrov: {name}.", title=name)
            lab.articles[name] = article
            records.add_article(article, lead.id)
        for handle in ("ana", "bo"):
            for name in ("released", "blind"):
                _code(project, records, lab, handle, name)
            records.add_assignments(
                [_given(lab, handle, "blind", FIRST_ROUND), _given(lab, handle, "training", 0)]
            )
        for name in ("training", "gold", "released"):
            _code(project, records, lab, REVIEWER, name, Lane.GOLD)
        _code(project, records, lab, "ana", "training", round=TRAINING_ROUND)
        records.release([lab.articles["released"].id], lead.id)
        first, second = (lab.revisions[handle, "released"].event.id for handle in ("ana", "bo"))
        choice = AlignmentChoice(
            lab.articles["released"].id, first, second, True, lab.people[REVIEWER].id
        )
        records.add_alignment_choice(choice)
        records.set_setting("agreement threshold", 0.7, lead.id)
        records.set_setting("pseudonyms", {str(lead.id): "coder-x2yz"}, lead.id)
        records.end_report(records.begin_report(lead.id, "a note"), {})


def _code(
    project: Project,
    records: Any,
    lab: SharedLab,
    handle: str,
    name: str,
    lane: Lane = Lane.CODING,
    round: int = FIRST_ROUND,
) -> None:
    """Two revisions of an event, its submission, a suggestion and a happening."""
    coder, article = lab.people[handle], lab.articles[name]
    event = a_whole_event(article)
    first = Revision(uuid4(), event, coder.id, lane, project.codebook.id, round=round)
    second = Revision(
        uuid4(), event, coder.id, lane, project.codebook.id, round=round, replaces=(first.id,)
    )
    records.add_revision(first)
    records.add_revision(second)
    lab.revisions[handle, name] = second
    answers: Mapping[str, Answer] = {"article_status": Answer("coded")}
    book = project.codebook.id
    records.add_submission(
        Submission(uuid4(), article.id, coder.id, lane, round, State.SUBMITTED, "", answers, book)
    )
    made = {"coder_id": coder.id, "made_at": datetime.now(UTC)}
    said = {"id": uuid4(), "article_id": article.id, "suggestion": {}, "outcome": "taken", **made}
    records._insert("suggestion_log", said)
    records._insert(
        "same_happening", {"id": uuid4(), "event_id": event.id, "happening_id": uuid4(), **made}
    )


def _given(lab: SharedLab, handle: str, name: str, round: int) -> Assignment:
    by, coder = lab.people[OWNER].id, lab.people[handle].id
    return Assignment(uuid4(), lab.articles[name].id, coder, True, round, by, datetime.now(UTC))


def close_statistics(lab: SharedLab) -> None:
    """What the server's administrator does as the README says, in the project's database."""
    with psycopg.connect(lab.superuser, autocommit=True) as connection:
        owner = connection.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'project'")
        ((name,),) = owner.fetchall()
        said = resource("server/close_statistics.sql").read_text("utf-8")
        block = said[said.index("DO $$") : said.index("COMMIT;")]
        connection.execute("SELECT set_config('annotator.owner', %s, false)", (name,))
        connection.execute(block.encode())
