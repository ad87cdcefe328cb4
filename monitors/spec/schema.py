"""What the loader must know of the catalogue: models and checks of each kind. `monitors.schema` makes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from monitors.spec.flaw import Flaw
    from monitors.spec.model import ResourceSpec, SpecModel

Resources = dict[str, dict[str, Any]]
"""Kind → key → settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSchema:
    """`model` is the kind's Spec with `rules`, one optional tuning a symptom; `rules` is the model of those."""

    name: str
    model: type[ResourceSpec]
    rules: type[SpecModel]
    standing: Mapping[str, Mapping[str, str]]
    """Rule → field → value that holds unless tuned, beyond the tuning's own defaults (priority, severity)."""
    check: Callable[[Resources], Iterable[Flaw]] | None = None

    @property
    def section(self) -> str | None:
        """Top-level key of the spec; None for derived kinds."""
        return self.model.SECTION

    @property
    def has_companion(self) -> bool:
        """Whether monitors.yaml beside its handler belongs to a resource of this kind."""
        return "handler" in self.model.model_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """All kinds of the catalogue, by name and by section."""

    kinds: Mapping[str, KindSchema]
    sections: Mapping[str, KindSchema] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sections", {kind.section: kind for kind in self.kinds.values() if kind.section})

    @property
    def rule_ids(self) -> list[str]:
        """Every rule of the catalogue as `kind.symptom`."""
        return [f"{kind.name}.{symptom}" for kind in self.kinds.values() for symptom in kind.rules.model_fields]
