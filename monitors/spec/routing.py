"""Whether alerts reach somebody, and every receiver is told something."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from monitors.model.alarm import Priority, Severity
from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from monitors.model.problem import Problem
    from monitors.spec.head import Head, MatchSpec
    from monitors.spec.tree import Node


def check_routing(head: Head, root: Node) -> Iterator[Problem]:
    """Receivers that no route names, routes that never get their turn, and alerts that match no route."""
    used = {name for route in head.routing for name in route.to} | set(head.reports.weekly.to)
    for name in head.receivers:
        if name not in used:
            yield _at(root, ("receivers", name), "receiver-unused", f"no route leads to the receiver `{name}`",
                      "name it under `to:` of a route, or remove it")  # fmt: skip
    yield from _unreachable(head, root)
    if head.routing:
        yield from _gaps(head, root)


def _unreachable(head: Head, root: Node) -> Iterator[Problem]:
    for index, route in enumerate(head.routing):
        for earlier in range(index):
            if _covers(head.routing[earlier].match, route.match):
                message = f"this route is never taken: route {earlier + 1} takes all that matches it"
                yield _at(root, ("routing", index), "route-unreachable", message, "move it up, or remove it")
                break


def _covers(wide: MatchSpec, narrow: MatchSpec) -> bool:
    """Whether everything that `narrow` matches is matched by `wide`."""
    pairs: Sequence[tuple[Sequence[str], Sequence[str]]] = [
        (getattr(wide, name), getattr(narrow, name)) for name in type(wide).model_fields
    ]
    return all(not ours or (theirs and set(theirs) <= set(ours)) for ours, theirs in pairs)


def _gaps(head: Head, root: Node) -> Iterator[Problem]:
    """Alerts of any rule: a route for certain rules helps only those, so it closes no gap."""
    matches = [route.match for route in head.routing if not route.match.rule]
    missed = {
        str(priority)
        for priority, severity, owner in product(Priority, Severity, head.teams)
        if not any(
            (not match.priority or priority in match.priority)
            and (not match.severity or severity in match.severity)
            and (not match.owner or owner in match.owner)
            for match in matches
        )
    }
    if missed:
        names = " and ".join(str(priority) for priority in Priority if str(priority) in missed)
        yield _at(root, ("routing",), "routing-gap", f"some {names} alerts match no route: nobody would be told",
                  "end with a route that takes everything: `- {to: [receiver]}`")  # fmt: skip


def _at(root: Node, path: tuple[str | int, ...], code: str, message: str, advice: str) -> Problem:
    return place(code, message, root.find(*path) or root, path, help=advice, on_key=True)
