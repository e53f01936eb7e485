"""How it looks: the tokens of both themes, and the palette and style sheet made from them."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from annotator.resources import resource

SERIF = ["Noto Serif", "Source Serif 4", "Georgia", "Cambria", "DejaVu Serif", "serif"]
SANS = ["Noto Sans", "Segoe UI", "SF Pro Text", "Helvetica Neue", "DejaVu Sans", "sans-serif"]


@dataclass(frozen=True, slots=True)
class MarkColours:
    """The background of a mark and the colour of its label."""

    background: str
    label: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme, by what they are for."""

    is_dark: bool
    window: str
    panel: str
    paper: str
    line: str
    text: str
    soft: str
    accent: str
    accent_soft: str
    on_accent: str
    ok: str
    warn: str
    error: str
    key: str
    marks: dict[str, MarkColours] = field(default_factory=dict)

    def mark(self, family: str) -> MarkColours:
        """The colours of a mark family; an unknown one gets one of the same few, always alike."""
        known = self.marks.get(family)
        if known is not None:
            return known
        families = list(self.marks.values())
        return families[sum(family.encode()) % len(families)]


LIGHT = Tokens(
    is_dark=False,
    window="#F6F5F2",
    panel="#FBFAF8",
    paper="#FFFFFF",
    line="#E3E0DA",
    text="#1F2328",
    soft="#6B6F76",
    accent="#2B5C8A",
    accent_soft="#E3EDF6",
    on_accent="#FFFFFF",
    ok="#2E7D4F",
    warn="#9A6700",
    error="#B3261E",
    key="#EFEDE8",
    marks={
        "participants": MarkColours("#CFE3F5", "#2B5C8A"),
        "topics": MarkColours("#FBE7C0", "#8A5A00"),
        "positions": MarkColours("#DDEFD9", "#2F6B2A"),
        "place": MarkColours("#F3D9E6", "#8A2F5C"),
        "date": MarkColours("#F3D9E6", "#8A2F5C"),
        "event": MarkColours("#E6E0F3", "#5B418F"),
        "outcomes": MarkColours("#D4EEEA", "#1E6B62"),
        "article": MarkColours("#E9E6DF", "#5E5A50"),
    },
)

DARK = Tokens(
    is_dark=True,
    window="#1B1D20",
    panel="#212427",
    paper="#25282C",
    line="#363A40",
    text="#E6E4DF",
    soft="#9BA0A8",
    accent="#7FB2E0",
    accent_soft="#2A3A49",
    on_accent="#14181C",
    ok="#6CC08B",
    warn="#E0B65A",
    error="#F2A09A",
    key="#30343A",
    marks={
        "participants": MarkColours("#28435C", "#9CCBF2"),
        "topics": MarkColours("#4A3B1A", "#F0CE85"),
        "positions": MarkColours("#264026", "#A6D79E"),
        "place": MarkColours("#4A2638", "#EFA9CB"),
        "date": MarkColours("#4A2638", "#EFA9CB"),
        "event": MarkColours("#3A3157", "#C9B8F2"),
        "outcomes": MarkColours("#1F4641", "#93D9CE"),
        "article": MarkColours("#3B3A35", "#CFCABD"),
    },
)

_current = LIGHT


def current() -> Tokens:
    """The tokens in force."""
    return _current


