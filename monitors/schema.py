"""Catalogue → the models that a spec is read with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import Field, create_model
from pydantic_core.core_schema import is_instance_schema

from monitors.names import pascal
from monitors.spec.model import SpecModel
from monitors.spec.schema import KindSchema, Schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from monitors.catalogue import Catalogue, Entry, Kind
    from monitors.spec.model import ResourceSpec


_BUILT: dict[int, tuple[Catalogue, Schema]] = {}
"""By identity, which holding the catalogue keeps unique: catalogues are not hashable."""


def build_schema(catalogue: Catalogue) -> Schema:
    """One model a kind: its Spec plus `rules`, with one optional tuning a symptom. Made once a catalogue."""
    known = _BUILT.get(id(catalogue))
    if known is None:
        schema = Schema(kinds={kind.name: _kind_schema(kind) for kind in catalogue.kinds.values()})
        known = _BUILT[id(catalogue)] = (catalogue, schema)
    return known[1]


def _kind_schema(kind: Kind) -> KindSchema:
    rules = rules_model(kind)
    return KindSchema(
        name=kind.name,
        model=kind_model(kind, Annotated[rules, _Ready(rules)]),
        rules=rules,
        standing={symptom: _standing(entry) for symptom, entry in kind.rules.items()},
        check=kind.functions.get("check"),
    )


@dataclass(frozen=True)
class _Ready:
    """Metadata: the value is an instance already, so the model's own validator is never built."""

    model: type[SpecModel]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return is_instance_schema(self.model)


def kind_model(kind: Kind, rules: Any) -> type[ResourceSpec]:
    """A kind's Spec with a field `rules` of that type."""
    fields: dict[str, Any] = {"rules": (rules, Field(default_factory=dict, description="Rules to tune, by symptom."))}
    model = create_model(pascal(kind.name), __base__=kind.spec, __doc__=kind.spec.__doc__, **fields)
    return cast("type[ResourceSpec]", model)


def rules_model(kind: Kind) -> type[SpecModel]:
    """A field of the rule's own tuning type a symptom."""
    fields: dict[str, Any] = {
        symptom: (entry.rule.Tuning, Field(default_factory=entry.rule.Tuning, description=f"{entry.essay.symptom}."))
        for symptom, entry in kind.rules.items()
    }
    name = f"{pascal(kind.name)}Rules"
    return create_model(name, __base__=SpecModel, __doc__=f"Rules of {kind.spec.TITLE}.", **fields)


def _standing(entry: Entry) -> Mapping[str, str]:
    facts = {"priority": getattr(entry.rule, "priority", None), "severity": getattr(entry.rule, "severity", None)}
    return {name: value for name, value in facts.items() if value is not None}


def build_json_schema(catalogue: Catalogue) -> dict[str, Any]:
    """The JSON Schema of a spec, for editors: every key with title, description and examples."""
    from monitors.spec.json_schema import document_schema  # only `watchbill schema` pays for pydantic's generator

    return document_schema({kind.name: kind_model(kind, rules_model(kind)) for kind in catalogue.kinds.values()})
