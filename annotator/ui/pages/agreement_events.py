"""Did the coders see the same events? In numbers, by coder, and article by article, with why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.model.agreement import (
    ArticleAlignment,
    EventAgreement,
    EventLine,
)
from annotator.model.errors import AnnotatorError
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.pages.agreement_columns import (
    CoderEvents,
    article_columns,
    seen_columns,
)
from annotator.ui.pages.agreement_why import WhyPanel
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_words import (
    whole,
)
from annotator.ui.widgets.chart_view import ChartView
from annotator.ui.widgets.chart_words import chart_words
from annotator.ui.widgets.fact_table import FactColumn, FactTable, Heading
from annotator.ui.widgets.number_sheet import Explained, NumberTile

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annotator.charts.look import Look
    from annotator.charts.sheet import Drawn
    from annotator.stages.agreement import ComparedArticle, Comparison

_TILES = 8
_WIDE = 1_400


class EventsView(QWidget):
    """The numbers above; below them the articles, their happenings, and why events are one."""

    choice_asked = Signal(str, object, object)  # join, part or forget; ArticleAlignment, EventPair
    article_chosen = Signal(object)  # UUID: to be shown on the Code page
    explain_asked = Signal(object)  # Explained
    moved = Signal()  # the keys are at another number

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_events")
        self.desk = desk
        self.comparison: Comparison | None = None
        self.alignment: ArticleAlignment | None = None
        self._article: UUID | None = None
        self._aligning = Latest(desk.reader, self)
        self._aligning.answered.connect(self._on_aligned)
        self._aligning.refused.connect(self._on_refused)
        self._listing = Latest(desk.reader, self)
        self._listing.answered.connect(self._on_listed)
        self._listing.refused.connect(self._on_refused)
        self._make_tables()
        self._build()
        self.open = QAction(self.tr("Open the article on the Code page"), self)
        self.open.setShortcut(QKeySequence("o"))
        self.open.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.open.triggered.connect(lambda _=False: self._open())
        self.addAction(self.open)

    # --- building ------------------------------------------------------------------------

    def _make_tables(self) -> None:
        tr = self.tr
        self.coders: FactTable[CoderEvents] = FactTable(
            "agreement_recall", tr("Events by coder"), seen_columns(), lambda row: row.coder
        )
        self.articles: FactTable[ComparedArticle] = FactTable(
            "agreement_articles",
            tr("Articles that are compared"),
            article_columns(),
            lambda row: row.article_id,
        )
        self.events: FactTable[EventLine] = FactTable(
            "agreement_happenings",
            tr("Events of the article, by happening"),
            [
                FactColumn("coder", tr("Coder"), lambda row: row.coder, 90),
                FactColumn("words", tr("Event"), lambda row: row.words, 0),
            ],
            lambda row: row.event_id,
        )
        self.why = WhyPanel(self.desk, self.events)
        self.why.choice_asked.connect(
            lambda name, pair: self.choice_asked.emit(name, self.alignment, pair)
        )
        self.tables: tuple[FactTable[Any], ...] = (
            self.coders,
            self.articles,
            self.events,
            self.why.pairs,
            self.why.parts,
        )
        for table in self.tables:
            table.moved.connect(self.moved)
        self.events.setProperty("look", "plain")
        self.articles.picked.connect(self._on_article)
        self.articles.opened.connect(lambda _: self.events.setFocus())
        self.events.picked.connect(lambda _: self._show_pairs())
        self.events.opened.connect(lambda _: self.why.pairs.setFocus())

    def _build(self) -> None:
        self.same = ChartView("same_events", self.tr("Did the coders see the same events?"))
        self.heat = ChartView("events_coder_by_coder", self.tr("F1 of events, coder by coder"))
        self.charts = (self.same, self.heat)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setHandleWidth(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
        band, below = QWidget(), QSplitter()
        split.addWidget(band)
        split.addWidget(below)
        split.setSizes([190, 500])
        split.setStretchFactor(1, 1)
        split.setChildrenCollapsible(False)
        row = QHBoxLayout(band)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(16)
        row.addLayout(self._tiles(), 0)
        row.addWidget(self.coders, 2)
        row.addWidget(self.heat, 2)
        row.addWidget(self.same, 3)
        band.setMinimumHeight(150)
        below.setHandleWidth(1)
        below.addWidget(self.articles)
        below.addWidget(self.events)
        below.addWidget(self.why)
        below.setSizes([330, 400, 474])
        for place, stretch in enumerate((1, 2, 2)):
            below.setStretchFactor(place, stretch)
        below.setChildrenCollapsible(False)

    def _tiles(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(4)
        self.tiles = [NumberTile(f"agreement_tile_{place}") for place in range(_TILES)]
        for place, tile in enumerate(self.tiles):
            tile.setMinimumWidth(118)
            tile.clicked.connect(lambda _=False, at=tile: self.explain_asked.emit(at.explained))
            grid.addWidget(tile, place // 2, place % 2)
        return grid

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The chart of what the tiles say has room on a large screen only."""
        super().resizeEvent(event)
        self.same.setVisible(self.width() >= _WIDE)

    # --- showing -------------------------------------------------------------------------

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show what coders saw; the article that is chosen stays chosen."""
        self.comparison = comparison
        if comparison is None or comparison.report.events is None:
            self.alignment = self._article = None
            for table in self.tables:
                table.show_rows([])
            for chart in self.charts:
                chart.show_chart(None, "")
            return
        events = comparison.report.events
        for tile, explained in zip(self.tiles, meaning.event_numbers(events), strict=True):
            tile.show_number(explained)
        coders = comparison.report.settings.coders
        self.coders.show_rows(
            [CoderEvents(c, events.recall.get(c), events.precision.get(c)) for c in coders]
        )
        self._draw(events, coders, comparison.report.settings.threshold)
        self._listing.ask(lambda: _articles(comparison))

    def _draw(self, events: EventAgreement, coders: Sequence[str], threshold: float) -> None:
        from annotator.charts.events import describe_together, together
        from annotator.charts.heat import describe_heat_of, heat_of

        words = chart_words()

        def draw_same(figure: Figure, look: Look) -> Drawn:
            return together(figure, events, look, words)

        def draw_heat(figure: Figure, look: Look) -> Drawn:
            return heat_of(figure, events.matrix, coders, look, threshold, words)

        self.same.show_chart(draw_same, describe_together(events, words))
        self.heat.show_chart(draw_heat, describe_heat_of(events.matrix, coders, words))

    def _on_listed(self, rows: Sequence[ComparedArticle]) -> None:
        self._article = None  # what is known of the chosen article is of the last comparison
        self.articles.show_rows(rows)
        self._on_article(self.articles.current())

    def _on_article(self, row: ComparedArticle | None) -> None:
        comparison = self.comparison
        if row is None or comparison is None or row.article_id == self._article:
            return
        article_id = self._article = row.article_id
        self._aligning.ask(lambda: _alignment(comparison, article_id))

    def _on_aligned(self, alignment: ArticleAlignment) -> None:
        if alignment.article_id != self._article:
            return
        self.alignment = alignment
        rows: list[EventLine | Heading] = []
        for number, cluster in enumerate(alignment.clusters, 1):
            rows.append(Heading(self._happening_words(number, cluster)))
            rows += cluster
        self.events.show_rows(rows)
        self._show_pairs()

    def _happening_words(self, number: int, cluster: Sequence[EventLine]) -> str:
        n = whole(number)
        if len(cluster) == 1:
            return self.tr("Happening {n}: seen by {coder} alone").format(
                n=n, coder=cluster[0].coder
            )
        return self.tr("Happening {n}: seen by {coders} coders").format(
            n=n, coders=whole(len(cluster))
        )

    def _show_pairs(self) -> None:
        self.why.show_event(self.events.current(), self.alignment)

    def _open(self) -> None:
        row = self.articles.current()
        if row is not None:
            self.article_chosen.emit(row.article_id)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.why.said.setText(str(error))

    # --- the page ------------------------------------------------------------------------

    def take_focus(self) -> None:
        """Go to the list of articles."""
        self.articles.setFocus()

    def explained(self) -> Explained | None:
        """What the number says at which the keys are."""
        tile = next((each for each in self.tiles if each.hasFocus()), None)
        if tile is not None:
            return tile.explained
        chart = next((each for each in self.charts if each.hasFocus()), None)
        if chart is not None:
            return chart.explained
        table = next((each for each in self.tables if each.hasFocus()), None)
        return None if table is None else table.explained()

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._aligning.forget()
        self._listing.forget()
        self.show_comparison(None)

    def restyle(self) -> None:
        """Take on the theme in force."""
        for chart in self.charts:
            chart.restyle()


def _articles(comparison: Comparison) -> list[ComparedArticle]:
    from annotator.stages.agreement import compared_articles

    return list(compared_articles(comparison))


def _alignment(comparison: Comparison, article_id: UUID) -> ArticleAlignment:
    from annotator.stages.agreement import alignment_of

    found: ArticleAlignment = alignment_of(comparison, article_id)
    return found
