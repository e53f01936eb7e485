"""Model values in and out of one transaction, asked for by name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, Select, select
from sqlalchemy.sql.elements import ColumnElement

from annotator.model.article import ArticleRow
from annotator.model.canonical import canonical_json
from annotator.model.codebook import Codebook, codebook_id
from annotator.model.codebook_plain import codebook_from_plain, codebook_to_plain
from annotator.model.errors import CodebookError, ProjectRefused
from annotator.model.event import ArticleCoding, Lane, Revision
from annotator.model.study import Coder, ProjectInfo, Standing, Submission
from annotator.model.values_plain import entry_to_plain, event_to_plain
from annotator.store import codings
from annotator.store.agreement_records import AgreementRecords
from annotator.store.article_records import ArticleRecords
from annotator.store.assignment_records import AssignmentRecords
from annotator.store.copying import CopyRecords
from annotator.store.likeness_records import LikenessRecords
from annotator.store.listing import pieces
from annotator.store.merge_records import MergeRecords
from annotator.store.package_records import PackageRecords
from annotator.store.progress_records import ProgressRecords
from annotator.store.pseudonym_records import PseudonymRecords
from annotator.store.recoding_records import RecodingRecords
from annotator.store.report_records import ReportRecords
from annotator.store.rows import (
    coder_of,
    refuse_what_cannot_be_stored,
    revision_of,
    submission_of,
)
from annotator.store.search import SearchRecords
from annotator.store.standing import NOT_REPLACED
from annotator.store.standing_records import StandingRecords
from annotator.store.tables import table

_NEVER = Revision.__dataclass_fields__["made_at"].default

_article = table("article").c
_note = table("article_note").c
_revision = table("event_revision").c
_submission = table("submission").c
_setting = table("setting").c
_coder = table("coder").c
_codebook = table("codebook").c
_adoption = table("adoption").c


class Records(
    MergeRecords,
    PackageRecords,
    ArticleRecords,
    SearchRecords,
    StandingRecords,
    LikenessRecords,
    ReportRecords,
    AgreementRecords,
    AssignmentRecords,
    CopyRecords,
    RecodingRecords,
    PseudonymRecords,
    ProgressRecords,
):
    """What the project holds, within one transaction."""

    # The project, its people and its codebooks

    def project(self) -> ProjectInfo:
        """What the project says of itself."""
        rows = self._all(select(table("project")))
        if len(rows) != 1:
            raise ProjectRefused(
                f"{self._project} is damaged: it does not say which project it is."
            )
        return ProjectInfo(rows[0].id, rows[0].name, rows[0].made_at)

    def add_coder(self, coder: Coder) -> None:
        """Take up a person; their handle may not be in use."""
        refuse_what_cannot_be_stored(coder.handle + coder.name, "the coder's name")
        self._insert(
            "coder",
            {
                "id": coder.id,
                "handle": coder.handle,
                "name": coder.name,
                "role": coder.role.value,
                "made_at": coder.made_at,
            },
        )

    def coders(self) -> list[Coder]:
        """Everybody, in the order they were taken up."""
        found: list[Coder] = self._values(
            "coder", select(table("coder")).order_by(_coder.made_at, _coder.id), coder_of
        )
        return found

    def coder(self, handle: str) -> Coder | None:
        """The person with this handle, or None."""
        found = self._values(
            "coder", select(table("coder")).where(_coder.handle == handle), coder_of
        )
        return found[0] if found else None

    def add_codebook(self, codebook: Codebook) -> None:
        """Keep a codebook; a known one is kept once."""
        self._begin()
        if self._all(select(_codebook.id).where(_codebook.id == codebook.id)):
            return
        content = canonical_json(codebook_to_plain(codebook))
        if codebook_id(content) != codebook.id:
            raise CodebookError(
                [f"{codebook.name}: its id is not that of its content. Read it anew."]
            )
        refuse_what_cannot_be_stored(content, "the codebook")
        self._insert(
            "codebook",
            {
                "id": codebook.id,
                "name": codebook.name,
                "version": codebook.version,
                "content": content,
            },
        )

    def adopt(self, codebook_id: UUID, coder_id: UUID) -> None:
        """Put a kept codebook in force."""
        self._begin()
        self._insert(
            "adoption",
            {
                "id": uuid4(),
                "codebook_id": codebook_id,
                "coder_id": coder_id,
                "made_at": self._now("adoption"),
            },
        )

    def codebook_in_force(self) -> Codebook:
        """The codebook adopted last."""
        newest = select(_adoption.codebook_id).order_by(
            _adoption.made_at.desc(), _adoption.id.desc()
        )
        rows = self._all(newest.limit(1))
        found = self.codebook(rows[0].codebook_id) if rows else None
        if found is None:
            raise ProjectRefused(
                f"{self._project} has no codebook. Adopt one with `annotator new`."
            )
        return found

    def codebook(self, codebook_id: UUID) -> Codebook | None:
        """A codebook the project ever had, or None."""

        def build(row: Row[Any]) -> Codebook:
            return codebook_from_plain(json.loads(row.content), codebook_id)

        query = select(_codebook.content).where(_codebook.id == codebook_id)
        found = self._values("codebook", query, build)
        return found[0] if found else None

    def find_codebook(self, name: str, version: str) -> list[UUID]:
        """The codebooks of this name and version that the project ever had."""
        where = (_codebook.name == name, _codebook.version == version)
        return [row.id for row in self._all(select(_codebook.id).where(*where))]

    # Who codes what

    def rows_and_standings(
        self, numbers: Sequence[int], coder_id: UUID
    ) -> list[tuple[ArticleRow, Standing | None]]:
        """The articles of these numbers, in this order, each with how far this coder is."""
        rows = self.article_rows(numbers)
        begun = self.standings([row.id for row in rows], coder_id)
        standing = {each.article_id: each for each in begun}
        return [(row, standing.get(row.id)) for row in rows]

    # Events

    def add_revision(self, revision: Revision) -> None:
        """Store a state of an event; one without `made_at` is made now."""
        self._begin()
        event = revision.event
        made_at = revision.made_at
        if made_at == _NEVER:
            made_at = self._now("event_revision", _revision.event_id == event.id)
        self._insert(
            "event_revision",
            {
                "id": revision.id,
                "event_id": event.id,
                "article_id": event.article_id,
                "coder_id": revision.coder_id,
                "lane": revision.lane.value,
                "round": revision.round,
                "codebook_id": revision.codebook_id,
                "replaces": [str(each) for each in revision.replaces],
                "retracted": revision.retracted,
                "body": event_to_plain(event),
                "sources": [str(each) for each in revision.sources],
                "made_at": made_at,
            },
        )
        for replaced in revision.replaces:
            self._insert("replacement", {"replaced_id": replaced, "revision_id": revision.id})

    def _revisions(self, query: Select[Any]) -> list[Revision]:
        ordered = query.order_by(_revision.made_at, _revision.id)
        found: list[Revision] = self._values("event_revision", ordered, revision_of)
        return found

    def heads(self, event_id: UUID) -> list[Revision]:
        """The states of an event that nothing has replaced, retracted ones too; oldest first."""
        query = select(table("event_revision")).where(_revision.event_id == event_id)
        return self._revisions(query.where(NOT_REPLACED))

    def article_heads(
        self,
        article_id: UUID,
        lane: Lane,
        coder_id: UUID | None = None,
        include_retracted: bool = False,
        round: int | None = None,
    ) -> list[Revision]:
        """The heads of an article's events in a lane, of one coder or of all, of all rounds or one.

        Oldest first.
        """
        query = select(table("event_revision")).where(
            _revision.article_id == article_id, _revision.lane == lane.value, NOT_REPLACED
        )
        if coder_id is not None:
            query = query.where(_revision.coder_id == coder_id)
        if round is not None:
            query = query.where(_revision.round == round)
        if not include_retracted:
            query = query.where(_revision.retracted.is_(False))
        return self._revisions(query)

    def history(self, event_id: UUID) -> list[Revision]:
        """Every state an event ever had, oldest first."""
        return self._revisions(
            select(table("event_revision")).where(_revision.event_id == event_id)
        )

    # Submissions

    def add_submission(self, submission: Submission) -> None:
        """Store where a coding stands; one without `made_at` is made now."""
        self._begin()
        same = _submission.article_id == submission.article_id
        made_at = submission.made_at or self._now("submission", same)
        refuse_what_cannot_be_stored(submission.reason, "the reason")
        self._insert(
            "submission",
            {
                "id": submission.id,
                "article_id": submission.article_id,
                "coder_id": submission.coder_id,
                "lane": submission.lane.value,
                "round": submission.round,
                "state": submission.state.value,
                "reason": submission.reason,
                "answers": entry_to_plain(submission.answers),
                "codebook_id": submission.codebook_id,
                "made_at": made_at,
            },
        )

    def _submissions(self, *where: ColumnElement[bool]) -> list[Submission]:
        query = select(table("submission")).where(*where)
        ordered = query.order_by(_submission.made_at, _submission.id)
        found: list[Submission] = self._values("submission", ordered, submission_of)
        return found

    def submission(
        self, article_id: UUID, coder_id: UUID | None, lane: Lane, round: int = 1
    ) -> Submission | None:
        """Where a coding stands; None if it was never begun. Without coder: anybody's newest."""
        where = [
            _submission.article_id == article_id,
            _submission.lane == lane.value,
            _submission.round == round,
        ]
        if coder_id is not None:
            where.append(_submission.coder_id == coder_id)
        found = self._submissions(*where)
        return found[-1] if found else None

    def submissions(
        self, lane: Lane, coder_id: UUID | None = None, round: int | None = None
    ) -> list[Submission]:
        """Where each article, coder and round stands, of one coder or of all."""
        where = [_submission.lane == lane.value]
        if round is not None:
            where.append(_submission.round == round)
        if coder_id is not None:
            where.append(_submission.coder_id == coder_id)
        found = self._submissions(*where)
        return list({(each.article_id, each.coder_id, each.round): each for each in found}.values())

    # Everything at once

    def codings(
        self,
        lane: Lane | None = None,
        coder_id: UUID | None = None,
        numbers: Sequence[int] | None = None,
    ) -> Iterator[ArticleCoding]:
        """Every coding with events or a submission, by article, lane and handle.

        numbers: of the articles wanted, in the order wanted; None for all in import order.

        Read in pieces of some hundred articles; no lock is held between them. Gold is one coding an
        article, whoever settled it, under the coder of its newest row. Of two heads of one event
        the newer counts; `heads` shows both.
        """
        return codings.stream(self._connection, self._project, lane, coder_id, numbers)

    # Settings

    def setting(self, name: str) -> Any:
        """The JSON value set last under this name, or None."""
        query = select(_setting.value).where(_setting.name == name)
        rows = self._all(query.order_by(_setting.made_at.desc(), _setting.id.desc()).limit(1))
        return rows[0].value if rows else None

    def settings(self, names: Sequence[str]) -> dict[str, Any]:
        """The JSON values set last under those of these names that were ever set."""
        found: dict[str, Any] = {}
        for piece in pieces(names):
            query = select(_setting.name, _setting.value).where(_setting.name.in_(piece))
            found.update(map(tuple, self._all(query.order_by(_setting.made_at, _setting.id))))
        return found

    def set_setting(self, name: str, value: Any, coder_id: UUID | None = None) -> None:
        """Set what is decided for this project; `value` is plain JSON, never None."""
        self._begin()
        self._insert(
            "setting",
            {
                "id": uuid4(),
                "name": name,
                "value": value,
                "coder_id": coder_id,
                "made_at": self._now("setting", _setting.name == name),
            },
        )


def _now() -> datetime:
    return datetime.now(UTC)


def add_project(records: Records, name: str) -> UUID:
    """Write the row that says which project this is; for `Store.create` alone."""
    refuse_what_cannot_be_stored(name, "the project's name")
    project_id = uuid4()
    made_at = _now()
    records._insert("project", {"id": project_id, "name": name, "made_at": made_at})
    return project_id
