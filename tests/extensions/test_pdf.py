from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from annotator.extensions.articles import pdf_child
from annotator.extensions.articles.pdf import Pdf
from annotator.extensions.articles.pdf_layout import blocks
from annotator.extensions.articles.pdf_letters import letters_of
from annotator.extensions.articles.pdf_lines import Line
from annotator.extensions.registry import HEAD_BYTES, Imported
from annotator.model.errors import UnreadableFile
from tests.extensions.pdf_files import assembled, column, content, pdf, write_pdf

FIRST = [
    "The Minister of Foreign Affairs arrived in the capital on Tuesday for talks with Bei-",
    "jing about trade, and said afterwards that he had found nothing but good will there.",
    "It was his first visit.",
]
SECOND = [
    "Both sides spoke of café diplomacy, (not) a treaty, and of “long and very frank talks”",
    "that would go on in spring. Nobody from the Franco-",
    "German side took part.",
]
HEAD = (50.0, 780.0, 10.0, "The Daily Paper, 2 December 2025")


@pytest.fixture(scope="module")
def reader() -> Pdf:
    return Pdf()


def only(reader: Pdf, path: Path) -> Imported:
    """The one article of a PDF."""
    assert reader.accepts(path, path.read_bytes()[:HEAD_BYTES])
    (imported,) = reader.read(path)
    return imported


def test_lines_become_paragraphs_and_broken_words_whole(reader: Pdf, tmp_path: Path) -> None:
    found = only(reader, write_pdf(tmp_path / "a.pdf", column([*FIRST, *SECOND])))
    assert found.article.text == (
        "The Minister of Foreign Affairs arrived in the capital on Tuesday for talks with Beijing "
        "about trade, and said afterwards that he had found nothing but good will there. "
        "It was his first visit.\n\n"
        "Both sides spoke of café diplomacy, (not) a treaty, and of “long and very frank talks” "
        "that would go on in spring. Nobody from the Franco-German side took part."
    )


def test_large_lines_are_headings_and_the_largest_is_the_title(reader: Pdf, tmp_path: Path) -> None:
    words = [
        (50.0, 770.0, 24.0, "Talks in Beijing end"),
        *column(FIRST),
        (50.0, 660.0, 15.0, "A second day"),
        *column(["• first point", "2. second point", *SECOND], top=640),
    ]
    found = only(reader, write_pdf(tmp_path / "a.pdf", words))
    assert found.article.title == "Talks in Beijing end"
    lines = found.article.text.split("\n")
    assert lines[0] == "# Talks in Beijing end"
    assert "## A second day" in lines
    assert lines.index("- first point") < lines.index("2. second point")


def test_running_heads_and_page_numbers_are_no_text(reader: Pdf, tmp_path: Path) -> None:
    bodies = [FIRST, SECOND, [*SECOND, *FIRST]]
    pages = [
        [HEAD, *column([f"{body[0][:9]}.", *body]), (300.0, 30.0, 10.0, f"{number}")]
        for number, body in enumerate(bodies, start=1)
    ]
    found = only(reader, write_pdf(tmp_path / "a.pdf", *pages))
    assert "Daily Paper" not in found.article.text
    assert "\n3" not in found.article.text
    assert found.extra["running head"] == "The Daily Paper, 2 December 2025 / 1"


def test_a_paragraph_goes_on_over_columns_and_pages(reader: Pdf, tmp_path: Path) -> None:
    left = [
        "The minister said that the talks",
        "on trade, which began on Monday",
        "would go on into",
    ]
    right = ["the spring of the year after the", "next one, as all had expected it.", "Not so"]
    after = ["and so the story ended there, with", "no more words."]
    found = only(
        reader,
        write_pdf(tmp_path / "a.pdf", [*column(left), *column(right, left=310)], column(after)),
    )
    assert "would go on into the spring" in found.article.text
    assert found.article.text.endswith("Not so and so the story ended there, with no more words.")


def test_what_the_file_notes_is_kept_and_believed_only_if_the_text_says_it(
    reader: Pdf, tmp_path: Path
) -> None:
    info = b"/Title(Microsoft Word - Document1)/Author(Jane Doe)"
    found = only(reader, write_pdf(tmp_path / "a.pdf", column(["By Jane Doe", *FIRST]), info=info))
    assert (found.article.title, found.article.byline) == ("", "Jane Doe")
    assert found.extra["PDF Title"] == "Microsoft Word - Document1"


