"""Faults of AWS at the embedded endpoint: what the caller sees, and what took effect."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, IncompleteReadError, ResponseStreamingError

from watchbill.local.fault import AwsFaults

ITEM = {"PK": {"S": "a"}}


@pytest.fixture
def faults(cloud):
    cloud.reset()
    tap = AwsFaults(cloud)
    cloud.taps.append(tap)
    yield tap
    cloud.taps.remove(tap)


@pytest.fixture
def table(cloud, faults):
    client = cloud.client("dynamodb")
    client.create_table(
        TableName="t",
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return client


@pytest.mark.parametrize(("plant", "code", "stored"), [("refuse", "Limit", 0), ("lose_answer", "InternalFailure", 1)])
def test_a_call_that_fails_has_or_has_not_taken_effect(table, faults, plant, code, stored):
    getattr(faults, plant)("dynamodb", "PutItem", *(["Limit"] if plant == "refuse" else []))
    with pytest.raises(ClientError) as caught:
        table.put_item(TableName="t", Item=ITEM)
    assert caught.value.response["Error"]["Code"] == code
    assert table.scan(TableName="t")["Count"] == stored
    table.put_item(TableName="t", Item=ITEM)
    assert table.scan(TableName="t")["Count"] == 1


def test_part_of_a_call_is_refused_and_the_rest_is_written(cloud, faults):
    client = cloud.client("kinesis")
    client.create_stream(StreamName="s", ShardCount=1)
    faults.refuse_records(3)
    records = [{"Data": b"%d" % number, "PartitionKey": "k"} for number in range(6)]
    answer = client.put_records(StreamName="s", Records=records)

    assert answer["FailedRecordCount"] == 2
    assert [("ErrorCode" in found) for found in answer["Records"]] == [True, False, False] * 2
    shard = client.list_shards(StreamName="s")["Shards"][0]["ShardId"]
    iterator = client.get_shard_iterator(StreamName="s", ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    written = client.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    assert [record["Data"] for record in written] == [b"1", b"2", b"4", b"5"]


def test_a_batch_is_left_unprocessed(table, faults):
    faults.leave_unprocessed()
    asked = {"t": [{"PutRequest": {"Item": ITEM}}]}
    assert table.batch_write_item(RequestItems=asked)["UnprocessedItems"] == asked
    assert table.scan(TableName="t")["Count"] == 0


def test_a_body_is_cut_once(cloud, faults):
    client = cloud.client("s3")
    client.create_bucket(Bucket="cut")
    client.put_object(Bucket="cut", Key="file.csv", Body=b"0123456789")
    faults.cut_body(".csv", 4)
    with pytest.raises((IncompleteReadError, ResponseStreamingError)):
        client.get_object(Bucket="cut", Key="file.csv")["Body"].read()
    assert client.get_object(Bucket="cut", Key="file.csv", Range="bytes=4-")["Body"].read() == b"456789"
