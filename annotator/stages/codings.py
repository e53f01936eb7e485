"""Codings go out as JSON lines and come in again, also from other programs and language models.

A line is the whole coding of one article by one coder. It is checked whole before anything of it
is written, and refused by its number if anything is wrong; the other lines are taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple
from uuid import UUID, uuid4, uuid5

from annotator.model.article import Article, text_sha256
from annotator.model.checks import REFUSED, Problem, article_problems, problems
from annotator.model.codebook import Codebook
from annotator.model.errors import CodingRefused, NotSaved
from annotator.model.event import EVENTS, Entry, Event, Lane, Revision
from annotator.model.plain import ArticleKey, CodingLine, fitted, read_line, write_line
from annotator.model.quotes import placed, placed_entry
from annotator.model.recoding import Hand, recoded
from annotator.model.study import Coder, Role, State, Submission
from annotator.stages.codings_report import CodingsReport, LineReport
from annotator.stages.project import Project, coders, new_coder
from annotator.stages.project import coder as coder_named
from annotator.stages.pseudonyms import by_pseudonym, with_ids_of
from annotator.stages.pseudonyms import pseudonyms as pseudonyms_of
from annotator.stages.results import Job, Progress

if TYPE_CHECKING:
    from annotator.store.records import Records

MAX_LINE_BYTES = 20_000_000
"""A longer line is refused: no coding of one article is that long."""


def export_codings(
    project: Project, coder: str = "", lane: Lane | None = None, pseudonyms: bool = False
) -> Iterator[str]:
    """Each coding as one line without its end, in the order of articles, lanes and handles.

    coder: a handle; "" for all. Raises NotFound if there is no such coder.
    pseudonyms: with these for handles, also in the order, and with ids of events made of them.
    """
    wanted = coder_named(project, coder).id if coder else None
    handles = {known.id: known.handle for known in coders(project)}
    names = pseudonyms_of(project) if pseudonyms else {}
    last: Article | None = None
    with project.store.transaction() as records:
        codings = records.codings(lane, wanted)
        for coding in by_pseudonym(codings, names) if names else codings:
            if last is None or last.id != coding.article_id:
                last = records.article(coding.article_id)
            assert last is not None
            codebook = project.codebook_by_id(coding.codebook_id)
            handle = names.get(coding.coder_id, handles[coding.coder_id])
            shown = with_ids_of(coding, handle) if names else coding
            yield write_line(shown, last, handle, codebook)


def raw_lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream without their ends, each as soon as it is there.

    A line over the limit comes cut, one byte longer than the limit, so that it is refused.
    """
    while line := stream.readline(MAX_LINE_BYTES + 1):
        rest = line
        while rest and not rest.endswith(b"\n") and len(rest) > MAX_LINE_BYTES:
            rest = stream.readline(MAX_LINE_BYTES + 1)
        yield line.removesuffix(b"\n")


def import_codings(
    project: Project,
    lines: Iterable[bytes | str],
    *,
    importer: Coder,
    coder: str = "",
    dry_run: bool = False,
) -> Job[CodingsReport]:
    """Take in lines of codings in one transaction; a faulty line is refused, the others are taken.

    importer: in whose name; a lead may bring in codings of coders who are not known yet.
    coder: the handle under which all lines are taken, whatever they say; "" for their own.
    """
    taken: list[LineReport] = []
    refused: list[tuple[int, str]] = []
    with project.store.transaction() as records:
        taking = _Taking(project, records, importer, coder, dry_run)
        for number, raw in enumerate(lines, start=1):
            yield Progress(number - 1, 0, f"line {number}")
            try:
                if report := taking.take(number, raw, once=True):
                    taken.append(report)
            except CodingRefused as refusal:
                refused.append((number, str(refusal)))
    return CodingsReport(tuple(taken), tuple(refused), dry_run)


def import_line(
    project: Project,
    raw: bytes | str,
    *,
    importer: Coder,
    number: int = 1,
    coder: str = "",
    dry_run: bool = False,
) -> LineReport | None:
    """Take in one line in a transaction of its own; None for a blank line.

    When this returns, the coding is on disk. Raises CodingRefused.
    """
    with project.store.transaction() as records:
        return _Taking(project, records, importer, coder, dry_run).take(number, raw)


_Key = tuple[UUID, UUID | None, Lane, int]
"""Which coding a line is: its article, coder, lane and round; gold is nobody's."""


class _Read(NamedTuple):
    """A line as a codebook understands it. lacking: how many things are missing."""

    codebook: Codebook
    events: list[Event]
    answers: Entry
    lacking: int


