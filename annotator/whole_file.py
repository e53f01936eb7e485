"""Writes a file whole or not at all; imports nothing of ours."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def write_whole(target: Path, pieces: Iterable[bytes]) -> int:
    """Write a file beside its place and put it there once it is whole; how many pieces it has."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    count = 0
    try:
        with beside.open("wb") as file:
            for piece in pieces:
                file.write(piece)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError as fault:
        raise OSError(fault.errno, fault.strerror, str(target)) from None
    finally:
        beside.unlink(missing_ok=True)
    return count
