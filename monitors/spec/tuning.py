"""The `rules` of resources → one frozen object of tunings each, shared by all that say the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from monitors.spec.validation import place, unknown_key, validate

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from monitors.spec.model import RuleTuning, SpecModel
    from monitors.spec.schema import KindSchema
    from monitors.spec.tree import Node, Path


class Tunings:
    """The tunings of one kind.

    Defaults are constructed without validation, and only rules that somebody tunes have their validators built:
    building all of them takes longer than reading the spec.
    """

    def __init__(self, kind: KindSchema, problems: list[Problem]) -> None:
        self.kind = kind.name
        self.rules = kind.rules
        self.problems = problems
        self.models = {
            symptom: cast("type[RuleTuning]", field.annotation) for symptom, field in kind.rules.model_fields.items()
        }
        self.defaults: dict[str, Any] = {symptom: model.model_construct() for symptom, model in self.models.items()}
        self.plain = kind.rules.model_construct(**self.defaults)
        self._whole: dict[int, SpecModel | None] = {}
        self._single: dict[int, RuleTuning | None] = {}

    def of(self, node: Node | None, path: Path) -> SpecModel | None:
        """The tunings that a `rules` mapping at `path` says; None where they have problems."""
        if node is None or node.value is None:
            return self.plain
        if id(node) not in self._whole:
            self._whole[id(node)] = self._read(node, path)
        return self._whole[id(node)]

    def _unknown(self, node: Node, path: Path) -> Problem:
        found = unknown_key(node, path, self.models, code="unknown-rule", what="rule")
        short = str(path[-1]).removeprefix(f"{self.kind}.")
        return replace(found, help=f"write `{short}`: the kind is clear here") if short in self.models else found

    def _read(self, node: Node, path: Path) -> SpecModel | None:
        if node.mapping is None:
            self.problems.append(place("wrong-type", "`rules` must be a mapping of rules", node, path))
            return None
        tuned: dict[str, Any] = {}
        for symptom, child in node.mapping.items():
            model = self.models.get(symptom)
            if model is None:
                self.problems.append(self._unknown(child, (*path, symptom)))
            elif id(child) in self._single:
                tuned[symptom] = self._single[id(child)]
            else:
                tuned[symptom], problems = validate(model, child, (*path, symptom))
                self.problems += problems
                self._single[id(child)] = tuned[symptom]
        whole = len(tuned) == len(node.mapping) and None not in tuned.values()
        return self.rules.model_construct(**{**self.defaults, **tuned}) if whole else None
