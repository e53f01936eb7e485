"""Saved web pages: the article without menus and comments, and what the page says of it."""

from __future__ import annotations

import logging
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.extensions.articles.html_page import HtmlPage, imported
from annotator.model.article import METADATA
from annotator.model.errors import UnreadableFile
from tests.extensions.golden_articles import check_golden, files, mutated

PAGES = [path for path in files("*", "pages") if path.stem not in ("login", "frames")]
TEXT = (
    "The envoys of the two countries met in Geneva on Sunday and agreed to meet again in April."
    " They will discuss fishing rights and the prisoners that were taken last year."
)


def page(inner: str, head: str = "", attributes: str = "") -> bytes:
    return (
        f"<!doctype html><html {attributes}><head>{head}</head><body>{inner}</body></html>".encode()
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_is_read_as_a_person_reads_it(path: Path, request: pytest.FixtureRequest) -> None:
    check_golden(HtmlPage(), path, request)


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        ("", "no article was found"),
        (
            "<script>var a = 'a long text that nobody sees in the page itself'</script>",
            "no article",
        ),
        (
            "<h1>Sign in</h1><form>Your name and password, please: <input type=PassWord></form>",
            "log",
        ),
        (
            "".join(f"<li><a href={n}>Ministers meet for round {n}</a></li>" for n in range(60)),
            "links",
        ),
        (f"<p>{'word ' * 600_000}</p>", "more text than any article"),
    ],
)
def test_a_page_without_an_article_is_refused_for_what_it_is(inner: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        imported(page(inner))


def test_frames_are_named_and_the_front_page_of_a_site_is_no_article() -> None:
    with pytest.raises(UnreadableFile, match=r"frames.*\(menu.html, main.html\)"):
        imported(b"<html><frameset><frame src=menu.html><frame src=main.html></frameset></html>")
    with pytest.raises(UnreadableFile, match="front page"):
        imported(page(f"<p>{TEXT}", "<link rel=canonical href='https://news.example/'>"))


def test_what_json_ld_says_counts_and_its_day_stays_as_written() -> None:
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"},'
        '{"@type": ["NewsArticle"], "headline": "Envoys agree", "inLanguage": "en-GB",'
        '"datePublished": "2019-03-04T23:50:00-05:00", "articleSection": ["World", "Europe"],'
        '"author": [{"name": "Ada Mill"}, {"name": "Tom Reed"}, {"name": "https://x.example/a"}],'
        '"publisher": {"name": "Harbour Times"}, "url": "https://news.example/a"}]}</script>'
        "<title>Envoys agree - World - Harbour Times</title>"
    )
    article = imported(page(f"<p>{TEXT}</p>", head)).article
    assert (article.title, article.publisher) == ("Envoys agree", "Harbour Times")
    assert (article.byline, article.section) == ("Ada Mill, Tom Reed", "World, Europe")
    assert (article.published, article.language) == ("2019-03-04", "en")
    assert article.url == article.source_id == "https://news.example/a"


def test_what_the_meta_elements_say_is_kept_under_names_that_are_not_ours() -> None:
    head = (
        "<meta name=section content=World><meta property='og:title' content='Envoys agree'>"
        "<meta name=language content=en><meta name=viewport content=x>"
        "<meta name=author content='By Ada Mill | March 4, 2019'>"
    )
    found = imported(page(f"<p>{TEXT}</p>", head))
    assert found.extra["og:title"] == "Envoys agree"
    assert found.extra["meta section"] == found.article.section == "World"
    assert not {*METADATA, "viewport"} & set(found.extra)
    assert found.article.byline == "Ada Mill"


def test_a_copyright_year_is_no_date_and_a_broken_json_ld_no_obstacle() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    found = imported(page(f"<p>{TEXT}</p><p>Copyright 2020</p>", head))
    assert found.article.published == ""


def test_title_date_and_byline_on_top_are_facts_and_no_text() -> None:
    inner = f"<h1>Envoys agree</h1><p>March 4, 2019</p><p>By Ada Mill</p><p>{TEXT}</p>"
    article = imported(page(inner, "<title>Envoys agree | Harbour Times</title>")).article
    assert (article.title, article.publisher) == ("Envoys agree", "Harbour Times")
    assert (article.published, article.byline) == ("2019-03-04", "Ada Mill")
    assert article.text == TEXT


