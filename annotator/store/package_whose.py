"""Who may bring what: a hand-in speaks for its maker alone, a hand-out for leads and its coder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from annotator.model.event import Lane
from annotator.model.study import Role
from annotator.store.package import Kind, Manifest
from annotator.store.package_rows import MAKER, TABLES

_CODING = Lane.CODING.value
_WORK = frozenset(("event_revision", "submission", "suggestion_log"))
_FROM_CODERS = _WORK | {"coder", "codebook", "article"}
_FROM_LEADS_ALONE = frozenset(("assignment", "adoption"))
_TO_CODERS = frozenset(TABLES) - {"same_happening", "release", "alignment_choice"}


def foreign(
    manifest: Manifest,
    role: Role | None,
    roles: Mapping[str, Role],
    name: str,
    cells: Mapping[str, Any],
) -> str:
    """Why a row is not for its package to bring, in words; "" if it is.

    role: of whom the package is; None before it is known. roles: of everybody known.
    """
    if manifest.kind is Kind.HAND_OUT:
        return _not_for_them(manifest.coder_id.hex, roles, name, cells)
    return _not_theirs(manifest, role, name, cells)


def _not_theirs(manifest: Manifest, role: Role | None, name: str, cells: Mapping[str, Any]) -> str:
    """Why a row is nothing that this person can hand in."""
    maker = manifest.coder_id.hex
    if name == "coder":
        is_own = cells["id"] == maker or role is Role.LEAD
        return "" if is_own else "it is another person."
    if name == "project" or (role is Role.CODER and name not in _FROM_CODERS):
        return f"no {name} comes from a coder."
    if name in _FROM_LEADS_ALONE and role is not Role.LEAD:
        return f"no {name} comes from any but a lead."
    if name in MAKER and cells[MAKER[name]] != maker:
        return f"it is not by {manifest.handle}, who handed it in."
    if role is Role.CODER and cells.get("lane", _CODING) != _CODING:
        return "gold does not come from a coder."
    return ""


def _not_for_them(own: str, roles: Mapping[str, Role], name: str, cells: Mapping[str, Any]) -> str:
    """Why a row is nothing for the coder for whom a package is."""
    if name not in _TO_CODERS:
        return f"no {name} goes to a coder."
    if name == "coder":
        is_theirs = cells["id"] == own or cells["role"] != Role.CODER.value
        return "" if is_theirs else "it is another coder."
    if name == "assignment" and cells["coder_id"] != own:
        return "it is for another coder."
    by = cells[MAKER[name]] if name in MAKER else own
    if by == own or (by is None and name == "setting"):
        return ""
    is_work = name in _WORK and cells.get("lane", _CODING) == _CODING
    return "it is another coder's." if is_work or roles.get(by) is Role.CODER else ""
