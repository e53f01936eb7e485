"""The shapes in which services and programs write articles as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.extensions.articles.json_array import Json
from annotator.extensions.articles.json_lines import JsonLines
from annotator.extensions.registry import Imported

TEXT = "The envoys met on Monday."
PLAIN: dict[str, Any] = {"title": "Talks", "text": TEXT, "date": "2024-03-25"}
SHAPES: dict[str, Any] = {
    "a search engine": {"hits": {"hits": [{"_id": "1", "_source": PLAIN}]}},
    "a service that has fields": {
        "response": {
            "results": [
                {
                    "webTitle": "Talks",
                    "webPublicationDate": "2024-03-25T10:00:00Z",
                    "fields": {"bodyText": TEXT},
                }
            ]
        }
    },
    "attributes": {"data": [{"type": "articles", "attributes": PLAIN}]},
    "rendered": [
        {
            "title": {"rendered": "Talks"},
            "content": {"rendered": f"<p>{TEXT}</p>\n"},
            "date": "2024-03-25T10:00:00",
        }
    ],
    "columns": {name: {"0": value} for name, value in PLAIN.items()},
    "keys": {"https://a.example/1": PLAIN},
    "rows under columns": {"columns": list(PLAIN), "index": [0], "data": [list(PLAIN.values())]},
    "thousandths of a second": [PLAIN | {"date": 1_711_324_800_000}],
    "a database": [PLAIN | {"_id": {"$oid": "6a"}, "date": {"$date": "2024-03-25T00:00:00Z"}}],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_article_is_found_in_whatever_shape_it_comes(tmp_path: Path, shape: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(SHAPES[shape]), encoding="utf-8")
    assert Json().accepts(path, path.read_bytes())

    (found,) = Json().read(path)

    assert isinstance(found, Imported)
    article = found.article
    assert (article.title, article.published, article.text) == ("Talks", "2024-03-25", TEXT)


def test_a_line_may_hold_its_article_one_level_down(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lines = (json.dumps({"_id": n, "_source": PLAIN | {"text": f"{TEXT} {n}"}}) for n in (1, 2))
    path.write_text("\n".join(lines), encoding="utf-8")

    given = [each for each in JsonLines().read(path) if isinstance(each, Imported)]

    assert [each.article.text for each in given] == [f"{TEXT} 1", f"{TEXT} 2"]
    assert [each.article.source_id for each in given] == ["1", "2"]


def test_what_is_told_beside_a_text_is_kept_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps([PLAIN | {"scores": {"text": 0.5, "tone": 2}}]), encoding="utf-8")

    (found,) = Json().read(path)

    assert isinstance(found, Imported)
    assert json.loads(found.extra["scores"]) == {"text": 0.5, "tone": 2}


def test_the_day_of_publication_is_not_that_of_the_download(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    dates = {"date_download": "2024-04-02 10:00:00", "date_publish": "2024-03-25 08:00:00"}
    record = {"title": "Talks", "maintext": TEXT, **dates, "source_domain": "a.example"}
    path.write_text(json.dumps([record]), encoding="utf-8")

    (found,) = Json().read(path)

    assert isinstance(found, Imported)
    assert (found.article.published, found.article.publisher) == ("2024-03-25", "a.example")


def test_names_are_read_out_of_the_objects_that_services_make_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    told = {"headline": {"main": "Talks &amp; more"}, "byline": {"original": "By Ana Silva"}}
    path.write_text(json.dumps([{**told, "lead_paragraph": TEXT * 9}]), encoding="utf-8")

    (found,) = Json().read(path)

    assert isinstance(found, Imported)
    assert (found.article.title, found.article.byline) == ("Talks & more", "Ana Silva")
