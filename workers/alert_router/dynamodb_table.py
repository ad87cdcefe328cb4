"""The incident table in DynamoDB: plain JSON bodies, conditional on the version."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import orjson
from botocore.exceptions import ClientError

from workers.alert_router.table import ConflictError, Item, Key
from workers.runtime.batch import backoff
from workers.runtime.client import client

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Json = dict[str, Any]
GET_MAX = 100
CONFLICTS = frozenset({"ConditionalCheckFailedException", "TransactionConflictException"})
ROUNDS = 5


class UnreadError(RuntimeError):
    """DynamoDB left keys unread, again and again: it is short of capacity."""


class DynamoDbTable:
    """The table named `name`."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get(self, keys: Sequence[Key]) -> dict[Key, Item]:
        found: dict[Key, Item] = {}
        distinct = list(dict.fromkeys(keys))
        for start in range(0, len(distinct), GET_MAX):
            for stored in self._read(distinct[start : start + GET_MAX]):
                item = _item(stored)
                found[item.key] = item
        return found

    def _read(self, keys: Sequence[Key]) -> Iterator[Json]:
        wanted = [{"PK": {"S": pk}, "SK": {"S": sk}} for pk, sk in keys]
        for turn in range(1, ROUNDS + 1):
            request = {self._name: {"Keys": wanted, "ConsistentRead": True}}
            reply = client("dynamodb").batch_get_item(RequestItems=request)
            yield from reply["Responses"].get(self._name, ())
            wanted = reply.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            if not wanted:
                return
            time.sleep(backoff(turn))
        raise UnreadError(f"{len(wanted)} keys of {self._name} stayed unread")

    def query(self, pk: str, prefix: str = "") -> list[Item]:
        names, values = {"#pk": "PK"}, {":pk": {"S": pk}}
        condition = "#pk = :pk"
        if prefix:
            names["#sk"], values[":sk"] = "SK", {"S": prefix}
            condition += " AND begins_with(#sk, :sk)"
        asked = {
            "TableName": self._name,
            "KeyConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
            "ConsistentRead": True,
        }
        return [
            _item(stored)
            for page in client("dynamodb").get_paginator("query").paginate(**asked)
            for stored in page["Items"]
        ]

    def due(self, queue: str, until: int, limit: int) -> list[Item]:
        pages = (
            client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=self._name,
                IndexName="due",
                KeyConditionExpression="#queue = :queue AND #due <= :until",
                ExpressionAttributeNames={"#queue": "queue", "#due": "due"},
                ExpressionAttributeValues={":queue": {"S": queue}, ":until": {"N": str(until)}},
                PaginationConfig={"MaxItems": limit},
            )
        )
        return [_item(stored) for page in pages for stored in page["Items"]]

    def write(self, items: Iterable[Item]) -> None:
        puts = [self._put(item) for item in items]
        try:
            if len(puts) == 1:
                client("dynamodb").put_item(**puts[0])
            elif puts:
                client("dynamodb").transact_write_items(TransactItems=[{"Put": put} for put in puts])
        except ClientError as error:
            if _conflicts(error):
                raise ConflictError(error.response["Error"]["Code"]) from None
            raise

    def _put(self, item: Item) -> Json:
        put: Json = {"TableName": self._name, "Item": _stored(item)}
        if item.version:
            return put | {
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": {":version": {"N": str(item.version)}},
            }
        return put | {"ConditionExpression": "attribute_not_exists(PK)"}


def _conflicts(error: ClientError) -> bool:
    """Whether a write lost a race; a transaction that was cancelled for another cause is an error."""
    if error.response["Error"]["Code"] != "TransactionCanceledException":
        return error.response["Error"]["Code"] in CONFLICTS
    reasons = {reason.get("Code", "None") for reason in error.response.get("CancellationReasons", ())}
    return bool(reasons) and reasons <= {"None", "ConditionalCheckFailed", "TransactionConflict"}


def _stored(item: Item) -> Json:
    stored: Json = {
        "PK": {"S": item.key[0]},
        "SK": {"S": item.key[1]},
        "version": {"N": str(item.version + 1)},
        "body": {"S": orjson.dumps(item.body).decode()},
    }
    if item.queue:
        stored |= {"queue": {"S": item.queue}, "due": {"N": str(item.due)}}
    if item.expires:
        stored["expires_at"] = {"N": str(item.expires)}
    return stored


def _item(stored: Json) -> Item:
    return Item(
        key=(stored["PK"]["S"], stored["SK"]["S"]),
        body=orjson.loads(stored["body"]["S"]),
        version=int(stored["version"]["N"]),
        queue=stored.get("queue", {}).get("S", ""),
        due=int(stored.get("due", {}).get("N", 0)),
        expires=int(stored.get("expires_at", {}).get("N", 0)),
    )
