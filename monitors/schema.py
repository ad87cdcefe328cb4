"""Catalogue → the models that a spec is read with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import Field, create_model

from monitors.names import pascal
from monitors.spec.model import SpecModel
from monitors.spec.schema import KindSchema, Schema

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    rules = _rules_model(kind)
    fields: dict[str, Any] = {"rules": (rules, Field(default_factory=rules, description="Rules to tune, by symptom."))}
    model = create_model(pascal(kind.name), __base__=kind.spec, __doc__=kind.spec.__doc__, **fields)
    return KindSchema(
        name=kind.name,
        model=cast("type[ResourceSpec]", model),
        rules=rules,
        standing={symptom: _standing(entry) for symptom, entry in kind.rules.items()},
        check=kind.functions.get("check"),
    )


def _rules_model(kind: Kind) -> type[SpecModel]:
    fields: dict[str, Any] = {
        symptom: (entry.rule.Tuning, Field(default_factory=entry.rule.Tuning, description=f"{entry.essay.symptom}."))
        for symptom, entry in kind.rules.items()
    }
    return create_model(
        f"{pascal(kind.name)}Rules", __base__=SpecModel, __doc__=f"Rules of {kind.spec.TITLE}.", **fields
    )


def _standing(entry: Entry) -> Mapping[str, str]:
    facts = {"priority": getattr(entry.rule, "priority", None), "severity": getattr(entry.rule, "severity", None)}
    return {name: value for name, value in facts.items() if value is not None}