def system_is_dark() -> bool:
    """Whether the desktop asks for dark windows."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply(app: QApplication, dark: bool | None = None) -> Tokens:
    """Dress the whole program; None follows the desktop. Open widgets are dressed again."""
    global _current
    _current = DARK if (system_is_dark() if dark is None else dark) else LIGHT
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(_palette(_current))
    app.setStyleSheet(style_sheet(_current))
    return _current


def chosen(name: str) -> bool | None:
    """Whether it is to be dark: ANNOTATOR_THEME, else the setting; None follows the desktop."""
    wanted = os.environ.get("ANNOTATOR_THEME", "") or name
    return {"dark": True, "light": False}.get(wanted)


def reading_font(points: float) -> QFont:
    """The face articles are set in, with fall-backs for scripts that have no serif."""
    font = QFont()
    font.setFamilies(SERIF)
    font.setPointSizeF(points)
    return font


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.panel,
        role.WindowText: tokens.text,
        role.Base: tokens.paper,
        role.AlternateBase: tokens.panel,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.soft,
        role.Button: tokens.panel,
        role.ButtonText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Link: tokens.accent,
        role.Accent: tokens.accent,
        role.ToolTipBase: tokens.paper,
        role.ToolTipText: tokens.text,
        role.Light: tokens.paper,
        role.Midlight: tokens.panel,
        role.Mid: tokens.line,
        role.Dark: tokens.line,
        role.Shadow: tokens.line,
    }
    palette = QPalette()
    for key, colour in colours.items():
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.soft))
    return palette


def style_sheet(tokens: Tokens) -> str:
    """The one style sheet; widgets are told apart by the dynamic property `look`.

    looks: of a QFrame: bar, panel, paper, card, chosen-card, foot; of a QLabel: title, heading,
    soft, warn, error, ok, drop, keycap; of a QPushButton: main, quiet, chip, nav, fold, keycap,
    tile, side; of a QLineEdit: missing; of a QListView: plain, roomy, popup, ticks.
    """
    names = ("window", "panel", "paper", "line", "text", "soft", "accent", "accent_soft")
    more = ("on_accent", "ok", "warn", "error", "key")
    colours = {name: getattr(tokens, name) for name in (*names, *more)}
    return _SHEET.substitute(colours, arrow=resource("window/down.png").as_posix())


_SHEET = Template("""
QMainWindow, QDialog { background: $panel; }
QToolTip { background: $paper; color: $text; border: 1px solid $line; padding: 6px 8px; }
QFrame[look="bar"] { background: $window; border: none; border-right: 1px solid $line; }
QFrame[look="panel"] { background: $panel; border: none; }
QFrame[look="paper"] { background: $paper; border: none; }
QFrame[look="foot"] { background: $panel; border: none; border-top: 1px solid $line; }
QFrame[look="card"] { background: $paper; border: 1px solid $line; border-radius: 8px; }
QFrame[look="chosen-card"] { background: $paper; border: 1px solid $accent; border-radius: 8px; }
QFrame[look="hints"] { background: $paper; border: none; border-top: 1px solid $line; }
QFrame[look="banner-note"] { background: $accent_soft; border: none;
    border-top: 1px solid $line; }
QFrame[look="banner-error"] { background: $panel; border: none; border-top: 2px solid $error; }
QFrame[look="banner-error"] QLabel { color: $error; }
QLabel { background: transparent; }
QLabel[look="title"] { font-size: 18pt; font-weight: 600; }
QLabel[look="heading"] { font-weight: 600; }
QLabel[look="soft"] { color: $soft; }
QLabel[look="warn"] { color: $warn; }
QLabel[look="error"] { color: $error; }
QLabel[look="ok"] { color: $ok; }
QLabel[look="drop"] { background: $accent_soft; color: $accent; border: 2px dashed $accent;
    border-radius: 12px; font-size: 14pt; font-weight: 600; }
