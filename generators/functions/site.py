"""What every part of a function's stack is made from: the function, its surroundings, where failures go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitors.scope import TRIGGER_KINDS

if TYPE_CHECKING:
    from generators.functions.parking import Parking
    from monitors.model.plan import Service
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Spec, Trigger
    from monitors.scope import Scope

FUNCTION = "Function"
ROLE = "Role"
"""Logical ids: a unit has one function, so its name need not be in them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One managed function amid the resources of its spec."""

    function: Resource[Spec]
    scope: Scope
    parking: Parking

    @property
    def service(self) -> Service:
        return self.scope.service

    def source_of(self, trigger: Trigger) -> Resource[object]:
        """The resource that a trigger names. Raises KeyError for a schedule, which names none."""
        return self.scope.get(TRIGGER_KINDS[trigger.source], getattr(trigger, trigger.source))

    def deployed(self, *resources: Resource[object] | None) -> tuple[str, ...]:
        """The units among these that are ours to deploy first."""
        return tuple(sorted({resource.id for resource in resources if resource is not None and resource.managed}))
