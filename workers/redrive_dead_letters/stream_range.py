"""Fetches the records of a failed batch from their stream, as Lambda would deliver them."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from workers.redrive_dead_letters.logic import LetterError, StreamLetter
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]

# A stream's retention is over, or the shard or the stream is gone.
_GONE = frozenset({"TrimmedDataAccessException", "ResourceNotFoundException", "InvalidArgumentException"})
# An open shard answers empty pages for ever; the range was written before, so few come before its end.
MAX_EMPTY_PAGES = 5


def fetch(letter: StreamLetter) -> list[Json]:
    """Return the range's records; raise LetterError when any has expired. Other botocore errors pass through."""
    kinesis = ":kinesis:" in letter.stream_arn
    try:
        records = list(_kinesis(letter) if kinesis else _dynamodb(letter))
    except ClientError as error:
        if error.response["Error"]["Code"] in _GONE:
            raise LetterError("records have expired from the stream") from None
        raise
    sequences = {_sequence(record) for record in records}
    if not {letter.first, letter.last} <= sequences:
        raise LetterError("records have expired from the stream")
    return records


def _kinesis(letter: StreamLetter) -> Iterator[Json]:
    for record in _pages(letter, "kinesis", {"StreamName": letter.stream_arn.split("/")[-1]}):
        sequence = record["SequenceNumber"]
        yield {
            "kinesis": {
                "kinesisSchemaVersion": "1.0",
                "partitionKey": record["PartitionKey"],
                "sequenceNumber": sequence,
                "data": base64.b64encode(record["Data"]).decode(),
                "approximateArrivalTimestamp": _epoch(record.get("ApproximateArrivalTimestamp")),
            },
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{letter.shard_id}:{sequence}",
            "eventName": "aws:kinesis:record",
            "awsRegion": letter.stream_arn.split(":")[3],
            "eventSourceARN": letter.stream_arn,
        }


def _dynamodb(letter: StreamLetter) -> Iterator[Json]:
    for record in _pages(letter, "dynamodbstreams", {"StreamArn": letter.stream_arn}):
        change = {**record["dynamodb"]}
        change["ApproximateCreationDateTime"] = _epoch(change.get("ApproximateCreationDateTime"))
        yield {
            "eventID": record["eventID"],
            "eventName": record["eventName"],
            "eventVersion": record.get("eventVersion", "1.1"),
            "eventSource": "aws:dynamodb",
            "awsRegion": letter.stream_arn.split(":")[3],
            "dynamodb": change,
            "eventSourceARN": letter.stream_arn,
        }


def _pages(letter: StreamLetter, service: str, stream: dict[str, str]) -> Iterator[Json]:
    shard = client(service)
    iterator = shard.get_shard_iterator(
        **stream,
        ShardId=letter.shard_id,
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        **{"StartingSequenceNumber" if service == "kinesis" else "SequenceNumber": letter.first},
    )["ShardIterator"]
    empty = 0
    while iterator and empty < MAX_EMPTY_PAGES:
        page = shard.get_records(ShardIterator=iterator)
        for record in page["Records"]:
            sequence = record["SequenceNumber"] if service == "kinesis" else record["dynamodb"]["SequenceNumber"]
            if int(sequence) > int(letter.last):
                return
            yield record
            if int(sequence) == int(letter.last):
                return
        empty += not page["Records"]
        iterator = page.get("NextShardIterator")


def _sequence(record: Json) -> str:
    body = record.get("kinesis")
    return str(body["sequenceNumber"] if body else record["dynamodb"]["SequenceNumber"])


def _epoch(moment: object) -> float | None:
    return moment.timestamp() if isinstance(moment, datetime) else None
