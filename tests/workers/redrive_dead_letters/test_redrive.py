"""redriveDeadLetters against a cloud on loopback: every form goes back to its source, a bounded number of times."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.workers.cloud import BUCKET, STREAM, TABLE, Cloud, Context, Lines, Service
from tests.workers.event import kinesis, score, sqs
from workers.redrive_dead_letters.handler import RedriveError, handle

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:prd2011-qa1-us-east-1-api-load-db-tmaws"
SOURCE = "arn:aws:sqs:us-east-1:123456789012:verdicts"
DONE: dict[str, Any] = {"batchItemFailures": []}
AGAIN = {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def on_failure(**content: Any) -> dict[str, Any]:
    """Lambda's on-failure record."""
    context = {"requestId": "r", "functionArn": FUNCTION, "condition": "RetryAttemptsExhausted"}
    return {"requestContext": context, "responseContext": {"statusCode": 200}, "version": "1.0", **content}


def fail_on(*members: str) -> Callable[[str, str, bytes], tuple[int, dict[str, str], bytes]]:
    """A function that fails on records of some members and reports the first."""

    def answer(_method: str, _path: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        import base64

        for record in json.loads(body)["Records"]:
            if json.loads(base64.b64decode(record["kinesis"]["data"]))["memberId"] in members:
                failures = [{"itemIdentifier": record["kinesis"]["sequenceNumber"]}]
                return 200, {}, json.dumps({"batchItemFailures": failures}).encode()
        return 200, {}, b'{"batchItemFailures": []}'

    return answer


def test_a_queues_dead_letter_goes_back_with_its_attributes_and_one_redrive_more(
    cloud: Cloud, context: Context, lines: Callable[[], Lines]
) -> None:
    event = sqs({"campaignId": "12345"}, DeadLetterQueueSourceArn=SOURCE)
    event["Records"][0]["messageAttributes"] = {"traceparent": {"stringValue": "x", "dataType": "String"}}
    assert handle(event, context) == DONE
    assert cloud.messages() == [{"campaignId": "12345", "attributes": {"traceparent": "x", "redrives": "1"}}]
    out = lines()
    assert (out.metric("MessagesReplayed"), out.metric("MessagesParked")) == (1, 0)


def test_a_message_that_came_back_three_times_is_parked_with_its_cause(cloud: Cloud, context: Context) -> None:
    event = sqs({"campaignId": "12345"}, DeadLetterQueueSourceArn=SOURCE)
    event["Records"][0]["messageAttributes"] = {"redrives": {"stringValue": "3", "dataType": "Number"}}
    assert handle(event, context) == DONE
    assert cloud.messages() == []
    ((key, parked),) = cloud.parked().items()
    assert key.startswith("parked/redriveDeadLetters/2026/01/01/")
    assert [(r["cause"], r["content"]) for r in parked["records"]] == [
        ("failed after 3 redrives", '{"campaignId": "12345"}')
    ]


POISON = {
    "no source": (sqs("hello"), "message names no source queue (DeadLetterQueueSourceArn)"),
    "ten attributes": (
        {
            "Records": [
                {
                    **sqs("x", DeadLetterQueueSourceArn=SOURCE)["Records"][0],
                    "messageAttributes": {f"a{n}": {"stringValue": "1", "dataType": "String"} for n in range(10)},
                }
            ]
        },
        "message has ten attributes, no room to count redrives",
    ),
    "an on-failure record with nothing in it": (
        sqs(on_failure()),
        "on-failure record has neither payload, requestPayload nor batch info",
    ),
}


@pytest.mark.parametrize(("event", "cause"), POISON.values(), ids=POISON)
def test_what_can_go_back_to_nobody_is_parked(
    cloud: Cloud, context: Context, event: dict[str, Any], cause: str
) -> None:
    assert handle(event, context) == DONE
    (parked,) = cloud.parked().values()
    assert parked["records"][0]["cause"] == cause


def test_a_source_queue_that_is_gone_brings_back_its_message_only(cloud: Cloud, context: Context) -> None:
    event = sqs({"campaignId": "1"}, {"campaignId": "2"}, DeadLetterQueueSourceArn=SOURCE)
    event["Records"][0]["attributes"]["DeadLetterQueueSourceArn"] = SOURCE + "-gone"
    event["Records"][1]["attributes"] = {**event["Records"][1]["attributes"], "DeadLetterQueueSourceArn": SOURCE}
    event["Records"][0]["attributes"] = {
        **event["Records"][0]["attributes"],
        "DeadLetterQueueSourceArn": SOURCE + "-gone",
    }
    assert handle(event, context) == AGAIN
    assert [m["campaignId"] for m in cloud.messages()] == ["2"]


@pytest.mark.parametrize("wrapped", [False, True], ids=["straight", "through SNS"])
def test_stream_metadata_fetches_the_range_and_replays_it_to_the_function(
    cloud: Cloud, context: Context, lambda_service: Service, wrapped: bool
) -> None:
    lambda_service.default = fail_on()
    put = [
        cloud.kinesis.put_record(StreamName=STREAM, Data=json.dumps(score(f"fan-{n}")), PartitionKey="p")
        for n in range(6)
    ]
    info = {
        "shardId": put[0]["ShardId"],
        "startSequenceNumber": put[1]["SequenceNumber"],
        "endSequenceNumber": put[4]["SequenceNumber"],
        "batchSize": 4,
        "streamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/scores",
    }
    record = on_failure(KinesisBatchInfo=info)
    body = {"Type": "Notification", "Message": json.dumps(record)} if wrapped else record
    assert handle(sqs(body), context) == DONE
    ((_, path, headers, sent),) = lambda_service.asked
    assert FUNCTION.split(":")[-1] in path
    assert headers["x-amz-invocation-type"] == "RequestResponse"
    sequences = [r["kinesis"]["sequenceNumber"] for r in json.loads(sent)["Records"]]
    assert sequences == [p["SequenceNumber"] for p in put[1:5]]
    assert len(cloud.stream()) == 6, "the stream's other consumers see nothing twice"


def test_dynamodb_stream_metadata_fetches_images_and_replays_them(
    cloud: Cloud, context: Context, lambda_service: Service
) -> None:
    lambda_service.default = lambda *_: (200, {}, b'{"batchItemFailures": []}')
    specification = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    cloud.dynamodb.update_table(TableName=TABLE, StreamSpecification=specification)
    for n in range(3):
        item = {"PK": {"S": "campaign:1"}, "SK": {"S": f"score:{n}"}, "verdict": {"S": "verified"}}
        cloud.dynamodb.put_item(TableName=TABLE, Item=item)
    arn = cloud.dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    streams = boto3.client("dynamodbstreams", endpoint_url=cloud.url)
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    found = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    sequences = [record["dynamodb"]["SequenceNumber"] for record in found]
    info = {
        "shardId": shard,
        "startSequenceNumber": sequences[0],
        "endSequenceNumber": sequences[1],
        "batchSize": 2,
        "streamArn": arn,
    }
    assert handle(sqs(on_failure(DDBStreamBatchInfo=info)), context) == DONE
    sent = json.loads(lambda_service.asked[0][3])
    assert [r["dynamodb"]["NewImage"]["SK"]["S"] for r in sent["Records"]] == ["score:0", "score:1"]
    assert "shardId" not in sent


def test_a_range_that_has_expired_is_parked(cloud: Cloud, context: Context, lambda_service: Service) -> None:
    info = {
        "shardId": "shardId-000000000000",
        "startSequenceNumber": "77",
        "endSequenceNumber": "78",
        "batchSize": 2,
        "streamArn": "arn:aws:kinesis:us-east-1:123456789012:stream/scores",
    }
    assert handle(sqs(on_failure(KinesisBatchInfo=info)), context) == DONE
    (parked,) = cloud.parked().values()
    assert parked["records"][0]["cause"] == "records have expired from the stream"
    assert lambda_service.asked == []


def put_object(cloud: Cloud, record: dict[str, Any]) -> dict[str, Any]:
    return cloud.put_file("aws/lambda/esm/shard/2026/01/01/x", json.dumps(record))


def test_an_on_failure_object_is_replayed_and_its_bad_records_alone_are_parked_in_the_end(
    cloud: Cloud, context: Context, lambda_service: Service
) -> None:
    lambda_service.default = fail_on("fan-3", "fan-7")
    payload = kinesis(*(score(f"fan-{n}") for n in range(12)))
    event = put_object(cloud, on_failure(KinesisBatchInfo={}, payload=json.dumps(payload)))
    for _ in range(2):
        with pytest.raises(RedriveError, match="1 of 1"):
            handle(event, context)
    assert cloud.parked() == {}
    assert handle(event, context) == {"letters": ["parked"]}
    (parked,) = cloud.parked().values()
    assert [r["position"] for r in parked["records"]] == ["103", "107"]
    cause = "function reported failed records, after 3 redrives to prd2011-qa1-us-east-1-api-load-db-tmaws"
    assert {r["cause"] for r in parked["records"]} == {cause}


def test_a_function_that_fails_on_everything_is_not_hammered(
    cloud: Cloud, context: Context, lambda_service: Service
) -> None:
    lambda_service.default = lambda *_: (200, {"X-Amz-Function-Error": "Unhandled"}, b'{"errorType": "KeyError"}')
    payload = kinesis(*(score(f"fan-{n}") for n in range(200)))
    with pytest.raises(RedriveError):
        handle(put_object(cloud, on_failure(payload=json.dumps(payload))), context)
    assert len(lambda_service.asked) <= 40


def test_a_failed_asynchronous_call_is_invoked_again_with_its_event(
    cloud: Cloud, context: Context, lambda_service: Service
) -> None:
    lambda_service.default = lambda *_: (200, {}, b'{"files": []}')
    request = {"detail": {"any": "event"}}
    assert handle(sqs(on_failure(requestPayload=request)), context) == DONE
    assert json.loads(lambda_service.asked[0][3]) == request


def test_its_own_dead_letter_is_not_replayed_to_itself(cloud: Cloud, context: Context, lambda_service: Service) -> None:
    record = on_failure(requestPayload={})
    record["requestContext"]["functionArn"] = context.invoked_function_arn
    handle(sqs(record), context)
    assert lambda_service.asked == []
    assert len(cloud.parked()) == 1


def test_an_object_that_is_no_record_of_lambda_is_parked(cloud: Cloud, context: Context) -> None:
    assert handle(cloud.put_file("x", "hello"), context) == {"letters": ["parked"]}
    (parked,) = cloud.parked().values()
    assert parked["records"][0]["cause"] == "not JSON"
    assert BUCKET in parked["source"]
