"""Reads one file as an import would, in a process of its own, and tells what that took.

`python -m tests.extensions.reading FILE` prints a line of JSON: the importer, how many articles and
letters came, why records were refused, seconds, peak memory, and what else was touched.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from annotator.extensions.registry import (
    HEAD_BYTES,
    Imported,
    Refused,
    articles_of,
    importer_of,
    importers,
)
from annotator.model.errors import UnreadableFile

_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")


def main(path: Path) -> None:
    """Read the file and print the account of it."""
    importers()
    touched: list[str] = []
    temporary = tempfile.gettempdir()

    def watch(event: str, values: tuple[Any, ...]) -> None:
        if event in _NETWORK:
            touched.append(f"{event} {values!r}")
        if event == "open" and isinstance(values[0], str) and isinstance(values[1], str):
            writes = set(values[1]) & set("wax+")
            if writes and not values[0].startswith((temporary, "/dev/null")):
                touched.append(f"wrote {values[0]}")

    sys.addaudithook(watch)
    start = time.perf_counter()
    account = _account(path)
    account["seconds"] = time.perf_counter() - start
    account["mebibytes"] = _peak()
    account["touched"] = touched
    print(json.dumps(account))  # noqa: T201  # this is its answer


def _peak() -> float:
    """The peak memory of this process and of the largest that it started, in MiB."""
    started = " ".join(each.read_text() for each in Path("/proc/self/task").glob("*/children"))
    peaks = [_high_water(pid) for pid in started.split()]
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (_high_water("self") + max([ended, *peaks])) / 1024


def _high_water(pid: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    found = [line.split()[1] for line in status.split("\n") if line.startswith("VmHWM")]
    return int(found[0]) if found else 0


def _account(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        importer = importer_of(path, file.read(HEAD_BYTES))
    account: dict[str, Any] = {"importer": "", "articles": 0, "letters": 0, "refused": []}
    if importer is None:
        account["refused"].append("no importer knows this sort of file.")
        return account
    account["importer"] = importer.name
    texts = []
    try:
        for found in articles_of(importer, path):
            if isinstance(found, Refused):
                account["refused"].append(found.reason)
            elif isinstance(found, Imported):
                account["articles"] += 1
                account["letters"] += len(found.article.text)
                texts.append(found.article.text[:1_000] + found.article.title)
    except UnreadableFile as refusal:
        account["refused"].append(str(refusal))
    account["begin"] = "\n".join(texts)[:10_000]
    return account


if __name__ == "__main__":
    main(Path(sys.argv[1]))
