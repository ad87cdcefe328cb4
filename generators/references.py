"""Which resources of a template name each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generators.rendered import Rendered


def connected(resources: Sequence[Rendered]) -> list[list[Rendered]]:
    """Groups of resources that refer to one another, each group in the given order, groups by their first member."""
    position = {resource.logical_id: index for index, resource in enumerate(resources)}
    leader = list(range(len(resources)))

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index, resource in enumerate(resources):
        body = resource.load()
        for name in (*body.get("DependsOn", ()), *named_in(body["Properties"])):
            if name in position:
                one, other = sorted((find(index), find(position[name])))
                leader[other] = one
    groups: dict[int, list[Rendered]] = {}
    for index, resource in enumerate(resources):
        groups.setdefault(find(index), []).append(resource)
    return list(groups.values())


def named_in(value: Any) -> Iterator[str]:
    """Logical ids that Ref, Fn::GetAtt and Fn::Sub mention anywhere inside a value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.partition(".")[0]
            elif key == "Fn::Sub":
                text = inner[0] if isinstance(inner, list) else inner
                yield from re.findall(r"\$\{([A-Za-z0-9]+)[}.]", text)
                yield from named_in(inner[1:]) if isinstance(inner, list) else ()
            else:
                yield from named_in(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from named_in(inner)
