"""Runs as a process of its own and reads the cells of a workbook, within limits.

Asked by a line of JSON (the path as a string), it answers with one a row, `[sheet, number,
[cell, …]]`, every cell as text, and last with `{"end": ""}`, or `{"end": word}` for what was wrong.
It imports nothing of ours, so it starts in no time and without a window.
"""

from __future__ import annotations

import datetime
import json
import sys
from collections.abc import Iterator
from typing import Any

import python_calamine

MAX_MEMORY = 320_000_000
MAX_SECONDS = 8
MAX_ROWS = 100_000

Row = tuple[str, int, list[str]]


def main(path: str) -> None:
    """Write the rows of the workbook, and how it ended."""
    _limit()
    end = ""
    try:
        for row in _rows(path):
            sys.stdout.write(json.dumps(row) + "\n")
    except python_calamine.PasswordError:
        end = "locked"
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        end = "damaged"
    except MemoryError:
        end = "memory"
    sys.stdout.write(json.dumps({"end": end}) + "\n")
    sys.stdout.flush()


def _rows(path: str) -> Iterator[Row]:
    """The rows of every sheet that has any, with the numbers that a spreadsheet shows."""
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    for about in workbook.sheets_metadata:
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(about.name)
        if sheet.total_height > MAX_ROWS:
            raise MemoryError
        first = sheet.start[0] if sheet.start else 0
        for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first + 1):
            yield about.name, number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    if isinstance(cell, (datetime.date, datetime.time)):
        return cell.isoformat()
    return str(cell)


def _limit() -> None:
    """Bound memory, time and what is left behind, where the system can."""
    try:
        import resource
    except ImportError:  # Windows has none; the asking side watches the time
        return
    for what, most in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (most if hard < 0 else min(most, hard), hard))


if __name__ == "__main__":
    main(json.loads(sys.stdin.readline()))
