"""The functions themselves: code, role, triggers, and where their failures go.

A trigger stands in the function's own unit, unless its source must name the function (a bucket's notifications) or
has an identity that AWS makes up (a table's stream, an API): then it stands in the source's unit, which follows the
function's. Adding a function so changes stacks that exist, but moves nothing between them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.artefact import Fragment
from generators.functions.check import refuse_impossible
from generators.functions.function import declare_function
from generators.functions.invocation import declare_invocation
from generators.functions.parking import Parking
from generators.functions.role import declare_role
from generators.functions.site import Site
from generators.functions.trigger import trigger_of
from monitors.scope import build_scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import Build
    from monitors.model.plan import Plan


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """Everything of each managed function. Raises PlanError for functions that cannot be made from the spec."""
    scope = build_scope(plan.service, (entry.resource for entry in plan.resources))
    parking = Parking(scope)
    functions = [entry.resource for entry in plan.of_kind("lambda_function") if entry.resource.managed]
    refuse_impossible(functions, scope)
    for function in functions:
        site = Site(function=function, scope=scope, parking=parking)
        yield Fragment(unit=function.id, resources=(declare_role(site), declare_function(site, build)))
        yield from declare_invocation(site)
        for trigger in function.settings.triggers:
            yield from trigger_of(trigger).fragments(site, trigger)
