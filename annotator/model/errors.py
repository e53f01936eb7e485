"""Errors that a coder can act on: what happened, to what, and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class AnnotatorError(Exception):
    """Something the person at the program can put right; its text is shown to them as it stands."""


class CodebookError(AnnotatorError):
    """A codebook folder has faults; all of them are told at once, each with its place."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class UnreadableFile(AnnotatorError):
    """A file cannot be taken in: binary, empty, too large, or in no encoding we can recognise."""


class RatingsRefused(AnnotatorError):
    """A table of ratings cannot be compared; the text names the row and what to do about it."""


class ProjectRefused(AnnotatorError):
    """A project file is foreign, damaged, missing or cannot be written; it is unchanged."""


class ProjectTooNew(ProjectRefused):
    """A project file comes from a newer version of the program; it is unchanged."""


class PasswordRefused(ProjectRefused):
    """A server asks for a password, or for another one than was given."""


class CodingRefused(AnnotatorError):
    """A line of codings cannot be taken in; the text says why."""


class NotFound(AnnotatorError):
    """A coder, article or event that was asked for is not in the project."""


class NotYours(AnnotatorError):
    """An event that belongs to another coder was about to be changed."""


class NotSaved(AnnotatorError):
    """A save did not reach the disk; what was being saved is still in the window and its draft."""


class ConnectionLost(NotSaved):
    """The server does not answer; what was being saved in a window is saved once it does."""

    IN_WINDOW = "Not saved, trying again: "
    """How the words begin that a window shows; a command tries nothing again."""


class PackageRefused(AnnotatorError):
    """Packages are damaged, foreign or hold what they may not; the project is unchanged.

    faults: everything that was found, each with its package and row; the text lists the first.
    """

    MOST = 20

    def __init__(self, faults: str | Sequence[str]) -> None:
        self.faults = (faults,) if isinstance(faults, str) else tuple(faults)
        rest = len(self.faults) - self.MOST
        more = (f"and {rest} more",) if rest > 0 else ()
        self.lines = (*self.faults[: self.MOST], *more)
        super().__init__("\n".join(self.lines))


class ListRefused(AnnotatorError):
    """A table of articles or assignments has faults; all are told at once, each with its line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class ExportRefused(AnnotatorError):
    """A dataset cannot go out in this format, with what is missing."""


class Incomplete(AnnotatorError):
    """An article cannot be submitted yet; `problems` lists what is missing or contradictory."""

    def __init__(self, problems: Sequence[object]) -> None:
        super().__init__(f"{len(problems)} things are missing or contradictory.")
        self.problems = tuple(problems)
