"""The way of a lab with four coders, by commands alone: assigned, handed out, coded, merged."""

from __future__ import annotations

import json
import random
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

from tests.cli.conftest import Command, Ran

CODERS = ("ana_kostova", "ben_odell", "chen_lijun", "dina_rasul")
TYPES = ("CONSULT", "AGREE", "REJECT", "ACCUSE")
N_ARTICLES = 60
N_SHARED = 18
"""30 % of them, which two code."""


def a_corpus(path: Path) -> Path:
    """Articles as JSON lines, each of one meeting."""
    lines = [
        {
            "text": f"Envoy {at} met the minister in Oslo.\nThey spoke of trade.",
            "title": f"Meeting {at}",
            "source_id": f"wire-{at}",
            "published": f"2026-03-{1 + at % 28:02}",
        }
        for at in range(N_ARTICLES)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def a_coding(source_id: str, coder: str, type: str, state: str = "submitted") -> bytes:
    """What a coder says of an article, as a codings line; the quote is found in the text."""
    evidence = [{"start": 0, "end": 5, "quote": "Envoy"}]
    line = {
        "article": {"source_id": source_id},
        "coder": coder,
        "state": state,
        "events": [{"answers": {"event_type": {"value": type, "evidence": evidence}}}],
    }
    return json.dumps(line).encode() + b"\n"


class Lab:
    """A lead's project and the coders' files, all worked with by commands."""

    def __init__(self, annotator: Command, folder: Path) -> None:
        self.annotator = annotator
        self.folder = folder
        self.project = folder / "lab.annotator"
        self.done("new", self.project, "--lead", "lena")
        self.done("import", self.project, a_corpus(folder / "corpus.jsonl"))
        for coder in CODERS:
            self.done("coders", self.project, "--add", coder)
        words = ("--coders", ",".join(CODERS), "--overlap", "0.3", "--seed", "7")
        self.done("assign", self.project, *words)

    def done(self, *words: object, stdin: bytes = b"") -> Ran:
        """What a command printed that has to succeed."""
        ran = self.annotator(*words, stdin=stdin)
        assert ran.status == 0, ran.err
        return ran

    def file_of(self, coder: str) -> Path:
        return self.folder / f"{coder}.annotator"

    def hand_out(self, coder: str) -> None:
        package = self.folder / f"out-{coder}.annpack"
        self.done("hand-out", self.project, "--coder", coder, "-o", package)
        self.done("new", self.file_of(coder), "--from", package)

    def articles_of(self, coder: str) -> list[str]:
        listed = self.done("articles", self.file_of(coder), "--json").json["articles"]
        return [each["source_id"] for each in listed]

    def code(self, coder: str, wanted: list[str], pick: random.Random) -> None:
        lines = b"".join(a_coding(each, coder, pick.choice(TYPES)) for each in wanted)
        ran = self.annotator("codings", "import", self.file_of(coder), "-", "--json", stdin=lines)
        assert not ran.json["refused"], ran.out

    def hand_in(self, coder: str, time: int) -> Path:
        package = self.folder / f"in-{coder}-{time}.annpack"
        self.done("hand-in", self.file_of(coder), "--coder", coder, "-o", package)
        return package

    def merge(self, *packages: Path) -> Any:
        return self.done("merge", self.project, *packages, "--json").json


def test_four_coders_hand_in_twice_in_any_order(annotator: Command, tmp_path: Path) -> None:
    lab, pick = Lab(annotator, tmp_path), random.Random(5)
    for coder in CODERS:
        lab.hand_out(coder)
    given = {coder: lab.articles_of(coder) for coder in CODERS}
    counts = Counter(each for articles in given.values() for each in articles)
    assert len(counts) == N_ARTICLES
    assert Counter(counts.values()) == {1: N_ARTICLES - N_SHARED, 2: N_SHARED}
    pairs = [len(set(given[one]) & set(given[two])) for one, two in combinations(CODERS, 2)]
    assert max(pairs) - min(pairs) <= 1

    packages = []
    for time, part in ((1, slice(0, 8)), (2, slice(4, None))):
        for coder in CODERS:
            lab.code(coder, given[coder][part], pick)
            packages.append(lab.hand_in(coder, time))
    copies = [tmp_path / f"lab{number}.annotator" for number in range(3)]
    for copy in copies:
        copy.write_bytes(lab.project.read_bytes())
    exports = []
    for number, copy in enumerate(copies):
        lab.project = copy
        pick.shuffle(packages)
        for package in packages:
            lab.merge(package)
        again = lab.merge(*packages)
        assert again["new"] == 0
        assert lab.done("check", copy).status == 0
        folder = tmp_path / f"dataset{number}"
        lab.done("export", copy, "--format", "native", "--lane", "coding", "-o", folder)
        exports.append({path.name: path.read_bytes() for path in sorted(folder.iterdir())})
    assert exports[0] == exports[1] == exports[2]

    report = lab.done("agreement", lab.project, "--bootstrap", "0", "--json").json
    assert report["event_type"]["n_units"] == N_SHARED
    people = {
        each["handle"]: each for each in lab.done("coders", lab.project, "--json").json["coders"]
    }
    for coder in CODERS:
        assert people[coder]["assigned"] == people[coder]["submitted"] == len(given[coder])
    total = sum(people[coder]["submitted"] for coder in CODERS)
    assert total == N_ARTICLES + N_SHARED


def test_a_coders_file_and_packages_hold_nothing_of_others(
    annotator: Command, tmp_path: Path
) -> None:
    lab = Lab(annotator, tmp_path)
    everybody = lab.done("coders", lab.project, "--json").json["coders"]
    ids = {each["handle"]: each["id"] for each in everybody}
    for coder in CODERS:
        lab.hand_out(coder)
        lab.code(coder, lab.articles_of(coder), random.Random(1))
        lab.merge(lab.hand_in(coder, 1))
    package = tmp_path / "later.annpack"
    for coder in CODERS:
        lab.done("hand-out", lab.project, "--coder", coder, "-o", package)
        lab.done("merge", lab.file_of(coder), package)
        held = lab.file_of(coder).read_bytes()
        for other in set(CODERS) - {coder}:
            for name in (other.encode(), ids[other].encode(), ids[other].replace("-", "").encode()):
                assert name not in held
