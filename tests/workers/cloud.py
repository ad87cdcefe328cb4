"""A small cloud on loopback for the workers: moto's server, in which calls can be made to fail, and HTTP services."""

from __future__ import annotations

import contextlib
import io
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import boto3
import urllib3

Environ = dict[str, Any]
Answer = tuple[str, list[tuple[str, str]], list[bytes]]
Fault = Callable[[Environ, Callable[[Environ], Answer]], Answer | None]

TABLE, STREAM, BUCKET, PARKING = "demand", "scores", "files", "parking"


def read_body(environ: Environ) -> bytes:
    """Read a request's body, and leave it readable."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def target(environ: Environ) -> str:
    """Return the operation of a JSON request, or the method of an S3 one."""
    return environ.get("HTTP_X_AMZ_TARGET", "").split(".")[-1] or environ["REQUEST_METHOD"]


def refuse(operation: str, code: str, times: int, status: int = 400) -> Fault:
    """Make the next `times` calls of an operation fail with an error code."""
    left = [times]

    def fault(environ: Environ, _: Callable[[Environ], Answer]) -> Answer | None:
        if target(environ) != operation or left[0] <= 0:
            return None
        left[0] -= 1
        body = json.dumps({"__type": code, "message": "made to fail"}).encode()
        headers = [("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", str(len(body)))]
        return f"{status} X", headers, [body]

    return fault


class FaultyCloud:
    """moto behind a WSGI layer: faults first; one call at a time to DynamoDB and Kinesis, or moto loses writes."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._lock = threading.Lock()
        self.faults: list[Fault] = []
        self.calls: list[str] = []

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        self.calls.append(target(environ))
        answer = next((found for fault in self.faults if (found := fault(environ, self.forward))), None)
        status, headers, chunks = answer or self.forward(environ)
        start(status, headers)
        return chunks

    def forward(self, environ: Environ) -> Answer:
        """Let moto answer."""
        kept: list[Any] = []
        racing = environ.get("HTTP_X_AMZ_TARGET", "").startswith(("DynamoDB", "Kinesis"))
        with self._lock if racing else contextlib.nullcontext():
            chunks = list(self._app(environ, lambda status, headers, *_: kept.append((status, headers))))
        status, headers = kept[0]
        return status, headers, chunks


@dataclass
class Context:
    """Lambda's context object. `remaining` gives the milliseconds left at each question."""

    function_name: str = "prd2011-qa1-us-east-1-api-worker"
    aws_request_id: str = "request-1"
    memory_limit_in_mb: int = 2048
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:prd2011-qa1-us-east-1-api-worker"
    remaining: Callable[[], int] = lambda: 60_000

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining()


@lru_cache
def _client(service: str, url: str) -> Any:
    """The tests' own clients: made once, plain, apart from those of the workers."""
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


