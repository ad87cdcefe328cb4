"""AWS/DynamoDB from the requests that passed. Most of its metrics exist only in minutes in which something happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from watchbill.local.running import peek
from watchbill.local.running.measure.capacity import read_units, write_units

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from watchbill.local.running.recorder import Recorder
    from watchbill.local.tap import Answer, Request

NAMESPACE = "AWS/DynamoDB"
READS = frozenset({"GetItem", "Query", "Scan", "BatchGetItem", "TransactGetItems"})
WRITES = frozenset(
    {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems", "BatchExecuteStatement"}
)
THROTTLES = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"})
# These are HTTP 400 too, and counted elsewhere than in UserErrors.
_NO_USER_ERRORS = THROTTLES | {"ConditionalCheckFailedException", "TransactionCanceledException"}
CAPACITY_SECONDS = 300  # how often provisioned capacity is published
_STATEMENT_TABLE = re.compile(r'(?:INTO|UPDATE|FROM)\s+"?([A-Za-z0-9_.-]+)"?', re.IGNORECASE)


class DynamodbMeasure:
    """A tap, and every five minutes the capacity that tables have."""

    def __init__(self, recorder: Recorder, region: str) -> None:
        self._recorder = recorder
        self._region = region

    def before(self, request: Request) -> Response | None:
        return None

    def after(self, request: Request, answer: Answer) -> None:
        if request.service != "dynamodb" or request.action not in READS | WRITES | {"GetRecords"}:
            return
        tables = _tables(request)
        if answer.status >= 500:
            self._each(tables, request.action, "SystemErrors", 1)
        elif answer.error in THROTTLES:
            self._each(tables, request.action, "ThrottledRequests", 1)
            self._throttled(tables, request.action, 1)
        elif answer.status >= 400:
            self._refused(tables, request, answer)
        else:
            self._answered(tables, request, answer)

    def sample(self, now: float) -> None:
        """Provisioned capacity, for the minute that ends now."""
        if now % CAPACITY_SECONDS:
            return
        for table, read, write in peek.provisioned(self._region):
            self._add("ProvisionedReadCapacityUnits", read, moment=now - 1, TableName=table)
            self._add("ProvisionedWriteCapacityUnits", write, moment=now - 1, TableName=table)

    def _answered(self, tables: list[str], request: Request, answer: Answer) -> None:
        given, found, action = request.parameters, answer.parameters, request.action
        self._each(tables, action, "SuccessfulRequestLatency", answer.seconds * 1000, "Milliseconds")
        if action in ("Query", "Scan"):
            self._each(tables, action, "ReturnedItemCount", found.get("Count", 0))
        for table in tables if action != "GetRecords" else ():
            self._consume(table, write_units(action, given, table), read_units(action, given, found, table))
        left: dict[str, Any] = found.get("UnprocessedItems") or found.get("UnprocessedKeys") or {}
        for table, entries in left.items():
            self._throttled(
                [table], action, len(entries.get("Keys", ())) if isinstance(entries, dict) else len(entries)
            )
            if entries == given["RequestItems"].get(table):  # a batch counts as throttled only as a whole
                self._each([table], action, "ThrottledRequests", 1)
        for response in found.get("Responses", ()) if action == "BatchExecuteStatement" else ():
            code = response.get("Error", {}).get("Code", "")
            if code == "ConditionalCheckFailed":
                self._add("ConditionalCheckFailedRequests", 1, TableName=tables[0])

    def _refused(self, tables: list[str], request: Request, answer: Answer) -> None:
        reasons = [reason.get("Code") for reason in answer.parameters.get("CancellationReasons", ())]
        failed = 1 if answer.error == "ConditionalCheckFailedException" else reasons.count("ConditionalCheckFailed")
        if failed and tables:
            self._add("ConditionalCheckFailedRequests", failed, TableName=tables[0])
            for table in tables:
                self._consume(table, write_units(request.action, request.parameters, table), 0)
        if answer.error not in _NO_USER_ERRORS:
            self._add("UserErrors", 1)

    def _consume(self, table: str, written: float, read: float) -> None:
        if written:
            self._add("ConsumedWriteCapacityUnits", written, TableName=table)
        if read:
            self._add("ConsumedReadCapacityUnits", read, TableName=table)

    def _throttled(self, tables: list[str], action: str, count: int) -> None:
        name = "ReadThrottleEvents" if action in READS else "WriteThrottleEvents"
        for table in tables:
            self._add(name, count, TableName=table)

    def _each(self, tables: list[str], action: str, name: str, value: float, unit: str = "Count") -> None:
        for table in tables:
            self._add(name, value, unit=unit, TableName=table, Operation=action)

    def _add(
        self, name: str, value: float, *, unit: str = "Count", moment: float | None = None, **dimensions: str
    ) -> None:
        self._recorder.add(NAMESPACE, name, value, dimensions, unit=unit, moment=moment)


def _tables(request: Request) -> list[str]:
    """The tables that a request names, each once."""
    given = request.parameters
    if "TableName" in given:
        return [_name(given["TableName"])]
    if "RequestItems" in given:
        return [_name(table) for table in given["RequestItems"]]
    if "TransactItems" in given:
        found = [inner["TableName"] for entry in given["TransactItems"] for inner in entry.values()]
        return list(dict.fromkeys(map(_name, found)))
    if "ShardIterator" in given:  # arn:aws:dynamodb:…:table/NAME/stream/LABEL|1|…
        return [given["ShardIterator"].split(":table/")[-1].split("/")[0]]
    statements = [entry["Statement"] for entry in given.get("Statements", ())]
    matches = (_STATEMENT_TABLE.search(statement) for statement in statements)
    return list(dict.fromkeys(found[1] for found in matches if found))


def _name(table: str) -> str:
    return table.rpartition("/")[2]
