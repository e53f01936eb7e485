"""The dataset on its way out: chosen codings into a folder of files, with a manifest."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

from annotator import __version__
from annotator.extensions.registry import (
    DATE_RULES,
    ExportedFile,
    Exporter,
    ExportLog,
    ExportOptions,
    exporter,
)
from annotator.model.article import ArticleRow
from annotator.model.codebook import Codebook
from annotator.model.codebook_lineage import Lineage
from annotator.model.codebook_whole import whole_codebook
from annotator.model.dataset import Dataset, PlainCoding
from annotator.model.errors import ExportRefused
from annotator.model.event import ArticleCoding, Lane
from annotator.model.recoding import differing
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND
from annotator.stages.project import Project
from annotator.stages.project import coder as coder_named
from annotator.stages.pseudonyms import by_pseudonym
from annotator.stages.pseudonyms import pseudonyms as pseudonyms_of
from annotator.stages.results import Job, Progress
from annotator.stages.versions import Versions

MANIFEST, README = "manifest.json", "README.md"
PROGRAM = "diplomatic-annotator"


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written where.

    chosen: whether the lane was asked for; if not, gold was taken where there is any.
    logs: by format, what was filled in, changed or left out. left_out: how many codings are of
        training or hidden repeats, which are not the dataset. older: the codebooks under which some
        codings still stand, the newest first. pseudonyms: whether coders go out under these.
    unsettled: events that were saved differently on two machines; of each the newer version went
        out, as whose it is has not chosen yet.
    """

    folder: Path
    lane: Lane
    chosen: bool
    codings: int
    files: tuple[ExportedFile, ...]
    logs: Mapping[str, ExportLog]
    left_out: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    older: tuple[Codebook, ...] = ()
    pseudonyms: bool = False
    unsettled: int = 0


def export(
    project: Project,
    formats: Sequence[str],
    folder: Path,
    *,
    lane: Lane | None = None,
    coder: str | None = None,
    date_rule: str = "blank",
    for_excel: bool = False,
    pseudonyms: bool = False,
) -> Job[ExportReport]:
    """Write the codings of a lane (or of one coder of it) in these formats into `folder`.

    All files are written beside the folder and take its place at the end; only an empty folder or
    an earlier export of ours is replaced. Raises ExportRefused, with nothing written.
    pseudonyms: coders go out under these; no handle and no id of a coder is in any of the files.
    """
    chosen = _exporters(project, formats)
    if date_rule not in DATE_RULES:
        raise ExportRefused(f"Unknown date rule {date_rule!r}. Known: {', '.join(DATE_RULES)}.")
    folder = folder.expanduser().resolve()
    _refuse_foreign(folder)
    options = ExportOptions(date_rule, for_excel)
    names = pseudonyms_of(project) if pseudonyms else None
    dataset, codings = _dataset(project, lane, coder, names)
    try:
        beside = _folder_beside(folder)
        try:
            logs = yield from _write(chosen, dataset, codings, beside, options)
            report = ExportReport(
                folder,
                dataset.lane,
                lane is not None,
                codings.count,
                _files(logs),
                logs,
                dict(sorted(codings.left_out.items())),
                codings.older,
                pseudonyms,
                codings.unsettled(),
            )
            _write_about(report, dataset, options, beside)
            _take_place(beside, folder)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise ExportRefused(_words(error, folder)) from error
    return report


def _exporters(project: Project, formats: Sequence[str]) -> list[Exporter]:
    """The exporters asked for; ExportRefused if one is unknown or lacks what it needs."""
    if not formats:
        raise ExportRefused("No format given. Name at least one, for example native.")
    found = [exporter(name) for name in dict.fromkeys(formats)]
    for each in found:
        if lacks := each.needs(project.codebook):
            name = f"{project.codebook.name} {project.codebook.version}"
            raise ExportRefused(
                f"Format {each.name}: the codebook {name} lacks {', '.join(lacks)}. "
                "Export as native, or add them to the codebook."
            )
    return found


