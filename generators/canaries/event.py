"""event.json as the runner will send it: parsed once to see that it can be, with this service's names in it.

ARNs of the account 000000000000 stand for resources of the spec, by their keys.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from canaries.run import RUN_WORD, Run
from generators.arn import arn_of
from monitors.model.problem import Problem
from monitors.model.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from monitors.model.canary import Canary
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Trigger
    from monitors.scope import Scope

STAND_IN = re.compile(
    r"arn:aws:(?P<service>kinesis|sqs|dynamodb|lambda):[a-z0-9-]*:000000000000:(?:stream/|table/|function:)?(?P<key>[\w-]+)"
)
KINDS = {"kinesis": "kinesis_stream", "sqs": "sqs_queue", "dynamodb": "dynamodb_table", "lambda": "lambda_function"}
SOURCES = {"aws:kinesis": "stream", "aws:sqs": "queue", "aws:s3": "bucket", "aws:dynamodb": "table"}
"""What an event's `eventSource` says of the trigger that sends it."""


def real_event(canary: Canary, scope: Scope) -> str:
    """The text with real ARNs in it; the account is filled in where it runs."""

    def real(match: re.Match[str]) -> str:
        resource = scope.resources.get(f"{KINDS[match['service']]}/{match['key']}")
        return match.group() if resource is None else arn_of(resource)

    return json.dumps(json.loads(STAND_IN.sub(real, canary.event)))


def check_event(canary: Canary, function: Resource[Any]) -> Iterator[Problem]:
    """What is wrong with it."""
    if not canary.event:
        yield Problem(
            code="canary-without-event",
            message=f"the canary of {canary.function} has nothing to send: there is no {canary.event_file}",
            source=canary.source,
            help="write an event that is safe to send at any time, or set canary: {enabled: false}",
        )
        return
    try:
        json.loads(canary.event)
    except json.JSONDecodeError as error:
        yield Problem(
            code="canary-event-invalid",
            message=f"event.json of {canary.function} is no JSON: {error.msg}",
            source=Source(canary.event_file, error.lineno, error.colno),
            help="write the event as the trigger sends it",
        )
        return
    if canary.through == "trigger":
        yield from _check_trigger(canary, function)
    elif canary.content:
        yield _problem(canary, "has content:, which only a bucket that triggers it takes", "set through: trigger")


def trigger_of_event(canary: Canary, function: Resource[Any]) -> Trigger | None:
    """The function's trigger that sends such events."""
    event = json.loads(canary.event)
    records = event.get("Records") if isinstance(event, dict) else None
    source = SOURCES.get(records[0].get("eventSource", "") if records else "", "")
    found: list[Trigger] = [trigger for trigger in function.settings.triggers if trigger.source == source]
    return found[0] if found else None


def _check_trigger(canary: Canary, function: Resource[Any]) -> Iterator[Problem]:
    trigger = trigger_of_event(canary, function)
    if trigger is None:
        sources = ", ".join(sorted({trigger.source for trigger in function.settings.triggers}))
        yield _problem(
            canary,
            f"goes through the trigger, but its event is of none that a canary can put to ({sources})",
            "a stream's, queue's, bucket's or table's event can be put; for an API or a schedule set through: invoke",
        )
        return
    if RUN_WORD not in canary.event and not _encoded(canary.event):
        yield _problem(
            canary, "sends the same event each time", f"write {RUN_WORD} where it must differ from run to run"
        )
    if (trigger.bucket is None) == bool(canary.content):
        yield _problem(
            canary, "needs content: with a bucket, and without one has no use for it", "add or remove content:"
        )
    if trigger.bucket is not None:
        yield from _check_keys(canary, trigger)


def _check_keys(canary: Canary, trigger: Trigger) -> Iterator[Problem]:
    for record in json.loads(canary.event)["Records"]:
        key = record["s3"]["object"]["key"]
        if not (key.startswith(trigger.prefix) and key.endswith(trigger.suffix) and RUN_WORD in key):
            yield _problem(
                canary,
                f"puts {key}, which does not begin with {trigger.prefix!r}, end with {trigger.suffix!r} and hold "
                f"{RUN_WORD}",
                "only such an object invokes the function, and does not meet another run's",
            )


def _encoded(event: str) -> bool:
    """Whether base64 inside holds the run's word."""
    run = Run(id="0" * 16, started=0, account="", region="")
    plain = json.loads(event)
    return bool(run.fill_all(plain) != plain)


def _problem(canary: Canary, what: str, cure: str) -> Problem:
    return Problem(
        code="canary-event", message=f"the canary of {canary.function} {what}", source=canary.source, help=cure
    )
