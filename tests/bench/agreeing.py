"""Agreement beside the libraries that compute it, and beside plain Python.

The libraries resample in a loop: a few samples are timed, the same that ours draws, and the results
compared, before a thousand of them are reckoned. They live in an environment of their own
(`packaging/peers.txt`), made when it is missing, and run in a process of their own.
`python -m tests.bench.agreeing` prints the table alone, `--no-peers` without them.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import combinations
from pathlib import Path
from statistics import mean, median
from typing import Any

import numpy as np

from annotator.model.event import Event
from annotator.reliability.alignment_rules import AlignmentRules
from annotator.reliability.alignments import clusters_of_all, prepare_all
from annotator.reliability.alpha import alpha
from annotator.reliability.clustered import Samples
from annotator.reliability.distances import MASI, NOMINAL, Level, levels_of
from annotator.reliability.intervals import Resamples, bootstrap, bootstraps
from annotator.reliability.ratings import Rated, Ratings
from annotator.reliability.statistics import RatedVariable, headline, statistics
from annotator.stages.comparing.ratings_file import read_ratings
from tests.bench.corpus import articles
from tests.bench.measure import TRIES, Figure, Goal, alternate, judge, milliseconds
from tests.build import the_codebook
from tests.raters import happenings, seen

ROOT = Path(__file__).parents[2]
SAMPLES, SEED = 1_000, 1
COMPARED = 3
"""Samples that a library evaluates."""
WORDS = (2, 2, 3, 4, 5, 6, 8, 9, 12, 16, 20, 30, 60)
"""Categories of the variables in the report that are words."""
MISTAKES = {"ana": 0.05, "ben": 0.12, "chen": 0.2}


def made_ratings(n_units: int, n_coders: int, values: Sequence[Rated], missing: float) -> Ratings:
    """Ratings of coders who agree on some two thirds; at least two of each unit."""
    chance = np.random.default_rng(n_units + n_coders + len(values))
    shape = (n_units, n_coders)
    codes = np.repeat(chance.integers(0, len(values), (n_units, 1)), n_coders, axis=1)
    wrong = chance.random(shape) < 0.3
    codes[wrong] = chance.integers(0, len(values), int(wrong.sum()))
    gaps = chance.random(shape) < missing
    gaps[:, :2] = False
    codes[gaps] = -1
    units, coders = map(str, range(n_units)), map(str, range(n_coders))
    return Ratings(tuple(units), tuple(coders), tuple(values), codes.astype(np.int32))


def made_sets(number: int) -> list[frozenset[str]]:
    """So many different sets of one to four of twelve members."""
    sets = [frozenset(each) for n in (1, 2, 3, 4) for each in combinations("abcdefghijkl", n)]
    return random.Random(1).sample(sets, number)


def variable(name: str, ratings: Ratings) -> RatedVariable:
    """Ratings with every level that fits."""
    levels = levels_of(ratings)
    return RatedVariable(name, ratings, ratings if len(levels) > 1 else None, levels, "nominal")


def report(variables: Sequence[RatedVariable], samples: int) -> int:
    """Every statistic of all variables with their intervals; gives how many numbers it has."""
    job = bootstraps([part for each in variables for part in each.parts], samples, SEED)
    found: list[Mapping[Level, Any]] = []

    def finish() -> Iterator[float]:
        found.extend((yield from job))

    for _ in finish():
        pass
    intervals = iter(found)
    n_numbers = 0
    for each in variables:
        own = {level: each for _ in each.parts for level, each in next(intervals).items()}
        n_numbers += len(statistics(each, own)[0])
    return n_numbers


class Peers:
    """The libraries, in a child process."""

    def __init__(self, folder: Path, tell: Callable[[str], None]) -> None:
        self._folder = folder
        self._tell = tell

    @cached_property
    def _python(self) -> Path:
        """Their interpreter; makes the environment if it is missing or of other versions."""
        place, wanted = ROOT / ".venv-peers", (ROOT / "packaging/peers.txt").read_bytes()
        python, ready = place / "bin/python", place / "ready"
        if not ready.exists() or ready.read_bytes() != wanted:
            self._tell("making .venv-peers with the libraries to compare with (once)")
            subprocess.run([sys.executable, "-m", "venv", "--clear", place], check=True)
            install = "-m pip install -q --disable-pip-version-check -r packaging/peers.txt"
            words = [str(python), *install.split()]
            done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
            if done.returncode:
                why = done.stderr.strip().splitlines()[-1:]
                sys.exit(f"they could not be installed (is there a network?): {' '.join(why)}")
            ready.write_bytes(wanted)
        return python

    def run(self, name: str, data: object) -> list[tuple[float, Any]]:
        """The time in ms of each evaluation, and what it gave."""
        path = self._folder / "peer.json"
        path.write_text(json.dumps(data))
        words = [str(self._python), str(Path(__file__).with_name("peers.py")), name, str(path)]
        done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=self._folder)
        return [(spent, found) for spent, found in json.loads(done.stdout.splitlines()[-1])]


class Agreeing:
    """What is measured of agreement. scale: 1 for the sizes that goals are set for."""

    def __init__(self, folder: Path, scale: float, rounds: int, peers: Peers) -> None:
        self._folder, self._scale, self._rounds, self._peers = folder, scale, rounds, peers
        n_units = self._of(10_000)
        self.ratings = made_ratings(n_units, 5, range(12), 0.1)
        self.sets = made_ratings(n_units, 3, made_sets(500), 0)
        self.samples = self._of(SAMPLES)

    def _of(self, number: int) -> int:
        return max(20, round(number * self._scale))

    def _ours(self, step: Callable[[], object]) -> float:
        return median(milliseconds(step) for _ in range(self._rounds))

    def beside(self, peer: str, ratings: Ratings, level: Level) -> Figure:
        """Alpha and its interval from encoded ratings, beside the library in a loop.

        Ours is measured before and after the library, as a shared machine slows down and recovers.
        """
        n = ratings.n_units
        weights = next(Resamples(n, self.samples, SEED).weights())[:COMPARED].copy()
        drawn = Samples(ratings, [level])
        drawn.take(weights)
        for _ in drawn.settle(at_last=True):
            pass
        data = {
            "codes": ratings.codes.tolist(),
            "weights": weights.astype(int).tolist(),
            "values": [sorted(each) for each in ratings.values if isinstance(each, frozenset)],
        }
        before = self._ours(lambda: self._sampled(ratings, level))
        theirs = self._peers.run(peer, data)
        np.testing.assert_allclose([found for _, found in theirs], drawn.alphas()[0], atol=1e-9)
        after = self._ours(lambda: self._sampled(ratings, level))
        return Figure((before + after) / 2, self.samples * median(spent for spent, _ in theirs))

    def _sampled(self, ratings: Ratings, level: Level) -> None:
        """Alpha and its interval, of ratings that nothing was counted of yet."""
        fresh = Ratings(ratings.units, ratings.coders, ratings.values, ratings.codes)
        alpha(fresh, level)
        bootstrap(fresh, [level], self.samples, SEED)

    def peak(self) -> Figure:
        """The peak of memory of MASI with its samples, in a process of its own."""
        words = [sys.executable, "-m", "tests.bench.agreeing", "--peak", str(self._scale)]
        done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
        return Figure(float(done.stdout))

    def masi(self) -> None:
        """What `peak` looks at."""
        self._sampled(self.sets, MASI)

    @cached_property
    def coded(self) -> list[dict[str, list[Event]]]:
        """Articles as three coders coded them."""
        chance = random.Random(SEED)
        found = []
        for article in articles(self._of(2_000), seed=SEED):
            told = happenings(article)
            found.append({name: seen(article, told, chance, w) for name, w in MISTAKES.items()})
        return found

    def aligned(self) -> Figure:
        """All articles aligned, from events as they were coded, beside pygamma with some of them.

        Both give the clusters. Ours takes events apart and measures them within the time; pygamma
        is given positions and types alone, only its search is timed, and articles without any
        event count for nothing with it.
        """
        rules = AlignmentRules.of(the_codebook())
        some = [_units_of(each) for each in self.coded if any(each.values())][:40]
        before = self._ours(lambda: clusters_of_all(prepare_all(self.coded, rules), rules))
        theirs = self._peers.run("pygamma", {"articles": some})
        n_units = [sum(map(len, article.values())) for article in some]
        assert [found for _, found in theirs] == n_units
        share = len([each for each in self.coded if any(each.values())])
        after = self._ours(lambda: clusters_of_all(prepare_all(self.coded, rules), rules))
        return Figure((before + after) / 2, share * mean(spent for spent, _ in theirs))

    def whole_report(self) -> Figure:
        """Twenty variables of a codebook: most are words, some have a scale, some are sets."""
        n_units = self._of(1_000)
        kinds: list[Sequence[Rated]] = [
            *([f"w{at}" for at in range(n)] for n in WORDS),
            *(range(-2, 3), range(1, 6), range(10), range(40)),
            *(made_sets(20), made_sets(60), made_sets(120)),
        ]
        variables = [made_ratings(n_units, 3, values, 0.1) for values in kinds]

        def fresh() -> None:
            again = [Ratings(r.units, r.coders, r.values, r.codes) for r in variables]
            report([variable(str(at), r) for at, r in enumerate(again)], 2 * self.samples)

        return Figure(self._ours(fresh))

    @cached_property
    def file(self) -> Path:
        """A table of ratings by three coders."""
        path = self._folder / "ratings.csv"
        ratings = made_ratings(self._of(10_000), 3, range(12), 0)
        with path.open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("unit", "coder", "variable", "value"))
            for unit, row in enumerate(ratings.codes.tolist()):
                rows.writerows((f"unit {unit}", f"c{at}", "v", f"t{v}") for at, v in enumerate(row))
        return path

    def beside_plain(self) -> Figure:
        """A table read and alpha computed, beside the same in plain Python."""
        found: list[float | None] = [None, None]

        def ours() -> None:
            found[0] = headline(read_ratings(self.file).variables[0])[0].value

        def plain() -> None:
            found[1] = plain_alpha(self.file)

        figure = alternate([ours] * self._rounds, [plain] * self._rounds)
        assert abs((found[0] or 0) - (found[1] or 0)) < 1e-9
        return figure

    def from_file(self) -> Figure:
        """A table read, and everything computed of it with its intervals."""
        return Figure(self._ours(lambda: report(read_ratings(self.file).variables, self.samples)))


def plain_alpha(path: Path) -> float:
    """Nominal alpha of a table of one variable, with nothing but the standard library."""
    units: dict[str, list[str]] = {}
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            units.setdefault(row["unit"], []).append(row["value"])
    totals: Counter[str] = Counter()
    differing = 0.0
    for values in units.values():
        m = len(values)
        if m > 1:
            counts = Counter(values)
            totals.update(counts)
            differing += (m * m - sum(n * n for n in counts.values())) / (m - 1)
    n = totals.total()
    return 1 - (n - 1) * differing / (n * n - sum(count**2 for count in totals.values()))


def _units_of(coded: Mapping[str, Sequence[Event]]) -> dict[str, list[tuple[int, int, str]]]:
    """By coder, where each event's evidence begins and ends, and its type."""
    found: dict[str, list[tuple[int, int, str]]] = {}
    for coder, events in coded.items():
        types = [event.answers["event_type"] for event in events]
        found[coder] = [
            (type_.evidence[0].start, type_.evidence[-1].end, str(type_.value)) for type_ in types
        ]
    return found


