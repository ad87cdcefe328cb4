"""The trees of one spec and environment, and the layers each resource is merged from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.spec.cascade import merge_all, patch
from monitors.spec.tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.spec.schema import KindSchema, Schema

FOR_ALL = ("owner", "critical", "managed", "tags")
"""Fields that `defaults.all` may hold beside rules: what makes sense for any resource."""
OVERLAY_MAY_NOT = ("version", "service", "environments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """What is said of one resource, from far to near; `merged` is what holds."""

    key: str
    defaults: Node | None
    companion: Node | None
    entry: Node | None
    overlay: Node | None
    merged: Node

    @property
    def own(self) -> tuple[Node, ...]:
        """The layers that speak of this resource alone."""
        return tuple(layer for layer in (self.companion, self.entry, self.overlay) if layer is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """`base` is the main file, `overlay` the environment's patch of it, `patched` both; companions by function key."""

    base: Node
    overlay: Node | None
    patched: Node
    companions: Mapping[str, Node]
    schema: Schema
    environments: frozenset[str] = frozenset()

    def defaults(self, kind: KindSchema) -> Node | None:
        """What holds for every resource of a kind: `defaults.all`, then `defaults.<kind>`."""
        return merge_all(default_layers(self.patched, kind))

    def resources(self, kind: KindSchema) -> Iterator[Layers]:
        """Every resource of a kind that has a section."""
        section = self.patched.child(str(kind.section))
        defaults = self.defaults(kind)
        entries, overlays = (_section(tree, kind) for tree in (self.base, self.overlay))
        for key, patched in (section.mapping or {}).items() if section is not None else ():
            if patched.mapping is None:
                continue
            companion = self.companions.get(key) if kind.has_companion else None
            nearest = patched if patched.value is not None else Node({}, patched.file, patched.span, patched.key)
            yield Layers(
                key=key,
                defaults=defaults,
                companion=companion,
                entry=entries.get(key),
                overlay=overlays.get(key),
                merged=merge_all((defaults, companion, nearest)) or nearest,
            )


def make_sheet(base: Node, environment: str | None, companions: Mapping[str, Node], schema: Schema) -> Sheet:
    """The sheet of one environment; an unknown one has no overlay."""
    overlay = base.find("environments", environment) if environment else None
    if overlay is not None and not isinstance(overlay.value, dict):
        overlay = None
    document = without(base, ("environments",))
    patched = patch(document, without(overlay, OVERLAY_MAY_NOT)) if overlay is not None else document
    known = base.child("environments")
    return Sheet(
        base=document,
        overlay=overlay,
        patched=patched,
        companions=companions,
        schema=schema,
        environments=frozenset((known.mapping or {}) if known is not None else ()),
    )


def default_layers(tree: Node | None, kind: KindSchema) -> tuple[Node | None, Node | None, Node | None]:
    """`defaults.all` without its rules, its rules of this kind, and `defaults.<kind>`, of a document or an overlay."""
    defaults = tree.child("defaults") if tree is not None else None
    if defaults is None:
        return None, None, None
    everywhere = defaults.child("all")
    if everywhere is None:
        return None, None, defaults.child(kind.name)
    fields = {key: child for key, child in (everywhere.mapping or {}).items() if key in FOR_ALL} if kind.section else {}
    common = Node(fields, everywhere.file, everywhere.span, everywhere.key)
    return common, _rules_of(everywhere.child("rules"), kind), defaults.child(kind.name)


def _rules_of(rules: Node | None, kind: KindSchema) -> Node | None:
    """`rules` by full id → a layer that holds the rules of one kind by symptom."""
    if rules is None or not isinstance(rules.value, dict):
        return None
    prefix = f"{kind.name}."
    known = {prefix + symptom: symptom for symptom in kind.rules.model_fields}
    own = {known[key]: child for key, child in rules.value.items() if key in known}
    if not own:
        return None
    inner = Node(own, rules.file, rules.span, rules.key)
    return Node({"rules": inner}, rules.file, rules.span, rules.key)


def without(node: Node, keys: tuple[str, ...]) -> Node:
    """A mapping without some of its keys."""
    if not isinstance(node.value, dict) or not any(key in node.value for key in keys):
        return node
    kept = {key: child for key, child in node.value.items() if key not in keys}
    return Node(kept, node.file, node.span, node.key, node.alias)


def _section(tree: Node | None, kind: KindSchema) -> Mapping[str, Node]:
    section = tree.child(str(kind.section)) if tree is not None else None
    return (section.mapping or {}) if section is not None else {}
