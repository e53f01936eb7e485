"""That the benchmark of search and duplicates runs; its goals are for a calm machine."""

from __future__ import annotations

from tests.bench.finding import main


def test_the_benchmark_of_finding_measures_every_goal() -> None:
    lines: list[str] = []
    main("--articles 40 --rounds 1".split(), lines.append)
    assert len(lines) == 11, "\n".join(lines)
    assert next(line for line in lines if "planted" in line).endswith("ok")
    assert next(line for line in lines if "wrong" in line).endswith("ok")
