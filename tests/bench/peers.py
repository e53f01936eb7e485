"""What other libraries take for a coefficient or an alignment, in a process of their own.

Run by the interpreter that has them: `python peers.py NAME DATA.json` prints the time of each
evaluation in ms and what came out. Knows nothing of the program. Each library is used as its manual
shows; making its input from ours is not timed.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from time import perf_counter
from typing import Any

Timed = Iterator[tuple[float, Any]]


def _timed(step: Callable[[], Any]) -> tuple[float, Any]:
    began = perf_counter()
    found = step()
    return (perf_counter() - began) * 1000, found


def _samples(data: dict[str, Any]) -> Iterator[list[list[int]]]:
    """The ratings, units by coders, of each sample: as many copies of a unit as it was drawn."""
    for weights in data["weights"]:
        yield [row for row, n in zip(data["codes"], weights, strict=True) for _ in repeat(None, n)]


def krippendorff(data: dict[str, Any]) -> Timed:
    import krippendorff as library
    import numpy as np

    for codes in _samples(data):
        table = np.array(codes, float).T
        table[table < 0] = np.nan
        yield _timed(lambda table=table: library.alpha(table, level_of_measurement="nominal"))


def irr_cac(data: dict[str, Any]) -> Timed:
    import numpy as np
    import pandas as pd
    from irrCAC.raw import CAC

    for codes in _samples(data):
        table = np.array(codes, float)
        table[table < 0] = np.nan
        frame = pd.DataFrame(table)
        yield _timed(
            lambda frame=frame: CAC(frame, digits=12).krippendorff()["est"]["coefficient_value"]
        )


def nltk(data: dict[str, Any]) -> Timed:
    from nltk.metrics.agreement import AnnotationTask

    for codes in _samples(data):
        rows = _rows(codes, range(1_000))
        yield _timed(lambda rows=rows: AnnotationTask(rows).alpha())


def nltk_masi(data: dict[str, Any]) -> Timed:
    """With weights of exactly 2/3 and 1/3, which NLTK's own distance rounds."""
    from nltk.metrics.agreement import AnnotationTask

    sets = [frozenset(each) for each in data["values"]]
    for codes in _samples(data):
        rows = _rows(codes, sets)
        yield _timed(lambda rows=rows: AnnotationTask(rows, distance=masi).alpha())


def pygamma(data: dict[str, Any]) -> Timed:
    """Best alignment of each article. What comes out: how many units it has put somewhere."""
    from pyannote.core import Segment
    from pygamma_agreement import CombinedCategoricalDissimilarity, Continuum

    apart = CombinedCategoricalDissimilarity(alpha=1, beta=1)

    def read(article: dict[str, list[tuple[int, int, str]]]) -> Continuum:
        continuum = Continuum()
        for coder, units in article.items():
            continuum.add_annotator(coder)
            for start, end, kind in units:
                continuum.add(coder, Segment(start, end), kind)
        return continuum

    def aligned(continuum: Continuum) -> int:
        found = continuum.get_best_alignment(apart)
        return sum(unit is not None for each in found for _, unit in each.n_tuple)

    aligned(read(data["articles"][0]))  # compiles, once
    for article in data["articles"]:
        continuum = read(article)
        yield _timed(lambda continuum=continuum: aligned(continuum))


def _rows(codes: list[list[int]], values: Any) -> list[tuple[int, int, Any]]:
    return [
        (coder, unit, values[code])
        for unit, row in enumerate(codes)
        for coder, code in enumerate(row)
        if code >= 0
    ]


def masi(one: frozenset[str], other: frozenset[str]) -> float:
    shared, all_of_them = len(one & other), len(one | other)
    if not all_of_them:
        return 0.0
    if one == other:
        monotony = 1.0
    elif one <= other or other <= one:
        monotony = 2 / 3
    else:
        monotony = 1 / 3 if shared else 0.0
    return 1 - shared / all_of_them * monotony


PEERS = {
    "krippendorff": krippendorff,
    "irrCAC": irr_cac,
    "NLTK": nltk,
    "NLTK masi": nltk_masi,
    "pygamma": pygamma,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable()
    given = json.loads(Path(sys.argv[2]).read_text())
    print(json.dumps(list(PEERS[sys.argv[1]](given))))
