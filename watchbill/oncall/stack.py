"""The service's stacks as CloudFormation lists them: status, when each was deployed last, from which spec."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchbill.cloud.inventory import ENVIRONMENT_TAG, SERVICE_TAG
from watchbill.cloud.status import is_busy, succeeded
from watchbill.oncall.moment import aware

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from monitors.model.plan import Service
    from watchbill.cloud.connection import Connection

_CHANGE_SET = re.compile(r"watchbill-([0-9a-f]{12})-")


@dataclass(frozen=True, slots=True, kw_only=True)
class StackNow:
    """`digest` is that of the spec it was deployed from last; empty where the change set's name does not say."""

    name: str
    status: str
    changed: datetime
    digest: str

    @property
    def well(self) -> bool:
        return succeeded(self.status)

    @property
    def busy(self) -> bool:
        return is_busy(self.status)


def read_stacks_now(connection: Connection, service: Service) -> tuple[StackNow, ...]:
    """Ours, by name. One listing; no template is read."""
    stacks = connection.pages("cloudformation", "describe_stacks", "Stacks")
    return tuple(sorted((_stack(one) for one in stacks if _ours(one, service)), key=lambda stack: stack.name))


def _ours(answer: Mapping[str, Any], service: Service) -> bool:
    tags = {tag["Key"]: tag["Value"] for tag in answer.get("Tags", ())}
    return (tags.get(SERVICE_TAG), tags.get(ENVIRONMENT_TAG)) == (service.name, service.environment)


def _stack(answer: Mapping[str, Any]) -> StackNow:
    made_by = _CHANGE_SET.search(answer.get("ChangeSetId") or "")
    return StackNow(
        name=answer["StackName"],
        status=answer["StackStatus"],
        changed=aware(answer.get("LastUpdatedTime") or answer["CreationTime"]),
        digest=made_by[1] if made_by else "",
    )
