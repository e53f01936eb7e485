"""What stands behind one variable of the Agreement page: in words, in tables, in charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.model.agreement import (
    CoderLine,
    Confusion,
    Disagreement,
    DriftPoint,
    PairAgreement,
    VariableAgreement,
    VariableDetails,
)
from annotator.ui.pages.agreement_columns import (
    category_columns,
    coder_columns,
    confusion_columns,
    disagreement_columns,
    pair_columns,
    week_columns,
)
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_statistics import StatisticLine, statistic_lines
from annotator.ui.widgets.agreement_words import (
    between,
    coefficient,
    reason_words,
    verdict_sentence,
)
from annotator.ui.widgets.chart_view import ChartView
from annotator.ui.widgets.chart_words import chart_words
from annotator.ui.widgets.fact_table import FactColumn, FactTable, Heading
from annotator.ui.widgets.number_sheet import Explained

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annotator.charts.look import Look
    from annotator.charts.sheet import Drawn

DISAGREEMENTS = 4


class VariablePanel(QFrame):
    """Five views of a variable, one at a time; tells which disagreement is to be read."""

    disagreement_opened = Signal(object)  # Disagreement
    moved = Signal()  # the keys are at another number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_panel")
        self.setProperty("look", "paper")
        self.setMinimumWidth(380)
        self.line: VariableAgreement | None = None
        self.details: VariableDetails | None = None
        self.threshold = 0.0
        self._make_tables()
        self._make_charts()
        self._build()

    # --- building ------------------------------------------------------------------------

    def _make_tables(self) -> None:
        tr = self.tr
        self.numbers: FactTable[StatisticLine | _Needed] = FactTable(
            "agreement_numbers",
            tr("All coefficients of the variable"),
            [
                FactColumn("name", tr("Number"), lambda row: row.label, 0),
                FactColumn(
                    "value",
                    tr("Value"),
                    lambda row: row.words,
                    150,
                    is_number=True,
                    explain=lambda row: row.explained,
                ),
            ],
            lambda row: row.name,
        )
        self.categories = FactTable(
            "agreement_categories",
            tr("Agreement by category"),
            category_columns(),
            lambda row: row.value,
        )
        self.confusions: FactTable[Confusion] = FactTable(
            "agreement_confusions",
            tr("Categories taken for each other"),
            confusion_columns(),
            lambda row: (row.first, row.second),
        )
        self.coders: FactTable[CoderLine] = FactTable(
            "agreement_coders", tr("Coders"), coder_columns(), lambda row: row.coder
        )
        self.pairs: FactTable[PairAgreement] = FactTable(
            "agreement_pairs",
            tr("Coder by coder"),
            pair_columns(),
            lambda row: (row.first, row.second),
        )
        self.weeks: FactTable[DriftPoint] = FactTable(
            "agreement_weeks", tr("Week by week"), week_columns(), lambda row: row.week
        )
        self.disagreements: FactTable[Disagreement] = FactTable(
            "agreement_disagreements",
            tr("Disagreements, by what they cost"),
            disagreement_columns(),
            lambda row: (row.article, row.unit),
        )
        self.tables: tuple[FactTable[Any], ...] = (
            self.numbers,
            self.categories,
            self.confusions,
            self.coders,
            self.pairs,
            self.weeks,
            self.disagreements,
        )
        for table in self.tables:
            table.setProperty("look", "plain")
            table.moved.connect(self.moved)
        self.disagreements.opened.connect(self.disagreement_opened)

    def _make_charts(self) -> None:
        self.matrix = ChartView("confusion_matrix", self.tr("Confusion matrix"))
        self.heat = ChartView("coder_by_coder", self.tr("Coder-by-coder agreement"))
        self.drift = ChartView("drift", self.tr("Agreement by week"))
        self.charts = (self.matrix, self.heat, self.drift)

    def _build(self) -> None:
        self.title, self.said = QLabel(), QLabel()
        self.title.setProperty("look", "heading")
        for label in (self.title, self.said):
            label.setWordWrap(True)
        for label, name in ((self.title, "agreement_title"), (self.said, "agreement_said")):
            label.setObjectName(name)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.views = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.views, 1)
        for view in (
            self._summary(),
            _parted("agreement_split_categories", self.matrix, self.categories, self.confusions),
            _parted("agreement_split_coders", self.heat, self.coders, self.pairs),
            _parted("agreement_split_weeks", self.drift, self.weeks),
            self.disagreements,
        ):
            self.views.addWidget(view)

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 0)
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addLayout(self._chips())
        return head

    def _chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self._tabs = QButtonGroup(self)
        self.chips: list[QPushButton] = []
        for place, (name, words) in enumerate(
            (
                ("summary", self.tr("Summary")),
                ("categories", self.tr("Categories")),
                ("coders", self.tr("Coders")),
                ("weeks", self.tr("Weeks")),
                ("disagreements", self.tr("Disagreements")),
            )
        ):
            chip = QPushButton(words)
            chip.setObjectName(f"agreement_{name}_chip")
            chip.setProperty("look", "chip")
            chip.setCheckable(True)
            self._tabs.addButton(chip, place)
            self.chips.append(chip)
            row.addWidget(chip)
        row.addStretch(1)
        self.chips[0].setChecked(True)
        self._tabs.idClicked.connect(self.show_view)
        return row

    def _summary(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.said.setContentsMargins(12, 4, 12, 4)
        column.addWidget(self.said)
        column.addWidget(self.numbers, 1)
        return holder

    # --- showing -------------------------------------------------------------------------

    def show_view(self, place: int) -> None:
        """Show one of the five views."""
        self.chips[place].setChecked(True)
        self.views.setCurrentIndex(place)

    def go_in(self) -> None:
        """Put the keys into the view that is shown."""
        first = (self.numbers, self.categories, self.coders, self.weeks, self.disagreements)
        first[self.views.currentIndex()].setFocus()

    def show_line(self, line: VariableAgreement | None, threshold: float) -> None:
        """Show a variable; what stands behind it comes with `show_details`."""
        is_other = line is None or self.line is None or line.name != self.line.name
        self.line, self.threshold = line, threshold
        self.title.setText("" if line is None else self.title_of(line))
        self.said.setText("" if line is None else self._said(line))
        if is_other:
            self._show_nothing()
        if line is not None:
            self.numbers.show_rows(self._numbers(line, self.details))

    def title_of(self, line: VariableAgreement) -> str:
        """The variable with what it comes to."""
        return self.tr("{variable}: {alpha}").format(
            variable=line.label, alpha=coefficient(line.alpha)
        )

    def _said(self, line: VariableAgreement) -> str:
        """The verdict, how sure it is, and what it rests on, in sentences."""
        verdict = verdict_sentence(line.verdict, self.threshold)
        if line.alpha is None:
            verdict = reason_words(line.reason)
        sure = self.tr("95 % interval {interval}.").format(interval=between(line.interval))
        parts = (
            verdict,
            sure if line.interval else "",
            meaning.few_of(line),
            meaning.rests_on(line),
        )
        counted = meaning.units_of(line).lines[2:]
        return "\n".join(filter(None, (*parts, *counted)))

    def _show_nothing(self) -> None:
        self.details = None
        for table in self.tables[1:]:
            table.show_rows([])
        for chart in self.charts:
            chart.show_chart(None, "")

    def show_details(self, details: VariableDetails, coders: Sequence[str]) -> None:
        """Show what stands behind the variable that is shown."""
        line = self.line
        if line is None or details.name != line.name:
            return
        self.details = details
        self.numbers.show_rows(self._numbers(line, details))
        self.categories.show_rows(details.categories)
        self.confusions.show_rows(details.confusions)
        self.coders.show_rows(details.coders)
        self.pairs.show_rows(details.pairs)
        self.weeks.show_rows(details.drift)
        self.disagreements.show_rows(details.disagreements)
        n = self.tr("Disagreements: {n}").format(n=QLocale().toString(details.n_disagreements))
        self.chips[DISAGREEMENTS].setToolTip(n)
        self._draw(details, coders)

    def _numbers(
        self, line: VariableAgreement, details: VariableDetails | None
    ) -> list[StatisticLine | _Needed | Heading]:
        """What a tighter interval needs, then every coefficient; undefined ones are the last."""
        rows: list[StatisticLine | _Needed | Heading] = []
        if details is not None and details.needed:
            rows.append(Heading(self.tr("How many more double-coded articles?")))
            rows += [_Needed(meaning.needed_of(*each)) for each in details.needed]
        found = statistic_lines(line)
        for heading, is_defined in (
            (self.tr("All coefficients"), True),
            (self.tr("Not defined for these values"), False),
        ):
            inside = [each for each in found if (each.value is not None) == is_defined]
            rows += [Heading(heading), *inside] if inside else []
        return rows

    def _draw(self, details: VariableDetails, coders: Sequence[str]) -> None:
        from annotator.charts.confusion import confusion, describe_confusion
        from annotator.charts.drift import describe_drift, drift
        from annotator.charts.heat import describe_heat, heat

        labels, threshold = [each.label for each in details.categories], self.threshold
        words = chart_words()

        def draw_matrix(figure: Figure, look: Look) -> Drawn:
            return confusion(figure, labels, details.matrix, look, words)

        def draw_heat(figure: Figure, look: Look) -> Drawn:
            return heat(figure, details.pairs, coders, look, threshold, words)

        def draw_drift(figure: Figure, look: Look) -> Drawn:
            return drift(figure, details.drift, look, threshold, words)

        self.matrix.show_chart(draw_matrix, describe_confusion(labels, details.matrix, words))
        self.heat.show_chart(draw_heat, describe_heat(details.pairs, coders, words))
        self.drift.show_chart(draw_drift, describe_drift(details.drift, threshold, words))

    def explained(self) -> Explained | None:
        """What the number says at which the keys are."""
        chart = next((each for each in self.charts if each.hasFocus()), None)
        if chart is not None:
            return chart.explained
        table = next((each for each in self.tables if each.hasFocus()), None)
        return None if table is None else table.explained()

    def restyle(self) -> None:
        """Take on the theme in force."""
        for chart in self.charts:
            chart.restyle()


class _Needed:
    """How many more articles an interval needs, as a line among the numbers."""

    def __init__(self, explained: Explained) -> None:
        self.name = self.label = explained.name
        self.words, self.explained = explained.value, explained


def _parted(name: str, *parts: QWidget) -> QSplitter:
    """A chart above its tables."""
    made = QSplitter(Qt.Orientation.Vertical)
    made.setObjectName(name)
    made.setHandleWidth(1)
    for place, part in enumerate(parts):
        made.addWidget(part)
        made.setCollapsible(place, False)
        made.setStretchFactor(place, 3 if place == 0 else 2)
    return made
