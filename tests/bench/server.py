"""Fifty coders who save at once on a PostgreSQL server that is as careful as a lab's is.

Each has a login of their own, under row-level security, a window's connection, and saves through
the program's own step. Each saves once a second, at moments of their own, which is several times as
fast as anybody codes; without any pause, two cores would measure how long the queue before them is.
Beside them, in the same run, stands one client that does nothing but bare inserts, each with its
commit, after pauses as theirs are but shorter: a statement on a connection that rested takes three
times as long as one in a row of hundreds. No save may be lost or doubled.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from random import Random
from threading import Event, Thread
from uuid import UUID, uuid4

from annotator.model.event import Answer
from annotator.model.event import Event as CodedEvent
from tests.bench.measure import Figure, Goal, p95

CLIENTS = 50
PROCESSES = 10
A_SECOND = 1.0
"""Saves of one client."""

FEW = 30
"""Saves of each client in `make bench`; all 2,000, in 34 minutes, with ANNOTATOR_SAVES=2000."""

BEGUN = 10
"""Saves of each client before time is taken: a window has usually been open for a while."""

EVENTS = 10
"""Events that a client has, and saves in turn."""

PAUSE = 0.1
"""Seconds between two bare inserts."""

_BODY = "x" * 900


def goals(number: int) -> Iterator[Goal]:
    """The goal of the server; in a bench of a few articles, of a few coders and saves."""
    saves = int(os.environ.get("ANNOTATOR_SAVES", str(FEW)))
    clients, saves = (CLIENTS, saves) if number >= CLIENTS else (PROCESSES, 3)
    name = f"server: {clients} coders, {saves} saves each, one a second, p95"
    yield Goal(name, 5, "ms", lambda: together(clients, saves))


def together(n_clients: int, saves: int) -> Figure:
    """The time of a save, of which 95 of 100 take less: all at once, beside a bare insert.

    RuntimeError if one of the saves is lost or there twice.
    """
    from tests.server import a_database, start_server

    url = a_database(start_server())
    clients = _prepared(url, n_clients)
    times, floor = _all_at_once(url, clients, saves)
    _refuse_lost(url, n_clients * (BEGUN + saves))
    return Figure(p95(times), p95(floor))


def bare(url: str, is_over: Event, times: list[float]) -> None:
    """Take the time of a bare insert with its commit, in milliseconds, until it is over."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS bare (id uuid PRIMARY KEY, body text)")
        while not (is_over.wait(PAUSE) and times):
            began = time.perf_counter()
            connection.execute("INSERT INTO bare VALUES (%s, %s)", (uuid4(), _BODY))
            times.append((time.perf_counter() - began) * 1_000)


def _prepared(url: str, n_clients: int) -> list[tuple[str, str]]:
    """Make the project; the address and the article of each client."""
    from annotator.model.codebook_file import read_codebook
    from annotator.resources import resource
    from annotator.stages.logins import add_login
    from annotator.stages.project import add_coder, create_project
    from tests.bench.corpus import articles
    from tests.server import as_login

    project = create_project(url, read_codebook(Path(resource("codebooks/diplomatic"))))
    lead = project.owner
    if lead is None:
        raise RuntimeError("the project on the server has no lead")
    corpus = list(articles(n_clients))
    with project.store.transaction() as records:
        records.add_articles([(each, {}) for each in corpus], lead.id)
    clients = []
    for number, article in enumerate(corpus):
        login = f"bench{number}_{uuid4().hex[:8]}"
        password = add_login(project, lead, add_coder(project, f"coder{number}"), login)
        clients.append((as_login(url, login, password), str(article.id)))
    project.close()
    return clients


def _all_at_once(
    url: str, clients: list[tuple[str, str]], saves: int
) -> tuple[list[float], list[float]]:
    """The times of all saves and of the bare inserts beside them, in milliseconds."""
    share = len(clients) // PROCESSES
    command = [sys.executable, "-m", "tests.bench.server", str(saves)]
    workers = []
    for start in range(0, len(clients), share):
        asked = json.dumps(clients[start : start + share])
        worker = subprocess.Popen(
            [*command, asked], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        workers.append(worker)
    for worker in workers:
        assert worker.stdout is not None
        worker.stdout.readline()  # all its clients are there
    floor: list[float] = []
    is_over = Event()
    beside = Thread(target=bare, args=(url, is_over, floor))
    beside.start()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [worker.communicate()[0] for worker in workers]
    is_over.set()
    beside.join()
    if any(worker.returncode for worker in workers):
        raise RuntimeError("a client of the server has failed")
    times = [each for text in told for client in json.loads(text) for each in client]
    return times, floor


def _refuse_lost(url: str, wanted: int) -> None:
    from annotator.stages.project import open_project

    project = open_project(url)
    with project.store.transaction() as records:
        rows = records._connection.exec_driver_sql(
            "SELECT body->'answers'->'note'->>'value', count(*) FROM event_revision GROUP BY 1"
        )
        found: Counter[str] = Counter(dict(map(tuple, rows)))
    project.close()
    if len(found) != wanted or set(found.values()) != {1}:
        raise RuntimeError(f"of {wanted} saves, {len(found)} are there, {found.total()} times")


class _Client:
    """A coder at a window: one connection, some events, a save now and then."""

    def __init__(self, location: str, article_id: UUID) -> None:
        from annotator.stages.coding import opened
        from annotator.stages.project import open_project

        self._project = open_project(location)
        self._article_id = article_id
        self._events = [CodedEvent(uuid4(), article_id) for _ in range(EVENTS)]
        self._chance = Random(str(article_id))
        owner = self._project.owner
        if owner is None:
            raise RuntimeError("this login is nobody's")
        self._coder = owner
        opened(self._project, owner, article_id)
        self._numbers = count()
        self.times: list[float] = []

    def save(self, times: int) -> None:
        """Save so often, at moments of its own."""
        from annotator.stages.coding import save_event

        due = time.perf_counter() + self._chance.random() / A_SECOND
        for number in islice(self._numbers, BEGUN + times):
            time.sleep(max(0.0, due - time.perf_counter()))
            due += self._chance.uniform(0.5, 1.5) / A_SECOND
            note = Answer(f"{self._article_id} save {number} {_BODY[:800]}")
            event = self._events[number % EVENTS].with_answer("note", note)
            began = time.perf_counter()
            if not save_event(self._project, self._coder, event):
                raise RuntimeError("nothing was saved")
            if number >= BEGUN:
                self.times.append((time.perf_counter() - began) * 1_000)


def work(saves: int, asked: list[tuple[str, str]]) -> list[list[float]]:
    """Some clients in this process, who begin at a word."""
    sys.setswitchinterval(0.0005)  # the clients of a process shall not wait for each other
    clients = [_Client(location, UUID(article_id)) for location, article_id in asked]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    threads = [Thread(target=each.save, args=(saves,)) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [each.times for each in clients]


if __name__ == "__main__":
    told = work(int(sys.argv[1]), json.loads(sys.argv[2]))
    if any(len(times) != int(sys.argv[1]) for times in told):
        sys.exit(1)
    sys.stdout.write(json.dumps(told))
