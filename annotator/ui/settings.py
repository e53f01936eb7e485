"""What the program remembers about this machine: declared once, typed, in a small text file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

T = TypeVar("T")

MAX_RECENT = 10


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One thing that is remembered, and its value where nothing has been chosen yet.

    label: what the settings dialog calls it; without one it is no choice of a person's.
    choices: the values there are with their labels; none for a number or a yes and no.
    bounds: the smallest and the largest of whole numbers.
    """

    name: str
    default: T
    label: str = ""
    choices: tuple[tuple[T, str], ...] = ()
    bounds: tuple[float, float] = (0, 0)


THEME: Setting[str] = Setting(
    "theme",
    "system",
    "Theme",
    (("system", "Like the desktop"), ("light", "Light"), ("dark", "Dark")),
)
TEXT_POINTS: Setting[float] = Setting(
    "text_points", 12.0, "Size of the article’s text, in points", bounds=(8, 32)
)
WORKLIST_SHOWN: Setting[bool] = Setting("worklist_shown", True)
FORM_SHOWN: Setting[bool] = Setting("form_shown", True)
GEOMETRY: Setting[str] = Setting("geometry", "")
SPLITTER: Setting[str] = Setting("splitter", "")
ARTICLE_COLUMNS: Setting[list[str]] = Setting(
    "article_columns", ["title", "status", "events", "publisher", "published", "language"]
)
ARTICLE_WIDTHS: Setting[dict[str, int]] = Setting("article_widths", {})
PREVIEW_SHOWN: Setting[bool] = Setting("preview_shown", True)
ARTICLES_SPLITTER: Setting[str] = Setting("articles_splitter", "")
AGREEMENT_SPLITTER: Setting[str] = Setting("agreement_splitter", "")
LAST_FOLDER: Setting[str] = Setting("last_folder", "")
DAILY_BACKUP: Setting[bool] = Setting(
    "daily_backup", True, "Back up the project once a working day"
)
TOLD_PLACES: Setting[list[str]] = Setting("told_places", [])
EXPORT_FORMATS: Setting[list[str]] = Setting("export_formats", ["native"])
RECENT: Setting[list[dict[str, str]]] = Setting("recent", [])
PLACES: Setting[dict[str, Any]] = Setting("places", {})

ALL: tuple[Setting[Any], ...] = (
    THEME,
    TEXT_POINTS,
    WORKLIST_SHOWN,
    FORM_SHOWN,
    GEOMETRY,
    SPLITTER,
    ARTICLE_COLUMNS,
    ARTICLE_WIDTHS,
    PREVIEW_SHOWN,
    ARTICLES_SPLITTER,
    AGREEMENT_SPLITTER,
    LAST_FOLDER,
    DAILY_BACKUP,
    TOLD_PLACES,
    EXPORT_FORMATS,
    RECENT,
    PLACES,
)
"""Every setting there is."""


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was open on this machine."""

    path: str
    name: str


class Settings:
    """Reads and writes the settings; what cannot be read counts as not chosen."""

    def __init__(self, path: str = "") -> None:
        if path:
            self._file = QSettings(path, QSettings.Format.IniFormat)
        else:
            self._file = QSettings(
                QSettings.Format.IniFormat,
                QSettings.Scope.UserScope,
                "diplomatic-annotator",
                "annotator",
            )

    def get(self, setting: Setting[T]) -> T:
        """What was chosen, or the default."""
        raw = self._file.value(setting.name)
        if not isinstance(raw, str):
            return setting.default
        try:
            value = json.loads(raw)
        except ValueError:
            return setting.default
        if isinstance(setting.default, float) and isinstance(value, int):
            value = float(value)
        return value if isinstance(value, type(setting.default)) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Remember a choice."""
        self._file.setValue(setting.name, json.dumps(value))

    def bytes(self, setting: Setting[str]) -> QByteArray:
        """A window's or splitter's remembered state."""
        return QByteArray.fromBase64(self.get(setting).encode("ascii", "replace"))

    def set_bytes(self, setting: Setting[str], value: QByteArray) -> None:
        """Remember a window's or splitter's state."""
        self.set(setting, bytes(value.toBase64().data()).decode("ascii"))

    def recent(self) -> list[Recent]:
        """The projects that were open, newest first."""
        return [
            Recent(str(row["path"]), str(row.get("name", "")))
            for row in self.get(RECENT)
            if isinstance(row, dict) and row.get("path")
        ]

    def remember(self, path: str, name: str) -> None:
        """Put a project at the head of the recent ones."""
        rest = [row for row in self.recent() if row.path != path]
        self._set_recent([Recent(path, name), *rest][:MAX_RECENT])

    def forget(self, path: str) -> None:
        """Take a project off the list of recent ones; the project itself stays where it is."""
        self._set_recent([row for row in self.recent() if row.path != path])

    def _set_recent(self, rows: list[Recent]) -> None:
        self.set(RECENT, [{"path": row.path, "name": row.name} for row in rows])

    def place(self, project_id: str) -> dict[str, str]:
        """Where someone was in a project: `coder`, `article`, `event`; the unknown is absent."""
        places = self.get(PLACES)
        found = places.get(project_id, {})
        return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}

    def set_place(self, project_id: str, **place: str) -> None:
        """Remember where someone is in a project; what is not named stays as it was."""
        places = self.get(PLACES)
        self.set(PLACES, {**places, project_id: {**self.place(project_id), **place}})

    def write(self) -> None:
        """Bring everything to the disk now."""
        self._file.sync()
