"""Lambda entry of the alert router."""

from __future__ import annotations

import time
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import orjson

from workers.alert_router.announce import Announcements
from workers.alert_router.cloudwatch import CloudWatch
from workers.alert_router.command import KEY, Kind
from workers.alert_router.dispatch import Dispatcher
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.heartbeat import beat, beat_outside
from workers.alert_router.intake import unpack
from workers.alert_router.ledger import Ledger
from workers.alert_router.mute_rule import MuteRules
from workers.alert_router.post import Post
from workers.alert_router.route import Routes, read_routes
from workers.alert_router.router import Result, Router, RouterError
from workers.alert_router.secret import Secrets
from workers.alert_router.webhook import signed_by_any, webhook_reader
from workers.runtime.client import client
from workers.runtime.settings import RouterSettings
from workers.runtime.worker import Run, worker

Json = dict[str, Any]
DELAY_MAX = 900
"""SQS delays a message by at most so many seconds; the reconciler looks after the rest."""
_woken: dict[str, int] = {}


@worker("alertRouter", RouterSettings)
def handle(event: Json, run: Run[RouterSettings]) -> Json:
    """Take alarm events in, or a person's word; or reconcile when the schedule says so."""
    if "http" in (event.get("requestContext") or {}):
        return _webhook(event, run)
    router = _router(run)
    if _scheduled(event):
        result = router.reconcile()
        _raise_problems(result)
        beat(run.function_name)
        if reference := run.settings.heartbeat_url:
            beat_outside(lambda: _secrets().read(reference), run.log)
        return {}
    parcels = unpack(event)
    result = router.take(parcels)
    failed = len(result.failed) + len(result.problems)
    run.counters.add(RecordsIn=len(parcels), RecordsOut=len(parcels) - failed, RecordsFailed=failed)
    _raise_problems(result)
    return {"batchItemFailures": [{"itemIdentifier": identity} for identity in sorted(result.failed)]}


def _scheduled(event: Json) -> bool:
    return event.get(KEY) == Kind.RECONCILE or event.get("detail-type") == "Scheduled Event"


def _raise_problems(result: Result) -> None:
    if result.problems:
        raise RouterError("; ".join(sorted(set(result.problems))))


def _router(run: Run[RouterSettings]) -> Router:
    routes, table = _routes(run.settings), DynamoDbTable(run.settings.incident_table)
    ledger, post = Ledger(table, routes, _now), _post(run.settings)
    dispatcher = Dispatcher(table, ledger, routes, post, now=_now, seconds_left=run.deadline.remaining, log=run.log)
    announcements = Announcements(
        table,
        routes,
        post,
        now=_now,
        seconds_left=run.deadline.remaining,
        later=partial(_enqueue, run),
        log=run.log,
    )
    return Router(
        table,
        ledger,
        dispatcher,
        announcements,
        _cloudwatch(),
        _mutes(),
        prefixes=routes.alarm_prefixes,
        now=_now,
        wake=lambda incidents, seconds: _enqueue(run, {KEY: Kind.WAKE, "incidents": incidents}, seconds),
        woken=_woken,
        log=run.log,
    )


def _webhook(event: Json, run: Run[RouterSettings]) -> Json:
    """Answer at once: check, put on the queue, act from there. Slack waits 3 s, PagerDuty 5 s."""
    channel = str(event.get("rawPath", "")).rstrip("/").rpartition("/")[2]
    read = webhook_reader(channel)
    receivers = [each for each in _routes(run.settings).receivers.values() if each.channel == channel]
    if read is None or not receivers:
        return {"statusCode": 404}
    asked = signed_by_any(read, event, receivers, _secrets().read, time.time)
    if asked is None:
        run.log.info("webhook refused", channel=channel, reason="forged")
        return {"statusCode": 401}
    for command in asked:
        _enqueue(run, command.message(), 0)
        run.log.info("webhook taken", channel=channel, reason=command.kind, incident=command.incident_id)
    return {"statusCode": 200}


def _enqueue(run: Run[RouterSettings], message: Json, seconds: int) -> None:
    client("sqs").send_message(
        QueueUrl=run.settings.router_queue_url,
        MessageBody=orjson.dumps(message).decode(),
        DelaySeconds=min(DELAY_MAX, seconds),
    )


def _now() -> int:
    return round(time.time() * 1000)


@lru_cache(maxsize=1)
def _routes(settings: RouterSettings) -> Routes:
    """ROUTES: where routes.json lies, beside this module when it is no absolute path.

    An ARN holds the account's number, which no generated file knows: the topic's is filled in here.
    """
    text = (Path(__file__).parent / settings.routes).read_text(encoding="utf-8")
    return read_routes(text.replace("${BREAK_GLASS_TOPIC_ARN}", settings.break_glass_topic_arn))


@lru_cache(maxsize=1)
def _secrets() -> Secrets:
    return Secrets(time.time)


@lru_cache(maxsize=1)
def _post(settings: RouterSettings) -> Post:
    return Post(_routes(settings), _secrets(), time.time)


@lru_cache(maxsize=1)
def _cloudwatch() -> CloudWatch:
    return CloudWatch()


@lru_cache(maxsize=1)
def _mutes() -> MuteRules:
    return MuteRules()
