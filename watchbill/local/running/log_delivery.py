"""What CloudWatch Logs does with an event once it is put: embedded metrics, metric filters, subscriptions."""

from __future__ import annotations

import base64
import gzip
import json
import logging
import threading
import uuid
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from watchbill.local.api.service import ACCOUNT
from watchbill.local.running.embedded_metric import embedded_metrics
from watchbill.local.running.log_pattern import PatternError, read_pattern

if TYPE_CHECKING:
    from collections.abc import Callable

    from werkzeug.wrappers import Response

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.running.recorder import Recorder
    from watchbill.local.tap import Answer, Request

log = logging.getLogger(__name__)
Event = dict[str, Any]
_CHANGES = frozenset({"PutMetricFilter", "DeleteMetricFilter", "PutSubscriptionFilter", "DeleteSubscriptionFilter"})


class LogDelivery:
    """A tap on PutLogEvents, whoever calls it."""

    def __init__(self, cloud: EmbeddedCloud, recorder: Recorder, invoke: Callable[[str, Any], object]) -> None:
        self._client = cloud.client
        self._recorder = recorder
        self._invoke = invoke
        self._filters: dict[str, tuple[list[Event], list[Event]]] = {}
        self._lock = threading.Lock()

    def before(self, request: Request) -> Response | None:
        return None

    def after(self, request: Request, answer: Answer) -> None:
        if request.service != "logs" or answer.status != 200:
            return
        if request.action in _CHANGES:
            with self._lock:
                self._filters.clear()
        elif request.action == "PutLogEvents":
            given = request.parameters
            self._deliver(given["logGroupName"], given["logStreamName"], given["logEvents"])

    def _deliver(self, group: str, stream: str, events: list[Event]) -> None:
        for event in events:
            for found in embedded_metrics(event["message"]):
                self._recorder.add(
                    found.namespace,
                    found.name,
                    found.value,
                    dict(found.dimensions),
                    unit=found.unit,
                    moment=found.moment or event["timestamp"] / 1000,
                )
        metrics, subscriptions = self._filters_of(group)
        for chosen in metrics:
            self._count(chosen, events)
        for chosen in subscriptions:
            matching = [event for event in events if _matches(chosen, event)]
            if matching:
                self._send(chosen, group, stream, matching)

    def _filters_of(self, group: str) -> tuple[list[Event], list[Event]]:
        with self._lock:
            known = self._filters.get(group)
        if known is None:
            client = self._client("logs")
            pages = client.get_paginator("describe_metric_filters").paginate(logGroupName=group)
            metrics = [found for page in pages for found in page["metricFilters"]]
            known = metrics, client.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]
            with self._lock:
                self._filters[group] = known
        return known

    def _count(self, chosen: Event, events: list[Event]) -> None:
        """Every match counts its value; the default stands for minutes in which events came and none matched."""
        for transformation in chosen["metricTransformations"]:
            for event in events:
                value: Any = transformation["metricValue"] if _matches(chosen, event) else None
                if value is None:
                    value = transformation.get("defaultValue")
                elif value.startswith("$"):
                    value = _field(event["message"], value)
                if value is None or (dimensions := _dimensions(transformation, event)) is None:
                    continue
                self._recorder.add(
                    transformation["metricNamespace"],
                    transformation["metricName"],
                    float(value),
                    dimensions,
                    unit=transformation.get("unit", "None"),
                    moment=event["timestamp"] / 1000,
                )

    def _send(self, chosen: Event, group: str, stream: str, events: list[Event]) -> None:
        """The payload that AWS documents for subscriptions: gzipped JSON, to a function also in base64."""
        payload = {
            "messageType": "DATA_MESSAGE",
            "owner": ACCOUNT,
            "logGroup": group,
            "logStream": stream,
            "subscriptionFilters": [chosen["filterName"]],
            "logEvents": [
                {"id": f"{uuid.uuid4().int:056d}"[:56], "timestamp": e["timestamp"], "message": e["message"]}
                for e in events
            ],
        }
        data = gzip.compress(json.dumps(payload).encode(), mtime=0)
        arn = chosen["destinationArn"]
        try:
            if ":kinesis:" in arn:
                key = uuid.uuid4().hex if chosen.get("distribution") == "Random" else stream
                self._client("kinesis").put_record(StreamARN=arn, Data=data, PartitionKey=key)
            elif ":lambda:" in arn:
                self._invoke(arn, {"awslogs": {"data": base64.b64encode(data).decode()}})
            else:
                log.warning("subscriptions to %s are not emulated", arn)
        except (ClientError, BotoCoreError) as error:
            log.warning("%s took no log events: %s", arn, error)


def _matches(chosen: Event, event: Event) -> bool:
    try:
        return read_pattern(chosen.get("filterPattern") or "")(event["message"])
    except PatternError as error:
        log.warning("filter %s matches nothing: %s", chosen["filterName"], error)
        return False


def _dimensions(transformation: Event, event: Event) -> dict[str, str] | None:
    """Names and values from fields of the event; None when one is missing, for then nothing is published."""
    found = {name: _field(event["message"], path) for name, path in (transformation.get("dimensions") or {}).items()}
    return None if None in found.values() else {name: str(value) for name, value in found.items()}


def _field(message: str, path: str) -> Any:
    try:
        value: Any = json.loads(message)
        for name in path.removeprefix("$.").split("."):
            value = value[name]
    except (ValueError, KeyError, TypeError):
        return None
    return value
