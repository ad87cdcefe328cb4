"""EventBridge Scheduler: invokes its targets when their time has come."""

from __future__ import annotations

import json
import logging
import uuid
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.local import clock
from watchbill.local.running.cron import ScheduleError, next_moment
from watchbill.local.running.work import Job, earliest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from werkzeug.wrappers import Response

    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.tap import Answer, Request

NEW_SECONDS = 60.0

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Schedule:
    """One enabled schedule and when it fires next; None: never again."""

    shown: dict[str, Any]
    next: float | None


class Schedules:
    """A source that hands targets their input, and a tap that notices when schedules change."""

    def __init__(self, cloud: EmbeddedCloud, invoke: Callable[[str, Any], object]) -> None:
        self._cloud = cloud
        self._invoke = invoke
        self._known: dict[str, _Schedule] = {}
        self._is_stale = True

    def before(self, request: Request) -> Response | None:
        return None

    def after(self, request: Request, answer: Answer) -> None:
        if request.service == "scheduler" and request.method not in ("GET", "HEAD"):
            self._is_stale = True

    def jobs(self, now: float) -> Iterable[Job]:
        """Fires what is due into Lambda's queue, as Scheduler does: the invocation itself is the queue's."""
        if self._is_stale:
            self._list(now)
        for schedule in self._known.values():
            if schedule.next is not None and schedule.next <= now:
                # A flexible window delays the run, not the time that it was scheduled for.
                self._fire(schedule.shown, schedule.next - _flexibility(schedule.shown))
                schedule.next = self._following(schedule.shown, now)
        return ()

    def due(self, now: float) -> float | None:
        return earliest(*(schedule.next for schedule in self._known.values()))

    def _list(self, now: float) -> None:
        self._is_stale = False
        client = self._cloud.client("scheduler")
        pages = client.get_paginator("list_schedules").paginate()
        entries = [entry for page in pages for entry in page["Schedules"]]
        found = [client.get_schedule(Name=entry["Name"], GroupName=entry["GroupName"]) for entry in entries]
        known: dict[str, _Schedule] = {}
        for shown in found:
            if shown["State"] != "ENABLED":
                continue
            old = self._known.get(shown["Arn"])
            same = old is not None and _timing(old.shown) == _timing(shown)
            moment = old.next if old is not None and same else self._following(shown, _since(shown, now))
            known[shown["Arn"]] = _Schedule(shown, moment)
        self._known = known

    def _following(self, shown: dict[str, Any], after: float) -> float | None:
        zone = shown.get("ScheduleExpressionTimezone") or "UTC"
        try:
            moment = next_moment(shown["ScheduleExpression"], zone, _begin(shown), after)
        except ScheduleError as error:
            log.warning("schedule %s never fires: %s", shown["Name"], error)
            return None
        end = shown.get("EndDate")
        if moment is None or (end is not None and moment > end.timestamp()):
            return None
        return moment + _flexibility(shown)

    def _fire(self, shown: dict[str, Any], moment: float) -> None:
        target = shown["Target"]
        event = self._input(shown, moment)
        if ":lambda:" in target["Arn"]:
            self._invoke(target["Arn"], event)
        elif ":sqs:" in target["Arn"]:
            client = self._cloud.client("sqs")
            url = client.get_queue_url(QueueName=target["Arn"].rpartition(":")[2])["QueueUrl"]
            client.send_message(QueueUrl=url, MessageBody=json.dumps(event))
        else:
            log.warning("schedule %s: targets such as %s are not emulated", shown["Name"], target["Arn"])

    def _input(self, shown: dict[str, Any], moment: float) -> Any:
        """The target's input with Scheduler's keywords filled in, or the event that it sends without one."""
        text = shown["Target"].get("Input")
        when = clock.utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")
        if not text:
            return _event(shown, when, self._cloud.region)
        keywords = {"schedule-arn": shown["Arn"], "scheduled-time": when, "execution-id": str(uuid.uuid4())}
        for name, value in {**keywords, "attempt-number": "1"}.items():
            text = text.replace(f"<aws.scheduler.{name}>", value)
        return json.loads(text)


def _begin(shown: dict[str, Any]) -> float:
    return float((shown.get("StartDate") or shown["CreationDate"]).timestamp())


def _since(shown: dict[str, Any], now: float) -> float:
    """A schedule that begins now, or later, fires at its very beginning; one met later has missed that."""
    begin = _begin(shown)
    return begin - 0.001 if now < begin + NEW_SECONDS else now


def _flexibility(shown: dict[str, Any]) -> int:
    """Where in a flexible window it fires: Scheduler chooses, here the name does, so that runs can be repeated."""
    window = shown.get("FlexibleTimeWindow", {}).get("MaximumWindowInMinutes", 0) * 60
    return zlib.crc32(shown["Name"].encode()) % window if window else 0


def _timing(shown: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(
        shown.get(name) for name in ("ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "EndDate")
    )


def _event(shown: dict[str, Any], when: str, region: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": shown["Arn"].split(":")[4],
        "time": when,
        "region": region,
        "resources": [shown["Arn"]],
        "detail": "{}",
    }
