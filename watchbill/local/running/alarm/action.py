"""An alarm's actions, run: topics and functions. Each leaves its line in the alarm's history."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from watchbill.local.running.alarm import message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchbill.local.api.cloudwatch.store import Change, Region
    from watchbill.local.cloud import EmbeddedCloud

log = logging.getLogger(__name__)
_LISTS = {"ALARM": "AlarmActions", "OK": "OKActions", "INSUFFICIENT_DATA": "InsufficientDataActions"}


class Actions:
    """`invoke` queues an event for a function."""

    def __init__(self, cloud: EmbeddedCloud, invoke: Callable[[str, Any], object]) -> None:
        self._cloud = cloud
        self._invoke = invoke

    def run(self, region: Region, change: Change) -> None:
        """All actions of the state that the alarm is in."""
        shown = change.record.shown
        tags = region.tags_of(shown["AlarmArn"])
        for arn in shown[_LISTS[shown["StateValue"]]]:
            try:
                told = self._send(arn, change, tags)
            except (ClientError, BotoCoreError) as error:
                log.warning("alarm %s: its action %s failed: %s", shown["AlarmName"], arn, error)
                summary, result = f"Failed to execute action {arn}", {"actionState": "Failed", "error": str(error)}
            else:
                summary, result = f"Successfully executed action {arn}", {"actionState": "Succeeded", **told}
            data = {"version": "1.0", "notificationResource": arn, "stateUpdateTimestamp": _milliseconds(shown)}
            region.record(change.record, "Action", summary, data | result)

    def _send(self, arn: str, change: Change, tags: Mapping[str, str]) -> dict[str, Any]:
        service, region = arn.split(":")[2], self._cloud.region
        if service == "sns":
            told = message.published(region, change, tags)
            subject = message.subject(region, change)
            self._cloud.client("sns").publish(TopicArn=arn, Subject=subject, Message=json.dumps(told))
            return {"publishedMessage": json.dumps({"default": json.dumps(told)})}
        if service == "lambda":
            self._invoke(arn, message.invocation(region, change, tags))
            return {}
        log.warning("alarm %s: actions such as %s are not emulated", change.record.name, arn)
        return {"actionState": "InProgress"}


def _milliseconds(shown: dict[str, Any]) -> int:
    return round(float(shown["StateUpdatedTimestamp"].timestamp()) * 1000)
