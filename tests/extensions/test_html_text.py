"""HTML to plain forms: paragraphs, headings, lists, tables, and nothing a reader does not see."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.extensions.articles import plain_forms
from annotator.extensions.articles.bounds import xml_tree
from annotator.extensions.articles.html_text import page_markup, text_of, text_of_markup, words_of
from annotator.model.errors import UnreadableFile


def lines(*words: str) -> str:
    return "\n".join(words)


def test_paragraphs_are_parted_by_one_empty_line_and_keep_their_line_breaks() -> None:
    markup = "<p>One\n  <b>two</b></p>\n\n<div>three<br>four</div>five<br><br>six"
    assert text_of_markup(markup) == "One two\n\nthree\nfour\n\nfive\n\nsix"


def test_entities_no_break_spaces_and_inline_elements_stay_words() -> None:
    markup = (
        "<p>A&amp;B&nbsp;<i>c</i>d&#8212;<q>yes</q> so&shy;lution 漢<ruby>字<rt>ji</rt></ruby></p>"
    )
    assert text_of_markup(markup) == "A&B\u00a0cd—“yes” solution 漢字"


def test_what_a_browser_does_not_show_is_no_text() -> None:
    hidden = (
        "<script>a()</script><style>b{}</style><p hidden>c</p><p style='display: none'>d</p>"
        "<noscript>e</noscript><select><option>f</option></select><!-- g --><textarea>h</textarea>"
        "<svg><text>i</text></svg><iframe>j</iframe>"
    )
    assert text_of_markup(f"<title>t</title><p>shown</p>{hidden}tail") == "shown\n\ntail"


def test_headings_keep_their_level_on_one_line() -> None:
    assert text_of_markup("<h1>A<br>b</h1><h3>C</h3><h2> </h2>") == "# A b\n\n### C"


def test_lists_are_items_numbered_as_they_are_and_nested_by_indent() -> None:
    markup = (
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p><p>d</p></li></ul>"
        "<ol start='3'><li>e</li><li value='7'>f</li></ol><ul><li></li></ul>"
    )
    assert text_of_markup(markup) == "- a\n  - b\n- c\n\nd\n\n3. e\n7. f"


def test_a_list_in_word_paragraphs_is_a_list() -> None:
    markup = (
        "<p class=MsoListParagraph>·<span>&nbsp;&nbsp; </span>a</p>"
        "<p class=MsoListParagraph>2.<span>&nbsp; </span>b</p><p class=MsoListParagraph>c</p>"
    )
    assert text_of_markup(markup) == "- a\n\n2. b\n\nc"


def test_a_table_keeps_rows_columns_spans_and_bars() -> None:
    markup = (
        "<table><caption>Seats</caption><thead><tr><th>Party<th colspan=2>Seats</thead>"
        "<tr><td rowspan=2>A|B<td>1<td>2<tr><td>3<td><ul><li>x<li>y</ul><tr><td>only</table>"
    )
    assert text_of_markup(markup) == lines(
        "Seats",
        "",
        "| Party | Seats |  |",
        "| --- | --- | --- |",
        r"| A\|B | 1 | 2 |",
        "|  | 3 | x; y |",
        "| only |  |  |",
    )


def test_a_table_that_arranges_a_page_is_read_as_its_parts() -> None:
    inner = "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    markup = f"<table><tr><td>menu<td><h2>Title</h2><p>Text</p>{inner}</table>"
    table = "| 1 | 2 |\n| --- | --- |\n| 3 | 4 |"
    assert text_of_markup(markup) == f"menu\n\n## Title\n\nText\n\n{table}"


def test_a_table_within_a_cell_of_data_is_told_on_its_line() -> None:
    inner = "<table><tr><th>x<th>y<tr><td>1<td>2</table>"
    markup = f"<table><tr><th>a<th>b<tr><td>c<td>{inner}</table>"
    assert text_of_markup(markup).endswith("| c | x, y; 1, 2 |")


def test_namespaces_of_xhtml_make_no_difference() -> None:
    root = xml_tree(b'<d xmlns="http://www.w3.org/1999/xhtml"><p>a<br/>b</p><h2>c</h2></d>')
    assert text_of(root) == "a\nb\n\n## c"
    assert words_of(root) == "a b ## c"


def test_the_declared_encoding_is_believed_where_the_bytes_fit() -> None:
    page = '<meta charset="windows-1251"><p>Министры встретились в Москве, чтобы говорить</p>'
    assert page_markup(page.encode("cp1251")) == page


@pytest.mark.parametrize("name", ["div", "ul><li", "table><tr><td", "font", "blockquote"])
def test_deep_nesting_is_read_or_refused_in_words(name: str) -> None:
    for depth in (50, 5_000):
        if depth > 256:
            with pytest.raises(UnreadableFile, match="nested deeper"):
                text_of_markup(f"<{name}>" * depth + "deep")
        else:
            assert text_of_markup(f"<{name}>" * depth + "deep").strip(" -") == "deep"


def test_nested_tables_of_data_cost_no_more_than_their_size() -> None:
    text = text_of_markup("<table><tr><th>a</th><th>" * 25 + "x")
    assert "x" in text


@settings(deadline=None)
@given(st.text())
def test_any_markup_is_read_or_refused(markup: str) -> None:
    try:
        text = text_of_markup(markup)
    except UnreadableFile:
        return
    assert "\n\n\n" not in text
    assert text == text.strip()


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "<p> <table> <tr> <td> <th> <ul> <li> <ol> <br> a </td> </ul> <pre> <h2>".split()
        )
    )
)
def test_any_nesting_is_read(tags: list[str]) -> None:
    try:
        assert ("a" in tags) == ("a" in text_of_markup("".join(tags) + " "))
    except UnreadableFile:
        assert "a" not in tags


def test_lines_broken_at_a_width_are_one_paragraph_and_meant_ones_stay() -> None:
    text = (
        "The envoys of the two countries met on Sunday for the third time this year\n"
        "and agreed to meet again.\n"
        "\n"
        "They named:\n- fish\n- prisoners who were taken in the course of the last year, now\nhome"
        "\n"
        "\n 日本の外務大臣は十四日、東京で記者会見を開き、来月の首脳会談について述\nべた。\n"
    )
    assert plain_forms.unwrapped(text) == [
        "The envoys of the two countries met on Sunday for the third time this year"
        " and agreed to meet again.",
        "They named:\n- fish\n- prisoners who were taken in the course of the last year, now home",
        "日本の外務大臣は十四日、東京で記者会見を開き、来月の首脳会談について述べた。",
    ]


def test_items_stand_together_and_lists_of_two_sorts_apart() -> None:
    item = plain_forms.item
    blocks = ["a", item("b"), "", item("c", depth=1), item("d"), item("e", 1), item("f", 2), "g"]
    assert plain_forms.joined(blocks) == "a\n\n- b\n  - c\n- d\n\n1. e\n2. f\n\ng"


def test_a_table_without_words_is_nothing() -> None:
    assert plain_forms.table([["", " "], []]) == ""
    assert (
        plain_forms.heading(" \n", 2) == plain_forms.item("") == plain_forms.paragraph("\n") == ""
    )
