"""What reading and writing mean, for each thing that a function may use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from generators.arn import arn_of
from generators.policy import allow, read_secret
from monitors.scope import TRIGGER_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generators.artefact import JSON
    from monitors.model.resource import Resource
    from monitors.resources.lambda_function.spec import Use
    from monitors.scope import Scope

Actions = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Actions by access. `inside` maps a suffix of the ARN to the actions that want it; "" is the thing itself."""

    read: Actions
    write: Actions
    inside: Mapping[str, frozenset[str]] = field(default_factory=dict)


GRANTS: Mapping[str, Grant] = {
    "stream": Grant(
        read=(
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
        ),
        write=("kinesis:PutRecord", "kinesis:PutRecords"),
    ),
    "queue": Grant(
        read=("sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"),
        # A queue that is known by its ARN is asked for its URL before anything is sent to it.
        write=("sqs:GetQueueUrl", "sqs:SendMessage"),
    ),
    "bucket": Grant(
        # Without s3:ListBucket a missing object answers 403, which looks like a missing right.
        read=("s3:GetObject", "s3:ListBucket"),
        write=("s3:DeleteObject", "s3:PutObject"),
        inside={"/*": frozenset({"s3:GetObject", "s3:DeleteObject", "s3:PutObject"})},
    ),
    "table": Grant(
        read=("dynamodb:BatchGetItem", "dynamodb:ConditionCheckItem", "dynamodb:GetItem", "dynamodb:Query"),
        write=(
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
        ),
    ),
    "function": Grant(read=("lambda:GetFunctionConfiguration",), write=("lambda:InvokeFunction",)),
}

STATEMENTS: Mapping[str, Actions] = {
    "read": ("dynamodb:PartiQLSelect",),
    "write": ("dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"),
}
OPERATIONS: Mapping[str, Mapping[str, Actions]] = {
    "Scan": {"read": ("dynamodb:Scan",)},
    "ExecuteStatement": STATEMENTS,
    "BatchExecuteStatement": STATEMENTS,
    "ExecuteTransaction": STATEMENTS,
}
"""Rights that a function gets only where the table's `operations` lists what needs them."""

INDEXED = ("dynamodb:Query", "dynamodb:Scan", "dynamodb:PartiQLSelect")


def statements_of(use: Use, scope: Scope) -> Iterator[JSON]:
    """The statements for one entry of `uses`."""
    if use.secret is not None:
        yield read_secret(use.secret)
        return
    resource = scope.get(TRIGGER_KINDS[use.target], getattr(use, use.target))
    grant = GRANTS[use.target]
    actions = {action for access in use.access for action in getattr(grant, access)} | _asked(resource, use)
    if getattr(resource.settings, "indexes", None) and actions.intersection(INDEXED):
        yield allow(actions.intersection(INDEXED), f"{arn_of(resource)}/index/*")
    inner: set[str] = set()
    for suffix, wanted in grant.inside.items():
        if found := actions & wanted:
            yield allow(found, arn_of(resource) + suffix)
            inner |= found
    if actions - inner:
        yield allow(actions - inner, arn_of(resource))


def _asked(resource: Resource[Any], use: Use) -> set[str]:
    return {
        action
        for operation in getattr(resource.settings, "operations", ())
        for access in use.access
        for action in OPERATIONS.get(operation, {}).get(access, ())
    }