class _Codings:
    """The codings of a lane as they stand in the project, read anew each time.

    at: the place of the article that was given last, from 1; 0 before the first. count: how many
        were given. left_out: how many were not, as they are training or hidden repeats.
    codebook: the one in force, with what the older ones asked beyond it. older: those in use.
        fillings: these in the names of what goes out, by their ids.
    """

    def __init__(
        self,
        project: Project,
        lane: Lane,
        coder_id: UUID | None,
        pseudonyms: Mapping[UUID, str] | None,
    ) -> None:
        self._project, self._lane, self._coder_id = project, lane, coder_id
        self._pseudonyms = pseudonyms
        lineages = _lineages(project, lane)
        self.older = tuple(lineage.old for lineage in lineages)
        self.codebook, self._names = whole_codebook(project.codebook, lineages)
        self.fillings = {older.id: self._names.codebook(older) for older in self.older}
        self._places: dict[UUID, int] = {}
        self._last: UUID | None = None
        self.count = 0
        self.left_out: Counter[str] = Counter()

    @property
    def at(self) -> int:
        """The number of the article that was given last; looked up only when asked for."""
        return 0 if self._last is None else self._places[self._last]

    def __call__(self, articles: Sequence[ArticleRow]) -> Iterator[ArticleCoding]:
        """The codings of these articles, in their order."""
        self._last, self.count = None, 0
        self.left_out.clear()
        self._places = {article.id: place for place, article in enumerate(articles, start=1)}
        numbers = [article.number for article in articles]
        with self._project.store.transaction() as records:
            codings = records.codings(self._lane, self._coder_id, numbers)
            for coding in self._in_order(codings):
                if coding.round != FIRST_ROUND:
                    is_training = coding.round == TRAINING_ROUND
                    self.left_out["training" if is_training else "hidden repeats"] += 1
                    continue
                self._last = coding.article_id
                self.count += 1
                yield self._names.coding(PlainCoding.of(coding)) if self.older else coding

    def unsettled(self) -> int:
        """Of how many events two versions stand that say different things."""
        with self._project.store.transaction() as records:
            doubled = records.double_heads(self._lane, self._coder_id)
            return sum(
                any(head.round == FIRST_ROUND for head in differing(records.heads(event_id)))
                for _, event_id in doubled
            )

    def _in_order(self, codings: Iterator[ArticleCoding]) -> Iterator[ArticleCoding]:
        """By article, and by what the coders are called in what goes out."""
        return codings if self._pseudonyms is None else by_pseudonym(codings, self._pseudonyms)


def _lineages(project: Project, lane: Lane) -> list[Lineage]:
    """From each older codebook under which codings stand to the one in force, newest first."""
    with project.store.transaction() as records:
        if records.n_codebooks() < 2:
            return []
        used = records.codebooks_in_use(lane) - {project.codebook.id}
    versions = Versions(project, project.codebook)
    return [versions.lineage(each) for each in versions.newest_first(list(used))]


def _dataset(
    project: Project,
    lane: Lane | None,
    handle: str | None,
    pseudonyms: Mapping[UUID, str] | None,
) -> tuple[Dataset, _Codings]:
    """What goes out; without a lane gold if there is any, else the coders' own codings."""
    coder_id = coder_named(project, handle).id if handle else None
    with project.store.transaction() as records:
        articles = tuple(records.articles())
        handles = {each.id: each.handle for each in records.coders()}
        if lane is None:
            gold = next(iter(records.codings(Lane.GOLD, coder_id)), None)
            lane = Lane.CODING if gold is None else Lane.GOLD
    codings = _Codings(project, lane, coder_id, pseudonyms)
    called = handles if pseudonyms is None else pseudonyms
    dataset = Dataset(
        codings.codebook, project.name, articles, codings, called, lane, codings.fillings
    )
    return dataset, codings


def _write(
    chosen: Sequence[Exporter],
    dataset: Dataset,
    codings: _Codings,
    folder: Path,
    options: ExportOptions,
) -> Job[dict[str, ExportLog]]:
    logs: dict[str, ExportLog] = {}
    total = len(dataset.articles)
    for done, each in enumerate(chosen):
        yield Progress(done * total, total * len(chosen), each.name)
        work = each.write(dataset, folder, options)
        try:
            while True:
                try:
                    next(work)
                except StopIteration as stop:
                    logs[each.name] = stop.value
                    break
                yield Progress(done * total + codings.at, total * len(chosen), each.name)
        finally:
            work.close()
    return logs


def _files(logs: Mapping[str, ExportLog]) -> tuple[ExportedFile, ...]:
    return tuple(file for log in logs.values() for file in log.files)


