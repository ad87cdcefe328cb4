"""A schedule of EventBridge Scheduler: invokes asynchronously, under a role of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import GetAtt, Sub, Tags, scheduler

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.declaration import declare, tags
from generators.functions.site import FUNCTION
from generators.policy import allow
from generators.scheduler_role import scheduler_role
from monitors import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import JSON, StackResource
    from generators.functions.site import Site
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Trigger

is_async = True
AGE_MAX_SECONDS = 86_400  # of a schedule's retry policy, as
RETRIES_MAX = 185


def statements(site: Site, trigger: Trigger) -> list[JSON]:
    """Failures of the function go where its asynchronous events go."""
    return site.parking.statements(trigger)


def fragments(site: Site, trigger: Trigger) -> Iterator[Fragment]:
    """Events that Lambda never took go to `on_failure` when it is a queue: a schedule takes no other kind."""
    dead_letters = site.parking.destination(trigger)
    if dead_letters is not None and dead_letters.kind != "sqs_queue":
        dead_letters = None
    role = _role(names.logical_id("ScheduleRole", str(trigger.schedule)), site, dead_letters)
    yield Fragment(
        unit=site.function.id,
        resources=(role, _schedule(site, trigger, role.logical_id, dead_letters)),
        after=site.deployed(dead_letters),
    )


def _schedule(site: Site, trigger: Trigger, role: str, dead_letters: Resource[Any] | None) -> StackResource:
    optional: dict[str, Any] = {} if trigger.input is None else {"Input": trigger.input}
    if dead_letters is not None:
        optional["DeadLetterConfig"] = scheduler.DeadLetterConfig(Arn=Sub(arn_of(dead_letters)))
    return declare(
        scheduler.Schedule(
            names.logical_id("Schedule", str(trigger.schedule)),
            Description=f"Invokes {site.function.name}",
            ScheduleExpression=trigger.schedule,
            FlexibleTimeWindow=scheduler.FlexibleTimeWindow(Mode="OFF"),
            Target=scheduler.Target(
                Arn=GetAtt(FUNCTION, "Arn"),
                RoleArn=GetAtt(role, "Arn"),
                RetryPolicy=scheduler.RetryPolicy(
                    MaximumEventAgeInSeconds=min(AGE_MAX_SECONDS, trigger.maximum_age_seconds),
                    MaximumRetryAttempts=min(RETRIES_MAX, trigger.maximum_retries),
                ),
                **optional,
            ),
        ),
        source=site.function.source,
    )


def _role(logical_id: str, site: Site, dead_letters: Resource[Any] | None) -> StackResource:
    rights = [allow(["lambda:InvokeFunction"], arn_of(site.function))]
    if dead_letters is not None:
        rights.append(allow(["sqs:SendMessage"], arn_of(dead_letters)))
    own = Tags(tags(site.service, site.function))
    return declare(scheduler_role(logical_id, site.function.name, own, *rights), source=site.function.source)
