"""What the spec knows and a report needs, read from report.json: Lambda carries no generation code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
FORMAT = 1
"""Of report.json; generators/reports writes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When the report is due: `weekday` 0 is Monday, `hour` of the day in `time_zone`."""

    weekday: int
    hour: int
    time_zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """A mailbox. `channel` names a folder of alert_router/channels; `secrets` are references."""

    name: str
    channel: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmFacts:
    """An alarm that people are told of. `tune` is the place in the spec: `functions.load.rules.throttled`.

    `event` is true of one that tells of anything that should never happen: its threshold is 0.
    """

    name: str
    rule: str
    resource: str
    priority: str
    severity: str
    runbook: str
    tune: str
    event: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFacts:
    """`title` in words; `wrong_when` says when the rule is known to alarm without need."""

    title: str
    wrong_when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionFacts:
    """`alarms` counts those of the function, `canary` names its canary or is empty; `objective` in percent or None.

    `canary_in` is the namespace of the canary's metrics, `canary_by` the dimension that holds its name.
    """

    key: str
    name: str
    critical: bool
    memory_size_mb: int
    log_group: str
    alarms: int
    canary: str
    runbooks: int
    objective: float | None = None
    canary_in: str = "Watchbill/Canaries"
    canary_by: str = "Canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitFacts:
    """What is filling up: the series of a capacity alarm, its threshold, and what to scale.

    `queries` are MetricDataQueries with ids of their own in the whole file; exactly one returns data, named `id`.
    """

    id: str
    alarm: str
    rule: str
    resource: str
    unit: str
    threshold: float
    limit: float
    period: int
    action: str
    tune: str
    queries: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PressureFacts:
    """What must not happen for want of capacity (throttles, kills): sums by the hour, added up."""

    id: str
    rule: str
    resource: str
    action: str
    queries: tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostFacts:
    """What the monitors cost a month at list prices: `items` are (item, how many, price)."""

    total: float
    currency: str
    as_of: str
    items: tuple[tuple[str, int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The whole file. `objective` is the service's own, in percent, or None."""

    service: str
    environment: str
    region: str
    owner: str
    prefix: str
    schedule: Schedule
    receivers: tuple[Receiver, ...]
    alarms: Mapping[str, AlarmFacts]
    rules: Mapping[str, RuleFacts]
    functions: tuple[FunctionFacts, ...]
    limits: tuple[LimitFacts, ...]
    pressures: tuple[PressureFacts, ...]
    cost: CostFacts
    objective: float | None = None
    links: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    """Facts about tables and the like that belong to the capacity chapter: `demand-table scales itself…`."""


def read_facts(text: bytes) -> Facts:
    """Raises ValueError for another format: code and file are packed together, so that is a broken package."""
    body: Json = orjson.loads(text)
    if body.pop("format", None) != FORMAT:
        raise ValueError(f"report.json is not of format {FORMAT}")
    return Facts(
        **body
        | {
            "schedule": Schedule(**body["schedule"]),
            "receivers": tuple(Receiver(**each) for each in body["receivers"]),
            "alarms": {each["name"]: AlarmFacts(**each) for each in body["alarms"]},
            "rules": {name: RuleFacts(**each) for name, each in body["rules"].items()},
            "functions": tuple(FunctionFacts(**each) for each in body["functions"]),
            "limits": tuple(LimitFacts(**each | {"queries": tuple(each["queries"])}) for each in body["limits"]),
            "pressures": tuple(
                PressureFacts(**each | {"queries": tuple(each["queries"])}) for each in body["pressures"]
            ),
            "cost": CostFacts(**body["cost"] | {"items": tuple(map(tuple, body["cost"]["items"]))}),
            "links": tuple((kind, url) for kind, url in body["links"]),
            "notes": tuple(body["notes"]),
        }
    )


def _asked(body: Json) -> Json:
    return body | {"queries": tuple(body["queries"])}
