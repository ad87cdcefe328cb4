"""Composite alarms over any number of children: a tree, for one composite takes a hundred at most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.model.alarm import CompositeAlarm

CHILDREN_MAX = 100  # PutCompositeAlarm: underlying alarms a composite may name
EXPRESSION_MAX = 10_240  # characters of an AlarmRule
NAME_QUOTED_OVERHEAD = len('ALARM("") AND ')


def tree(top: CompositeAlarm, children: Sequence[str], operator: str) -> tuple[CompositeAlarm, ...]:
    """`top` over `children`, with inner nodes where there are too many; children come before their parents."""
    groups = _groups(children)
    if len(groups) == 1:
        return (replace(top, rule_expression=_expression(children, operator), children=tuple(children)),)
    inner = [
        replace(
            top,
            name=f"{top.name}-part-{number:03d}",
            rule_expression=_expression(group, operator),
            children=tuple(group),
            tells=False,
        )
        for number, group in enumerate(groups, start=1)
    ]
    return (*inner, *tree(top, [node.name for node in inner], operator))


def _groups(children: Sequence[str]) -> list[list[str]]:
    groups: list[list[str]] = [[]]
    length = 0
    for child in children:
        cost = len(child) + NAME_QUOTED_OVERHEAD
        if groups[-1] and (len(groups[-1]) == CHILDREN_MAX or length + cost > EXPRESSION_MAX):
            groups.append([])
            length = 0
        groups[-1].append(child)
        length += cost
    return groups


def _expression(children: Sequence[str], operator: str) -> str:
    """AND and OR have no documented precedence, so an expression holds one operator only. Names are quoted always."""
    return f" {operator} ".join(f'ALARM("{child}")' for child in children)
