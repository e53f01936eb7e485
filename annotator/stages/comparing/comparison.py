"""A comparison from the first article read to the report: in pieces, so that it can be called off.

Nothing of it is kept in the project; closing the job at any of its steps leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from time import perf_counter
from uuid import UUID

from annotator import __version__
from annotator.model.agreement import AgreementReport, ComparisonSettings, EventAgreement
from annotator.model.codebook import Codebook, Kind
from annotator.model.errors import AnnotatorError, NotFound
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.partition import MOST_SECONDS
from annotator.stages.comparing.happenings import ALL_ROLES, Happenings, Taken
from annotator.stages.comparing.numbers import variable_lines
from annotator.stages.comparing.questions import ARTICLE, EVENT, questions
from annotator.stages.comparing.ratings import Compared, Gathered, compared_question
from annotator.stages.comparing.reading import (
    GOLD,
    CodedArticle,
    ComparedArticle,
    Surveyed,
    chosen_raters,
    person_and_round,
    read_articles,
    surveyed,
)
from annotator.stages.comparing.seen import Seen, event_agreement, span_agreements
from annotator.stages.project import Project
from annotator.stages.results import Job, Progress, T

_PIECE_S = 0.02
"""How long a piece of the work may take before progress is told."""

_TOTAL = 100
"""Of progress, in all."""


class Comparison:
    """A report, and what it was made from; lives in memory.

    clusters: the events of each happening, by id, sorted; those that one coder alone has, too.
    articles, weeks: that are compared, in the order of their ids, and the Monday on which each was
        finished.
    questions: by name, with their units and ratings.
    """

    def __init__(
        self,
        report: AgreementReport,
        gathered: Gathered,
        happenings: Happenings,
        articles: Sequence[ComparedArticle],
        weeks: Sequence[str],
        compared: Mapping[str, Compared],
    ) -> None:
        self.report = report
        self.gathered, self.happenings = gathered, happenings
        self.articles, self.weeks = tuple(articles), tuple(weeks)
        self.questions = compared

    @property
    def clusters(self) -> list[list[UUID]]:
        """The events of each happening by all roles, by id."""
        events = self.gathered.events
        rows = self.happenings.events().rows.tolist()
        return sorted(sorted(events[at].id for at in row if at >= 0) for row in rows)


def compared(
    project: Project,
    coders: Sequence[str],
    *,
    is_lead: bool,
    scales: Mapping[str, str],
    samples: int,
    seed: int,
    threshold: float,
) -> Job[Comparison]:
    """Compare these coders, or all; see `agreement.compare`. Only a lead sees all articles."""
    asked = questions(project.codebook, scales)
    raters = chosen_raters(project, coders)
    with project.store.transaction() as records:
        released = records.released()
        choices = records.alignment_choices()
    survey = yield from _survey(project, raters, None if is_lead else released)
    _refuse_no_rounds(project, raters or (), survey)
    raters = raters or _those_who_submitted(project, survey)
    both = [each for each in survey if len(set(each.finished) & set(raters)) >= 2]
    both.sort(key=_by_content)
    gathered = Gathered(project.codebook, asked, raters)
    happenings = Happenings(gathered, AlignmentRules.of(project.codebook), choices)
    groups = [group.name for group in project.codebook.groups]
    seen = Seen(raters, groups, happenings.rules)
    gathering = _gather(project, both, gathered, happenings, seen)
    lines, weeks, others = yield from _part(gathering, 0, 60)
    found = yield from _part(_questions(gathered, happenings), 60, 62)
    table = variable_lines(list(found.values()), samples, seed, threshold)
    variables = yield from _part(table, 62, 75)
    attributes = _attributes(found.values(), gathered, happenings)
    on_events = event_agreement(seen, happenings, attributes, samples, seed)
    events = yield from _part(on_events, 75, 85)
    spans = yield from _part(span_agreements(seen), 85, 100)
    report = AgreementReport(
        _settings(project, happenings.rules, raters, threshold, samples, seed),
        len(lines),
        variables,
        events,
        spans,
        sum(line.article_id not in released for line in lines),
        tuple(_findings(project.codebook, survey, events, happenings, others, found)),
    )
    return Comparison(report, gathered, happenings, lines, weeks, found)


def _part(job: Job[T], first: int, last: int) -> Job[T]:
    """A job as a part of the whole: its progress counts from `first` to `last` of a hundred."""
    try:
        while True:
            try:
                progress = next(job)
            except StopIteration as end:
                result: T = end.value
                return result
            share = progress.done / progress.total if progress.total else 0.0
            yield Progress(first + int(share * (last - first)), _TOTAL, progress.what)
    finally:
        job.close()


def _by_content(each: Surveyed) -> UUID:
    """Ids of articles follow from their text: resamples do not hang on the order of the import."""
    return each.article_id


def _survey(
    project: Project, raters: Sequence[str] | None, visible: Collection[UUID] | None
) -> Job[list[Surveyed]]:
    """The articles that any of these coders submitted; of the visible ones, or of all (None)."""
    found: list[Surveyed] = []
    for piece in surveyed(project, raters, at_least=1):
        found += [each for each in piece if visible is None or each.article_id in visible]
        yield Progress(0, 0, "articles")
    return found


def _refuse_no_rounds(project: Project, raters: Sequence[str], survey: Iterable[Surveyed]) -> None:
    """Raise NotFound if a round of a coder is asked for that is not there, and nobody is left."""
    there = {name for each in survey for name in each.finished}
    if len(there.intersection(raters)) > 1:
        return
    for rater in raters:
        name, number = person_and_round(rater)
        if name != rater and rater not in there:
            raise NotFound(
                f"{name} submitted nothing in round {number} of {project.name}, so there is nothing"
                " to compare. Name another round, or leave it out for the first."
            )


def _those_who_submitted(project: Project, survey: Iterable[Surveyed]) -> tuple[str, ...]:
    """Everybody who submitted one of these articles; AnnotatorError if that is no two coders."""
    found = sorted({name for each in survey for name in each.finished if name != GOLD})
    if len(found) < 2:
        who = f"Only {found[0]} has" if found else "Nobody has"
        raise AnnotatorError(
            f"{who} submitted codings of {project.name} that can be compared. It takes two coders"
            " who submitted the same articles."
        )
    return tuple(found)


def _gather(
    project: Project,
    survey: Sequence[Surveyed],
    gathered: Gathered,
    happenings: Happenings,
    seen: Seen,
) -> Job[tuple[list[ComparedArticle], list[str], int]]:
    """Read and align all articles. Their lines, their weeks, and codings by other codebooks."""
    lines: list[ComparedArticle] = []
    weeks: list[str] = []
    n_others = 0
    for piece in read_articles(project, survey, gathered.raters):
        for _ in _take(piece, gathered, happenings, seen):
            yield Progress(len(lines), len(survey), "codings")
        codebooks = [each.codebook_id for article in piece for each in article.codings.values()]
        n_others += sum(each != project.codebook.id for each in codebooks)
        lines += [article.line for article in piece]
        weeks += [article.week for article in piece]
    return lines, weeks, n_others


def _take(
    piece: Sequence[CodedArticle], gathered: Gathered, happenings: Happenings, seen: Seen
) -> Iterator[None]:
    """Take in and align some articles, with chances to stop."""
    taken: list[Taken] = []
    began = 0.0
    for article in piece:
        if perf_counter() - began > _PIECE_S:
            yield
            began = perf_counter()
        at, first = len(gathered.keys), len(gathered.events)
        taken.append(Taken(article.article_id, at, gathered.add(article), first))
    yield
    aligned = yield from happenings.add_all(taken)
    for article, one, (prepared, whole) in zip(piece, taken, aligned, strict=True):
        seen.add(article, one.events, prepared, whole)


def _questions(gathered: Gathered, happenings: Happenings) -> Job[dict[str, Compared]]:
    """Each question with its units and ratings, by name, in the order of the codebook."""
    found: dict[str, Compared] = {}
    articles = gathered.article_units()
    names = {ARTICLE: tuple(gathered.keys)}
    for at, question in enumerate(gathered.questions):
        yield Progress(at, len(gathered.questions), "questions")
        kind, units = ARTICLE, articles
        if question.table != ARTICLE:
            kind, units = happenings.units_of(question)
        if kind not in names:
            names[kind] = units.names(gathered.keys)
        about = (names[kind], gathered.raters)
        days = happenings.rules.days
        found[question.name] = compared_question(
            question, *gathered.cells_of(question), units, about, days
        )
    return found


def _attributes(
    compared: Iterable[Compared], gathered: Gathered, happenings: Happenings
) -> list[tuple[Compared, Compared]]:
    """The questions about events: on the alignment without what they say, and with it."""
    return [
        (each, _aligned_with_it(each, gathered, happenings))
        for each in compared
        if each.question.table == EVENT or each.question.is_set
    ]


def _aligned_with_it(compared: Compared, gathered: Gathered, happenings: Happenings) -> Compared:
    """The same question on events aligned by all roles; itself if it plays none."""
    question, units = compared.question, happenings.events()
    if happenings.units_of(question)[0] == f"{EVENT}:{ALL_ROLES}":
        return compared
    about = (units.names(gathered.keys), gathered.raters)
    cells = gathered.cells_of(question)
    return compared_question(question, *cells, units, about, happenings.rules.days)


def _settings(
    project: Project,
    rules: AlignmentRules,
    raters: Sequence[str],
    threshold: float,
    samples: int,
    seed: int,
) -> ComparisonSettings:
    codebook = project.codebook
    return ComparisonSettings(
        project.name,
        f"{codebook.label} ({codebook.name} {codebook.version})",
        __version__,
        tuple(raters),
        threshold,
        samples,
        seed,
        rules.theta,
        rules.days,
        dict(rules.weights),
    )


def _findings(
    codebook: Codebook,
    survey: Iterable[Surveyed],
    events: EventAgreement,
    happenings: Happenings,
    n_others: int,
    found: Mapping[str, Compared],
) -> Iterator[str]:
    """What a reader has to know about the data."""
    submitted = {name for each in survey for name in each.finished}
    for name in events.recall:
        if name not in submitted:
            yield f"{name} submitted nothing that is compared."
    if n_others:
        codings = "1 coding was" if n_others == 1 else f"{n_others} codings were"
        yield (
            f"{codings} made with another codebook; {codebook.version} is what is asked here. Codes"
            " that were renamed or merged since count as what took their place."
        )
    yield from _off_the_scale(found)
    if happenings.contradicted:
        n = len(happenings.contradicted)
        articles = "1 article" if n == 1 else f"{n} articles"
        yield (
            f"What reviewers joined and parted in {articles} contradicts itself and was not heeded."
        )
    if happenings.unproved:
        n, names = len(happenings.unproved), ", ".join(happenings.unproved)
        articles = "1 article has" if n == 1 else f"{n} articles have"
        yield (
            f"{articles} so many events alike that the best alignment was not proved within"
            f" {MOST_SECONDS:g} s: {names}. The best one that was found is used."
        )
    if events.n_sampled:
        yield (
            f"The disagreement on whole lists of events that chance would bring about is that of"
            f" {events.n_sampled} articles drawn from all: there are too many to look at."
        )
    if texts := list(_texts(codebook)):
        yield f"Free text is not compared: {', '.join(texts)}."


def _off_the_scale(found: Mapping[str, Compared]) -> Iterator[str]:
    """Values that only the nominal coefficient of a question knows, as their codes are gone."""
    for name, each in found.items():
        for code, number in each.left.items():
            values, are = ("1 value", "is") if number == 1 else (f"{number} values", "are")
            yield (
                f"{name}: {values} of `{code}` {are} no longer on the scale. They are missing on"
                f" the {each.rated.level} level and a category of their own on the nominal."
            )


def _texts(codebook: Codebook) -> Iterator[str]:
    """The names of what is asked as free text, each once."""
    names = (
        f"{table}.{variable.name}" if table not in ("", ARTICLE) else variable.name
        for table, variable in codebook.all_variables()
        if variable.kind is Kind.TEXT
    )
    return iter(dict.fromkeys(names))
