"""Faults planted into one deployed function, and taken out again: its code, its limits, its rights, its neighbours."""

from __future__ import annotations

import json
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from watchbill.local.standin.fault import Fault as Outage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.watchbill.local.canary.conftest import Aviary
    from watchbill.local.tap import Answer, Request

BROKEN = '''
"""The real handler, {real}, broken in one way or another."""
import importlib, time

ANSWER = {{"batchItemFailures": [], "state": {{}}, "statusCode": 200, "body": "{{}}", "files": []}}

def raises(event, context):
    raise RuntimeError("planted")

def nothing(event, context):
    return ANSWER

def slow(event, context):
    time.sleep(30)

def wrong(event, context):
    from botocore.client import BaseClient
    if not hasattr(BaseClient, "spoiled"):
        call, BaseClient.spoiled = BaseClient._make_api_call, True
        BaseClient._make_api_call = lambda self, name, asked: call(self, name, spoil(name, asked))
    module, _, name = "{real}".rpartition(".")
    if "entry" in module:
        event = {{**event, "Records": event["Records"][1:]}}
    reply = getattr(importlib.import_module(module), name)(event, context)
    return {{**reply, "body": "{{}}"}} if "body" in reply else reply

def spoil(name, asked):
    if name == "PutItem" and "score" in asked["Item"]:
        asked["Item"]["score"] = {{"N": "0.1"}}
    if name == "UpdateItem":
        values = asked["ExpressionAttributeValues"]
        for value in (":total", ":verified"):
            if value in values:
                values[value] = {{"N": str(2 * int(values[value]["N"]))}}
        if ":counts" in values:
            values[":print"] = {{"S": "another"}}
    if name == "PutRecords":
        for record in asked["Records"]:
            record["Data"] = record["Data"].replace(b'"score":0.75', b'"score":0.1')
    if name == "SendMessage":
        asked["MessageBody"] = "{{}}"
    return asked
'''


class Fault(StrEnum):
    """What is planted."""

    RAISES = "handler raises"
    NOTHING = "does nothing, says it did"
    WRONG = "writes or answers wrongly"
    SLOW = "runs into its timeout"
    OFF = "throttled: no concurrency"
    RIGHT = "a right is missing"
    UNREACHED = "what it talks to is unreachable"


MODES = {Fault.RAISES: "raises", Fault.NOTHING: "nothing", Fault.WRONG: "wrong", Fault.SLOW: "slow"}
RIGHTS = {
    "loadScoresToDynamoDB": ("dynamodb", "PutItem"),
    "loadScoresToStream": ("kinesis", "PutRecords"),
    "processSavedScores": ("dynamodb", "UpdateItem"),
    "redriveDeadLetters": ("sqs", "SendMessage"),
    "saveFanlistScores": ("dynamodb", "PutItem"),
    "verdictReporter": ("dynamodb", "UpdateItem"),
}
"""What each function calls that its effect needs; two call no AWS service for it."""
NEIGHBOURS = {"saveEntryScoring": "entries", "proxyCampaignService": "campaigns"}
QUEUES = {"loadScoresToStream": ("sqs", "SendMessage"), "saveFanlistScores": ("sqs", "SendMessage")}
MAPPED = ("processSavedScores", "verdictReporter")
"""Their event source mapping is switched off: what triggers them reaches them no more."""


def faults_of(key: str) -> list[Fault]:
    """Those that can be planted into a function."""
    found = [Fault.RAISES, Fault.NOTHING, Fault.WRONG, Fault.SLOW, Fault.OFF]
    found += [Fault.RIGHT] if key in RIGHTS else []
    return found + ([Fault.UNREACHED] if key in (*NEIGHBOURS, *QUEUES, *MAPPED) else [])


class Refusal:
    """A tap: AWS refuses a call to everybody but the canaries themselves."""

    def __init__(self, service: str, action: str, code: str) -> None:
        self._what = (service, action)
        self._body = json.dumps({"__type": f"com.amazonaws#{code}", "message": "not authorized to perform it"})

    def before(self, request: Request) -> Response | None:
        ours = "watchbill" in request.headers.get("user-agent", "")
        if ours or (request.service, request.action) != self._what:
            return None
        return Response(self._body, 400, content_type="application/x-amz-json-1.0")

    def after(self, request: Request, answer: Answer) -> None:
        """Nothing."""


@contextmanager
def planted(aviary: Aviary, key: str, fault: Fault) -> Iterator[None]:
    """The function is broken inside the block, and whole again after it."""
    name = aviary.canaries[key].function
    if fault in MODES:
        with _handler(aviary, name, MODES[fault], timeout=1 if fault is Fault.SLOW else None):
            yield
    elif fault is Fault.OFF:
        aviary.client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
        yield
        aviary.client("lambda").delete_function_concurrency(FunctionName=name)
    elif fault is Fault.RIGHT:
        with _refused(aviary, *RIGHTS[key], "AccessDeniedException"):
            yield
    elif key in NEIGHBOURS:
        stand_in = getattr(aviary.world.services, NEIGHBOURS[key])
        stand_in.faults.plant(Outage.UNAVAILABLE, times=10_000)
        yield
        stand_in.faults.clear()
    elif key in QUEUES:
        with _refused(aviary, *QUEUES[key], "ServiceUnavailable"):
            yield
    else:
        with _unmapped(aviary, name):
            yield


@contextmanager
def _handler(aviary: Aviary, name: str, mode: str, timeout: int | None) -> Iterator[None]:
    client: Any = aviary.client("lambda")
    was = client.get_function_configuration(FunctionName=name)
    folder = aviary.world.runner._functions.find(name).folder
    (folder / "broken.py").write_text(BROKEN.format(real=was["Handler"]))
    client.update_function_configuration(FunctionName=name, Handler=f"broken.{mode}", Timeout=timeout or was["Timeout"])
    try:
        yield
    finally:
        client.update_function_configuration(FunctionName=name, Handler=was["Handler"], Timeout=was["Timeout"])


@contextmanager
def _refused(aviary: Aviary, service: str, action: str, code: str) -> Iterator[None]:
    refusal = Refusal(service, action, code)
    aviary.world.cloud.taps.append(refusal)
    try:
        yield
    finally:
        aviary.world.cloud.taps.remove(refusal)


@contextmanager
def _unmapped(aviary: Aviary, name: str) -> Iterator[None]:
    client = aviary.client("lambda")
    mappings = client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]
    for mapping in mappings:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        for mapping in mappings:
            client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
