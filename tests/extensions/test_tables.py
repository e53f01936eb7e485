"""Tables of articles in text files."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.tables import Csv
from annotator.extensions.registry import Imported, Refused
from annotator.model.errors import UnreadableFile

FRENCH = "Le ministre a reçu son homologue à Genève; ils ont parlé de la paix et des échanges."


def read(path: Path, mapping: dict[str, str] | None = None) -> list[Imported | Refused]:
    """What the importer gives for a table."""
    reader = Csv()
    assert reader.accepts(path, path.read_bytes()[:4_096])
    return list(reader.read(path) if mapping is None else reader.read_mapped(path, mapping))


def a_table(folder: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_delimiter_and_encoding_are_found_out(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = [["Titre", "Date", "Texte"], ["Accord", "4 mars 2019", f'"{FRENCH}"']]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)

    (given,) = read(a_table(tmp_path, content))

    assert isinstance(given, Imported)
    assert (given.article.title, given.article.published) == ("Accord", "2019-03-04")
    assert given.article.text == FRENCH
    assert (given.extra, given.record) == ({"Date": "4 mars 2019"}, "row 2")


@pytest.mark.parametrize(
    "headings",
    [
        "id,headline,pub_date,web_url,Source,Byline,Body",
        "Nummer,Überschrift,Datum,Link,Zeitung,Autor,Volltext",
        "ID,titular,fecha,enlace,medio,autora,texto",
        "编号,标题,发布日期,网址,来源,作者,正文",
        "id,заголовок,дата,ссылка,издание,автор,текст",
        "المعرف,العنوان,التاريخ,الرابط,المصدر,الكاتب,النص",
    ],
)
def test_headings_are_understood_in_many_languages(tmp_path: Path, headings: str) -> None:
    row = "a7,Talks,2019-03-04,https://example.org/a,The Paper,Ana Silva,They met."
    (given,) = read(a_table(tmp_path, f"{headings}\n{row}\n"))

    assert isinstance(given, Imported)
    article = given.article
    assert article.source_id == "a7"
    assert (article.title, article.published) == ("Talks", "2019-03-04")
    assert (article.url, article.publisher) == ("https://example.org/a", "The Paper")
    assert (article.byline, article.text) == ("Ana Silva", "They met.")
    assert given.extra == {}


def test_cells_stay_as_they_are_written(tmp_path: Path) -> None:
    path = a_table(tmp_path, "id,text,country,flag\n00123,They met.,NA,NO\n")

    (given,) = read(path)

    assert isinstance(given, Imported)
    assert given.article.source_id == "00123"
    assert given.extra == {"country": "NA", "flag": "NO"}


def test_a_row_that_is_not_as_wide_as_the_table_is_refused_by_number(tmp_path: Path) -> None:
    path = a_table(tmp_path, "title,text\na,one\nb,two,three\n\nc\nd,four,,\n")

    given = read(path)

    assert [each.record for each in given] == ["row 2", "row 3", "row 5", "row 6"]
    assert [isinstance(each, Refused) for each in given] == [False, True, True, False]


def test_a_quote_left_open_costs_one_row(tmp_path: Path) -> None:
    path = a_table(tmp_path, 'title,text\na,one\nb,"two\nc,three\nd,four\n')

    given = read(path)

    assert [each.record for each in given if isinstance(each, Refused)] == ["row 3"]
    assert [each.article.title for each in given if isinstance(each, Imported)] == ["a", "c", "d"]


def test_ten_megabytes_in_a_cell_cost_that_row(tmp_path: Path) -> None:
    path = a_table(tmp_path, f"title,text\na,{'x' * 10_000_000}\nb,{'y' * 200_000}\n")

    large, fine = read(path)

    assert isinstance(large, Refused)
    assert "10,000,000" in large.reason
    assert isinstance(fine, Imported)
    assert len(fine.article.text) == 200_000


def test_damaged_letters_and_nul_cost_their_rows(tmp_path: Path) -> None:
    whole = "".join(f"é{n},été {n}\n" for n in range(50)).encode()
    path = a_table(tmp_path, b"title,text\n" + whole + b"x,\xe9t\xe9\ny,a\0b\nz,fine\n")

    given = read(path)

    assert [each.record for each in given if isinstance(each, Refused)] == ["row 52", "row 53"]
    assert len(given) == 53


@pytest.mark.parametrize("headings", ["title,text,Text", "text,title,text", "Note,note,text"])
def test_columns_called_the_same_are_refused_with_both_named(tmp_path: Path, headings: str) -> None:
    path = a_table(tmp_path, f"{headings}\n1,2,3\n")

    with pytest.raises(UnreadableFile, match=r"columns \d .* and \d .*called the same.*--map"):
        read(path)


def test_who_says_which_of_two_columns_counts_is_heard(tmp_path: Path) -> None:
    path = a_table(tmp_path, "title,text,Text\nTalks,short,They met.\n")

    (given,) = read(path, {"Text": "text", "title": "title"})

    assert isinstance(given, Imported)
    assert (given.article.text, given.extra) == ("They met.", {"text": "short"})


def test_a_table_without_a_text_says_how_to_map(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r'"holder", "stance".*--map "COLUMN=text"'):
        read(a_table(tmp_path, "holder,stance\nCHN,2\n"))


def test_a_table_without_headings_is_understood_by_its_cells(tmp_path: Path) -> None:
    text = "The ministers met and talked about the truce. " * 5
    lines = [f'2019-01-0{day},https://example.org/{day},"{text}{day}"' for day in range(1, 6)]

    given = read(a_table(tmp_path, "\n".join(lines)))

    assert len(given) == 5
    assert isinstance(given[0], Imported)
    assert given[0].article.published == "2019-01-01"
    assert given[0].article.url == "https://example.org/1"


@pytest.mark.parametrize(
    ("days", "dates"),
    [
        (("03/04/2019", "25/04/2019"), ["2019-04-03", "2019-04-25"]),
        (("03/04/2019", "04/25/2019"), ["2019-03-04", "2019-04-25"]),
        (("03/04/2019", "05/04/2019"), ["", ""]),
    ],
)
def test_the_order_of_day_and_month_is_seen_in_the_column_or_left_open(
    tmp_path: Path, days: tuple[str, str], dates: list[str]
) -> None:
    lines = [f"{day},They met {n}." for n, day in enumerate(days)]

    given = read(a_table(tmp_path, "\n".join(["date,text", *lines])))

    assert [each.article.published for each in given if isinstance(each, Imported)] == dates


def test_tabs_part_cells_though_quotes_belong_to_the_text(tmp_path: Path) -> None:
    path = a_table(tmp_path, 'title\tbody\n"Truce" talks\tHe said "no\n"x\tfine\n', "t.tsv")

    given = read(path)

    assert [each.article.title for each in given if isinstance(each, Imported)] == [
        '"Truce" talks',
        '"x',
    ]


@pytest.mark.parametrize("content", [b"", b"text\n", b"\n\n", b"text,title"])
def test_a_table_without_rows_is_refused(tmp_path: Path, content: bytes) -> None:
    path = a_table(tmp_path, content)
    with pytest.raises(UnreadableFile):
        list(Csv().read(path))


def test_an_article_with_commas_is_no_table(tmp_path: Path) -> None:
    path = a_table(tmp_path, "In Geneva, the text, title and date were agreed.\nThey met.", "a.txt")
    assert not Csv().accepts(path, path.read_bytes())
    named = a_table(tmp_path, "title,text\nTalks,They met.\n", "b.txt")
    assert Csv().accepts(named, named.read_bytes())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    raw=st.binary(max_size=400) | st.text(alphabet='ab,;\t"\n\r\0é|', max_size=200).map(str.encode)
)
def test_whatever_the_bytes_are_there_is_no_other_error(tmp_path: Path, raw: bytes) -> None:
    for start in (b"", b"title,text\na,b\n"):
        path = a_table(tmp_path, start + raw)
        Csv().accepts(path, (start + raw)[:4_096])
        try:
            for each in Csv().read(path):
                assert isinstance(each, (Imported, Refused))
        except UnreadableFile:
            pass


def test_a_cell_that_holds_a_piece_of_a_web_page_is_read_as_one(tmp_path: Path) -> None:
    cell = "<h2>Trade</h2><p>They met &amp; signed.</p><ul><li>One</li></ul>"
    given = read(a_table(tmp_path, f"title,text\nTalks,{cell}\nMore,a < b and c > d\n"))

    first, second = (each.article.text for each in given if isinstance(each, Imported))

    assert first == "## Trade\n\nThey met & signed.\n\n- One"
    assert second == "a < b and c > d"


def test_a_column_of_sources_that_are_addresses_is_where_articles_stand(tmp_path: Path) -> None:
    (given,) = read(
        a_table(tmp_path, "source,sitename,text\nhttps://a.example/1,The Paper,They met.\n")
    )

    assert isinstance(given, Imported)
    assert (given.article.url, given.article.publisher) == ("https://a.example/1", "The Paper")


def test_a_column_of_dates_of_the_download_does_not_date_an_article(tmp_path: Path) -> None:
    (given,) = read(a_table(tmp_path, "retrieved_at,text\n2024-04-02,They met.\n"))

    assert isinstance(given, Imported)
    assert given.article.published == ""
    assert given.extra == {"retrieved_at": "2024-04-02"}


def test_an_author_who_is_but_a_number_is_no_name(tmp_path: Path) -> None:
    (given,) = read(a_table(tmp_path, "author,text\n17,They met.\n"))

    assert isinstance(given, Imported)
    assert (given.article.byline, given.extra["author"]) == ("", "17")


@pytest.mark.parametrize(
    "above", ["Report of a search\n\n", "Report of a search;;\n;;\n2 hits;;\n"]
)
def test_headings_are_found_below_the_head_of_a_report(tmp_path: Path, above: str) -> None:
    rows = "Titel;Datum;Volltext\nA;1.2.2024;Sie trafen sich.\nB;2.2.2024;Sie sprachen.\n"

    first, second = read(a_table(tmp_path, above + rows))

    assert isinstance(first, Imported)
    assert isinstance(second, Imported)
    assert (first.article.title, first.article.published) == ("A", "2024-02-01")
    assert (second.article.title, second.article.text) == ("B", "Sie sprachen.")


def test_dates_with_slashes_that_may_be_either_are_none(tmp_path: Path) -> None:
    (given,) = read(a_table(tmp_path, "date,text\n01/02/2024,They met.\n"))

    assert isinstance(given, Imported)
    assert given.article.published == ""
