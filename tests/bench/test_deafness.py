"""That the benchmark of deafness runs; its goals are for a calm machine."""

from __future__ import annotations

from tests.bench.deafness import main


def test_the_benchmark_of_deafness_measures_every_goal() -> None:
    lines: list[str] = []
    main("--articles 40".split(), lines.append)
    assert len(lines) == 5, "\n".join(lines)
    assert all(" ms" in line for line in lines[1:])
