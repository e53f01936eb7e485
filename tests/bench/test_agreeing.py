"""That the benchmark of agreement runs, without the libraries; its goals are for a calm machine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotator.reliability.alpha import alpha
from annotator.reliability.distances import MASI, NOMINAL, distance
from annotator.reliability.ratings import Ratings
from tests.bench.agreeing import Agreeing, Peers, made_sets, main, plain_alpha
from tests.bench.peers import masi


def test_the_benchmark_of_agreement_measures_every_goal() -> None:
    lines: list[str] = []
    main("--scale 0.01 --rounds 1 --tries 1 --no-peers".split(), lines.append)
    assert len(lines) == 5, "\n".join(lines)


def test_what_ours_is_held_against_is_the_same_quantity(tmp_path: Path) -> None:
    ours = Agreeing(tmp_path, 0.02, 1, Peers(tmp_path, print))
    assert plain_alpha(ours.file) == pytest.approx(_alpha_of_file(ours.file), abs=1e-12)
    sets = made_sets(40)
    for one in sets[:10]:
        for other in sets:
            assert masi(one, other) == pytest.approx(distance(one, other, MASI), abs=1e-12)


def test_what_is_made_up_has_a_pair_in_every_unit(tmp_path: Path) -> None:
    ours = Agreeing(tmp_path, 0.02, 1, Peers(tmp_path, print))
    assert bool(np.all(ours.ratings.per_unit >= 2))
    assert alpha(ours.ratings, NOMINAL).n_units == ours.ratings.n_units


def _alpha_of_file(path: Path) -> float | None:
    rows = [line.split(",") for line in path.read_text().splitlines()[1:]]
    return alpha(Ratings.of((row[0], row[1], row[3]) for row in rows), NOMINAL).value