def test_comments_cookies_and_related_links_are_left_out_and_the_lead_kept() -> None:
    inner = (
        "<nav><a href=/>Home</a></nav><h1>Envoys agree</h1>"
        f"<div class=lead>It is their third meeting this year, and not the last one.</div>"
        f"<div class=article-body><p>{TEXT}</p><p>{TEXT[::-1].title()}</p></div>"
        "<div id=cookie-banner><p>We use cookies, and so do our partners, as you know.</p></div>"
        "<section class=comments><p>I have my own opinion about this and that, too.</p></section>"
        "<footer>Imprint</footer>"
    )
    text = imported(page(inner, "<title>Envoys agree</title>")).article.text
    assert text.startswith("It is their third meeting")
    assert TEXT in text
    assert not any(word in text for word in ("cookies", "opinion", "Imprint", "Home"))


def test_a_whole_page_under_an_unlucky_name_is_still_read() -> None:
    inner = f"<nav><a href=/>Home</a></nav><div class='has-sidebar menu'><p>{TEXT}</p></div>"
    assert imported(page(inner)).article.text == TEXT


def test_a_large_page_is_read_in_time() -> None:
    rows = "<tr><td>a<td>b" * 8_000
    inner = f"<nav><a href=/>Home</a></nav><article><p>{TEXT}</p><table>{rows}</table></article>"
    assert imported(page(inner)).article.text.count("\n") > 8_000


def test_the_library_is_neither_loud_nor_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, annotator.extensions.articles.html_page as page\n"
        "assert 'trafilatura' not in sys.modules\n"
        f"page.imported({page(f'<nav>x</nav><p>{TEXT}<p>{TEXT}')!r})\n"
        "assert 'trafilatura' in sys.modules\n"
        "page.imported(b'<nav>x</nav><p>too short a text, though it is one with letters')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60
    )
    assert (ran.returncode, ran.stderr, ran.stdout) == (0, "", "")
    assert logging.getLogger().level == logging.WARNING


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(
    path=st.sampled_from(files("*", "pages")),
    at=st.integers(min_value=0),
    new=st.binary(max_size=40) | st.sampled_from([b"<div>", b"</div>", b"<table>", b"<", b"&#0;"]),
    cut=st.integers(min_value=0),
)
def test_damaged_pages_are_read_or_refused(path: Path, at: int, new: bytes, cut: int) -> None:
    with suppress(UnreadableFile):
        assert imported(mutated(path.read_bytes(), at, new, cut)).article.text


@settings(deadline=None)
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(UnreadableFile):
        assert imported(b"<html>" + raw).article.text


@pytest.mark.parametrize(
    ("before", "after"), [("<![CDATA[", "]]>"), ("<!--", "-->"), ("/* said */", ""), ("", "")]
)
def test_json_ld_is_read_whatever_a_template_puts_around_it(before: str, after: str) -> None:
    said = '{"@type": "NewsArticle", "author": [{"name": "Redacci&oacute;n Uno"}]}'
    head = f'<script type="application/ld+json">\n{before} {said} {after}\n</script>'
    assert imported(page(f"<p>{TEXT}", head)).article.byline == "Redacción Uno"


@pytest.mark.parametrize(
    ("line", "byline"),
    [
        ('<div class="article__author">By Jane Doe</div>', "Jane Doe"),
        ('<span class="pb-byline">By <a href=x>Jane Doe</a></span>', "Jane Doe"),
        ('<a itemprop="author">Jane Doe</a>', "Jane Doe"),
        ('<p class="about-the-authors-of-this-site">Jane Doe</p>', ""),
        ('<div class="comment"><span class="author">Joe Reader</span></div>', ""),
    ],
)
def test_a_byline_is_known_by_its_name_unless_it_is_that_of_a_comment(
    line: str, byline: str
) -> None:
    assert imported(page(f"<h1>Envoys meet</h1>{line}<p>{TEXT}")).article.byline == byline


@pytest.mark.parametrize(
    "mark", ['id="sharing-the-waters-of-the-river"', 'class="article-content with sidebar"']
)
def test_a_part_of_the_text_stays_whatever_else_its_name_says(mark: str) -> None:
    sections = "".join(f"<p>{TEXT.replace('April', month)}</p>" for month in ("May", "June"))
    found = imported(page(f"<p>{TEXT * 9}</p><div {mark}><h2>Waters</h2>{sections}</div><footer>x"))
    assert "again in May" in found.article.text
    assert "again in June" in found.article.text


def test_the_greeting_of_a_site_over_the_title_is_not_of_the_text() -> None:
    head = "<meta property=og:title content='Envoys meet in Geneva'>"
    greeting = "<h1>Welcome to the Ministry</h1><h1>Envoys meet in Geneva</h1>"
    found = imported(page(f"<article>{greeting}<p>{TEXT}</p><p>{TEXT[:90]}</p></article>", head))
    assert found.article.text.startswith("The envoys")


