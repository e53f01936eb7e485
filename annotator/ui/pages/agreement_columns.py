"""The columns of the tables behind a variable and behind the list of events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from annotator.model.agreement import (
    CategoryLine,
    CoderLine,
    Confusion,
    Disagreement,
    DriftPoint,
    PairAgreement,
    Part,
)
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_words import (
    coefficient,
    day_of,
    fine_share,
    role_words,
    share,
    tally,
    whole,
)
from annotator.ui.widgets.fact_table import FactColumn, number_column

if TYPE_CHECKING:
    from annotator.stages.agreement import ComparedArticle


def _tr(text: str) -> str:
    return QCoreApplication.translate("agreement", text)


def category_columns() -> list[FactColumn[CategoryLine]]:
    """Of each category: how often, alpha against all others, and whether it is said again."""
    return [
        FactColumn("label", _tr("Category"), lambda row: row.label, 0),
        number_column("n", _tr("Values"), 64, lambda row: row.n, whole, meaning.category_count),
        number_column(
            "alpha",
            _tr("Alpha"),
            64,
            lambda row: row.alpha.value,
            coefficient,
            meaning.category_alpha,
        ),
        number_column(
            "again",
            _tr("Said again"),
            84,
            lambda row: row.again.value,
            share,
            meaning.category_again,
        ),
    ]


def confusion_columns() -> list[FactColumn[Confusion]]:
    """Of each two categories taken for each other: how often, and their share."""
    return [
        FactColumn(
            "pair",
            _tr("Taken for each other"),
            lambda row: _tr("{first} / {second}").format(first=row.first, second=row.second),
            0,
        ),
        number_column(
            "count", _tr("Times"), 64, lambda row: row.count, tally, meaning.confusion_count
        ),
        number_column(
            "share", _tr("Share"), 72, lambda row: row.share, share, meaning.confusion_share
        ),
    ]


def coder_columns() -> list[FactColumn[CoderLine]]:
    """Of each coder: units, share of disagreement, its rate, and alpha without the coder."""
    return [
        FactColumn("coder", _tr("Coder"), lambda row: row.coder, 0),
        number_column(
            "units", _tr("Units"), 56, lambda row: row.n_units, whole, meaning.coder_units
        ),
        number_column("share", _tr("Share"), 68, lambda row: row.share, share, meaning.coder_share),
        number_column(
            "rate", _tr("Per unit"), 72, lambda row: row.rate, fine_share, meaning.coder_rate
        ),
        number_column(
            "without",
            _tr("Without"),
            72,
            lambda row: row.without.value,
            coefficient,
            meaning.coder_without,
        ),
    ]


def pair_columns() -> list[FactColumn[PairAgreement]]:
    """Of each two coders: units, percent agreement and alpha."""
    return [
        FactColumn(
            "pair",
            _tr("Pair"),
            lambda row: _tr("{first} – {second}").format(first=row.first, second=row.second),
            0,
        ),
        number_column(
            "units", _tr("Units"), 56, lambda row: row.n_units, whole, meaning.pair_units
        ),
        number_column(
            "percent", _tr("Percent"), 72, lambda row: row.percent, share, meaning.pair_percent
        ),
        number_column(
            "alpha", _tr("Alpha"), 64, lambda row: row.alpha.value, coefficient, meaning.pair_alpha
        ),
    ]


def _week(row: DriftPoint) -> str:
    return row.week


def week_columns() -> list[FactColumn[DriftPoint]]:
    """Of each week: units and alpha."""
    return [
        FactColumn("week", _tr("Week of"), lambda row: day_of(row.week), 0, order=_week),
        number_column("units", _tr("Units"), 64, lambda row: row.n_units, whole),
        number_column(
            "alpha", _tr("Alpha"), 64, lambda row: row.alpha.value, coefficient, meaning.drift_alpha
        ),
    ]


def disagreement_columns() -> list[FactColumn[Disagreement]]:
    """Of each disagreement: its cost, the answers, and where it is."""

    def answers(row: Disagreement) -> str:
        """Each answer once, with those who gave it."""
        said: dict[str, list[str]] = {}
        for coder, answer in row.answers:
            said.setdefault(answer, []).append(coder)
        return " · ".join(
            _tr("{answer}: {coders}").format(answer=answer, coders=", ".join(coders))
            for answer, coders in said.items()
        )

    def unit(row: Disagreement) -> str:
        return row.unit or row.article

    return [
        number_column(
            "share",
            _tr("Cost"),
            74,
            lambda row: row.share,
            share,
            lambda row: meaning.cost_of(unit(row), row.share),
        ),
        FactColumn("answers", _tr("Answers"), answers, 0),
        FactColumn("unit", _tr("Article and unit"), unit, 150),
    ]


@dataclass(frozen=True, slots=True)
class CoderEvents:
    """One coder's events beside those of the others."""

    coder: str
    recall: float | None
    precision: float | None


def seen_columns() -> list[FactColumn[CoderEvents]]:
    """Of each coder: how many events of the others they have, and the other way round."""
    return [
        FactColumn("coder", _tr("Coder"), lambda row: row.coder, 0),
        number_column(
            "recall",
            _tr("Recall"),
            74,
            lambda row: row.recall,
            share,
            lambda row: meaning.recall_of(row.coder, row.recall),
        ),
        number_column(
            "precision",
            _tr("Precision"),
            84,
            lambda row: row.precision,
            share,
            lambda row: meaning.precision_of(row.coder, row.precision),
        ),
    ]


def article_columns() -> list[FactColumn[ComparedArticle]]:
    """Of each article: its title, coders and events."""
    return [
        FactColumn("title", _tr("Article"), lambda row: row.title or row.key, 0),
        number_column("coders", _tr("Coders"), 60, lambda row: row.n_coders, whole),
        number_column("events", _tr("Events"), 60, lambda row: row.n_events, whole),
    ]


def part_columns() -> list[FactColumn[Part]]:
    """Of each role: its weight, and how far two events are apart by it."""
    return [
        FactColumn("role", _tr("By"), lambda row: role_words(row.role), 100),
        number_column("weight", _tr("Weight"), 66, lambda row: row.weight, tally),
        number_column(
            "distance", _tr("Distance"), 76, lambda row: row.distance, coefficient, meaning.part_of
        ),
        FactColumn("first", _tr("One"), lambda row: row.first, 0),
        FactColumn("second", _tr("Other"), lambda row: row.second, 0),
    ]
