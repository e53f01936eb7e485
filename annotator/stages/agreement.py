"""Coders compared: how far they agree on each question, and whether they saw the same events.

A comparison is read in pieces and computed in memory; what reviewers decide about it (articles that
are released, events that are one happening, the threshold) is kept in the project. While coding is
blind, a coder sees no comparison, and reviewers see released articles only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING
from uuid import UUID

from annotator.model.agreement import THRESHOLDS
from annotator.model.errors import AnnotatorError, NotFound, NotSaved, NotYours
from annotator.model.event import Lane
from annotator.model.study import FIRST_ROUND, AlignmentChoice, Coder, Role
from annotator.stages.comparing.alignments import alignment_of
from annotator.stages.comparing.comparison import Comparison, compared
from annotator.stages.comparing.details import compared_articles, details
from annotator.stages.comparing.reading import (
    ComparedArticle,
    person_and_round,
    rater_name,
    surveyed,
)
from annotator.stages.project import Project
from annotator.stages.results import Changes, Job

if TYPE_CHECKING:
    from annotator.store.records import Records

__all__ = [
    "ComparedArticle",
    "Comparison",
    "alignment_of",
    "compare",
    "compared_articles",
    "details",
    "footing",
    "forget_choice",
    "join",
    "may_compare",
    "part",
    "raters",
    "release",
    "set_threshold",
    "threshold",
    "unreleased",
]

_THRESHOLD = "agreement threshold"
_NO_SCALES: Mapping[str, str] = MappingProxyType({})


def compare(
    project: Project,
    *,
    coders: Sequence[str] = (),
    by: Coder | None = None,
    scales: Mapping[str, str] = _NO_SCALES,
    samples: int = 1000,
    seed: int = 1,
    threshold: float | None = None,
) -> Job[Comparison]:
    """How far coders agree, over the articles that at least two of them submitted.

    coders: handles, and "gold" for the settled coding; without any, all who submitted something.
        "ana:2" is ana's hidden repeat, held against "ana" for drift; "ana:0" is ana in training.
    by: who looks; but for a lead only released articles are compared. None works as a lead.
    scales: by the name of a variable as in exports, the scale on which it is compared instead.
    samples: bootstrap resamples of articles, 0 for none. threshold: else the project's.
    Raises NotYours while coding is blind for `by`, NotFound for a coder or variable that is not
    there, AnnotatorError if there are not two coders or a scale does not fit.
    """
    if by is not None and (refusal := may_compare(project, by)):
        raise NotYours(refusal)
    line = _threshold(project) if threshold is None else threshold
    comparison = yield from compared(
        project,
        coders,
        is_lead=by is None or by.role is Role.LEAD,
        scales=scales,
        samples=samples,
        seed=seed,
        threshold=line,
    )
    return comparison


# What reviewers see


def raters(project: Project, by: Coder | None = None) -> tuple[str, ...]:
    """Who can be compared: all who submitted something, by name; then "gold" if there is any.

    Last come the rounds of training and of hidden repeats, as "ana:0" and "ana:2".
    by: who looks; but for a lead only released articles count. None works as a lead.
    """
    with project.store.transaction() as records:
        released = records.released()
    is_lead = by is None or by.role is Role.LEAD
    found: set[str] = set()
    for piece in surveyed(project, at_least=1, all_rounds=True):
        for each in piece:
            if is_lead or each.article_id in released:
                found |= each.finished.keys()
    return tuple(sorted(found, key=_place_among_raters))


def _place_among_raters(name: str) -> tuple[bool, bool, str]:
    is_other_round = person_and_round(name)[1] != FIRST_ROUND
    return is_other_round, name == Lane.GOLD.value, name


def may_compare(project: Project, coder: Coder) -> str:
    """Why this coder may not see a comparison, in a sentence; "" if they may."""
    if coder.role is not Role.CODER:
        return ""
    with project.store.transaction() as records:
        number = records.n_begun_unreleased()
    if not number:
        return ""
    articles = "1 article is" if number == 1 else f"{number} articles are"
    return (
        f"Coding is still blind: {articles} begun or submitted and not yet released. Agreement"
        " opens to coders when a lead has released all of them."
    )


def unreleased(project: Project) -> list[UUID]:
    """The articles that two or more submitted and that reviewers are not shown yet, in order."""
    with project.store.transaction() as records:
        released = records.released()
    found: list[UUID] = []
    for piece in surveyed(project):
        found += [each.article_id for each in piece if each.article_id not in released]
    return found


def release(project: Project, lead: Coder, article_ids: Sequence[UUID] | None = None) -> Changes:
    """Show articles to reviewers; what is released stays released. Only a lead may.

    article_ids: None for all that two or more submitted. Raises NotFound for an unknown article.
    """
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead releases articles.")
    wanted = unreleased(project) if article_ids is None else list(dict.fromkeys(article_ids))
    with project.store.transaction() as records:
        _refuse_unknown(records, wanted)
        new = sorted(set(wanted) - records.released())
        if not new:
            return Changes()
        records.release(new, lead.id)
    return Changes(articles=frozenset(new))


def _refuse_unknown(records: Records, article_ids: Sequence[UUID]) -> None:
    known = records.numbers(article_ids)
    for article_id in article_ids:
        if article_id not in known:
            raise NotFound(f"There is no article {article_id}. Nothing was changed.")


# What reviewers say about events


def join(project: Project, reviewer: Coder, article_id: UUID, first: UUID, second: UUID) -> Changes:
    """Take two events of different coders for one happening, whatever their distance is.

    Raises NotYours for a coder, NotFound for events that are not the article's, AnnotatorError if
    that would put two events of one coder together.
    """
    return _choose(project, AlignmentChoice(article_id, first, second, True, reviewer.id), reviewer)


def part(project: Project, reviewer: Coder, article_id: UUID, first: UUID, second: UUID) -> Changes:
    """Take two events of different coders for two happenings, however near they are; as `join`."""
    choice = AlignmentChoice(article_id, first, second, False, reviewer.id)
    return _choose(project, choice, reviewer)


def forget_choice(
    project: Project, reviewer: Coder, article_id: UUID, first: UUID, second: UUID
) -> Changes:
    """Take back what was said about two events: what the program finds counts again."""
    return _choose(project, AlignmentChoice(article_id, first, second, None, reviewer.id), reviewer)


def _choose(project: Project, choice: AlignmentChoice, reviewer: Coder) -> Changes:
    if reviewer.role is Role.CODER:
        raise NotYours(
            f"{reviewer.handle} is a coder. An adjudicator or lead says which events are one."
        )
    pair = tuple(sorted((choice.first, choice.second)))
    with project.store.transaction() as records:
        if reviewer.role is not Role.LEAD and choice.article_id not in records.released():
            raise NotYours("This article is not released yet. A lead releases it.")
        said = {
            (each.first, each.second): each.joined
            for each in records.alignment_choices(choice.article_id)
        }
        if said.get((pair[0], pair[1])) == choice.joined:
            return Changes()
        if choice.joined is not None:
            _refuse_contradiction(_owners(records, choice.article_id), said, choice)
        records.add_alignment_choice(choice)
    return Changes(articles=frozenset({choice.article_id}), events=frozenset(pair))


def _owners(records: Records, article_id: UUID) -> dict[UUID, str]:
    """Whose each standing event of the article is: a coder's in a round; gold is one owner."""
    return {
        head.event.id: Lane.GOLD.value
        if lane is Lane.GOLD
        else rater_name(str(head.coder_id), head.round)
        for lane in Lane
        for head in records.article_heads(article_id, lane)
    }


