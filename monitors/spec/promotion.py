"""Promotions that would tell nobody new."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from monitors.model.alarm import Priority, Severity
from monitors.model.route import Match
from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.problem import Problem
    from monitors.spec.head import Head
    from monitors.spec.tree import Node


def check_promotions(head: Head, root: Node, environment: str) -> Iterator[Problem]:
    """A promotion whose receivers are told at once whenever it matches, or which is never asked."""
    matches = [promotion.match.match() for promotion in head.router.promotions]
    for index, promotion in enumerate(head.router.promotions):
        path = ("router", "promotions", index)
        earlier = next((one + 1 for one in range(index) if matches[one].covers(matches[index])), None)
        if earlier is not None:
            message = f"this promotion is never asked: promotion {earlier} takes all that matches it"
            yield place("promotion-unreachable", message, root.find(*path) or root, path,
                        help="move it up, or remove it", on_key=True)  # fmt: skip
            continue
        told = [set(names) for names in _told(head, matches[index], environment)]
        if told and all(set(promotion.to) <= names for names in told):
            names = " and ".join(f"`{name}`" for name in promotion.to)
            message = f"it promotes to nobody: {names} are told at once of all that it matches"
            message = message.replace(" are ", " is ") if len(promotion.to) == 1 else message
            yield place("promotion-to-nobody", message, root.find(*path, "to") or root, (*path, "to"),
                        help="name a receiver that these alerts are not routed to", on_key=True)  # fmt: skip


def _told(head: Head, match: Match, environment: str) -> Iterator[list[str]]:
    """The receivers at once of each sort of alert that the promotion matches, as far as routes tell sorts apart."""
    for priority, severity, owner in product(Priority, Severity, head.teams):
        one = Match(
            priorities=(priority,),
            severities=(severity,),
            owners=(owner,),
            rules=match.rules,
            environments=(environment,),
        )
        if match.covers(one):
            yield next((route.to for route in head.routing if route.match.match().covers(one)), [])
