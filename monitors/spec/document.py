"""A spec that has passed every check, for one environment: what the plan is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.source import Source
    from monitors.spec.head import Head
    from monitors.spec.model import ResourceSpec, SpecModel
    from monitors.spec.places import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecDocument:
    """`resources` maps kind → key → settings; settings carry `rules`, one tuning a symptom.

    `derived_rules` holds the tunings of kinds without a section (service, canary, router), by kind.
    `file` names the main file, `digest` is the first 12 hex digits of the SHA-256 over all files.
    """

    head: Head
    environment: str
    resources: Mapping[str, Mapping[str, ResourceSpec]]
    derived_rules: Mapping[str, SpecModel]
    places: Places
    file: str
    digest: str
    events: Mapping[str, str]
    """The text of event.json by function, for those that have one beside their handler."""

    def place(self, *path: str) -> Source:
        """Where a key path stands; the nearest enclosing one where nothing was said."""
        return self.places.find(path)