class _Taking:
    """Lines being taken in: looks everything up, then writes, unless this is a dry run."""

    def __init__(
        self, project: Project, records: Records, importer: Coder, override: str, dry_run: bool
    ) -> None:
        self._project = project
        self._records = records
        self._importer = importer
        self._override = override
        self._dry_run = dry_run
        self._coders = {coder.handle: coder for coder in records.coders()}
        self._seen: dict[_Key, int] = {}
        self._events_of: dict[UUID, _Key] = {}
        self._codebooks_of: dict[tuple[str, str], list[Codebook]] = {}

    def take(self, number: int, raw: bytes | str, *, once: bool = False) -> LineReport | None:
        """Take one line in; None if it is blank.

        once: refuse a second line about the same article and coder. Raises CodingRefused.
        """
        text = _text_of(raw, first=number == 1)
        if not text.strip():
            return None
        line = read_line(text)
        article = self._article(line.article)
        codebooks = self._codebooks(line)
        coder, is_new = self._coder(line)
        whose = coder.id if line.lane is Lane.CODING else None
        key = (article.id, whose, line.lane, line.round)
        if once and key in self._seen:
            theirs = f"{coder.handle}'s" if whose else "the gold"
            raise CodingRefused(
                f"line {self._seen[key]} already holds {theirs} coding of this article. "
                "Keep one of the two."
            )
        read = self._read(line, article, coder, codebooks)
        events = read.events
        self._refuse_strangers(events, key)
        self._seen[key] = number
        self._events_of.update((event.id, key) for event in events)
        if is_new:
            self._coders[coder.handle] = coder
            if not self._dry_run:
                self._records.add_coder(coder)
        hand = Hand(coder.id, line.lane, read.codebook.id, line.round)
        changed, retracted = self._write(hand, line, article.id, events, read.answers)
        incomplete = read.lacking if line.state is State.SUBMITTED else 0
        return LineReport(number, article.id, coder.handle, changed, retracted, is_new, incomplete)

    def _article(self, key: ArticleKey) -> Article:
        """The article that every identifier of the line means."""
        found = (
            self._records.find_article(id=key.id)
            if key.id
            else self._records.find_article(sha256=key.text_sha256)
            if key.text_sha256
            else self._records.find_article(source_id=key.source_id)
        )
        articles = [article for each in found if (article := self._records.article(each))]
        if not articles:
            raise CodingRefused("its article is not in this project. Import the article first.")
        meant = [article for article in articles if _is_meant(article, key)]
        if not meant:
            raise CodingRefused(
                "article: id, text_sha256 and source_id name different articles. "
                "Leave out the wrong one."
            )
        if len(meant) > 1:
            raise CodingRefused(f"article: {len(meant)} articles of this project fit. Give its id.")
        return meant[0]

    def _codebooks(self, line: CodingLine) -> list[Codebook]:
        """The codebook that the line names; the one in force where it names none.

        A merge may have brought several of one name and version: then all, the newest first.
        """
        name, version = line.codebook
        current = self._project.codebook
        if not (name and version):
            name, version = name or current.name, version or current.version
        if (name, version) not in self._codebooks_of:
            self._codebooks_of[name, version] = self._named(name, version)
        found = self._codebooks_of[name, version]
        if not found:
            raise CodingRefused(
                f"codebook {name} {version} is not in this project, which uses {current.name} "
                f"{current.version}. Adopt it first, or correct the line."
            )
        return found

    def _named(self, name: str, version: str) -> list[Codebook]:
        places = {each: place for place, each in enumerate(self._records.adopted())}
        found = self._records.find_codebook(name, version)
        found.sort(key=lambda each: (places.get(each, -1), each), reverse=True)
        return [self._project.codebook_by_id(each) for each in found]

    def _read(
        self, line: CodingLine, article: Article, coder: Coder, codebooks: list[Codebook]
    ) -> _Read:
        """The line under the first codebook under which it fits; what is wrong by the first."""
        refusals: list[CodingRefused] = []
        for codebook in codebooks:
            try:
                events = self._events(line, article, coder, codebook)
                answers = placed_entry(fitted(line.article_answers, codebook.article), article.text)
                lacking = _lacking(events, answers, codebook, article.text)
            except CodingRefused as refusal:
                refusals.append(refusal)
            else:
                return _Read(codebook, events, answers, lacking)
        raise refusals[0]

    def _coder(self, line: CodingLine) -> tuple[Coder, bool]:
        """Whose coding it is, and whether that coder is new here."""
        handle = self._override or line.coder
        if handle in self._coders:
            return self._coders[handle], False
        if twin := next((n for n in self._coders if n.casefold() == handle.casefold()), ""):
            raise CodingRefused(
                f"coder {handle} is in this project as {twin}. Write it so, or use another handle."
            )
        if not handle:
            raise CodingRefused("coder: missing. Say who coded, or give --coder.")
        if self._importer.role is not Role.LEAD:
            raise CodingRefused(
                f"coder {handle} is not in this project, and only a lead can add one."
            )
        role = Role.CODER if line.lane is Lane.CODING else Role.ADJUDICATOR
        try:
            return new_coder(handle, role), True
        except NotSaved as refusal:
            raise CodingRefused(f"coder: {refusal}") from None

    def _events(
        self, line: CodingLine, article: Article, coder: Coder, codebook: Codebook
    ) -> list[Event]:
        """The events of the line, with ids and with every quote at its place."""
        events = []
        for position, given in enumerate(line.events):
            salt = f"{coder.handle}\0{line.lane.value}\0{line.round}"
            event_id = given.id or uuid5(EVENTS, f"{article.id}\0{salt}\0{position}")
            if given.id and coder.handle != line.coder:
                event_id = uuid5(EVENTS, f"{given.id}\0{salt}")
            event = given.event(event_id, article.id, codebook)
            events.append(placed(event, article.text))
        if len({event.id for event in events}) < len(events):
            raise CodingRefused("two of its events have the same id. Give each its own.")
        return events

    def _refuse_strangers(self, events: list[Event], key: _Key) -> None:
        """Refuse events that an earlier line has in another coding, written or not."""
        for event in events:
            if self._events_of.get(event.id, key) != key:
                raise _stranger(event)

    def _write(
        self, hand: Hand, line: CodingLine, article_id: UUID, events: list[Event], answers: Entry
    ) -> tuple[bool, tuple[UUID, ...]]:
        """Store what differs; whether anything did, and which events were taken back."""
        heads = self._heads(hand, article_id, events)
        revisions = recoded(hand, heads, events)
        standing = any(not head.retracted for head in heads)
        submission = self._submission(hand, line, article_id, answers, standing)
        if not self._dry_run:
            for revision in revisions:
                self._records.add_revision(revision)
            if submission:
                self._records.add_submission(submission)
        changed = bool(revisions or submission)
        return changed, tuple(each.event.id for each in revisions if each.retracted)

    def _heads(self, hand: Hand, article_id: UUID, events: list[Event]) -> list[Revision]:
        """The heads of the coding that the line replaces; refuses events that are not its own."""
        own = self._records.article_heads(article_id, hand.lane, _owner(hand), True)
        heads = [head for head in own if head.round == hand.round]
        known = {head.event.id for head in heads}
        for event in events:
            if event.id in known:
                continue
            for head in self._records.heads(event.id):
                theirs = hand.lane is Lane.CODING and head.coder_id != hand.coder_id
                same = (head.event.article_id, head.lane, head.round)
                if theirs or same != (article_id, hand.lane, hand.round):
                    raise _stranger(event)
                heads.append(head)
        return heads

    def _submission(
        self, hand: Hand, line: CodingLine, article_id: UUID, answers: Entry, standing: bool
    ) -> Submission | None:
        """Where the coding stands by the line; None if it stands there already."""
        last = self._records.submission(article_id, _owner(hand), hand.lane, hand.round)
        wanted = (line.state, line.reason, dict(answers))
        if last is None and standing and wanted == (State.IN_PROGRESS, "", {}):
            return None
        if last is not None and (last.state, last.reason, dict(last.answers)) == wanted:
            return None
        return Submission(
            uuid4(),
            article_id,
            hand.coder_id,
            hand.lane,
            hand.round,
            line.state,
            line.reason,
            answers,
            hand.codebook_id,
        )


