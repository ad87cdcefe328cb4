"""The table of incidents: latches, outbox and history, as workers/alert_router/table.py lays them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from troposphere import Tags, dynamodb

from generators.declaration import declare, tags
from generators.routing.right import INDEX
from monitors import names

if TYPE_CHECKING:
    from generators.artefact import StackResource
    from monitors.model.plan import Plan
    from monitors.model.resource import Resource

TABLE = "Incidents"
TEXT, NUMBER = "S", "N"
KEY = (("PK", "HASH"), ("SK", "RANGE"))
DUE = (("queue", "HASH"), ("due", "RANGE"))


def declare_incidents(plan: Plan, router: Resource[object]) -> StackResource:
    """Billed by request: nothing happens for days, then everything at once.

    It goes with its stack, as what it holds is of use to the router only; DynamoDB keeps a backup of a table with
    point-in-time recovery for 35 days. A replacement, which nobody asks for on purpose, leaves the old one.
    """
    table = dynamodb.Table(
        TABLE,
        TableName=names.incident_table(plan.service),
        AttributeDefinitions=[
            dynamodb.AttributeDefinition(AttributeName=name, AttributeType=NUMBER if name == "due" else TEXT)
            for name, _ in sorted((*KEY, *DUE))
        ],
        KeySchema=_schema(KEY),
        GlobalSecondaryIndexes=[
            dynamodb.GlobalSecondaryIndex(
                IndexName=INDEX, KeySchema=_schema(DUE), Projection=dynamodb.Projection(ProjectionType="ALL")
            )
        ],
        BillingMode="PAY_PER_REQUEST",
        PointInTimeRecoverySpecification=dynamodb.PointInTimeRecoverySpecification(PointInTimeRecoveryEnabled=True),
        SSESpecification=dynamodb.SSESpecification(SSEEnabled=True),
        TimeToLiveSpecification=dynamodb.TimeToLiveSpecification(AttributeName="expires_at", Enabled=True),
        Tags=Tags(tags(plan.service, router)),
    )
    keeping = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Retain"}
    return declare(table, source=router.source, attributes=keeping)


def _schema(keys: tuple[tuple[str, str], ...]) -> list[dynamodb.KeySchema]:
    return [dynamodb.KeySchema(AttributeName=name, KeyType=kind) for name, kind in keys]