def _refuse_contradiction(
    owners: Mapping[UUID, str],
    said: Mapping[tuple[UUID, UUID], bool | None],
    choice: AlignmentChoice,
) -> None:
    """Refuse a choice that cannot hold beside those that stand; raises NotFound too."""
    for event_id in (choice.first, choice.second):
        if event_id not in owners:
            raise NotFound(f"The article has no event {event_id} any more. Compare again.")
    first, second = sorted((choice.first, choice.second))
    if owners[first] == owners[second]:
        raise AnnotatorError("Both events are of one coder. Events of two coders can be one.")
    standing = {**said, (first, second): choice.joined}
    joined = [pair for pair, together in standing.items() if together and set(pair) <= set(owners)]
    happening = _happenings(joined)
    for one, other in standing:
        if standing[one, other] is False and happening.get(one, one) == happening.get(other, other):
            raise AnnotatorError(
                "That contradicts what was said about these events: two of them were joined with"
                " one and parted from each other. Take back one of those choices first."
            )
    members: dict[tuple[UUID, str], UUID] = {}
    for event_id, root in happening.items():
        if members.setdefault((root, owners[event_id]), event_id) != event_id:
            raise AnnotatorError(
                "That would put two events of one coder into one happening. Take back what joined"
                " the other one first."
            )


def _happenings(joined: Sequence[tuple[UUID, UUID]]) -> dict[UUID, UUID]:
    """The events that were joined, each with one that stands for all it was joined with."""
    root: dict[UUID, UUID] = {}
    for first, second in joined:
        old, new = root.setdefault(first, first), root.setdefault(second, second)
        root.update({event_id: new for event_id, of in root.items() if of == old})
    return root


# What a comparison rests on


def footing(project: Project) -> tuple[int | float, ...]:
    """Numbers that differ whenever a comparison could; quick to ask, however large the project."""
    with project.store.transaction() as records:
        return (*records.footing(), _threshold_of(records))


def threshold(project: Project) -> float:
    """The coefficient that this lab asks of its variables; .800 unless a lead said otherwise."""
    with project.store.transaction() as records:
        return _threshold_of(records)


_threshold = threshold  # `compare` has a parameter of this name


def _threshold_of(records: Records) -> float:
    found = records.setting(_THRESHOLD)
    is_number = isinstance(found, int | float) and not isinstance(found, bool)
    return float(found) if is_number else THRESHOLDS[1]


def set_threshold(project: Project, lead: Coder, value: float) -> Changes:
    """Ask this coefficient of every variable from now on. Only a lead may."""
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead sets the threshold.")
    if not 0 < value <= 1:
        raise NotSaved("A threshold is above 0 and at most 1, such as 0.8. Correct it.")
    with project.store.transaction() as records:
        if _threshold_of(records) != value:
            records.set_setting(_THRESHOLD, value, lead.id)
    return Changes()
