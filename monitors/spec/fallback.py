"""Fallbacks: whom they reach, and circles of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from monitors.model.problem import Problem
    from monitors.spec.head import Head
    from monitors.spec.tree import Node


def reached(head: Head, names: Iterable[str]) -> frozenset[str]:
    """These receivers, and all that stand in for them."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found and name in head.receivers:
            found.add(name)
            waiting += head.receivers[name].fallbacks
    return frozenset(found)


def check_fallbacks(head: Head, root: Node) -> Iterator[Problem]:
    """A receiver that falls back to itself, at once or by way of others: nobody would be left to tell."""
    told: set[frozenset[str]] = set()
    for name, receiver in head.receivers.items():
        for index, fallback in enumerate(receiver.fallbacks):
            circle = _way(head, fallback, name)
            if circle is None or frozenset(circle) in told:
                continue
            told.add(frozenset(circle))
            path = ("receivers", name, "fallbacks", index)
            if fallback == name:
                message = f"`{name}` falls back to itself"
            else:
                message = "fallbacks run in a circle: " + " → ".join([name, *circle])
            yield place("fallback-circle", message, root.find(*path) or root, path,
                        help="end the chain at a receiver without fallbacks")  # fmt: skip


def _way(head: Head, start: str, goal: str) -> list[str] | None:
    """The shortest chain of fallbacks from one receiver to another, both included; None where there is none."""
    ways = [[start]]
    seen = {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for following in head.receivers[way[-1]].fallbacks:
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return None
