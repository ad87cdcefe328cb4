"""References that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.spec.head import Head
from monitors.spec.shape import find_references
from monitors.spec.suggest import suggest
from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pydantic import BaseModel

    from monitors.model.problem import Problem
    from monitors.spec.layers import Sheet
    from monitors.spec.tree import Node, Path

Targets = dict[str, frozenset[str]]
"""What can be referred to: section → keys; also `teams`, `receivers`, `rules` and `environments`."""


def targets_of(sheet: Sheet) -> Targets:
    """Every key that is declared, whether or not the rest of its entry is valid."""
    sections = ("teams", "receivers", *sheet.schema.sections)
    nodes = {section: sheet.patched.child(section) for section in sections}
    found = {
        section: frozenset(node.mapping or {}) if node is not None else frozenset() for section, node in nodes.items()
    }
    rules = sheet.schema.rule_ids
    kinds = {f"{rule.partition('.')[0]}.*" for rule in rules}
    environments = sheet.environments
    return {**found, "rules": frozenset({*rules, *kinds}), "environments": frozenset(environments)}


def dangling_in_head(sheet: Sheet, targets: Targets) -> Iterator[Problem]:
    """Owners, receivers and rules that the head names and nobody declares."""
    yield from dangling(sheet.patched, Head, (), targets)


def dangling(
    node: Node, model: type[BaseModel], path: Path, targets: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    """References below `node` that no section has, or that two sections have."""
    for sections, inner, value in find_references(node, model):
        name = str(value.value)
        holders = [section for section in sections if name in targets[section]]
        if len(holders) == 1:
            continue
        spoken = " or ".join(f"`{section}`" for section in sections)
        if holders:
            yield place("reference-ambiguous", f"`{name}` stands in {spoken.replace(' or ', ' and in ')}", value,
                        (*path, *inner), help="give one of them another key")  # fmt: skip
        else:
            known = {key for section in sections for key in targets[section]}
            yield place("unknown-reference", f"`{name}` is not in {spoken}", value, (*path, *inner),
                        help=suggest(name, known, what=f"in {spoken}"))  # fmt: skip
