"""What a user may say about a DynamoDB table."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitors.spec.model import ResourceSpec, SpecModel, problem

Operation = Literal[
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
    "GetRecords",
]


class KeyAttribute(SpecModel):
    """A key attribute."""

    name: str = Field(min_length=1, max_length=255, description="Attribute name.", examples=["PK"])
    type: Literal["S", "N", "B"] = Field("S", description="String, number or binary.")


class Capacity(SpecModel):
    """Provisioned units with auto-scaling between min and max."""

    min: int = Field(5, ge=1, description="Least units; also the start.")
    max: int = Field(100, ge=1, description="Most units; near_capacity is measured against the provisioned ones.")
    target_percent: int = Field(70, ge=20, le=90, description="Utilisation that auto-scaling aims at.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min > self.max:
            raise problem("capacity-order", f"min {self.min} is above max {self.max}", field="min")
        return self


class Index(SpecModel):
    """A global secondary index."""

    partition_key: KeyAttribute = Field(description="Partition key.")
    sort_key: KeyAttribute | None = Field(None, description="Sort key.")


class Spec(ResourceSpec):
    """A DynamoDB table with its indexes."""

    SECTION: ClassVar[str | None] = "tables"
    TITLE: ClassVar[str] = "DynamoDB table"
    SHORT: ClassVar[str] = "dynamodb"
    NAME_PATTERN: ClassVar[str] = r"^[A-Za-z0-9_.-]{3,}$"
    NAME_MAX: ClassVar[int] = 255
    FLOW: ClassVar[int] = 50
    DASHBOARD: ClassVar[str | None] = "DynamoDB metrics"

    partition_key: KeyAttribute = Field(KeyAttribute(name="PK"), description="Partition key.")
    sort_key: KeyAttribute | None = Field(None, description="Sort key.")
    indexes: dict[str, Index] = Field(default_factory=dict, description="Global secondary indexes by name.")
    billing: Literal["on_demand", "provisioned"] = Field("on_demand", description="Capacity mode.")
    read_capacity: Capacity = Field(Capacity(), description="Provisioned mode only.")
    write_capacity: Capacity = Field(Capacity(), description="Provisioned mode only.")
    stream: bool = Field(False, description="New and old images on the table's stream.")
    point_in_time_recovery: bool = Field(True, description="Continuous backups.")
    retain: bool = Field(True, description="Keep the table when it leaves the spec or its stack is deleted.")
    ttl_attribute: str | None = Field(None, description="Attribute with the expiry time.", examples=["expires_at"])
    operations: list[Operation] = Field(
        ["GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"],
        min_length=1,
        max_length=10,
        description="Operations in use: SystemErrors and latency exist per operation only, and an alarm takes ten.",
    )  # fmt: skip
