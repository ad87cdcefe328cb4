"""CloudFormation's `Stack Status Change` events, on the default bus."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from watchbill.local import clock
from watchbill.local.cloudformation import stack as stacks

if TYPE_CHECKING:
    from watchbill.local.cloudformation.stack import Stack
    from watchbill.local.running.event_bus import EventBus


class StackEvents:
    """Tells of every status that a stack enters, in the thread that changes it."""

    def __init__(self, region: str, bus: EventBus) -> None:
        self._region = region
        self._bus = bus

    def start(self) -> None:
        stacks.listen(self._tell)

    def stop(self) -> None:
        stacks.listen(None)

    def _tell(self, stack: Stack) -> None:
        parts = stack.id.split(":")
        if parts[3] != self._region:
            return
        self._bus.put(
            {
                "version": "0",
                "id": str(uuid.uuid4()),
                "detail-type": "CloudFormation Stack Status Change",
                "source": "aws.cloudformation",
                "account": parts[4],
                "time": clock.utc().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "region": self._region,
                "resources": [stack.id],
                "detail": {
                    "stack-id": stack.id,
                    "status-details": {"status": stack.status, "status-reason": stack.reason},
                    "client-request-token": "",
                },
            }
        )
