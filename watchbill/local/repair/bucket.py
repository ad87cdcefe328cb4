"""moto stores a bucket's EventBridge notification, acts on it, and does not show it."""

from __future__ import annotations

from typing import Any

from moto.core.responses import ActionResult
from moto.s3.responses import S3Response


def apply() -> None:
    show = S3Response.get_bucket_notification

    def get_bucket_notification(self: Any) -> Any:
        notification = self.backend.get_bucket_notification_configuration(self.bucket_name)
        if not notification or notification.event_bridge is None:
            return show(self)
        write = self.serialized

        def serialized(found: ActionResult) -> Any:
            return write(ActionResult({**found.result, "EventBridgeConfiguration": {}}))  # type: ignore[dict-item]

        self.serialized = serialized
        return show(self)

    S3Response.get_bucket_notification = get_bucket_notification  # type: ignore[method-assign]
