"""What happens to data when its resource leaves the spec (docs/adr/0006-retain-data-by-default.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generators.artefact import JSON


def retention(*, retain: bool) -> JSON:
    """Stack attributes. A store whose very creation failed holds no data, so that rolls back cleanly."""
    if not retain:
        return {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    return {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
