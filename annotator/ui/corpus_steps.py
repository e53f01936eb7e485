"""What a lead decides about articles for everybody, and the search for those that repeat others."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QLocale, QTimer

from annotator.model.article import ArticleRow
from annotator.model.errors import AnnotatorError
from annotator.stages.results import Changes, Job
from annotator.ui.corpus_dialogs import AskReason, ChooseOriginal
from annotator.ui.jobs import Latest, Task, Worker
from annotator.ui.steps import DecideArticles
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.corpus import Decision
    from annotator.stages.duplicates import DuplicateReport, Pair
    from annotator.stages.project import Project
    from annotator.ui.main_window import MainWindow
    from annotator.ui.pages.articles import ArticlesPage

    Decide = Callable[[Project, Coder], Changes]

SOON_MS = 1_500
"""After an import, the search for duplicates waits until the lists have been read."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Articles something is to be done with, and how many of them somebody has coded in."""

    rows: list[ArticleRow]
    n_begun: int

    @property
    def ids(self) -> list[UUID]:
        """Their ids."""
        return [row.id for row in self.rows]


class CorpusSteps(WindowSteps):
    """Each step says what it will touch, asks why where that is to be known, and can be undone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.finder = Worker(self)
        self._search: Task | None = None
        self._then: Callable[[Chosen], None] | None = None
        self._counting = Latest(self.desk.reader, self)
        self._counting.answered.connect(self._on_counted)
        self._counting.refused.connect(self._on_refused)
        self._looking = Latest(self.desk.reader, self)
        self._looking.answered.connect(self._on_looked)
        self._looking.refused.connect(self._on_refused)
        self.soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self.soon.timeout.connect(self.look_for_duplicates)
        self._page: ArticlesPage | None = None
        self.desk.project_closing.connect(self._on_closing)
        self.desk.stored.connect(self._on_stored)

    def follow(self, page: ArticlesPage) -> None:
        """Do what is asked for on the Articles page, now that it is there."""
        self._page = page
        page.decision_asked.connect(self._on_asked)
        page.pair_decided.connect(self._on_pair)
        page.pairs_asked.connect(self.look_for_duplicates)
        page.pairs.stop_asked.connect(self.stop_search)

    # --- decisions -----------------------------------------------------------------------

    def _on_asked(self, name: str, numbers: Sequence[int]) -> None:
        steps = {
            "set_aside": self.set_aside,
            "duplicate": self.mark_duplicates,
            "off_worklists": self.off_worklists,
            "take_back": self.take_back,
        }
        steps[name](numbers)

    def _on_pair(self, name: str, pair: Pair) -> None:
        if name == "second_repeats":
            self.mark(pair.first.id, [pair.second.id])
        elif name == "first_repeats":
            self.mark(pair.second.id, [pair.first.id])
        else:
            self.keep_both(pair, name == "keep_both")

    def set_aside(self, numbers: Sequence[int]) -> None:
        """Articles that nobody is to begin."""
        self._count(numbers, self._set_aside)

    def _set_aside(self, chosen: Chosen) -> None:
        from annotator.stages.corpus import set_aside

        title = self.tr("Set aside {articles}?").format(articles=self._articles(chosen))
        words = self.tr("Coders are not given what is set aside, unless they have begun it.")
        reason = self._reason(chosen, title, self.tr("Set aside"), words)
        if reason is not None:
            ids, done = chosen.ids, self.tr("Set aside: {n}")
            text = self.tr("Set aside {articles}").format(articles=self._articles(chosen))
            self._decide(
                lambda project, lead: set_aside(project, lead, ids, reason), ids, done, text
            )

    def off_worklists(self, numbers: Sequence[int]) -> None:
        """Articles that leave every worklist on which they are not submitted."""
        self._count(numbers, self._off_worklists)

    def _off_worklists(self, chosen: Chosen) -> None:
        from annotator.stages.corpus import off_worklists

        title = self.tr("Take {articles} off all worklists?")
        title = title.format(articles=self._articles(chosen))
        words = self.tr("Those who have begun lose it, too; what is submitted stays.")
        reason = self._reason(chosen, title, self.tr("Take off"), words)
        if reason is not None:
            ids, done = chosen.ids, self.tr("Off all worklists: {n}")
            text = self.tr("Take {articles} off all worklists")
            self._decide(
                lambda project, lead: off_worklists(project, lead, ids, reason),
                ids,
                done,
                text.format(articles=self._articles(chosen)),
            )

    def take_back(self, numbers: Sequence[int]) -> None:
        """Articles about which nothing is decided any more."""
        self._count(numbers, self._take_back)

    def _take_back(self, chosen: Chosen) -> None:
        from annotator.stages.corpus import take_back

        ids = [row.id for row in chosen.rows if row.state]
        if ids:
            done = self.tr("Taken back: {n}")
            text = self.tr("Take back what was decided about {articles}")
            text = text.format(articles=self._articles(chosen))
            self._decide(lambda project, lead: take_back(project, lead, ids), ids, done, text)
        else:
            self._tell_page(self.tr("Nothing was decided about them."))

    def mark_duplicates(self, numbers: Sequence[int]) -> None:
        """Articles that repeat another, which is asked for."""
        self._count(numbers, self._choose_original)

    def _choose_original(self, chosen: Chosen) -> None:
        from annotator.stages import corpus

        project = self.desk.project
        if project is None:
            return

        def find(words: str, most: int) -> list[ArticleRow]:
            found = corpus.find(project, None, words, typing=True)
            rows = corpus.rows(project, found.numbers[: most + 1])
            return [row for row in rows if is_many or row.id != chosen.rows[0].id][:most]

        is_many = len(chosen.rows) > 1
        likely = chosen.rows if is_many else ()
        guess = "" if is_many else " ".join(re.findall(r"\w+", chosen.rows[0].title)).lower()
        words = self.tr(
            "{articles}: coders are not given what repeats another article. {begun} “Take back” "
            "(t) undoes it."
        ).format(articles=self._articles(chosen), begun=self._begun(chosen))
        original = ChooseOriginal.ask(self.window, words, likely, find, self.desk.reader, guess)
        if original is not None:
            self.mark(original.id, [id for id in chosen.ids if id != original.id])

    def mark(self, original: UUID, ids: Sequence[UUID]) -> None:
        """These articles repeat the original; nothing more is asked."""

        def decide(project: Any, lead: Any) -> Changes:
            from annotator.stages.corpus import mark_duplicate

            changes = Changes()
            for id in ids:
                changes |= mark_duplicate(project, lead, id, original)
            return changes

        text = self.tr("Mark {n} as repeating").format(n=QLocale().toString(len(ids)))
        self._decide(decide, ids, self.tr("Marked as repeating: {n}"), text)

    def keep_both(self, pair: Pair, is_kept: bool = True) -> None:
        """Both articles of a pair are to be coded; what was decided about them is taken back."""

        first, second = pair.first, pair.second
        repeating = [row.id for row in (first, second) if row.state == "duplicate"]

        def decide(project: Any, lead: Any) -> Changes:
            from annotator.stages.corpus import take_back
            from annotator.stages.duplicates import keep_both

            changes = take_back(project, lead, repeating)
            return changes | keep_both(project, lead, first.id, second.id, is_kept)

        def undecide(project: Any, lead: Any) -> Changes:
            from annotator.stages.duplicates import keep_both

            return keep_both(project, lead, first.id, second.id, not is_kept)

        done = self.tr("Both are to be coded") if is_kept else self.tr("Taken back")
        text = self.tr("Keep both articles") if is_kept else self.tr("Take back what was decided")
        self._decide(decide, repeating, done, text, undecide)

    def _count(self, numbers: Sequence[int], then: Callable[[Chosen], None]) -> None:
        """Find out what is known of these articles, then go on."""
        project = self.desk.project
        if project is None or not numbers or self.desk.is_read_only:
            return

        def work() -> Chosen:
            from annotator.stages import corpus

            rows = corpus.rows(project, numbers)
            begun = {each.article_id for each in corpus.standings(project, rows)}
            return Chosen(rows, len(begun))

        self._then = then
        self._counting.ask(work)

    def _on_counted(self, chosen: Chosen) -> None:
        then, self._then = self._then, None
        if then is not None and chosen.rows:
            then(chosen)

    def _reason(self, chosen: Chosen, title: str, verb: str, words: str) -> str | None:
        """Say what will be touched, and ask why; None if it is not to be done."""
        said = " ".join((words, self._begun(chosen), self.tr("“Take back” (t) undoes it.")))
        return AskReason.ask(self.window, title, verb, said)

    def _articles(self, chosen: Chosen) -> str:
        n = len(chosen.rows)
        if n == 1:
            return self.tr("“{title}”").format(title=chosen.rows[0].title or self.tr("Untitled"))
        return self.tr("{n} articles").format(n=QLocale().toString(n))

    def _begun(self, chosen: Chosen) -> str:
        """How many have codings, and what becomes of those."""
        n = chosen.n_begun
        if not n:
            return self.tr("Nothing is coded yet.")
        words = self.tr("{n} of them have codings: nothing coded is deleted.")
        if len(chosen.rows) == 1:
            words = self.tr("It has codings: nothing coded is deleted.")
        elif n == 1:
            words = self.tr("One of them has codings: nothing coded is deleted.")
        return words.format(n=QLocale().toString(n))

    def _decide(
        self,
        decide: Decide,
        ids: Sequence[UUID],
        done: str,
        text: str,
        undecide: Decide | None = None,
    ) -> None:
        """Carry a decision out where writing is done, as a step that can be undone.

        ids: the articles it is about. done: what is said then, with their number. text: the step.
        undecide: takes back what is no decision about one article.
        """
        project = self.desk.project

        def work(project: Project, lead: Coder) -> tuple[Changes, Mapping[Decision, list[UUID]]]:
            from annotator.stages.corpus import decisions

            before = decisions(project, ids)
            return decide(project, lead), before

        def back(project: Project, lead: Coder) -> Changes:
            from annotator.stages.corpus import restore

            changes = Changes() if undecide is None else undecide(project, lead)
            return changes | restore(project, lead, before)

        def on_done(made: tuple[Changes, Mapping[Decision, list[UUID]]]) -> None:
            before.update(made[1])
            if made[0] and self.desk.project is project:
                self.desk.undo_stack.push(
                    DecideArticles(
                        text,
                        lambda: self._carry_out(decide, lambda changes: self._say(changes, done)),
                        lambda: self._carry_out(back, lambda changes: self._say(changes, undone)),
                    )
                )
            self._say(made[0], done)

        before: dict[Decision, list[UUID]] = {}
        undone = self.tr("Undone: {n}")
        self._carry_out(work, on_done)

    def _carry_out(
        self, work: Callable[[Project, Coder], Any], then: Callable[[Any], None]
    ) -> None:
        """Do work as the lead where writing is done, on the page that shows what comes of it."""
        project, lead = self.desk.project, self.desk.coder
        if project is None or lead is None or self.desk.is_read_only:
            return
        self.window.show_articles()
        self._tell_page(self.tr("Being saved…"))
        task = self.desk.worker.call(lambda: work(project, lead))
        task.done.connect(then)
        task.refused.connect(self._on_refused)

    def _say(self, changes: Changes, done: str) -> None:
        if changes:
            self.desk.stored.emit(changes)
            self.window.coding.work.reload()
            self._tell_page(done.format(n=QLocale().toString(len(changes.articles))))
        else:
            self._tell_page(self.tr("That was decided already."))

    def _tell_page(self, words: str) -> None:
        if self._page is not None:
            self._page.say(words)

    def _on_refused(self, error: BaseException) -> None:
        self.tell(self.tr("That was not possible"), error)

    # --- duplicates ----------------------------------------------------------------------

    def _on_stored(self, changes: Changes) -> None:
        if not changes.events:
            self.soon.start()

    def look_for_duplicates(self) -> None:
        """Search those articles that were never looked through, if there are any."""
        project = self.desk.project
        if project is None or self.desk.is_read_only or self._search is not None:
            return

        def is_due() -> bool:
            from annotator.stages.duplicates import is_up_to_date

            return not is_up_to_date(project)

        self._looking.ask(is_due)

    def _on_looked(self, is_due: bool) -> None:
        project = self.desk.project
        if not is_due or project is None or self._search is not None:
            return

        def job() -> Job[DuplicateReport]:
            from annotator.stages.duplicates import find_duplicates

            return find_duplicates(project)

        task = self._search = self.finder.run(job)
        task.progressed.connect(lambda p: self._show_progress(p.done, p.total))
        task.refused.connect(self._on_search_refused)
        task.ended.connect(self._on_search_ended)

    def stop_search(self) -> None:
        """End the search for duplicates; what it has found is kept."""
        if self._search is not None:
            self._search.cancel()

    def _on_search_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._tell_page(str(error))

    def _show_progress(self, done: int, total: int) -> None:
        """Of a search nobody looks at, nothing is shown: the page is not made for that."""
        if self._page is not None:
            self._page.pairs.show_progress(done, total)

    def _on_search_ended(self) -> None:
        self._search = None
        self._show_progress(0, 0)
        if self._page is not None:
            self._page.pairs.reload()

    def _on_closing(self) -> None:
        self.soon.stop()
        for each in (self._counting, self._looking):
            each.forget()
        self.stop_search()
        self.finder.wait()
