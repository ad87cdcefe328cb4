"""AWS::DynamoDB::Table: keys, indexes, stream, backups, and capacity that follows the load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from troposphere import Tags, dynamodb

from generators.artefact import Fragment
from generators.declaration import declare, tags
from generators.stores.dynamodb_table.scaling import declare_scaling
from generators.stores.retention import retention

if TYPE_CHECKING:
    from monitors.model.resource import Resource
    from monitors.resources.dynamodb_table.spec import Index, Spec
    from monitors.scope import Scope

TABLE = "Table"


def make(table: Resource[Spec], scope: Scope) -> Fragment:
    """The table; in provisioned mode every index has the table's capacity and scales by itself."""
    settings = table.settings
    optional: dict[str, Any] = {}
    if settings.billing == "provisioned":
        optional["ProvisionedThroughput"] = _throughput(settings)
    if settings.indexes:
        optional["GlobalSecondaryIndexes"] = [_index(name, settings) for name in sorted(settings.indexes)]
    if settings.stream:
        optional["StreamSpecification"] = dynamodb.StreamSpecification(StreamViewType="NEW_AND_OLD_IMAGES")
    if settings.ttl_attribute is not None:
        optional["TimeToLiveSpecification"] = dynamodb.TimeToLiveSpecification(
            AttributeName=settings.ttl_attribute, Enabled=True
        )
    body = dynamodb.Table(
        TABLE,
        TableName=table.name,
        AttributeDefinitions=_attributes(settings),
        KeySchema=_keys(settings),
        BillingMode="PROVISIONED" if settings.billing == "provisioned" else "PAY_PER_REQUEST",
        DeletionProtectionEnabled=settings.retain,
        PointInTimeRecoverySpecification=dynamodb.PointInTimeRecoverySpecification(
            PointInTimeRecoveryEnabled=settings.point_in_time_recovery
        ),
        SSESpecification=dynamodb.SSESpecification(SSEEnabled=True),
        Tags=Tags(tags(scope.service, table)),
        **optional,
    )
    declared = declare(body, source=table.source, attributes=retention(retain=settings.retain))
    scaling = declare_scaling(table, TABLE) if settings.billing == "provisioned" else ()
    return Fragment(unit=table.id, resources=(declared, *scaling))


def _attributes(settings: Spec) -> list[dynamodb.AttributeDefinition]:
    """Exactly the attributes that keys mention: DynamoDB refuses any other."""
    keyed: list[Spec | Index] = [settings, *settings.indexes.values()]
    types = {key.name: key.type for one in keyed for key in (one.partition_key, one.sort_key) if key is not None}
    return [dynamodb.AttributeDefinition(AttributeName=name, AttributeType=types[name]) for name in sorted(types)]


def _keys(keyed: Spec | Index) -> list[dynamodb.KeySchema]:
    keys = [dynamodb.KeySchema(AttributeName=keyed.partition_key.name, KeyType="HASH")]
    if keyed.sort_key is not None:
        keys.append(dynamodb.KeySchema(AttributeName=keyed.sort_key.name, KeyType="RANGE"))
    return keys


def _index(name: str, settings: Spec) -> dynamodb.GlobalSecondaryIndex:
    optional: dict[str, Any] = (
        {"ProvisionedThroughput": _throughput(settings)} if settings.billing == "provisioned" else {}
    )
    return dynamodb.GlobalSecondaryIndex(
        IndexName=name,
        KeySchema=_keys(settings.indexes[name]),
        Projection=dynamodb.Projection(ProjectionType="ALL"),
        **optional,
    )


def _throughput(settings: Spec) -> dynamodb.ProvisionedThroughput:
    """Where auto-scaling starts; CloudFormation leaves the scaled value alone while this stays the same."""
    return dynamodb.ProvisionedThroughput(
        ReadCapacityUnits=settings.read_capacity.min, WriteCapacityUnits=settings.write_capacity.min
    )
