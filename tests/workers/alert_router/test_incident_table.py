"""The incident table keeps its promises in DynamoDB and in memory alike."""

from __future__ import annotations

import boto3
import pytest

from tests.workers.alert_router.memory_table import MemoryTable
from workers.alert_router.dynamodb_table import DynamoDbTable
from workers.alert_router.table import ConflictError, Item, Table
from workers.runtime.client import client

TABLE = "incidents"


def create_table(url: str, name: str = TABLE) -> None:
    """As generators/routing will declare it."""
    dynamodb = boto3.client(
        "dynamodb", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            *({"AttributeName": key, "AttributeType": "S"} for key in ("PK", "SK", "queue")),
            {"AttributeName": "due", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": [
                    {"AttributeName": "queue", "KeyType": "HASH"},
                    {"AttributeName": "due", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture(params=["memory", "dynamodb"])
def table(request) -> Table:
    if request.param == "memory":
        return MemoryTable()
    cloud = request.getfixturevalue("cloud")
    client.cache_clear()
    create_table(cloud.url)
    return DynamoDbTable(TABLE)


def item(sk: str, **changes) -> Item:
    return Item(**({"key": ("p", sk), "body": {"n": 1}} | changes))


def test_what_is_written_is_read_back_with_its_version(table):
    table.write([item("a", queue="q", due=2**53, expires=7), item("b", body={"deep": [{"x": "ü"}]})])
    found = table.get([("p", "a"), ("p", "b"), ("p", "c")])
    assert found[("p", "a")] == item("a", queue="q", due=2**53, expires=7, version=1)
    assert found[("p", "b")].body == {"deep": [{"x": "ü"}]}
    assert ("p", "c") not in found


@pytest.mark.parametrize("stale", [0, 1, 3])
def test_one_stale_version_stops_the_whole_write(table, stale):
    table.write([item("a")])
    table.write([item("a", version=1, body={"n": 2})])
    with pytest.raises(ConflictError):
        table.write([item("new"), item("a", version=stale, body={"n": 3})])
    with pytest.raises(ConflictError):
        table.write([item("a", version=stale, body={"n": 3})])
    assert table.get([("p", "a")])[("p", "a")].body == {"n": 2}
    assert not table.get([("p", "new")])


def test_a_partition_is_read_by_prefix_in_order(table):
    table.write([item(f"row#{n}") for n in (2, 1)] + [item("talk"), Item(key=("other", "row#3"))])
    assert [found.key[1] for found in table.query("p", "row#")] == ["row#1", "row#2"]
    assert len(table.query("p")) == 3


def test_what_is_due_comes_first_come_first_and_leaves_with_its_queue(table):
    table.write([item("late", queue="q", due=30), item("soon", queue="q", due=10), item("other", queue="r", due=1)])
    assert [found.key[1] for found in table.due("q", 20, 10)] == ["soon"]
    assert [found.key[1] for found in table.due("q", 99, 10)] == ["soon", "late"]
    assert [found.key[1] for found in table.due("q", 99, 1)] == ["soon"]
    table.write([item("soon", version=1)])
    assert [found.key[1] for found in table.due("q", 99, 10)] == ["late"]


def test_a_hundred_and_more_keys_are_read_at_once(table):
    for start in range(0, 250, 50):
        table.write([item(f"{n:03d}") for n in range(start, start + 50)])
    assert len(table.get([("p", f"{n:03d}") for n in range(250)])) == 250
