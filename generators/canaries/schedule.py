"""AWS::Scheduler::Schedule of one canary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from troposphere import Sub, scheduler

from generators.arn import arn
from generators.artefact import Fragment
from generators.canaries.runner import EVENT_AGE_SECONDS, UNIT, queue_name, schedule_role
from generators.canaries.timing import expression
from generators.declaration import declare
from monitors import names

if TYPE_CHECKING:
    from generators.canaries.probe import ReadyProbe
    from monitors.model.plan import Service

WINDOW_MINUTES = 1
"""Within which Scheduler chooses the moment, so that canaries of the same minute do not fire together either."""
RETRIES = 2
"""Of handing the event to Lambda; what Lambda took is not repeated."""


def declare_schedule(service: Service, probe: ReadyProbe) -> Fragment:
    """In the canary's own unit, after the runner's."""
    runner = names.canary_runner(service)
    schedule = scheduler.Schedule(
        "Schedule",
        Name=probe.canary.name,
        Description=f"Runs the canary of {probe.function.name}",
        ScheduleExpression=expression(probe.canary),
        FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="FLEXIBLE", MaximumWindowInMinutes=WINDOW_MINUTES),
        Target=scheduler.Target(
            Arn=Sub(arn("lambda", f"function:{runner}")),
            RoleArn=Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{schedule_role(service)}"),
            Input=json.dumps({"canary": probe.canary.name, "scheduled": "<aws.scheduler.scheduled-time>"}),
            RetryPolicy=scheduler.RetryPolicy(MaximumEventAgeInSeconds=EVENT_AGE_SECONDS, MaximumRetryAttempts=RETRIES),
            DeadLetterConfig=scheduler.DeadLetterConfig(Arn=Sub(arn("sqs", queue_name(service)))),
        ),
    )
    return Fragment(unit=probe.resource.id, resources=(declare(schedule, source=probe.canary.source),), after=(UNIT,))
