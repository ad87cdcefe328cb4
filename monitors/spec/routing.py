"""Whether alerts reach somebody, and every receiver is told something."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from monitors.model.alarm import Priority, Severity
from monitors.model.route import Match
from monitors.spec.fallback import check_fallbacks, reached
from monitors.spec.promotion import check_promotions
from monitors.spec.validation import place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.problem import Problem
    from monitors.spec.head import Head
    from monitors.spec.tree import Node


def check_routing(head: Head, root: Node, environment: str) -> Iterator[Problem]:
    """Everything that keeps alerts from people: receivers, routes, fallbacks, promotions, the router's own alarms."""
    told = {name for route in head.routing for name in route.to}
    told |= {name for promotion in head.router.promotions for name in promotion.to}
    used = reached(head, told) | set(head.reports.weekly.to)
    for name in head.receivers:
        if name not in used:
            yield _at(root, ("receivers", name), "receiver-unused", f"no route leads to the receiver `{name}`",
                      "name it under `to:` of a route, or remove it")  # fmt: skip
    yield from _unreachable(head, root)
    if head.routing:
        yield from _gaps(head, root, environment)
    yield from check_fallbacks(head, root)
    yield from check_promotions(head, root, environment)
    yield from _router(head, root)


def _unreachable(head: Head, root: Node) -> Iterator[Problem]:
    matches = [route.match.match() for route in head.routing]
    for index, match in enumerate(matches):
        for earlier in range(index):
            if matches[earlier].covers(match):
                message = f"this route is never taken: route {earlier + 1} takes all that matches it"
                yield _at(root, ("routing", index), "route-unreachable", message, "move it up, or remove it")
                break


def _gaps(head: Head, root: Node, environment: str) -> Iterator[Problem]:
    """Alerts of any rule: a route for certain rules helps only those, so it closes no gap."""
    matches = [match for route in head.routing if not (match := route.match.match()).rules]
    missed = {
        str(priority)
        for priority, severity, owner in product(Priority, Severity, head.teams)
        if not any(match.covers(_one(priority, severity, owner, environment)) for match in matches)
    }
    if missed:
        names = " and ".join(str(priority) for priority in Priority if str(priority) in missed)
        yield _at(root, ("routing",), "routing-gap", f"some {names} alerts match no route: nobody would be told",
                  "end with a route that takes everything: `- {to: [receiver]}`")  # fmt: skip


def _one(priority: Priority, severity: Severity, owner: str, environment: str) -> Match:
    return Match(priorities=(priority,), severities=(severity,), owners=(owner,), environments=(environment,))


def _router(head: Head, root: Node) -> Iterator[Problem]:
    """A router that is off although somebody needs it; one that is on and nobody would hear of its own end."""
    if not head.has_router:
        for name, receiver in head.receivers.items():
            if receiver.needs_router:
                yield _at(root, ("receivers", name), "router-off",
                          f"`{name}` would hear nothing: only the router reaches {receiver.channel}, and it is off",
                          "remove `enabled: false` under `router:`, or the receiver")  # fmt: skip
        return
    if not head.receivers:
        yield _at(root, ("router",), "router-idle", "the router has no receiver to tell",
                  "add `receivers:` and `routing:`, or remove `enabled: true`")  # fmt: skip
    elif not head.break_glass:
        yield _at(root, ("receivers",), "router-alone",
                  "nobody would learn that the router itself fails: no mailbox is known to which SNS could write",
                  "give a team its `email:`, or add a receiver `{channel: sns, to: [address]}`")  # fmt: skip


def _at(root: Node, path: tuple[str | int, ...], code: str, message: str, advice: str) -> Problem:
    return place(code, message, root.find(*path) or root, path, help=advice, on_key=True)
