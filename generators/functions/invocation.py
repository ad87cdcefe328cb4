"""AWS::Lambda::EventInvokeConfig: how often an asynchronous event is tried, and where it goes then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Ref, Sub, awslambda

from generators.arn import arn_of
from generators.artefact import Fragment
from generators.declaration import declare
from generators.functions.site import FUNCTION
from generators.functions.trigger import trigger_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generators.artefact import StackResource
    from generators.functions.site import Site
    from monitors.resources.lambda_function.spec import Trigger

RETRIES_MAX = 2  # PutFunctionEventInvokeConfig
AGE_MAX_SECONDS = 21_600  # six hours, there too


def declare_invocation(site: Site) -> Iterator[Fragment]:
    """One for all asynchronous triggers (Lambda knows no more), none where there is no such trigger."""
    triggers = [trigger for trigger in site.function.settings.triggers if trigger_of(trigger).is_async]
    if not triggers:
        return
    before = (site.parking.before(site.function, trigger) for trigger in triggers)
    yield Fragment(unit=site.function.id, resources=(_declare(site, triggers),), after=site.deployed(*before))


def _declare(site: Site, triggers: list[Trigger]) -> StackResource:
    parked = next(filter(None, (site.parking.destination(trigger) for trigger in triggers)), None)
    optional: dict[str, Any] = {}
    if parked is not None:
        optional["DestinationConfig"] = awslambda.DestinationConfig(
            OnFailure=awslambda.OnFailure(Destination=Sub(arn_of(parked)))
        )
    return declare(
        awslambda.EventInvokeConfig(
            "AsyncInvocation",
            FunctionName=Ref(FUNCTION),
            Qualifier="$LATEST",
            MaximumRetryAttempts=min(RETRIES_MAX, *(trigger.maximum_retries for trigger in triggers)),
            MaximumEventAgeInSeconds=min(AGE_MAX_SECONDS, *(trigger.maximum_age_seconds for trigger in triggers)),
            **optional,
        ),
        source=site.function.source,
    )
