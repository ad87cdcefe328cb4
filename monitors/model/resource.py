"""A watched resource: one function, stream, queue, table… of the spec, its name resolved for one environment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from monitors.model.source import Source

SettingsT_co = TypeVar("SettingsT_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[SettingsT_co]):
    """`key` is the spec's name for it, `name` the physical one; `settings` the kind's own frozen spec model.

    `managed` False means that another tool creates it: only its monitors are generated, by name.
    """

    kind: str
    key: str
    name: str
    owner: str
    critical: bool
    managed: bool
    settings: SettingsT_co
    source: Source
    tags: tuple[tuple[str, str], ...] = field(default=())

    @property
    def id(self) -> str:
        """Unique in a plan: `lambda_function/loadScoresToStream`."""
        return f"{self.kind}/{self.key}"