QLabel[look="keycap"] { background: $key; color: $soft; border-radius: 4px; padding: 1px 6px;
    font-family: "Noto Sans Mono", "DejaVu Sans Mono", monospace; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit {
    background: $paper; color: $text; border: 1px solid $line; border-radius: 6px; padding: 4px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QDateEdit:focus { border: 2px solid $accent; padding: 3px 7px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: none; padding: 0 8px;
    background: transparent; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QLineEdit[look="missing"] { color: $soft; font-style: italic; }
QLineEdit:disabled, QComboBox:disabled { background: $panel; color: $soft; }
QWidget#event_form QLineEdit:disabled, QWidget#event_form QPlainTextEdit:disabled,
QWidget#article_form QLineEdit:disabled, QWidget#article_form QPlainTextEdit:disabled {
    background: transparent; border-color: transparent; color: $text; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url("$arrow"); width: 12px; height: 8px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QTextEdit[look="page"], QTextEdit[look="page"]:focus { border: none; border-radius: 0; padding: 0; }
QListView[look="roomy"]::item { padding: 0 8px; border-radius: 6px; }
QListView[look="roomy"]::item:selected { background: $accent_soft; color: $text; }
QComboBox QAbstractItemView, QListView[look="popup"] { background: $paper; color: $text;
    border: 1px solid $line; selection-background-color: $accent_soft; selection-color: $text;
    outline: 0; }
QPushButton { background: $paper; color: $text; border: 1px solid $line; border-radius: 6px;
    padding: 5px 12px; }
QPushButton:hover { border-color: $accent; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 11px; }
QPushButton:disabled { color: $soft; background: $panel; }
QPushButton[look="main"] { background: $accent; color: $on_accent; border: 1px solid $accent;
    font-weight: 600; padding: 6px 16px; }
QPushButton[look="main"]:focus { border: 2px solid $text; padding: 5px 15px; }
QPushButton[look="main"]:disabled { background: $line; border-color: $line; color: $soft; }
QPushButton[look="warn-text"] { background: transparent; border: 1px solid transparent;
    color: $warn;
    padding: 3px 4px; text-align: left; }
QPushButton[look="warn-text"]:focus { border: 2px solid $accent; padding: 2px 3px; }
QPushButton[look="quiet"] { background: transparent; border: 1px solid transparent; color: $accent;
    padding: 3px 8px; }
QPushButton[look="quiet"]:hover { background: $accent_soft; }
QPushButton[look="quiet"]:focus { border: 2px solid $accent; padding: 2px 7px; }
QPushButton[look="fold"] { background: transparent; border: 1px solid transparent; color: $soft;
    padding: 1px 4px; text-align: left; }
QPushButton[look="fold"]:hover { color: $accent; }
QPushButton[look="fold"]:focus { border: 2px solid $accent; padding: 0px 3px; }
QPushButton[look="keycap"] { background: $key; color: $soft; border: 1px solid transparent;
    border-radius: 4px; padding: 2px 8px; }
QPushButton[look="keycap"]:hover { color: $accent; }
QPushButton[look="keycap"]:focus { border: 2px solid $accent; padding: 1px 7px; }
QPushButton[look="tile"] { background: transparent; border: 1px solid $line; padding: 4px 10px;
    text-align: left; }
QPushButton[look="tile"]:hover { border-color: $accent; }
QPushButton[look="tile"]:focus { border: 2px solid $accent; padding: 3px 9px; }
QPushButton[look="side"] { background: $paper; border: 1px solid $line; padding: 0; }
QPushButton[look="side"]:checked { border-color: $accent; background: $accent_soft; }
QPushButton[look="side"]:focus { border: 2px solid $accent; }
QPushButton[look="chip"] { border-radius: 11px; padding: 3px 11px; background: $paper; }
QPushButton[look="chip"]:checked { background: $accent_soft; border-color: $accent;
    color: $accent; }
QPushButton[look="chip"]:focus { border: 2px solid $accent; padding: 2px 10px; }
QPushButton[look="nav"], QToolButton[look="nav"] { background: transparent;
    border: 1px solid transparent;
    border-radius: 8px; color: $soft; padding: 6px 2px; }
QPushButton[look="nav"]:checked, QToolButton[look="nav"]:checked { background: $accent_soft;
    color: $accent; }
QPushButton[look="nav"]:focus, QToolButton[look="nav"]:focus { border: 2px solid $accent;
    padding: 5px 1px; }
QListView, QTreeView, QTableView { background: $panel; border: none; outline: 0;
    selection-background-color: $accent_soft; selection-color: $text; }
QListView[look="plain"], QTableView[look="plain"] { background: $paper; }
QHeaderView::section { background: $panel; color: $soft; border: none;
    border-bottom: 1px solid $line; padding: 6px 11px; }
QTableView { gridline-color: $line; }
QTableView::item { padding: 0 8px; border: none; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar::handle:vertical { background: $line; border-radius: 4px; min-height: 32px;
    margin: 1px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle:horizontal { background: $line; border-radius: 4px; min-width: 32px;
    margin: 1px; }
QScrollBar::handle:hover { background: $soft; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: none; width: 0; height: 0; }
QProgressBar { background: $line; border: none; border-radius: 1px; }
QProgressBar::chunk { background: $accent; border-radius: 1px; }
QMenu { background: $paper; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenuBar { background: $window; border-bottom: 1px solid $line; }
QMenuBar::item { padding: 4px 10px; background: transparent; }
QMenuBar::item:selected { background: $accent_soft; border-radius: 4px; }
QCheckBox, QRadioButton { spacing: 8px; }
QListView[look="ticks"] { background: $paper; border: 2px solid transparent; }
QListView[look="ticks"]:focus { border: 2px solid $accent; border-radius: 6px; }
QListView[look="ticks"]::item { padding: 2px 4px; }
QListView[look="ticks"]::item:selected { background: $accent_soft; color: $text; }
QListView::indicator:unchecked, QCheckBox::indicator:unchecked:enabled { background: $paper;
    border: 1px solid $soft; border-radius: 3px; width: 12px; height: 12px; }
QCheckBox:focus, QRadioButton:focus { color: $accent; }
""")