def test_a_headline_is_whole_where_the_meta_element_breaks_off_at_a_quote() -> None:
    head = "<meta property=og:title content='Envoy calls the treaty'>"
    shown = "<h1>Envoy calls the treaty &quot;dead&quot;</h1>"
    assert (
        imported(page(f"{shown}<p>{TEXT}", head)).article.title == 'Envoy calls the treaty "dead"'
    )


def test_a_day_with_its_time_is_read_in_the_order_of_the_language_of_the_page() -> None:
    head = '<meta property="article:published_time" content="10.12.2022, 07:00:03">'
    assert imported(page(f"<p>{TEXT}", head, "lang=de")).article.published == "2022-12-10"


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ('<p class="article-meta__publish-date">January 18, 2022</p>', "2022-01-18"),
        (
            '<div class="story_tmstmp">الأربعاء، 28 آب/اغسطس 2013، آخر تحديث 14:00</div>',
            "2013-08-28",
        ),
        ("<p>Readout</p><p>Tuesday, January 18, 2022</p>", "2022-01-18"),
        ("<p>Geneva, where on January 18, 2022, they met, is a city of many envoys.</p>", ""),
    ],
)
def test_the_date_beside_a_headline_is_known_and_no_text(line: str, day: str) -> None:
    found = imported(page(f"<h1>Envoys meet</h1>{line}<p>{TEXT}</p><p>{TEXT}</p>")).article
    assert found.published == day
    assert ("2022" in found.text or "2013" in found.text) == ("where" in line)


def test_the_date_of_another_article_on_the_page_is_not_that_of_the_page() -> None:
    teaser = '<div class="teaser"><h3>Older</h3><p class="date">January 18, 2022</p></div>'
    assert imported(page(f"<p>{TEXT}</p><p>{TEXT}</p>{teaser}")).article.published == ""


def test_a_page_that_word_saved_keeps_its_notes_and_its_title() -> None:
    note = (
        "<div><hr><div id=ftn1><p class=MsoFootnoteText><a href=#a>[1]</a> A note.</p></div></div>"
    )
    body = (
        f"<p class=MsoTitle>Readout of the call</p><p class=MsoNormal>{TEXT}<a href=#b>[1]</a></p>"
    )
    head = "<title>Draft 3 of the readout</title>"
    found = imported(page(f"<div class=WordSection1>{body}</div>{note}", head)).article
    assert found.title == "Readout of the call"
    assert found.text == f"{TEXT}[1]\n\n[1] A note."


def test_what_a_ministry_puts_under_its_news_is_not_of_the_text() -> None:
    below = (
        '<div class="read__bottommeta"><p>Published in: News</p><p>Direct link: a.example</p></div>'
    )
    found = imported(page(f"<h1>Envoys meet</h1><div class=body><p>{TEXT}</p></div>{below}"))
    assert found.article.text == TEXT


def test_a_short_article_among_many_links_is_an_article_if_a_heading_says_so() -> None:
    menu = "".join(f"<li><a href={n}>Department number {n}</a></li>" for n in range(60))
    read = f"<h1>The envoys of both countries meet</h1><p>{TEXT}</p><p>{TEXT[:90]}</p>"
    found = imported(
        page(f"<ul>{menu}</ul>{read}", "<title>The envoys of both countries meet</title>")
    )
    assert found.article.text.startswith("The envoys of the two")
    with pytest.raises(UnreadableFile, match="links"):
        imported(page(f"<ul>{menu}</ul><h1>News</h1><p>{TEXT}</p>", "<title>News</title>"))


def test_a_short_article_with_a_form_to_log_in_beside_it_is_an_article() -> None:
    form = "<form>Your password: <input type=password></form>"
    said = "<meta property=og:type content=article>"
    assert imported(
        page(f"<h1>Envoys meet</h1><p>{TEXT}</p><p>{TEXT}</p>{form}", said)
    ).article.text
    with pytest.raises(UnreadableFile, match="log in"):
        imported(page(f"<h1>Envoys meet</h1><p>{TEXT[:100]}</p>{form}", said))


def test_many_comments_above_what_is_no_page_are_passed_in_no_time() -> None:
    head = b"<!-- a comment -->\n" * 3_000 + b"<rss></rss>"
    assert not HtmlPage().accepts(Path("a.xml"), head)
    assert HtmlPage().accepts(Path("a.xml"), head.replace(b"<rss>", b"<html>"))
