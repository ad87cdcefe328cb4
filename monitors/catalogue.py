"""Finds resource kinds and rules by walking monitors/resources; refuses what breaks the catalogue's law."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from monitors import resources
from monitors.essay import read_essay
from monitors.model.errors import CatalogueError
from monitors.model.essay import RuleFacts
from monitors.rule import CompositeRule, Rule
from monitors.spec.model import ResourceSpec, RuleTuning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from monitors.model.essay import Essay
    from monitors.rule import AnyRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One rule with what its place in the tree says of it."""

    id: str
    kind: str
    symptom: str
    rule: AnyRule
    essay: Essay

    @property
    def title(self) -> str:
        """`error_rate_high` → `Error rate high`."""
        return self.symptom.replace("_", " ").capitalize()

    @property
    def facts(self) -> RuleFacts:
        return RuleFacts(
            id=self.id,
            title=self.title,
            priority=self.rule.priority,
            severity=self.rule.severity,
            source=self.rule.source,
            essay=self.essay,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One resource kind: its spec model, its rules by symptom, and its optional functions.

    charts(resource, scope) → tuple[Chart, …] · queries(resource, scope) → tuple[Query, …] ·
    commands(resource, scope) → tuple[Command, …] · derive(head, scope) → tuple[Resource, …] ·
    console(resource, region) → str · check(resources) → Iterable[Flaw] · probe(resource, document, scope) → Canary
    """

    name: str
    spec: type[ResourceSpec]
    rules: Mapping[str, Entry]
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All kinds, in the order of the data flow."""

    kinds: Mapping[str, Kind]

    @property
    def rules(self) -> Iterator[Entry]:
        for kind in self.kinds.values():
            yield from kind.rules.values()

    def rule(self, rule_id: str) -> Entry:
        """Raises KeyError for an id that no rule has."""
        kind, _, symptom = rule_id.partition(".")
        return self.kinds[kind].rules[symptom]


OPTIONAL_MODULES = {
    "widgets": ("charts", "console"),
    "queries": ("queries",),
    "commands": ("commands",),
    "derive": ("derive",),
    "probe": ("probe",),
    "checks": ("check",),
}


@cache
def load_catalogue() -> Catalogue:
    """Walk the folders once. Raises CatalogueError on the first breach of the catalogue's law."""
    kinds = [_load_kind(name) for name in _submodules(resources)]
    return Catalogue({kind.name: kind for kind in sorted(kinds, key=lambda kind: (kind.spec.FLOW, kind.name))})


def _submodules(package: ModuleType) -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def _load_kind(name: str) -> Kind:
    package = importlib.import_module(f"{resources.__name__}.{name}")
    present = _submodules(package)
    spec = importlib.import_module(f"{package.__name__}.spec").Spec
    functions: dict[str, Callable[..., Any]] = {}
    for module_name, wanted in OPTIONAL_MODULES.items():
        if module_name in present:
            module = importlib.import_module(f"{package.__name__}.{module_name}")
            functions.update({name: getattr(module, name) for name in wanted if hasattr(module, name)})
    rules = importlib.import_module(f"{package.__name__}.rules") if "rules" in present else None
    entries = [_load_rule(name, symptom, rules) for symptom in _submodules(rules)] if rules else []
    return Kind(name=name, spec=spec, rules={entry.symptom: entry for entry in entries}, functions=functions)


def _load_rule(kind: str, symptom: str, package: ModuleType) -> Entry:
    module = importlib.import_module(f"{package.__name__}.{symptom}")
    classes = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, (Rule, CompositeRule)) and value.__module__ == module.__name__
    ]
    rule_id = f"{kind}.{symptom}"
    if len(classes) != 1:
        raise CatalogueError(f"{rule_id}: a rule file defines exactly one rule, this one {len(classes)}")
    rule: AnyRule = classes[0]()
    essay = read_essay(classes[0].__doc__ or "")
    if essay.missing:
        raise CatalogueError(f"{rule_id}: its docstring lacks {', '.join(essay.missing)}")
    if not issubclass(rule.Tuning, RuleTuning):
        raise CatalogueError(f"{rule_id}: Tuning is not a RuleTuning")
    return Entry(id=rule_id, kind=kind, symptom=symptom, rule=rule, essay=essay)