def _write_about(
    report: ExportReport, dataset: Dataset, options: ExportOptions, folder: Path
) -> None:
    """Write the README and the manifest over all files."""
    (folder / README).write_text(_readme(report, dataset), encoding="utf-8", newline="\n")
    files = {file.name: {"rows": file.rows, **_digest(folder / file.name)} for file in report.files}
    files[README] = _digest(folder / README)
    codebook = dataset.codebook
    manifest = {
        "program": PROGRAM,
        "version": __version__,
        "project": dataset.project,
        "codebook": {
            "id": str(codebook.id),
            "name": codebook.name,
            "version": codebook.version,
        },
        **({"older_codebooks": _codebooks(report.older)} if report.older else {}),
        "lane": report.lane.value,
        **({"coders": "pseudonyms"} if report.pseudonyms else {}),
        "options": asdict(options),
        "articles": len(dataset.articles),
        "codings": report.codings,
        **({"left_out": dict(report.left_out)} if report.left_out else {}),
        **({"unsettled_events": report.unsettled} if report.unsettled else {}),
        "counts": {name: dict(log.counts) for name, log in report.logs.items()},
        "files": dict(sorted(files.items())),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _codebooks(codebooks: Sequence[Codebook]) -> list[dict[str, str]]:
    return [{"id": str(book.id), "name": book.name, "version": book.version} for book in codebooks]


def _digest(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _readme(report: ExportReport, dataset: Dataset) -> str:
    codebook = dataset.codebook
    whose = "the settled coding" if report.lane is Lane.GOLD else "the coders' own codings"
    lines = [
        f"# {dataset.project}",
        "",
        f"Exported by Diplomatic Annotator {__version__}: {whose},",
        f"{report.codings} codings of {len(dataset.articles)} articles, coded with",
        f"{codebook.label} ({codebook.name} {codebook.version}).",
        *_older_words(report.older),
        *_unsettled_words(report.unsettled),
        "",
        "| file | rows | what it holds |",
        "|---|---|---|",
        *(f"| {file.name} | {file.rows or ''} | {file.about} |" for file in report.files),
        f"| {MANIFEST} | | Versions, choices, counts, and the SHA-256 of every file |",
        "",
        "CSV files: UTF-8, comma, line feed, ISO dates. Read code columns as text (`042`,",
        "Namibia's `NA`). In code columns `not_stated`, `not_applicable` and `undecided` say why",
        "there is no answer. Offsets count Unicode code points from 0, the end is not included.",
    ]
    for name, log in report.logs.items():
        lines += ["", f"Counts of {name}:", ""] if log.counts else []
        lines += [f"* {what}: {count}" for what, count in log.counts.items()]
    return "\n".join(lines) + "\n"


def _older_words(older: Sequence[Codebook]) -> list[str]:
    if not older:
        return []
    versions = ", ".join(f"{book.name} {book.version}" for book in older)
    return [
        f"Some still stand under {versions}: they keep the codes they were",
        "given, which codebook.csv lists behind those in force.",
    ]


def _unsettled_words(n_events: int) -> list[str]:
    if not n_events:
        return []
    return [
        "",
        f"Events that were saved differently on two machines: {n_events}. Of each the newer",
        "version is in the files: whose it is has not chosen yet.",
    ]


def _refuse_foreign(folder: Path) -> None:
    """ExportRefused unless the folder is absent, empty, or holds an earlier export and no more."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ExportRefused(f"{folder} is a file. Choose a folder.")
    there = {path.name for path in folder.iterdir()}
    foreign = sorted(there - _earlier(folder))
    if foreign:
        raise ExportRefused(
            f"{folder} holds files that are no export of ours ({foreign[0]}). "
            "Choose an empty folder or a new one."
        )


def _earlier(folder: Path) -> set[str]:
    """The files of an earlier export in the folder, by its manifest; none if there is none."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    if not isinstance(manifest, dict) or manifest.get("program") != PROGRAM:
        return set()
    files = manifest.get("files")
    return {MANIFEST, *files} if isinstance(files, dict) else set()


def _folder_beside(folder: Path) -> Path:
    """A new folder next to the target, on the same disk."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    mask = os.umask(0)
    os.umask(mask)
    beside.chmod(0o777 & ~mask)
    return beside


def _take_place(beside: Path, folder: Path) -> None:
    """Put the finished folder in the place of an absent, empty or earlier one."""
    if not folder.exists():
        beside.rename(folder)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        folder.rename(old / "old")
        try:
            beside.rename(folder)
        except OSError:
            (old / "old").rename(folder)
            raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _words(error: OSError, folder: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"{folder}: the disk is full. Nothing was exported. Make room, or choose another."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{folder}: no right to write there. Nothing was exported. Choose another folder."
    return f"{folder}: {error.strerror or error}. Nothing was exported."
