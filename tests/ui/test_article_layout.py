"""The bridge between a stored text and the document it is shown as."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.ui.widgets.article_blocks import LONG_WORD, Block, BlockKind, Table
from annotator.ui.widgets.article_layout import ArticleLayout
from annotator.ui.widgets.find_bar import find_all
from annotator.ui.widgets.sentences import split_sentences

SIGNS = "ab |\\-#>*•\n\t\u00a0\u2028\u2029\x00\x0c😀🇨👩\u200d\u0301中。ش؟\ud800\udfff\ufdd0\ufffc1."
LINES = [
    "| a | b |",
    "|---|---|",
    "| x |",
    "|a|b|c|",
    r"| a \| b | 😀 |",
    "- item",
    "# Head",
    "> said",
    "1. one",
]

FROM_THE_RIGHT = "شاي\n"

lines = st.lists(
    st.one_of(st.sampled_from(LINES), st.text(st.sampled_from(SIGNS), max_size=12)), max_size=8
).map("\n".join)
texts = st.one_of(
    st.text(st.sampled_from(SIGNS), max_size=60),
    lines,
    lines.map(FROM_THE_RIGHT.__add__),
    st.text(max_size=60),
)


def shown_points(layout: ArticleLayout) -> list[int]:
    return [p for b in layout.blocks for p in range(b.start, b.end) if p not in set(b.gaps)]


def kinds(layout: ArticleLayout) -> list[BlockKind]:
    return [block.kind for block in layout.blocks]


def words(layout: ArticleLayout) -> list[str]:
    return [layout.shown(block) for block in layout.blocks]


def utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(texts)
@settings(max_examples=400, deadline=None)
def test_every_shown_character_is_found_there_and_back(text: str) -> None:
    layout = ArticleLayout(text)
    for point in shown_points(layout):
        unit, end = layout.to_unit(point), layout.to_end_unit(point + 1)
        assert layout.to_point(unit) == point
        assert end - unit == utf16(text[point])
        span = layout.to_span(unit, end)
        assert span is not None
        assert (span.start, span.end, span.quote) == (point, point + 1, text[point])


@given(texts, st.integers(0, 80), st.integers(0, 80))
@settings(max_examples=400, deadline=None)
def test_any_selection_is_a_stretch_of_the_stored_text(text: str, a: int, b: int) -> None:
    layout = ArticleLayout(text)
    first, last = sorted((min(a, layout.n_units), min(b, layout.n_units)))
    span = layout.to_span(first, last)
    if span is not None:
        assert span.quote == text[span.start : span.end]
        units = layout.to_units(span.start, span.end)
        assert layout.to_span(min(a for a, _ in units), max(b for _, b in units)) == span


@given(texts, st.integers(0, 80), st.integers(0, 80))
@settings(max_examples=400, deadline=None)
def test_what_is_shown_of_a_stretch_is_that_stretch_and_nothing_else(
    text: str, a: int, b: int
) -> None:
    layout = ArticleLayout(text)
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    shown = sorted(
        point
        for first, last in layout.to_units(start, end)
        for point in shown_points(layout)
        if first <= layout.to_unit(point) < last
    )
    assert shown == [point for point in shown_points(layout) if start <= point < end]


@given(texts)
@settings(max_examples=300, deadline=None)
def test_blocks_keep_the_order_of_the_text_and_lose_nothing_but_signs(text: str) -> None:
    layout = ArticleLayout(text)
    for before, after in pairwise(layout.blocks):
        assert before.end <= after.start
    shown = set(shown_points(layout))
    left_out = {char for i, char in enumerate(text) if i not in shown}
    assert {c for c in left_out if not c.isspace()} <= set("#>|-*•\\:+‣◦▪●·")


@given(texts)
@settings(max_examples=200, deadline=None)
def test_what_is_shown_has_the_length_of_what_is_stored(text: str) -> None:
    layout = ArticleLayout(text)
    for block in layout.blocks:
        stored = "".join(text[p] for p in range(block.start, block.end) if p not in block.gaps)
        assert utf16(layout.shown(block)) == utf16(stored)
        assert not set(layout.shown(block)) & set("\n\r\u2029\ufdd0\ufdd1\ufffc\x00")


@given(texts)
@settings(max_examples=200, deadline=None)
def test_a_document_filled_from_the_layout_has_its_units(text: str) -> None:
    pytest.importorskip("PySide6.QtGui")
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QApplication

    from annotator.ui.widgets.article_fill import DocumentFiller
    from annotator.ui.widgets.article_style import ArticleStyle

    app = QApplication.instance() or QApplication([])
    assert app is not None
    layout = ArticleLayout(text)
    document = QTextDocument()
    filler = DocumentFiller(document, layout, ArticleStyle())
    while not filler.is_done:
        filler.append(5)
    assert document.characterCount() - 1 == layout.n_units
    for block in layout.blocks:
        unit = layout.to_unit(block.start) if block.end > block.start else None
        if unit is not None and layout.shown(block):
            held = document.findBlock(unit)
            assert held.position() == unit
            assert held.text().replace("\u00a0", " ") == layout.shown(block).replace("\u00a0", " ")


def test_a_pipe_table_becomes_rows_without_its_ruler() -> None:
    layout = ArticleLayout("| Area | View |\n|---|:--|\n| Trade | open \\| free |\n| War |\n")
    (table,) = layout.parts
    assert isinstance(table, Table)
    assert table.has_header
    assert [len(row) for row in table.rows] == [2, 2, 2]
    assert words(layout) == ["Area", "View", "Trade", "open | free", "War", ""]


def test_the_first_column_of_a_table_written_from_the_right_stands_there() -> None:
    text = "الطاولة\n| a | b | c |\n| d | e |  |"
    layout = ArticleLayout(text)
    units = {word: layout.to_unit(text.index(word)) for word in "abcde"}
    assert units["c"] < units["b"] < units["a"] < units["e"] < units["d"]
    assert layout.to_units(text.index("a"), text.index("b") + 1) == [
        (units["a"], units["a"] + 1),
        (units["b"], units["b"] + 1),
    ]
    assert [layout.text[x:y] for x, y in layout.sentences_from(8)] == ["a", "b", "c", "d", "e"]


def test_a_table_without_a_ruler_has_no_header() -> None:
    (table,) = ArticleLayout("|a|b|\n|c|d|").parts
    assert isinstance(table, Table)
    assert not table.has_header


def test_a_selection_across_cells_is_the_stored_stretch() -> None:
    text = "| a | b |\n|---|---|\n| c | d |"
    layout = ArticleLayout(text)
    span = layout.to_span(layout.to_unit(text.index("b")), layout.to_end_unit(text.index("c") + 1))
    assert span is not None
    assert span.quote == "b |\n|---|---|\n| c"


def test_markdown_signs_are_left_out() -> None:
    layout = ArticleLayout("# Talks\n\n- one\n* two\n  - deep\n1. first\n> said\n")
    assert words(layout) == ["Talks", "one", "two", "deep", "1. first", "said"]
    assert kinds(layout) == [
        BlockKind.HEADING,
        BlockKind.BULLET,
        BlockKind.BULLET,
        BlockKind.BULLET,
        BlockKind.NUMBERED,
        BlockKind.QUOTE,
    ]
    assert layout.blocks[3].level == 1


def test_headlines_between_paragraphs_are_headings() -> None:
    body = "The ministers met in Beijing on Tuesday and spoke about trade, war and peace. " * 3
    layout = ArticleLayout(f"Ministers meet in Beijing\n{body}\nIn Retrospect\n{body}\n")
    heading, text = BlockKind.HEADING, BlockKind.PARAGRAPH
    assert kinds(layout) == [heading, text, heading, text]


def test_the_first_line_is_the_title_where_it_says_the_same() -> None:
    layout = ArticleLayout("Talks\nby A. Writer\n\nThey met.", title="Talks")
    assert kinds(layout) == [BlockKind.TITLE, BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


def test_a_paragraph_broken_at_a_fixed_width_is_one_block() -> None:
    text = (
        "The foreign ministers of both countries met in the capital on\n"
        "Tuesday and agreed that the talks should go on in the coming\n"
        "weeks.\n"
    )
    layout = ArticleLayout(text)
    assert len(layout.blocks) == 1
    assert words(layout)[0] == text.strip().replace("\n", " ")


def test_a_word_of_a_million_letters_is_cut_and_keeps_its_places() -> None:
    text = "x" * 100_000
    layout = ArticleLayout(text)
    assert all(block.end - block.start <= LONG_WORD for block in layout.blocks)
    assert layout.to_span(0, layout.n_units) is not None
    assert layout.to_point(layout.to_unit(77_777)) == 77_777


def test_a_flood_of_lines_or_bars_stays_small() -> None:
    assert len(ArticleLayout("a\n" * 50_000).blocks) == 500
    assert len(ArticleLayout("|" * 50_000).blocks) <= 51
    assert all(isinstance(part, Block) for part in ArticleLayout("|a|b|\n" * 15_000).parts)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Mr. Lavrov met Dr. Wang. They spoke.", ["Mr. Lavrov met Dr. Wang.", "They spoke."]),
        ("The U.S. said no. Why?", ["The U.S. said no.", "Why?"]),
        ("He said “We agree.” She left.", ["He said “We agree.”", "She left."]),
        ("王毅会见拉夫罗夫。双方同意！", ["王毅会见拉夫罗夫。", "双方同意！"]),
        ("هل وصل الوزير؟ نعم.", ["هل وصل الوزير؟", "نعم."]),
        ("It grew 3.5 per cent. Good", ["It grew 3.5 per cent.", "Good"]),
    ],
)
def test_sentences_end_where_readers_end_them(text: str, sentences: list[str]) -> None:
    assert [text[a:b] for a, b in split_sentences(text)] == sentences


def test_sentences_are_walked_forth_and_back() -> None:
    layout = ArticleLayout("One. Two.\n\n| a | b |\n| c | d |\n\nThree.")
    forth = list(layout.sentences_from(0))
    assert [layout.text[a:b] for a, b in forth] == ["One.", "Two.", "a", "b", "c", "d", "Three."]
    assert list(layout.sentences_before(len(layout.text))) == forth[::-1]


def test_find_ignores_case_and_reaches_across_cells() -> None:
    text = "| Calls for | peace |\nİ and CALLS\u00a0for more"
    assert [text[a:b] for a, b in find_all(text, "calls for")] == ["Calls for", "CALLS\u00a0for"]
    assert [text[a:b] for a, b in find_all(text, "for peace")] == ["for | peace"]
    assert find_all(text, "  ") == []
