"""The canaries: by default one runner for all and a schedule for each; or a Synthetics canary for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generators.canaries.probe import ready_probes
from generators.canaries.runner import declare_runner, runner
from generators.canaries.schedule import declare_schedule
from generators.canaries.synthetics import declare_synthetics, synthetics_function
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import Build, Fragment
    from generators.crew import CrewFunction
    from monitors.model.plan import Plan


def crew(plan: Plan) -> Iterator[CrewFunction]:
    """The runner, where there is a canary to run. Raises PlanError with every problem of any canary."""
    probes = ready_probes(plan)
    if not probes:
        return
    if probes[0].canary.engine == "synthetics":
        yield synthetics_function(plan.service, probes)
    else:
        yield runner(plan.service, probes, memory_table=_memory(plan))


def generate(plan: Plan, build: Build) -> Iterator[Fragment]:
    """A unit for the runner, and in each canary's own unit what sets it going."""
    for function in crew(plan):
        probes = ready_probes(plan)
        if probes[0].canary.engine == "synthetics":
            yield from declare_synthetics(plan, function, probes, build)
        else:
            yield declare_runner(plan, function, probes, build)
            for probe in probes:
                yield declare_schedule(plan.service, probe)


def _memory(plan: Plan) -> str:
    """The router's table, where a router is deployed that would read it."""
    return names.incident_table(plan.service) if plan.of_kind("router") else ""
