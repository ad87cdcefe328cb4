"""BatchExecuteStatement as AWS documents it, for the two statements we send, over moto's table.

moto's own lets an INSERT replace an item. Each statement becomes a conditional write here; what a refusal carries
follows the API reference (BatchStatementError: Code, Message, Item).
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tests.workers.cloud import Answer, Cloud, Environ, Fault, read_body, target

if TYPE_CHECKING:
    from collections.abc import Callable


def statements(cloud: Cloud, *, with_items: bool = True) -> Fault:
    """Answer BatchExecuteStatement; `with_items=False` withholds the item from refusals."""

    def fault(environ: Environ, _: Callable[[Environ], Answer]) -> Answer | None:
        if target(environ) != "BatchExecuteStatement":
            return None
        asked = json.loads(read_body(environ))["Statements"]
        assert len(asked) <= 25
        answers = [_execute(cloud, statement, with_items) for statement in asked]
        body = json.dumps({"Responses": answers}).encode()
        headers = [("Content-Type", "application/x-amz-json-1.0"), ("Content-Length", str(len(body)))]
        return "200 OK", headers, [body]

    return fault


def _execute(cloud: Cloud, statement: dict[str, Any], with_items: bool) -> dict[str, Any]:
    text, parameters = statement["Statement"], iter(statement["Parameters"])
    table = re.findall(r'"([^"]+)"', text)[0]
    insert = text.startswith("INSERT")
    names = re.findall(r"'(\w+)': \?" if insert else r'SET "(\w+)" = \?', text)
    item = {name: next(parameters) for name in names}
    if not insert:
        item |= {"PK": next(parameters), "SK": next(parameters)}
    condition: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(PK)"}
    if not insert:
        condition = {
            "ConditionExpression": "#v < :v",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":v": next(parameters)},
        }
    try:
        reply = cloud.dynamodb.put_item(
            TableName=table,
            Item=item,
            ReturnValues="ALL_OLD",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            **condition,
        )
    except ClientError as error:
        refusal = {"Code": "DuplicateItem" if insert else "ConditionalCheckFailed", "Message": "refused"}
        old = error.response.get("Item")
        return {"TableName": table, "Error": {**refusal, **({"Item": old} if with_items and old else {})}}
    return {"TableName": table, **({} if insert else {"Item": reply["Attributes"]})}
