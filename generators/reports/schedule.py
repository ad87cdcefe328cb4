"""What starts the report: its own hour in its own time zone, and each hour a look whether it went out.

The hourly run sends what is overdue, so that a mailbox that is down at eight costs an hour and not a week; and it says
how long the report is overdue, which its alarm watches.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Ref, Sub, Tags, awslambda, scheduler

from generators.arn import arn
from generators.crew import FUNCTION
from generators.declaration import declare, tags
from generators.policy import allow
from generators.reports.dead_letters import QUEUE, queue_name
from generators.scheduler_role import scheduler_role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.report import Report
    from monitors.model.resource import Resource

ROLE = "ScheduleRole"
WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
AT = "<aws.scheduler.scheduled-time>"
"""EventBridge Scheduler puts the time there, so that a run that is retried on Tuesday still reports Monday's week."""
WEEKLY, HOURLY = f'{{"report": "weekly", "at": "{AT}"}}', f'{{"report": "overdue", "at": "{AT}"}}'
CHECK_MINUTE = 37
"""Off the full hour, when all the world's schedules fire."""
HOUR_SECONDS, DAY_SECONDS = 3600, 86_400
RETRIES, ASYNC_RETRIES = 185, 2  # the most that each takes


def declare_schedules(plan: Plan, report: Resource[Any]) -> Iterator[StackResource]:
    """The role that both schedules invoke under, and the two."""
    yield _role(plan, report)
    if plan.report is not None:
        yield _schedule(report, "Weekly", _cron(plan.report), WEEKLY, plan.report.time_zone, DAY_SECONDS, RETRIES)
        hourly = f"cron({CHECK_MINUTE} * * * ? *)"
        yield _schedule(report, "Hourly", hourly, HOURLY, plan.report.time_zone, HOUR_SECONDS, 2)


def declare_invocation(report: Resource[Any]) -> StackResource:
    """A run that fails is tried twice more, then its event is kept; the next hour's run makes it good."""
    return declare(
        awslambda.EventInvokeConfig(
            "AsyncInvocation",
            FunctionName=Ref(FUNCTION),
            Qualifier="$LATEST",
            MaximumRetryAttempts=ASYNC_RETRIES,
            MaximumEventAgeInSeconds=HOUR_SECONDS,
            DestinationConfig=awslambda.DestinationConfig(
                OnFailure=awslambda.OnFailure(Destination=Sub(arn("sqs", queue_name(report))))
            ),
        ),
        depends_on=(QUEUE,),
        source=report.source,
    )


def _cron(report: Report) -> str:
    return f"cron(0 {report.hour} ? * {WEEKDAYS[report.weekday]} *)"


def _schedule(
    report: Resource[Any], name: str, expression: str, text: str, zone: str, age: int, retries: int
) -> StackResource:
    return declare(
        scheduler.Schedule(
            name,
            Description=f"Starts {report.name}",
            ScheduleExpression=expression,
            ScheduleExpressionTimezone=zone,
            FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
            Target=scheduler.Target(
                Arn=GetAtt(FUNCTION, "Arn"),
                RoleArn=GetAtt(ROLE, "Arn"),
                Input=text,
                RetryPolicy=scheduler.RetryPolicy(MaximumEventAgeInSeconds=age, MaximumRetryAttempts=retries),
                DeadLetterConfig=scheduler.DeadLetterConfig(Arn=GetAtt(QUEUE, "Arn")),
            ),
        ),
        source=report.source,
    )


def _role(plan: Plan, report: Resource[Any]) -> StackResource:
    rights = (
        allow(["lambda:InvokeFunction"], arn("lambda", f"function:{report.name}")),
        allow(["sqs:SendMessage"], arn("sqs", queue_name(report))),
    )
    own = Tags(tags(plan.service, report))
    return declare(scheduler_role(ROLE, report.name, own, *rights), source=report.source)