def goals(
    folder: Path, rounds: int, tell: Callable[[str], None], scale: float = 1, peers: bool = True
) -> Iterator[Goal]:
    """The goals of agreement; those beside libraries only with them."""
    (folder / "agreeing").mkdir()
    ours = Agreeing(folder / "agreeing", scale, rounds, Peers(folder / "agreeing", tell))
    if peers:
        for name, times in (("krippendorff", 100), ("irrCAC", 200), ("NLTK", 500)):
            beside = partial(ours.beside, name, ours.ratings, NOMINAL)
            yield Goal(f"1,000 alphas of samples / {name}", 1 / times, "ms", beside)
        beside = partial(ours.beside, "NLTK masi", ours.sets, MASI)
        yield Goal("... MASI, 500 different sets / NLTK", 1 / 1_000, "ms", beside)
        yield Goal("2,000 articles of 3 coders aligned / pygamma", 1 / 75, "ms", ours.aligned)
    yield Goal("memory for MASI of 500 sets, peak", 1_024, "MiB", ours.peak)
    yield Goal("report, 20 variables, 2,000 samples", 1_000, "ms", ours.whole_report)
    yield Goal("alpha of a file, 10k x 3 / plain Python", 10, "ms", ours.beside_plain)
    yield Goal("... everything of it, 1,000 samples", 5_000, "ms", ours.from_file)


def _peak(scale: float) -> None:
    """Print the peak of memory of this process, in MiB, after MASI."""
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        folder = Path(name)
        Agreeing(folder, scale, 1, Peers(folder, print)).masi()
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            print(int(line.split()[1]) / 1024)


def main(words: list[str] | None = None, tell: Callable[[str], None] = print) -> int:
    """Run this part alone; 0 if every goal is reached."""
    parser = argparse.ArgumentParser(prog="agreeing", description=__doc__)
    parser.add_argument("--scale", type=float, default=1, help="of all sizes")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is run")
    parser.add_argument("--tries", type=int, default=TRIES, help="for a goal that is missed")
    parser.add_argument("--no-peers", action="store_true", help="without the libraries")
    parser.add_argument("--peak", type=float, help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    if chosen.peak:
        _peak(chosen.peak)
        return 0
    with tempfile.TemporaryDirectory(prefix="annotator-bench-") as name:
        all_goals = goals(Path(name), chosen.rounds, tell, chosen.scale, not chosen.no_peers)
        missed = judge(all_goals, tell, chosen.tries)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
