"""Articles on the screen: ours with tables and marks, beside QTextBrowser's plain text."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QTextBrowser, QWidget

from annotator.model.article import Article
from annotator.model.span import Span
from annotator.ui.widgets.article_view import ArticleView, Mark
from annotator.ui.widgets.target import Target
from tests.bench.corpus import articles, long_article, places
from tests.bench.measure import Figure, Step, alternate

FAMILIES = ("participants", "topics", "positions", "place", "date", "event")
WARM_UP = 20
"""The fonts of other scripts are looked up once; that is nobody's switch."""

SIZE = (760, 900)


class Painted(QObject):
    """Waits until a widget, or a part of it, has painted what it was last shown."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._count = 0
        for part in (widget, *widget.findChildren(QWidget)):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self._count += event.type() == QEvent.Type.Paint
        return False

    def after(self, step: Step) -> None:
        """Carry out a step and come back when it is on the screen."""
        self._count = 0
        step()
        for _ in range(100):
            QApplication.processEvents()
            if self._count:
                return
        raise RuntimeError("nothing was painted")


class Pages:
    """Our article view and a QTextBrowser, each shown the same articles in turn."""

    def __init__(self, number: int) -> None:
        self._articles = list(articles(min(number, 400)))
        self._marks = {article.id: _marks(article) for article in self._articles}
        self._ours, self._plain = ArticleView(), QTextBrowser()
        for widget in (self._ours, self._plain):
            widget.resize(*SIZE)
            widget.show()
        self._ours_painted, self._plain_painted = Painted(self._ours), Painted(self._plain)
        for step in (*self._steps(WARM_UP), *self._floor(WARM_UP)):
            step()

    def switch(self) -> Figure:
        """Another article with its marks, painted."""
        number = min(len(self._articles), 200)
        return alternate(self._steps(number), self._floor(number))

    def long(self) -> Figure:
        """An article of 200 kB."""
        rounds = [long_article(200_000, seed) for seed in range(5)]
        ours = [self._show(article, _marks(article)) for article in rounds]
        return alternate(ours, [self._show_plain(article) for article in rounds])

    def growth(self, switches: int) -> Figure:
        """How much memory so many switches leave behind, in MiB."""
        for step in self._steps(min(switches, 500)):
            step()
        gc.collect()
        before = resident()
        for step in self._steps(switches):
            step()
        gc.collect()
        return Figure(resident() - before)

    def _steps(self, number: int) -> Iterator[Step]:
        for article in islice(cycle(self._articles), number):
            yield self._show(article, self._marks[article.id])

    def _floor(self, number: int) -> Iterator[Step]:
        for article in islice(cycle(self._articles), number):
            yield self._show_plain(article)

    def _show(self, article: Article, marks: list[Mark]) -> Step:
        def show() -> None:
            self._ours.show_article(article, "example.org")
            self._ours.show_marks(marks)

        return lambda: self._ours_painted.after(show)

    def _show_plain(self, article: Article) -> Step:
        return lambda: self._plain_painted.after(lambda: self._plain.setPlainText(article.text))


def _marks(article: Article) -> list[Mark]:
    return [
        Mark(
            Span.of(article.text, start, end),
            family,
            family[0],
            family,
            Target(None, family, index, "actor"),
        )
        for index, ((start, end), family) in enumerate(
            zip(places(article.text, len(FAMILIES)), FAMILIES, strict=False)
        )
    ]


def resident() -> float:
    """What this process holds, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("the kernel tells no resident memory")
