"""One canary, ready to be written into canaries.json and given its rights; or everything that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from canaries.run import TRACE_WORD
from generators.canaries.event import check_event, real_event, trigger_of_event
from generators.canaries.settings import Resolved, resolve_check
from generators.canaries.thing import candidates, thing_of
from generators.canaries.timing import HOUR
from monitors import links, names
from monitors.model.errors import PlanError
from monitors.model.problem import Problem
from monitors.scope import TRIGGER_KINDS, build_scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generators.artefact import JSON
    from monitors.model.canary import Canary
    from monitors.model.plan import Plan, Service
    from monitors.model.resource import Resource
    from monitors.scope import Scope

HOURS = 24  # that a link into the logs looks back
SYNTHETICS_NAME = r"^[0-9a-z_-]{1,255}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyProbe:
    """A canary without problems. `target` is what it puts to, None where it invokes; `table` takes its items."""

    service: Service
    canary: Canary
    resource: Resource[Any]
    function: Resource[Any]
    way: str
    event: str
    target: Resource[Any] | None
    table: Resource[Any] | None
    checks: tuple[Resolved, ...]
    links: Mapping[str, str]

    def definition(self) -> JSON:
        """As `canaries.definition.Definition`."""
        canary = self.canary
        return {
            "name": canary.name,
            "key": canary.function,
            "function": self.function.name,
            "alarm": names.incident(self.service, self.resource.settings.SHORT, self.resource.key, "failing"),
            "way": self.way,
            "timeout_seconds": canary.timeout_seconds,
            "payload": self.event,
            "target": thing_of(self.target) if self.target else None,
            "content": canary.content,
            "table": thing_of(self.table) if self.table else None,
            "items": [dict(item) for item in canary.items],
            "checks": [check.definition for check in self.checks],
            "links": dict(self.links),
        }


def ready_probes(plan: Plan) -> tuple[ReadyProbe, ...]:
    """Every canary of the plan. Raises PlanError with all that is wrong with any of them."""
    scope = build_scope(plan.service, (entry.resource for entry in plan.resources))
    problems: list[Problem] = []
    ready: list[ReadyProbe] = []
    for entry in plan.of_kind("canary"):
        if entry.canary is not None:
            made = _ready(entry.canary, entry.resource, scope)
            if isinstance(made, ReadyProbe):
                ready.append(made)
            else:
                problems += made
    if problems:
        raise PlanError(problems)
    return tuple(ready)


def _ready(canary: Canary, resource: Resource[Any], scope: Scope) -> ReadyProbe | list[Problem]:
    function = scope.get("lambda_function", canary.function)
    problems = list(check_event(canary, function))
    checks = tuple(resolve_check(check, function, scope) for check in canary.checks)
    problems += [problem for check in checks for problem in check.problems]
    problems += _patience(canary)
    problems += _synthetics(canary)
    tables = sorted(candidates(function, "table", scope))
    if canary.items and len(tables) != 1:
        problems.append(_no_table(canary, tables))
    if problems:
        return problems
    trigger = trigger_of_event(canary, function) if canary.through == "trigger" else None
    return ReadyProbe(
        service=scope.service,
        canary=canary,
        resource=resource,
        function=function,
        way=trigger.source if trigger else "invoke",
        event=real_event(canary, scope),
        target=scope.get(TRIGGER_KINDS[trigger.source], getattr(trigger, trigger.source)) if trigger else None,
        table=scope.get("dynamodb_table", tables[0]) if canary.items else None,
        checks=checks,
        links=_links(canary, function, scope),
    )


def _links(canary: Canary, function: Resource[Any], scope: Scope) -> Mapping[str, str]:
    """The function's lines of the run, its trace, and what to do. Each run fills its own trace id in."""
    service = scope.service
    group = function.settings.log_group(function.name)
    query = f"fields @timestamp, level, message, @message\n| filter trace_id = '{TRACE_WORD}'\n| sort @timestamp"
    trace = f"{links.console(service.region)}/cloudwatch/home?region={service.region}#xray:traces/{TRACE_WORD}"
    return {
        "logs": links.logs_insights(service.region, (group,), query, hours=HOURS),
        "trace": trace,
        "runbook": links.runbook(service, "canary.failing", canary.function),
    }


def _patience(canary: Canary) -> Iterator[Problem]:
    for check in canary.checks:
        if check.within_seconds > canary.timeout_seconds:
            yield Problem(
                code="canary-check-too-patient",
                message=f"check {check.kind} waits {check.within_seconds:g} s, but the canary of {canary.function} "
                f"ends after {canary.timeout_seconds} s",
                source=check.source,
                help="shorten within_seconds:, or raise the canary's timeout_seconds:",
            )


def _synthetics(canary: Canary) -> Iterator[Problem]:
    if canary.engine != "synthetics":
        return
    if not re.fullmatch(SYNTHETICS_NAME, canary.name):
        yield Problem(
            code="canary-name",
            message=f"{canary.name!r} is no name for CloudWatch Synthetics, which wants {SYNTHETICS_NAME}",
            source=canary.source,
            help="change the template names: {canary: …}, or the function's name:",
        )
    if canary.every_minutes > HOUR:
        yield Problem(
            code="canary-rate",
            message=f"the canary of {canary.function} runs every {canary.every_minutes} minutes, CloudWatch Synthetics "
            "at least once an hour",
            source=canary.source,
            help="set every_minutes: to 60 at most, or engine: lambda",
        )


def _no_table(canary: Canary, tables: list[str]) -> Problem:
    said = f"it uses {', '.join(tables)}" if tables else "it uses none"
    return Problem(
        code="canary-items-table",
        message=f"the canary of {canary.function} has items, but not one table to put them into: {said}",
        source=canary.source,
        help="items go into the one table that the function uses",
    )