def test_printed_shapes_become_the_letters_they_show() -> None:
    assert letters_of("the ﬁrst oﬃcial") == "the first official"
    assert letters_of("外交部⻓会⻅⾦⼈⺠") == "外交部长会见金人民"
    assert letters_of("\ufeb3\ufefc\ufee1 is سلام") == "سلام is سلام"


def rtl(text: str, left: float, right: float, place: int) -> Line:
    """A line on a page, in text that runs from right to left."""
    return Line(text, left, right, 700 - 14 * place, 712 - 14 * place)


def test_lines_that_run_from_right_to_left_are_full_at_their_left_edge() -> None:
    lines = [
        rtl("التقى وزير الخارجية الصيني وانغ يي", 52, 300, 0),
        rtl("لافروف في بكين وبحث الجانبان الأوضاع", 50, 300, 1),
        rtl("وغزة والعلاقات.", 210, 300, 2),
        rtl("وقال الوزير إن المحادثات كانت مثمرة", 50, 300, 3),
    ]
    found = blocks([lines], frozenset())
    assert [block.text.count(" ") for block in found] == [13, 5]


ENCRYPTED = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(a)(a)]" % (
    b"x" * 32,
    b"y" * 32,
)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (pdf([b"0 0 100 100 re f"]), "a scan"),
        (pdf([content(column(FIRST))], encrypt=ENCRYPTED), "password"),
        (b"%PDF-1.4\n" + b"nothing of the kind " * 50, "damaged"),
        (pdf([content(column(FIRST))])[:300], "damaged"),
        (pdf([b""] * (pdf_child.MAX_PAGES + 1)), "1,000 pages"),
    ],
    ids=["scan", "encrypted", "no PDF", "truncated", "pages"],
)
def test_what_cannot_be_read_is_refused_in_words(
    reader: Pdf, raw: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(raw)
    with pytest.raises(UnreadableFile, match=words):
        list(reader.read(path))


def test_many_files_share_one_process(reader: Pdf, tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "a.pdf", column(FIRST))
    only(reader, path)
    process = reader._reader._child._process
    only(reader, path)
    assert reader._reader._child._process is process


def test_the_process_brings_neither_window_nor_program() -> None:
    code = (
        "import runpy, sys; sys.stdin = open(sys.argv[1]); "
        "runpy.run_path(sys.argv[2], run_name='__main__'); "
        "print([name for name in sys.modules if name.startswith(('PySide6', 'annotator'))])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code, "/dev/null", str(pdf_child.__file__)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_a_page_tree_that_bites_its_tail_is_refused(reader: Pdf, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    loop = b"<</Type/Pages/Count 5/Parent 2 0 R/Kids[2 0 R 2 0 R 2 0 R 2 0 R 2 0 R]>>"
    path.write_bytes(assembled([b"<</Type/Catalog/Pages 2 0 R>>", loop]))
    with pytest.raises(UnreadableFile):
        list(reader.read(path))


def test_letters_set_apart_are_words_again_where_a_script_has_no_blanks() -> None:
    assert letters_of("鉴 于 对 人 权 的 无 视，") == "鉴于对人权的无视，"
    assert letters_of("序 言") == "序言"
    assert (
        letters_of("外交部长王毅 在北京会见俄罗斯外长。") == "外交部长王毅 在北京会见俄罗斯外长。"
    )
    assert letters_of("1948 年 12 月 a b c") == "1948 年 12 月 a b c"


def test_lines_set_wide_apart_are_one_paragraph_in_mid_sentence(
    reader: Pdf, tmp_path: Path
) -> None:
    lines = [FIRST[1].replace("there.", "there and"), "that they would go on in spring."]
    wide = [(50.0, 540.0 - 28 * n, 12.0, line) for n, line in enumerate(lines)]
    found = only(reader, write_pdf(tmp_path / "a.pdf", [*column(FIRST * 4), *wide]))
    assert len(found.article.text.split("\n\n")) == 5
    assert "good will there and that they would go on in spring." in found.article.text


def test_large_figures_alone_are_no_heading_and_no_title(reader: Pdf, tmp_path: Path) -> None:
    words = [(50.0, 770.0, 24.0, "47698"), *column(FIRST)]
    found = only(reader, write_pdf(tmp_path / "a.pdf", words))
    assert found.article.title == ""
    assert "#" not in found.article.text
