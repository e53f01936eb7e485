"""What stands above and below a story, and how feeds and agencies write what is none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.extensions.articles.feeds import Feed
from annotator.extensions.articles.newsml1 import NewsMl1
from annotator.extensions.articles.newsml_g2 import NewsMlG2
from annotator.extensions.articles.ninjs import Ninjs
from annotator.extensions.articles.story_ends import trimmed
from annotator.extensions.registry import Imported, Importer

STORY = "NORPORT (ena) - The envoys met on Monday.\n\nThey will meet again."


def article(importer: Importer, path: Path, content: str) -> Imported:
    """The one article of a file with this content."""
    path.write_text(content, encoding="utf-8")
    (record,) = importer.read(path)
    assert isinstance(record, Imported)
    return record


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("By Ana Silva", "Ana Silva"),
        ("By ANA SILVA and Ben O'Neill", "ANA SILVA and Ben O'Neill"),
        ("Von Eva Müller, dpa", ""),
        ("Par Élodie de la Tour", "Élodie de la Tour"),
        ("By Monday the envoys had left the town for good", ""),
        ("By and large", ""),
    ],
)
def test_a_line_that_only_names_who_wrote_is_the_byline(line: str, name: str) -> None:
    found = trimmed(f"{line}\n\n{STORY}", "")
    assert found.byline == name
    assert found.text == (STORY if name else f"{line}\n\n{STORY}")


def test_a_known_byline_leaves_the_text_as_it_is() -> None:
    assert trimmed(f"By Ana Silva\n\n{STORY}", "Ben").text == f"By Ana Silva\n\n{STORY}"


@pytest.mark.parametrize(
    "notice",
    [
        "© 2024 Example News Agency. All rights reserved.",
        "(c) 2024 Example News Agency",
        "Copyright 2024 The Example. No part of it may be copied.",
        "The post Envoys meet appeared first on The Example.",
        "La entrada Los enviados se publicó primero en El Ejemplo.",
    ],
)
def test_whose_the_text_is_stands_beside_it(notice: str) -> None:
    found = trimmed(f"{STORY}\n\n{notice}", "")
    assert (found.text, found.below) == (STORY, (notice,))


@pytest.mark.parametrize(
    "last", ["Copyright law was the subject of the talks.", "The post office remained shut."]
)
def test_a_last_paragraph_that_tells_something_stays(last: str) -> None:
    assert trimmed(f"{STORY}\n\n{last}", "").text == f"{STORY}\n\n{last}"


def test_a_text_that_is_a_notice_alone_stays() -> None:
    assert trimmed("© 2024 Example News Agency", "").text == "© 2024 Example News Agency"


def test_a_feed_may_name_letters_as_html_does_and_leave_an_and_as_it_is(tmp_path: Path) -> None:
    found = article(
        Feed(),
        tmp_path / "a.rss",
        "<rss version='2.0'><channel><title>Caf&eacute; &amp; Co</title><item>"
        "<title>R&D&nbsp;talks &lt;1&gt;</title><link>http://a.example/?a=1&b=2</link>"
        "<description><![CDATA[<p>They met at the caf&eacute; & left.</p>]]></description>"
        "</item></channel></rss>",
    )
    assert found.article.title == "R&D\u00a0talks <1>"
    assert found.article.publisher == "Café & Co"
    assert found.article.url == "http://a.example/?a=1&b=2"
    assert found.article.text == "They met at the café & left."


def test_a_table_in_a_figure_is_a_table_of_the_text(tmp_path: Path) -> None:
    found = article(
        NewsMlG2(),
        tmp_path / "a.xml",
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="g"><contentSet><inlineXML>'
        '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>They signed.</p><figure><table>'
        "<thead><tr><th>State</th><th>Votes</th></tr></thead><tbody><tr><td>A</td><td>2</td></tr>"
        "</tbody></table></figure><figure><figcaption>A picture</figcaption></figure></body>"
        "</html></inlineXML></contentSet></newsItem>",
    )
    table = "| State | Votes |\n| --- | --- |\n| A | 2 |"
    assert found.article.text == f"They signed.\n\n{table}"


def test_the_style_and_the_headline_of_a_release_are_not_its_text(tmp_path: Path) -> None:
    def part(role: str, mime: str, data: str) -> str:
        return (
            f'<NewsComponent><Role FormalName="{role}"/><ContentItem>'
            f'<MimeType FormalName="{mime}"/>'
            f"<DataContent>{data}</DataContent></ContentItem></NewsComponent>"
        )

    parts = part("StyleSheet", "text/css", ".b {margin: 0}")
    parts += part("HeadLine", "text/xhtml", "<html><body><p>Works open</p></body></html>")
    parts += part("Body", "text/xhtml", "<html><body><p>The works opened.</p></body></html>")
    found = article(
        NewsMl1(),
        tmp_path / "a.xml",
        "<NewsML><NewsItem><NewsComponent><NewsLines><HeadLine>Works open</HeadLine></NewsLines>"
        f"{parts}</NewsComponent></NewsItem></NewsML>",
    )
    assert (found.article.title, found.article.text) == ("Works open", "The works opened.")


def test_a_composite_of_ninjs_that_has_a_text_is_an_article(tmp_path: Path) -> None:
    found = article(
        Ninjs(),
        tmp_path / "a.json",
        '{"uri": "u", "type": "composite", "pubstatus": "usable", "body_text": "They met."}',
    )
    assert found.article.text == "They met."
