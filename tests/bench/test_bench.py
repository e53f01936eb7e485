"""That the benchmark runs; whether its goals are reached is told by `make bench` alone."""

from __future__ import annotations

import pytest

from tests.bench.bench import main


@pytest.mark.usefixtures("qtbot")
def test_the_benchmark_measures_every_goal() -> None:
    lines: list[str] = []
    main("--articles 20 --rounds 1 --tries 1 --switches 40 --no-peers".split(), lines.append)
    told = [line for line in lines if not line.startswith(("missed", "every goal"))]
    assert len(told) == 39, "\n".join(lines)
