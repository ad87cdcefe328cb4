"""A spec that has passed every check, for one environment: what the plan is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monitors.model.source import Source
    from monitors.spec.head import Head
    from monitors.spec.model import ResourceSpec, SpecModel


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecDocument:
    """`resources` maps kind → key → settings; settings carry `rules`, one tuning a symptom.

    `derived_rules` holds the tunings of kinds without a section (service, canary, router), by kind.
    `places` maps key paths (`functions.load.rules.throttled`) to where they stand.
    """

    head: Head
    environment: str
    resources: Mapping[str, Mapping[str, ResourceSpec]]
    derived_rules: Mapping[str, SpecModel]
    places: Mapping[str, Source]
    file: str
    digest: str

    def place(self, *path: str) -> Source:
        """Where a key path stands; the nearest enclosing one where nothing was said."""
        for length in range(len(path), 0, -1):
            found = self.places.get(".".join(path[:length]))
            if found is not None:
                return found
        return self.places[""]