def _stranger(event: Event) -> CodingRefused:
    return CodingRefused(
        f"event {event.id} belongs to another coding. Leave its id out, and it gets one of its own."
    )


def _owner(hand: Hand) -> UUID | None:
    """Whose coding a line replaces: its coder's own; gold is everybody's."""
    return hand.coder_id if hand.lane is Lane.CODING else None


def _text_of(raw: bytes | str, *, first: bool) -> str:
    """The line as text; raises CodingRefused if it is too long or no UTF-8."""
    if len(raw) > MAX_LINE_BYTES:
        raise CodingRefused(
            f"longer than {MAX_LINE_BYTES // 1_000_000} MB. No coding is that long."
        )
    try:
        text = raw if isinstance(raw, str) else raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise CodingRefused(
            f"not UTF-8 at byte {fault.start + 1}. Save the file as UTF-8."
        ) from None
    return text.removeprefix("\ufeff") if first else text


def _is_meant(article: Article, key: ArticleKey) -> bool:
    """Whether nothing that the line says of its article speaks against this one."""
    return (
        key.id in (None, article.id)
        and key.text_sha256.lower() in ("", text_sha256(article.text))
        and key.source_id in ("", article.source_id)
    )


def _lacking(events: list[Event], answers: Entry, codebook: Codebook, text: str) -> int:
    """How many things are missing or contradictory.

    Raises CodingRefused with the first that the codebook or the text does not know at all.
    """
    lacking = 0
    tables = [("article_answers", article_problems(answers, events, codebook, text))]
    for number, event in enumerate(events, start=1):
        tables.append((f"event {number}", problems(event, codebook, text)))
    for where, found in tables:
        faults: list[Problem] = [problem for problem in found if problem.kind in REFUSED]
        if faults:
            more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
            raise CodingRefused(f"{where}: {faults[0].text}{more}")
        lacking += len(found)
    return lacking
