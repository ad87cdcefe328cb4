"""What could be understood of a spec: the valid parts as models, and the problems of the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from monitors.spec.disabled import tuned_while_off
from monitors.spec.head import Head
from monitors.spec.layers import without
from monitors.spec.places import Places
from monitors.spec.redundancy import redundant_in_defaults, redundant_in_head, redundant_in_resource
from monitors.spec.reference import dangling, dangling_in_head, targets_of
from monitors.spec.report import check_reports
from monitors.spec.routing import check_routing
from monitors.spec.structure import check_companions, check_defaults, check_keys, check_lookalikes, check_templates
from monitors.spec.tree import Node
from monitors.spec.tuning import Tunings
from monitors.spec.validation import place, unknown_key, validate

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from monitors.spec.layers import Layers, Sheet
    from monitors.spec.model import ResourceSpec, SpecModel
    from monitors.spec.reference import Targets
    from monitors.spec.schema import KindSchema


@dataclass(slots=True, kw_only=True)
class Draft:
    """Filled kind by kind. `root` is the merged tree of the whole document."""

    sheet: Sheet
    environment: str
    root: Node
    head: Head | None = None
    resources: dict[str, dict[str, ResourceSpec]] = field(default_factory=dict)
    derived_rules: dict[str, SpecModel] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    targets: Targets = field(default_factory=dict)

    @property
    def places(self) -> Places:
        return Places(self.root)


def make_draft(sheet: Sheet, environment: str) -> Draft:
    """Validate head, defaults and every resource of a sheet, and what they refer to."""
    patched = sheet.patched
    draft = Draft(
        sheet=sheet,
        environment=environment,
        root=Node(dict(patched.mapping or {}), patched.file, patched.span, patched.key),
    )
    draft.targets = targets_of(sheet)
    _read_head(draft)
    for check in (check_defaults, check_keys, check_companions, check_templates, check_lookalikes):
        draft.problems += check(sheet)
    for kind in sheet.schema.kinds.values():
        draft.problems += redundant_in_defaults(sheet, kind)
        defaults = sheet.defaults(kind)
        if defaults is not None:
            draft.problems += dangling(defaults, kind.model, ("defaults", kind.name), draft.targets)
        if kind.section is None:
            _read_derived(draft, kind)
        else:
            _read_section(draft, kind)
    return draft


def _read_head(draft: Draft) -> None:
    sheet = draft.sheet
    elsewhere = {*sheet.schema.sections, "defaults", "environments"}
    root = sheet.patched
    own = {key: child for key, child in (root.mapping or {}).items() if key not in elsewhere}
    for key in [key for key in own if key not in Head.model_fields]:
        draft.problems.append(unknown_key(own.pop(key), (key,), {*elsewhere, *Head.model_fields}))
    draft.head, problems = validate(Head, Node(own, root.file, root.span), ())
    draft.problems += problems
    dangling_problems = list(dangling_in_head(sheet, draft.targets))
    draft.problems += dangling_problems
    if draft.head is not None and not dangling_problems:
        draft.problems += check_routing(draft.head, root, draft.environment)
        draft.problems += check_reports(draft.head, root)
    draft.problems += redundant_in_head(sheet)


def _read_derived(draft: Draft, kind: KindSchema) -> None:
    """Kinds that no section lists have nothing but their rules to tune."""
    layer = draft.sheet.defaults(kind)
    rules = layer.child("rules") if layer is not None else None
    draft.problems += tuned_while_off((layer,), ("defaults", kind.name))
    shared = Tunings(kind, draft.problems).of(rules, ("defaults", kind.name, "rules"))
    if shared is not None:
        draft.derived_rules[kind.name] = shared


def _read_section(draft: Draft, kind: KindSchema) -> None:
    section = draft.sheet.patched.child(str(kind.section))
    if section is None:
        return
    if section.mapping is None:
        draft.problems.append(
            place("wrong-type", f"`{kind.section}` must be a mapping of names", section, (str(kind.section),))
        )
        return
    for key, child in section.mapping.items():
        if child.mapping is None:
            draft.problems.append(place("wrong-type", f"`{key}` must be a mapping", child, (str(kind.section), key)))
    tunings = Tunings(kind, draft.problems)
    settings = draft.resources.setdefault(kind.name, {})
    merged: dict[str, Node] = {}
    for layers in draft.sheet.resources(kind):
        merged[layers.key] = layers.merged
        instance = _read_resource(draft, kind, layers, tunings)
        if instance is not None:
            settings[layers.key] = instance
    root = draft.root.mapping
    if root is not None:
        root[str(kind.section)] = Node(merged, section.file, section.span, section.key)


def _read_resource(draft: Draft, kind: KindSchema, layers: Layers, tunings: Tunings) -> ResourceSpec | None:
    path = (str(kind.section), layers.key)
    rules = layers.merged.child("rules")
    tuned = tunings.of(rules, (*path, "rules"))
    node = layers.merged if rules is None else without(layers.merged, ("rules",))
    instance, problems = validate(kind.model, node, path, {"rules": tuned or tunings.plain})
    draft.problems += problems
    draft.problems += dangling(node, kind.model, path, draft.targets)
    draft.problems += redundant_in_resource(kind, layers)
    if rules is not None:
        draft.problems += tuned_while_off((layers.defaults, *layers.own), path)
    return instance if tuned is not None else None