class Cloud:
    """Table, stream, queue and buckets, ready to use, and a look into them."""

    def __init__(self, url: str, app: FaultyCloud) -> None:
        self.url = url
        self._app = app
        self.s3, self.sqs, self.dynamodb, self.kinesis = (_client(n, url) for n in ("s3", "sqs", "dynamodb", "kinesis"))
        self.renew()

    def renew(self) -> None:
        """Start from an empty cloud."""
        urllib3.request("POST", f"{self.url}/moto-api/reset")
        keys = [{"AttributeName": name, "KeyType": kind} for name, kind in (("PK", "HASH"), ("SK", "RANGE"))]
        kinds = [{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK")]
        self.dynamodb.create_table(
            TableName=TABLE, KeySchema=keys, AttributeDefinitions=kinds, BillingMode="PAY_PER_REQUEST"
        )
        self.kinesis.create_stream(StreamName=STREAM, ShardCount=1)
        self.s3.create_bucket(Bucket=BUCKET)
        self.s3.create_bucket(Bucket=PARKING)
        self.queue_url = self.sqs.create_queue(QueueName="verdicts")["QueueUrl"]

    @property
    def faults(self) -> list[Fault]:
        return self._app.faults

    @property
    def calls(self) -> list[str]:
        """The operations called so far, by target or HTTP method."""
        return self._app.calls

    def items(self, prefix: str = "") -> dict[tuple[str, str], dict[str, Any]]:
        """All items of the table by key, those whose PK starts with `prefix`."""
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=TABLE)
        found = [item for page in pages for item in page["Items"]]
        return {(i["PK"]["S"], i["SK"]["S"]): i for i in found if i["PK"]["S"].startswith(prefix)}

    def scores(self) -> dict[str, dict[str, Any]]:
        """All score items by `campaign|member`."""
        return {
            f"{pk.removeprefix('campaign:')}|{sk.removeprefix('score:')}": item
            for (pk, sk), item in self.items("campaign:").items()
            if sk.startswith("score:")
        }

    def stream(self) -> list[dict[str, Any]]:
        """All records of the stream, as read from JSON."""
        shard = self.kinesis.list_shards(StreamName=STREAM)["Shards"][0]["ShardId"]
        iterator = self.kinesis.get_shard_iterator(StreamName=STREAM, ShardId=shard, ShardIteratorType="TRIM_HORIZON")[
            "ShardIterator"
        ]
        found: list[dict[str, Any]] = []
        while page := self.kinesis.get_records(ShardIterator=iterator, Limit=10_000):
            if not page["Records"]:
                return found
            found += [json.loads(record["Data"]) for record in page["Records"]]
            iterator = page["NextShardIterator"]
        return found

    def messages(self, queue_url: str = "") -> list[dict[str, Any]]:
        """Receive and delete what is visible in the queue: bodies as read from JSON, with the attributes."""
        found = []
        url = queue_url or self.queue_url
        while page := self.sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get(
            "Messages"
        ):
            for message in page:
                self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                attributes = {n: v["StringValue"] for n, v in message.get("MessageAttributes", {}).items()}
                found.append({**json.loads(message["Body"]), "attributes": attributes})
        return found

    def parked(self) -> dict[str, dict[str, Any]]:
        """Parked objects by key."""
        keys = [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=PARKING).get("Contents", [])]
        return {key: json.loads(self.s3.get_object(Bucket=PARKING, Key=key)["Body"].read()) for key in keys}

    def put_file(self, key: str, text: str) -> dict[str, Any]:
        """Put a file and return S3's notification about it."""
        self.s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())
        s3 = {"bucket": {"name": BUCKET}, "object": {"key": key}}
        return {"Records": [{"eventSource": "aws:s3", "eventName": "ObjectCreated:Put", "s3": s3}]}


@dataclass
class Service:
    """A real HTTP server on loopback that answers what `answers` holds, then 200, and keeps what it was asked."""

    url: str = ""
    answers: list[tuple[int, dict[str, str], bytes] | None] = field(default_factory=list)
    """Status, headers, body; None closes the connection without a word."""
    default: Callable[[str, str, bytes], tuple[int, dict[str, str], bytes]] = lambda *_: (200, {}, b"{}")
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@dataclass(frozen=True)
class Lines:
    """What an invocation wrote to stdout: log lines, and metrics by name and dimensions other than FunctionName."""

    logs: list[dict[str, Any]]
    blobs: list[dict[str, Any]]

    @classmethod
    def of(cls, text: str) -> Lines:
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        return cls([line for line in lines if "_aws" not in line], [line for line in lines if "_aws" in line])

    def metric(self, name: str, **dimensions: str) -> float | None:
        """The sum of a metric with exactly these dimensions; None when it was not written."""
        found = []
        for blob in self.blobs:
            for block in blob["_aws"]["CloudWatchMetrics"]:
                (names,) = block["Dimensions"]
                carried = {key: blob[key] for key in names if key != "FunctionName"}
                if carried == dimensions and any(entry["Name"] == name for entry in block["Metrics"]):
                    found.append(sum(blob[name]))
        return sum(found) if found else None

    def message(self, start: str) -> dict[str, Any]:
        """The only log line whose message starts so."""
        (found,) = [line for line in self.logs if str(line["message"]).startswith(start)]
        return found
