"""`merge` and `hand-in` killed at random moments: the project is as before or as after.

A few kills in the suite, as many as ANNOTATOR_KILLS says in the long form.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic
from uuid import UUID

import pytest

from annotator.model.article import Article
from annotator.model.errors import PackageRefused
from annotator.stages.project import coder, open_project
from annotator.store.package import Package
from tests.packaged import Lab, a_lab, code, findings, hand_in, rows_of

KILLS = int(os.environ.get("ANNOTATOR_KILLS", "4"))
SEED = int(os.environ.get("ANNOTATOR_KILLS_SEED", "2"))
ROOT = Path(__file__).parents[2]
ARTICLES = 120

pytestmark = pytest.mark.timeout(60 + 15 * KILLS)


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A lab whose coder ana coded some hundred articles that the lab has not, on her machine."""
    lab = a_lab(tmp_path)
    own, ana = lab.machine("ana"), lab.coder("ana")
    articles = [Article.from_text(f"They met in Beijing 🤝 {n}. " * 40) for n in range(ARTICLES)]
    with own.store.transaction() as records:
        records.add_articles([(each, {}) for each in articles], ana.id)
    for article in articles:
        code(own, ana, article.id)
    lab.close()
    return lab


def killed_or_done(words: list[object], after: float) -> bool:
    """Run a command and kill it after so many seconds; whether it was done by then."""
    process = subprocess.Popen(
        [sys.executable, "-m", "annotator", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        status = process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    assert status in (0, -signal.SIGKILL)
    return status == 0


def seconds_of(words: list[object]) -> float:
    """How long a command takes that nobody kills."""
    process = [sys.executable, "-m", "annotator", *map(str, words)]
    began = monotonic()
    subprocess.run(process, cwd=ROOT, check=True, capture_output=True)
    return monotonic() - began


def test_a_merge_is_done_or_was_never_begun(lab: Lab, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    own = open_project(lab.opened[0].path)
    package = hand_in(own, tmp_path / "in.annpack")
    own.close()
    begun = lab.project.path
    start = begun.read_bytes()
    before = rows_at(begun)
    whole = seconds_of(["merge", begun, package])
    after = rows_at(begun)
    assert len(after) > len(before) + ARTICLES
    for _ in range(KILLS):
        begun.write_bytes(start)
        killed_or_done(["merge", begun, package], chance.uniform(0.3, 1.05) * whole)
        assert rows_at(begun) in (before, after)
    assert killed_or_done(["merge", begun, package], 60)
    assert rows_at(begun) == after


def rows_at(path: Path) -> dict[tuple[str, UUID], str]:
    """All rows of a project that opens and holds together."""
    project = open_project(path)
    assert findings(project) == []
    found = rows_of(project)
    project.close()
    return found


def test_a_hand_in_is_whole_or_not_there(lab: Lab, tmp_path: Path) -> None:
    chance = random.Random(SEED)
    own = lab.opened[0].path
    target = tmp_path / "in.annpack"
    whole = seconds_of(["hand-in", own, "-o", target])
    good = target.read_bytes()
    for number in range(max(2, KILLS // 2)):
        if number % 2:
            target.unlink(missing_ok=True)
        killed_or_done(["hand-in", own, "-o", target], chance.uniform(0.3, 1.05) * whole)
        assert not target.exists() or target.read_bytes() == good
    subprocess.run(
        [sys.executable, "-m", "annotator", "hand-in", own, "-o", target], cwd=ROOT, check=True
    )
    try:
        with Package(target) as package:
            assert package.manifest.handle == "ana"
    except PackageRefused as refusal:
        raise AssertionError(str(refusal)) from refusal
    project = open_project(own)
    assert coder(project, "ana") == project.owner
    assert findings(project) == []
    project.close()
