"""What checks look at: a plan, and the account that it is deployed to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from generators.routing.topics import topic_name
from monitors.model.alarm import Priority

if TYPE_CHECKING:
    from datetime import datetime

    from monitors.model.plan import Plan
    from monitors.model.resource import Resource
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.place import Place


@dataclass(frozen=True, kw_only=True)
class Patient:
    """`account` is the one that the spec demands, if it does. `probe`: vendors may be asked whether they answer.

    `drift`: CloudFormation may be asked to compare every resource with its template, which takes minutes.
    """

    plan: Plan
    connection: Connection
    at: datetime
    account: str | None = None
    probe: bool = False
    drift: bool = False

    def client(self, service: str) -> Any:
        return self.connection.client(service)

    @property
    def place(self) -> Place:
        return self.connection.place

    def arn(self, service: str, resource: str) -> str:
        place = self.place
        return f"arn:{place.partition}:{service}:{place.region}:{place.account}:{resource}"

    @cached_property
    def topics(self) -> tuple[str, ...]:
        """ARNs of the alert topics, as generators/routing names them."""
        return tuple(self.arn("sns", topic_name(self.plan.service, priority)) for priority in Priority)

    @property
    def router(self) -> Resource[Any] | None:
        """The alert router, where the spec has one."""
        return next((entry.resource for entry in self.plan.of_kind("router")), None)

    def queue_attributes(self, name: str) -> dict[str, str] | None:
        """Every attribute of a queue; None for one that does not exist."""
        sqs = self.client("sqs")
        try:
            url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
        except sqs.exceptions.QueueDoesNotExist:
            return None
        attributes: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return attributes
