"""The plan of a deployment: everything that is wanted against everything that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchbill.cloud.artefact_bucket import UNIT as ARTEFACTS
from watchbill.cloud.change import Difference, StackChange
from watchbill.cloud.clash import untangle
from watchbill.cloud.diff import Sides, diff_stack
from watchbill.cloud.drift import detect_drift
from watchbill.cloud.error import CloudError
from watchbill.cloud.inventory import read_alarms, read_stacks
from watchbill.cloud.outside import find_outside
from watchbill.cloud.status import note_on
from watchbill.cloud.template_cost import cost_of_templates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from generators.stacks import Stack
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.diff import Outside
    from watchbill.cloud.inventory import Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose stacks these are. `account` is the only one they may stand in; None allows any."""

    service: str
    environment: str
    prefix: str
    account: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What deploying would do, and what a deployment must know to do it."""

    owner: Owner
    difference: Difference
    desired: Mapping[str, Stack]
    deployed: Mapping[str, Deployed]
    first: Mapping[str, frozenset[str]]
    """Stacks that may start only after these removals."""


def propose(connection: Connection, owner: Owner, stacks: Sequence[Stack], *, drift: bool = False) -> Proposal:
    """Read what is there and compare.

    `drift` asks CloudFormation about every stack's resources; else it is asked only where an alarm was changed outside.

    Raises CloudError for the wrong account, and for a stack of our name that somebody else made.
    """
    check_account(connection, owner)
    desired = {stack.name: stack for stack in stacks}
    found = read_stacks(connection, owner.service, owner.environment, desired)
    _refuse_foreign(owner, found, desired)
    deployed = {name: stack for name, stack in found.items() if stack.unit != ARTEFACTS}
    alarms = read_alarms(connection, deployed.values())
    changes = []
    for name in [*sorted(desired), *sorted(deployed.keys() - desired)]:
        stack, there = desired.get(name), deployed.get(name)
        outside: dict[str, Outside] = {}
        if stack and there and there.template:
            outside = find_outside(there.template, alarms, connection.place)
            if outside or drift:
                # Bringing one alarm back brings the whole stack back: so all of it is shown.
                outside = {**detect_drift(connection, there), **outside}
        changes.append(_compare(connection, name, stack, there, outside))
    untangled = untangle(changes)
    return Proposal(
        owner=owner,
        difference=Difference(
            untangled.stacks,
            cost_of_templates(stack.template for stack in deployed.values()),
            cost_of_templates(stack.template for stack in stacks),
        ),
        desired=desired,
        deployed=deployed,
        first=untangled.first,
    )


def check_account(connection: Connection, owner: Owner) -> None:
    """Raises CloudError where the credentials lead to another account than the spec's. The embedded cloud has none."""
    if owner.account is None or connection.local or connection.place.account == owner.account:
        return
    raise CloudError(
        f"the spec's account is {owner.account}, but these credentials are for {connection.place.account}. "
        f"Nothing was done. Choose the right profile or role, or correct `account:` in the spec."
    )


def _compare(
    connection: Connection, name: str, stack: Stack | None, there: Deployed | None, outside: Mapping[str, Outside]
) -> StackChange:
    sides = Sides(
        stack=name,
        unit=stack.unit if stack else there.unit if there else "",
        desired=stack.template if stack else "",
        deployed=there.template if there else "",
        note=note_on(there.status) if there else "",
        sources=stack.sources if stack else {},
        outside=outside,
    )
    return diff_stack(sides, connection.place)


def _refuse_foreign(owner: Owner, found: Mapping[str, Deployed], desired: Mapping[str, Stack]) -> None:
    # A stack in REVIEW_IN_PROGRESS has neither tags nor template: an interrupted deployment of ours left it.
    foreign = [
        name
        for name, stack in sorted(found.items())
        if name in desired and (stack.tags or stack.template) and not stack.belongs_to(owner.service, owner.environment)
    ]
    if foreign:
        raise CloudError(
            f"stacks of other owners have our names: {', '.join(foreign)}. They lack the tags "
            f"watchbill:service={owner.service} and watchbill:environment={owner.environment}. "
            f"Change `product` in the spec, or delete them by hand."
        )
