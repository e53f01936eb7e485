from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from annotator.model.article import Article
from annotator.model.errors import AnnotatorError, NotFound, NotYours
from annotator.model.query import QueryFault
from annotator.model.study import Coder, Role, State
from annotator.stages import coding, corpus
from annotator.stages.project import Project, add_coder, coder
from tests.build import a_project, an_article, an_event

TEXTS = {
    "Visit": "Wang Yi received Sergey Lavrov in Beijing. They spoke about trade.",
    "Readout": "The ministers of trade met in Geneva, and trade was what they spoke about.",
    "会见": "外交部长王毅在北京会见俄罗斯外长。",
    "Zoo": "A panda was born.",
}


class Lab:
    """A project with four articles, its lead and two coders."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.lead = coder(project, "me")
        self.ana = add_coder(project, "ana")
        self.ben = add_coder(project, "ben")
        made = [
            Article.from_text(text, title=title, publisher="Xinhua", published="2025-02-03")
            for title, text in TEXTS.items()
        ]
        with project.store.transaction() as records:
            records.add_articles([(article, {}) for article in made], self.lead.id)
        self.ids = [article.id for article in made]

    def found(self, words: str, person: Coder | None = None, sort: str = "") -> list[int]:
        return list(corpus.find(self.project, person, words, sort).numbers)

    def worklist(self, person: Coder) -> list[int]:
        rows = coding.worklist(self.project, person)
        return [self.ids.index(row.article_id) + 1 for row in rows]

    def begin(self, person: Coder, number: int) -> None:
        event = an_event(self.ids[number - 1], event_type="CONSULT")
        coding.save_event(self.project, person, event)

    def status(self, number: int, person: Coder | None = None) -> str:
        (line,) = corpus.lines(self.project, person or self.ana, [number])
        return line.status


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(a_project(tmp_path))


def test_a_search_gives_the_best_first_and_everything_when_it_asks_nothing(lab: Lab) -> None:
    assert lab.found("trade") == [2, 1]
    assert lab.found("") == [1, 2, 3, 4]
    assert lab.found("北京") == [3]
    assert lab.found("trade -Geneva") == [1]
    assert lab.found("title:zoo") == [4]
    assert lab.found("date:2025-01..2025-03 panda*") == [4]
    assert lab.found("", sort="title") == [2, 1, 4, 3]


def test_a_faulty_search_is_refused_and_passed_over_while_it_is_typed(lab: Lab) -> None:
    with pytest.raises(QueryFault):
        corpus.find(lab.project, None, "trade OR")
    with pytest.raises(NotFound, match="ana, ben"):
        corpus.find(lab.project, None, "-coder:nobody")
    assert list(corpus.find(lab.project, None, "tra", typing=True).numbers) == [2, 1]
    assert list(corpus.find(lab.project, None, "coder:an", typing=True).numbers) == []


def test_the_status_in_a_search_is_that_of_the_coder_who_searches(lab: Lab) -> None:
    lab.begin(lab.ana, 2)
    coding.set_aside(lab.project, lab.ana, lab.ids[3], "No event.")

    assert lab.found("status:in_progress", lab.ana) == [2]
    assert lab.found("status:to_do", lab.ana) == [1, 3]
    assert lab.found("status:set_aside", lab.ana) == [4]
    assert lab.found("status:to_do", lab.ben) == [1, 2, 3, 4]
    assert lab.found("coder:ana") == [2, 4]
    assert lab.found("coder:ben") == []


def test_lines_tell_what_the_coder_has_done_in_the_order_asked_for(lab: Lab) -> None:
    lab.begin(lab.ana, 2)
    lab.begin(lab.ana, 2)

    lines = corpus.lines(lab.project, lab.ana, [4, 2])

    assert [line.article.title for line in lines] == ["Zoo", "Readout"]
    assert [(line.state, line.n_events) for line in lines] == [(None, 0), (State.IN_PROGRESS, 2)]
    assert [line.status for line in lines] == ["to_do", "in_progress"]
    assert [line.n_events for line in corpus.lines(lab.project, lab.ben, [2])] == [0]


def test_a_snippet_shows_what_was_looked_for(lab: Lab) -> None:
    found = corpus.find(lab.project, None, "trade OR 北京")
    shown = dict(
        zip(found.numbers, corpus.snippets(lab.project, found.numbers, found.query), strict=True)
    )
    assert [span.quote for span in shown[2].spans] == ["trade", "trade"]
    assert [span.quote for span in shown[3].spans] == ["北京"]
    assert shown[1].text.startswith("Wang Yi")
    assert corpus.snippets(lab.project, [1, 2], None)[1].text == ""


def test_what_the_lead_set_aside_stays_with_those_who_have_begun_it(lab: Lab) -> None:
    lab.begin(lab.ana, 2)

    changed = corpus.set_aside(lab.project, lab.lead, [lab.ids[1], lab.ids[3]], "Sport.")

    assert changed.articles == {lab.ids[1], lab.ids[3]}
    assert lab.worklist(lab.ana) == [1, 2, 3]
    assert lab.worklist(lab.ben) == [1, 3]
    assert (lab.status(2), lab.status(2, lab.ben)) == ("in_progress", "set_aside")
    assert lab.found("status:set_aside", lab.ben) == [2, 4]
    assert not corpus.set_aside(lab.project, lab.lead, [lab.ids[1]], "Sport.")


def test_what_the_lead_took_off_worklists_is_off_them_all_and_nothing_coded_is_lost(
    lab: Lab,
) -> None:
    lab.begin(lab.ana, 2)

    corpus.off_worklists(lab.project, lab.lead, [lab.ids[1]], "Not in the sample.")

    assert lab.worklist(lab.ana) == lab.worklist(lab.ben) == [1, 3, 4]
    assert lab.found("status:removed", lab.ben) == [2]
    assert len(coding.opened(lab.project, lab.ana, lab.ids[1]).events) == 1
    corpus.take_back(lab.project, lab.lead, [lab.ids[1]])
    assert lab.worklist(lab.ana) == lab.worklist(lab.ben) == [1, 2, 3, 4]


def test_coders_are_not_given_both_of_two_articles_that_repeat_each_other(lab: Lab) -> None:
    changed = corpus.mark_duplicate(lab.project, lab.lead, lab.ids[1], lab.ids[0])

    assert changed.articles == {lab.ids[1]}
    assert lab.worklist(lab.ana) == [1, 3, 4]
    (line,) = corpus.lines(lab.project, lab.ana, [2])
    assert (line.status, line.article.other) == ("duplicate", 1)
    assert lab.found("status:duplicate") == [2]


def test_what_repeats_a_repetition_repeats_the_first(lab: Lab) -> None:
    first, second, third, _ = lab.ids
    corpus.mark_duplicate(lab.project, lab.lead, second, first)
    corpus.mark_duplicate(lab.project, lab.lead, third, second)

    (line,) = corpus.lines(lab.project, lab.ana, [3])
    assert line.article.other == 1
    with pytest.raises(AnnotatorError, match="take its mark back"):
        corpus.mark_duplicate(lab.project, lab.lead, first, third)
    with pytest.raises(AnnotatorError):
        corpus.mark_duplicate(lab.project, lab.lead, first, first)


def test_only_a_lead_decides_what_is_coded_and_says_why(lab: Lab) -> None:
    for person in (lab.ana, replace(lab.ana, role=Role.ADJUDICATOR)):
        with pytest.raises(NotYours):
            corpus.set_aside(lab.project, person, [lab.ids[0]], "Sport.")
    with pytest.raises(AnnotatorError, match="why"):
        corpus.set_aside(lab.project, lab.lead, [lab.ids[0]], " ")
    with pytest.raises(NotFound):
        corpus.set_aside(lab.project, lab.lead, [lab.ids[0], uuid4()], "Sport.")
    assert lab.status(1) == "to_do"


def test_all_that_a_source_gave_is_known_beside_the_article(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    me = coder(project, "me")
    article = an_article("They met.", title="Talks", publisher="AFP")
    with project.store.transaction() as records:
        records.add_article(article, me.id, {"file": "a.txt", "copyright": "© AFP"})
    about = corpus.about(project, 1)
    assert about.article == article
    assert dict(about.rest) == {"file": "a.txt", "copyright": "© AFP"}
    assert about.reason == ""
    corpus.set_aside(project, me, [article.id], "a list")
    assert corpus.about(project, 1).reason == "a list"
    with pytest.raises(NotFound):
        corpus.about(project, 2)
    project.close()


def test_what_articles_have_is_listed_with_the_commonest_first(tmp_path: Path) -> None:
    project = a_project(tmp_path)
    me = coder(project, "me")
    publishers = ("AFP", "Reuters", "Reuters", "")
    batch = [(an_article(f"Text {n}.", publisher=each), {}) for n, each in enumerate(publishers)]
    with project.store.transaction() as records:
        records.add_articles(batch, me.id)
    assert corpus.values(project, "publisher") == [("Reuters", 2), ("AFP", 1)]
    assert corpus.values(project, "publisher", most=1) == [("Reuters", 2)]
    assert corpus.n_articles(project) == 4
    assert corpus.count(project, me, "publisher:Reuters text") == 2
    assert corpus.count(project, me, "tex", typing=True) == 4
    project.close()


def test_what_was_decided_before_is_restored_with_its_reasons(lab: Lab) -> None:
    corpus.set_aside(lab.project, lab.lead, lab.ids[:1], "not about diplomacy")
    corpus.mark_duplicate(lab.project, lab.lead, lab.ids[1], lab.ids[2], "a reprint")
    before = corpus.decisions(lab.project, lab.ids)
    corpus.off_worklists(lab.project, lab.lead, lab.ids, "too old")
    changes = corpus.restore(lab.project, lab.lead, before)
    assert changes.articles == frozenset(lab.ids)
    assert corpus.decisions(lab.project, lab.ids) == before
    assert corpus.about(lab.project, 1).reason == "not about diplomacy"
    assert not corpus.restore(lab.project, lab.lead, before)
    with pytest.raises(NotYours):
        corpus.restore(lab.project, lab.ana, before)
