"""Query of one partition, answered without the others: the same items, in the same order, on the table and an index."""

from __future__ import annotations

import pytest

KEYS = [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]
INDEX = [{"AttributeName": "verdict", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}]


@pytest.fixture
def table(cloud):
    cloud.reset()
    client = cloud.client("dynamodb")
    client.create_table(
        TableName="demand",
        KeySchema=KEYS,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK", "verdict")],
        BillingMode="PAY_PER_REQUEST",
        GlobalSecondaryIndexes=[
            {"IndexName": "by-verdict", "KeySchema": INDEX, "Projection": {"ProjectionType": "ALL"}}
        ],
    )
    for campaign, member in [("a", "3"), ("b", "1"), ("a", "1"), ("b", "2"), ("a", "2")]:
        item = {"PK": campaign, "SK": member, "verdict": "verified" if member == "1" else "rejected"}
        client.put_item(TableName="demand", Item={name: {"S": text} for name, text in item.items()})
    return client


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param({"PK": "a"}, ["a1", "a2", "a3"], id="a partition"),
        pytest.param({"PK": "c"}, [], id="none"),
        pytest.param({"verdict": "verified"}, ["a1", "b1"], id="an index, across partitions"),
    ],
)
def test_a_query_finds_its_partition(table, asked, found):
    ((name, value),) = asked.items()
    answer = table.query(
        TableName="demand",
        KeyConditionExpression="#key = :value",
        ExpressionAttributeNames={"#key": name},
        ExpressionAttributeValues={":value": {"S": value}},
        **({"IndexName": "by-verdict"} if name == "verdict" else {}),
    )
    assert sorted(item["PK"]["S"] + item["SK"]["S"] for item in answer["Items"]) == found
    assert answer["ScannedCount"] == len(found)
