"""Who codes what: a lead proposes, looks at it, and assigns.

A proposal builds on what is assigned already, which stays, and changes nothing: the same project,
plan and seed give the same proposal. Assigning it is one transaction, and refused if assignments
have changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from random import Random
from uuid import UUID

from annotator.model.assigning import Plan, Proposal
from annotator.model.dealing import (
    Hands,
    deal_further,
    deal_shares,
    deal_to_everyone,
    share_of,
)
from annotator.model.errors import AnnotatorError, NotYours
from annotator.model.list_order import repeats
from annotator.model.study import FIRST_ROUND, TRAINING_ROUND, Coder, Role
from annotator.stages.assigning_study import Draft, Study, no_collecting, read_study
from annotator.stages.project import Project
from annotator.stages.results import Changes, Job, Progress

_PIECE = 5_000
"""Assignments written between two words of progress."""

_REPEAT_ROUND = FIRST_ROUND + 1


def propose(
    project: Project, lead: Coder, plan: Plan, article_ids: Sequence[UUID] | None = None
) -> Job[Proposal]:
    """What a plan comes to for these articles, or for all that are to be coded.

    What somebody has begun without being given it is theirs, too, and counts. Articles on which
    somebody is trained are dealt to nobody: their gold is shown. Raises NotYours, NotFound, and
    AnnotatorError for a plan that cannot be.
    """
    _check(project, lead, plan.coder_ids)
    _check_plan(plan)
    study = yield from read_study(project, article_ids)
    with no_collecting():
        coders = study.seats_of(plan.coder_ids)
        draft, chance = Draft(study, lead, plan.seed), Random(plan.seed)
        hands = study.hands()
        articles = study.without_training(draft.notes)
        if plan.to_everyone:
            deal_to_everyone(hands, articles, coders)
        else:
            deal_shares(hands, articles, coders, plan.overlap, plan.depth, chance)
        draft.confirm(_begun(study, articles, coders, plan.to_everyone))
        draft.give(sorted(hands.dealt))
        _repeat(draft, hands, coders, plan.repeats, chance)
        return draft.proposal(coders, hands)


def propose_list(
    project: Project, lead: Coder, wanted: Sequence[tuple[UUID, UUID]], seed: int = 1
) -> Job[Proposal]:
    """These articles to these coders (article, then coder), where they have not got them."""
    _check(project, lead, [coder_id for _, coder_id in wanted])
    study = yield from read_study(project, [article_id for article_id, _ in wanted])
    draft, hands = Draft(study, lead, seed), study.hands()
    listed = set(study.articles)
    begun: list[tuple[int, int]] = []
    for article_id, coder_id in dict.fromkeys(wanted):
        article, (coder,) = study.number_of(article_id), study.seats_of([coder_id])
        if article not in listed or (article, FIRST_ROUND) in study.given[coder]:
            continue
        if coder in hands.of(article):
            begun.append((article, coder))
        else:
            hands.give(article, coder)
    draft.confirm(sorted(begun))
    draft.give(sorted(hands.dealt))
    return draft.proposal(study.seats_of([coder_id for _, coder_id in wanted]), hands)


def propose_training(
    project: Project,
    lead: Coder,
    coder_ids: Sequence[UUID],
    article_ids: Sequence[UUID] | None = None,
) -> Job[Proposal]:
    """These articles, or all whose gold is submitted, to these coders as training.

    Nobody is trained on an article that they are given or have coded as their own.
    """
    _check(project, lead, coder_ids)
    study = yield from read_study(project, article_ids)
    with project.store.transaction() as records:
        golden = records.submitted_gold()
    articles = [article for article in study.articles if study.ids[article] in golden]
    if article_ids is not None and len(articles) < len(study.articles):
        raise AnnotatorError(
            f"{len(study.articles) - len(articles)} of these articles have no submitted gold to "
            "train on. Settle and submit it first, or leave them out."
        )
    draft, hands = Draft(study, lead, 1), study.hands()
    coders, own = study.seats_of(coder_ids), 0
    for article in articles:
        busy = {*hands.of(article), *study.coded_by(article)}
        for coder in coders:
            if coder in busy:
                own += 1
            elif (article, TRAINING_ROUND) not in study.given[coder]:
                draft.add(article, coder, TRAINING_ROUND)
    if not articles:
        draft.notes.append("No article has submitted gold yet: settle some, then train on them.")
    if own:
        draft.notes.append(f"Left out, as the coder has the article as their own already: {own}.")
    return draft.proposal(coders, hands)


def propose_tie_breaks(
    project: Project,
    lead: Coder,
    coder_ids: Sequence[UUID],
    article_ids: Sequence[UUID] | None = None,
    seed: int = 1,
) -> Job[Proposal]:
    """To each of these articles, or all, that two coders have, a third who has not coded it.

    Who has submitted an article has it, too; who has not, and from whom it was taken back, has it
    not. Four get a fifth: what an odd number of coders has is left out, and proposing again adds
    none.
    """
    _check(project, lead, coder_ids)
    study = yield from read_study(project, article_ids)
    draft, hands = Draft(study, lead, seed), study.hands()
    coded = {article: study.coded_by(article) for article in study.articles}
    tied: list[int] = []
    for article in study.articles:
        n_coders = len(hands.of(article))
        if n_coders and n_coders % 2 == 0:
            tied.append(article)
    barred = {article: {*coded[article], *study.trained_on(article)} for article in tied}
    coders = study.seats_of(coder_ids)
    left = deal_further(hands, tied, coders, Random(seed), barred=barred, by_load=True)
    draft.give(sorted(hands.dealt))
    if not tied:
        draft.notes.append(
            "None of these articles has two coders, or four: there is no tie that one more coder"
            " could break."
        )
    if left:
        draft.notes.append(
            f"For {len(left)} articles there is no third: all of these coders have them already. "
            "Name more coders."
        )
    return draft.proposal(coders, hands)


def propose_leave(
    project: Project, lead: Coder, leaver: Coder, coder_ids: Sequence[UUID] | None, seed: int = 1
) -> Job[Proposal]:
    """What a coder who leaves has not submitted is taken back and dealt to these others.

    coder_ids None: to all others who have something left to code.

    An article that somebody else has, too, goes to a coder who has not got it, so that it stays
    with two. What the leaver has begun stays theirs, and readable. Training and repeats are only
    taken back: they are the leaver's alone.
    """
    _check_lead(project, lead)
    named = None if coder_ids is None else [each for each in coder_ids if each != leaver.id]
    if named is not None:
        _check(project, lead, named)
    study = yield from read_study(project, None)
    others = _at_work(study, leaver) if named is None else named
    with no_collecting():
        draft, hands = Draft(study, lead, seed), study.hands()
        (seat,) = study.seats_of([leaver.id])
        freed: list[int] = []
        for article, round in sorted(study.given[seat]):
            if not study.is_submitted(article, round, seat):
                draft.take_back(article, seat, round)
                if round == FIRST_ROUND:
                    hands.let_go(article, seat)
                    freed.append(article)
        listed = set(study.articles)
        due = [article for article in freed if article in listed]
        coders, chance = study.seats_of(others), Random(seed)
        barred = {article: study.trained_on(article) for article in due}
        left: list[int] = []
        for is_shared in (True, False):  # the others' loads come out even at the end
            some = [article for article in due if bool(hands.of(article)) is is_shared]
            left += deal_further(hands, some, coders, chance, barred=barred)
        draft.give(sorted(hands.dealt))
        if not draft.n_assignments:
            draft.notes.append(f"{leaver.handle} has no article that is not submitted.")
        if left:
            draft.notes.append(
                f"{len(left)} articles are taken back and go to nobody: all of these coders have "
                "them already. Name more coders."
            )
        return draft.proposal([seat, *coders], hands)


def assign(project: Project, lead: Coder, proposal: Proposal) -> Job[Changes]:
    """Make a proposal so, whole or not at all.

    Raises AnnotatorError if assignments have changed since it was made, and NotYours.
    """
    _check_lead(project, lead)
    due = proposal.assignments
    if not due:
        return Changes()
    with project.store.transaction() as records:
        records.wait_to_assign()
        if records.n_assignments() != proposal.n_before:
            raise AnnotatorError(
                "Nothing was assigned: assignments have changed since this was proposed. "
                "Propose again."
            )
        for start in range(0, len(due), _PIECE):
            yield Progress(start, len(due), "assign")
            with no_collecting():
                records.add_assignment_rows(due[start : start + _PIECE])
        taken_back = {each.article_id for each in due if not each.active}
        records.tell_given_at(due[0].made_at, taken_back)
    return Changes(
        articles=frozenset(each.article_id for each in due),
        coders=frozenset(each.coder_id for each in due),
    )


def _check_lead(project: Project, lead: Coder) -> None:
    if lead.role is not Role.LEAD:
        raise NotYours(f"{lead.handle} is no lead of {project.name}. A lead assigns articles.")


def _check(project: Project, lead: Coder, coder_ids: Collection[UUID]) -> None:
    _check_lead(project, lead)
    if not coder_ids:
        raise AnnotatorError("Nobody to assign articles to. Name at least one coder.")


def _check_plan(plan: Plan) -> None:
    for name, share in (("overlap", plan.overlap), ("repeats", plan.repeats)):
        if not 0 <= share <= 1:
            raise AnnotatorError(
                f"{share} is no share of {name}: it goes from 0 to 1. Give for example 0.2."
            )
    if plan.depth < 2:
        raise AnnotatorError(
            f"A shared article goes to 2 coders or more, not to {plan.depth}. Give another depth."
        )
    n_coders = len(set(plan.coder_ids))
    if plan.to_everyone or not plan.overlap:
        return
    if plan.depth > n_coders:
        raise AnnotatorError(
            f"A shared article is to go to {plan.depth} coders, but there are {n_coders} to "
            "choose from. Name more coders, or share none."
        )


def _begun(
    study: Study, articles: Iterable[int], coders: Collection[int], to_everyone: bool
) -> list[tuple[int, int]]:
    """What these have begun without being given it and are to be given: article, then coder.

    That is what nobody is given; what somebody else is given stays as it is, unless it goes to all.
    """
    own = [(article, coder) for coder in coders for article in study.own_of(coder)]
    listed = set(articles) if own else set()
    return sorted(
        (article, coder)
        for article, coder in own
        if article in listed and (to_everyone or not study.is_given(article))
    )


def _at_work(study: Study, leaver: Coder) -> list[UUID]:
    """Those who have something left to code, without the one who leaves."""
    found = [
        coder.id
        for seat, coder in enumerate(study.people)
        if coder.id != leaver.id and study.has_work(seat)
    ]
    if not found:
        raise AnnotatorError(
            f"Nobody else has articles left to code. Name who takes over from {leaver.handle}."
        )
    return found


def _repeat(
    draft: Draft, hands: Hands, coders: Iterable[int], share: float, chance: Random
) -> None:
    """Give each coder a share of their own articles again; what is repeated already counts."""
    if not share:
        return
    for coder in coders:
        own = draft.list_of(coder, FIRST_ROUND)
        again = {article for _, article in draft.list_of(coder, _REPEAT_ROUND)}
        lacking = share_of(share, len(own)) - len(again)
        if lacking <= 0:
            continue
        fresh = [each for each in own if each[1] not in again]
        found = repeats(fresh, len(own) - len(fresh) + len(again), lacking, chance)
        draft.repeat(coder, _REPEAT_ROUND, found)
        if len(found) < lacking:
            draft.notes.append(
                f"{draft.study.people[coder].handle} gets {len(found)} repeats instead of "
                f"{lacking}: the list is too short to have a quarter of it between them."
            )
