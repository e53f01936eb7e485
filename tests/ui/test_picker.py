from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.model.codebook import Option
from annotator.ui.widgets.option_index import OptionIndex, index_of
from annotator.ui.widgets.picker import Picker

ACTORS = (
    Option("CHN", "China", aliases=("Beijing", "Chinese", "中国", "王毅外长")),
    Option("KOR", "South Korea", aliases=("Korea", "Seoul")),
    Option("PRK", "North Korea", aliases=("Korea", "Pyongyang")),
    Option("RUS", "Russia", aliases=("Russian", "Moscow")),
    Option("USA", "United States", aliases=("US", "U.S.", "American")),
    Option("WHO", "World Health Organization", aliases=("WHO",)),
)
CAMEO = (Option("040", "Consult"), Option("042", "Make a visit"), Option("043", "Host a visit"))


_windows: list[QWidget] = []


def named(words: str) -> list[str]:
    return [match.option.code for match in OptionIndex(ACTORS).in_words(words)]


def test_an_alias_inside_the_words_comes_first() -> None:
    ranked = OptionIndex(ACTORS).ranked("Chinese Foreign Minister Wang Yi")
    assert ranked[0].option.code == "CHN"
    assert ranked[0].alias == "Chinese"
    assert len(ranked) == len(ACTORS)


def test_the_longest_name_at_a_place_counts_alone() -> None:
    assert named("South Korea and Russia’s minister") == ["KOR", "RUS"]


def test_short_names_count_only_as_they_are_written() -> None:
    assert named("us, who came") == []
    assert named("the US and the WHO; U.S. envoys") == ["USA", "WHO"]


def test_names_are_whole_words_but_in_scripts_without_spaces() -> None:
    assert named("Prussian and Russians") == []
    assert named("王毅外长在北京") == ["CHN"]


def test_the_code_comes_before_the_label_and_the_label_before_aliases() -> None:
    index = OptionIndex(
        (Option("X", "Rus"), Option("RUS", "Russia"), Option("Y", "Zed", aliases=("Rus",)))
    )
    assert [match.option.code for match in index.search("rus")] == ["RUS", "X", "Y"]


def test_an_index_is_made_once_for_the_same_options() -> None:
    assert index_of(ACTORS) is index_of(list(ACTORS))


def opened(
    qtbot: QtBot, options: tuple[Option, ...] = ACTORS, words: str = ""
) -> tuple[QLineEdit, list[str], list[bool], QWidget]:
    window = QWidget()
    window.resize(600, 500)
    before = QLineEdit(window)
    _windows.append(window)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    picker = Picker(window)
    chosen: list[str] = []
    cancelled: list[bool] = []
    picker.chosen.connect(chosen.append)
    picker.cancelled.connect(lambda: cancelled.append(True))
    picker.open_at(window.mapToGlobal(QPoint(50, 50)), "Participant", options, words)
    line = picker.findChild(QLineEdit, "picker_search")
    assert isinstance(line, QLineEdit)
    return line, chosen, cancelled, before


def test_enter_takes_the_first(qtbot: QtBot) -> None:
    line, chosen, cancelled, before = opened(qtbot, words="Russian Foreign Minister")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert (chosen, cancelled) == (["RUS"], [])
    assert before.hasFocus()


def test_a_digit_means_the_same_before_and_after_typing(qtbot: QtBot) -> None:
    line, chosen, _, _ = opened(qtbot, words="Moscow")
    qtbot.keyClicks(line, "chi")
    qtbot.keyClick(line, Qt.Key.Key_1)
    assert chosen == []
    qtbot.keyClick(line, Qt.Key.Key_2)
    assert chosen == ["CHN"]


def test_where_codes_are_digits_digits_are_typed(qtbot: QtBot) -> None:
    line, chosen, _, _ = opened(qtbot, CAMEO)
    qtbot.keyClicks(line, "043")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen == ["043"]


def test_typing_searches_and_the_arrows_move(qtbot: QtBot) -> None:
    line, chosen, _, _ = opened(qtbot)
    qtbot.keyClicks(line, "korea")
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert chosen == ["PRK"]


def test_escape_and_leaving_choose_nothing(qtbot: QtBot) -> None:
    line, chosen, cancelled, before = opened(qtbot)
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert (chosen, cancelled) == ([], [True])
    assert before.hasFocus()
    line, chosen, cancelled, before = opened(qtbot)
    before.setFocus(Qt.FocusReason.MouseFocusReason)
    assert (chosen, cancelled) == ([], [True])
