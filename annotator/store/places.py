"""Whether a project stands where other machines or a sync client reach it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_CLOUD_FOLDERS = {
    "dropbox": "Dropbox",
    "onedrive": "OneDrive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "box": "Box",
    "box sync": "Box",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
}
_CLOUD_STARTS = {
    "onedrive - ": "OneDrive",
    "onedrive-": "OneDrive",
    "googledrive-": "Google Drive",
    "dropbox (": "Dropbox",
    "dropbox-": "Dropbox",
    "box-": "Box",
}
_MARKERS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
}
_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ncpfs", "9p", "davfs", "ceph"}
_NETWORK |= {"fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.davfs2", "fuse.s3fs"}
_REMOTE_DRIVE = 4


def shared_place(path: Path) -> str:
    """The name of the sync client or network drive that a path is on, or ""."""
    folder = path.absolute().parent
    return _cloud(folder) or _network(folder)


def _cloud(folder: Path) -> str:
    for variable in _VARIABLES:
        root = os.environ.get(variable)
        if root and folder.is_relative_to(root):
            return "OneDrive"
    for part in (folder, *folder.parents):
        name = part.name.casefold()
        if name in _CLOUD_FOLDERS:
            return _CLOUD_FOLDERS[name]
        for start, client in _CLOUD_STARTS.items():
            if name.startswith(start):
                return client
        for marker, client in _MARKERS.items():
            if os.path.lexists(part / marker) and part != Path.home():
                return client
    return ""


def _network(folder: Path) -> str:
    if str(folder).startswith(("\\\\", "//")):
        return "a network drive"
    if sys.platform == "win32":
        import ctypes

        kind = ctypes.windll.kernel32.GetDriveTypeW(folder.anchor)
        return "a network drive" if kind == _REMOTE_DRIVE else ""
    try:
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "a network drive" if _file_system(folder, mounts) in _NETWORK else ""


def _file_system(folder: Path, mounts: str) -> str:
    """The type of the file system that `folder` is on, from the words of `mountinfo`."""
    best, kind = -1, ""
    for line in mounts.split("\n"):
        left, _, right = line.partition(" - ")
        fields = left.split(" ")
        if not right or len(fields) < 5:
            continue
        point = Path(fields[4].replace("\\040", " "))
        if folder.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), right.split(" ")[0]
    return kind
