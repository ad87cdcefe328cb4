"""The whole way, handler by handler: a score file becomes counts and a Slack post, once, in one trace."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from tests.workers.cloud import TABLE, Cloud, Context, Service
from tests.workers.event import TABLE_ARN, kinesis, sqs
from tests.workers.otlp import spans_of
from workers.load_scores_to_dynamodb.handler import handle as load
from workers.load_scores_to_stream.handler import handle as read
from workers.process_saved_scores.handler import handle as count
from workers.runtime import tracing
from workers.runtime.score import VERDICTS
from workers.verdict_reporter import slack
from workers.verdict_reporter.handler import handle as report

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def settings(cloud: Cloud, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SLACK_API_URL": service.url,
        "SLACK_CHANNEL": "#verdicts",
        "SLACK_TOKEN_SECRET": "slack-token",
        "SETTLE_SECONDS": "0",
    }.items():
        monkeypatch.setenv(name, value)
    secrets = boto3.client("secretsmanager", endpoint_url=cloud.url, region_name="us-east-1")
    secrets.create_secret(Name="slack-token", SecretString='{"token": "planted"}')
    slack.forget_token()
    service.default = lambda *_: (200, {}, b'{"ok": true, "ts": "1.0"}')
    cloud.dynamodb.update_table(
        TableName=TABLE, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    )


def changes(cloud: Cloud) -> Iterator[dict[str, Any]]:
    """The table's own stream so far, as Lambda would deliver it."""
    streams = boto3.client("dynamodbstreams", endpoint_url=cloud.url, region_name="us-east-1")
    arn = cloud.dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    for record in streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]:
        record["dynamodb"].pop("ApproximateCreationDateTime")
        yield {**record, "eventSource": "aws:dynamodb", "eventSourceARN": TABLE_ARN}


def deliver(cloud: Cloud, context: Context) -> None:
    """Give each stage what the one before it left."""
    assert load(kinesis(*cloud.stream()), context) == {"batchItemFailures": []}
    event = {"Records": list(changes(cloud)), "shardId": "shardId-00000001767225600000-a", "window": {}, "state": {}}
    assert count(event, context)["batchItemFailures"] == []
    for message in cloud.messages():
        asked = sqs({key: value for key, value in message.items() if key != "attributes"})
        carrier = {"stringValue": message["attributes"]["traceparent"], "dataType": "String"}
        asked["Records"][0]["messageAttributes"] = {"traceparent": carrier}
        assert report(asked, context) == {"batchItemFailures": []}


def test_a_file_becomes_exact_counts_and_one_post_and_its_second_delivery_nothing(
    cloud: Cloud, service: Service, context: Context
) -> None:
    fans = [(f"fan-{n}", VERDICTS[n * n % 3]) for n in range(60)]
    text = "campaignId,memberId,score,rank,verdict\n" + "".join(f"12345,{f},0.5,1,{v}\n" for f, v in fans)
    event = cloud.put_file("scores.csv", text)
    read(event, context)
    deliver(cloud, context)

    expected = Counter(verdict for _, verdict in fans)
    item = cloud.items()[("campaign:12345", "meta:counts")]
    assert {v: int(item[f"count_{v}"]["N"]) for v in expected} == expected
    ((_, _, headers, body),) = service.asked
    assert json.loads(body)["text"] == "Campaign 12345: 60 fans have a verdict"
    assert {headers["traceparent"][3:35]} == {r["traceparent"][3:35] for r in cloud.stream()}

    before = cloud.items()
    read(event, context)
    deliver(cloud, context)
    report(sqs({"campaignId": "12345"}), context)
    assert cloud.items() == before
    assert len(service.asked) == 1
    assert cloud.parked() == {}


def test_one_trace_leads_from_the_file_to_the_post(
    cloud: Cloud, service: Service, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", service.url)
    tracing._provider.cache_clear()
    read(cloud.put_file("scores.csv", "campaignId,memberId,score,rank,verdict\n12345,fan-1,0.5,1,verified\n"), context)
    deliver(cloud, context)

    calls = [(path, headers, body) for _, path, headers, body in service.asked]
    spans = [span for path, headers, body in calls if path == "/v1/traces" for span in spans_of(headers, body)]
    assert [span.name for span in spans] == [
        "loadScoresToStream",
        "loadScoresToDynamoDB",
        "processSavedScores",
        "verdictReporter",
    ]
    (posted,) = [headers["traceparent"] for path, headers, _ in calls if path == "/chat.postMessage"]
    assert {span.trace_id.hex() for span in spans} == {posted[3:35]}
    # Each, and the post, follows from one that was before it.
    known = {span.span_id.hex() for span in spans}
    assert [span.parent_span_id.hex() in known for span in spans] == [False, True, True, True]
    assert posted[36:52] in known
