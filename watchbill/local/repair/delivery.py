"""moto hands logs to subscribers whatever their pattern says, and S3's notifications to Docker.

Both happen inside the writer's request. Here the first is dropped (what runs functions delivers logs by the rules)
and the second goes to whoever listens, or nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.logs.models import LogStream
from moto.s3 import notifications

if TYPE_CHECKING:
    from collections.abc import Callable

_listener: Callable[[str, dict[str, Any]], None] | None = None


def listen(listener: Callable[[str, dict[str, Any]], None] | None) -> None:
    """Call `listener(function_arn, event)` for S3's notifications to functions from now on; None: nobody."""
    global _listener  # noqa: PLW0603 - moto's state is this process's, too
    _listener = listener


def apply() -> None:
    def send_log_events(self: Any, service: str, destination_arn: str, filter_name: str, log_events: Any) -> None:
        """Dropped on purpose."""

    def invoke_function(account_id: str, event_body: Any, fn_arn: str, region_name: str) -> None:
        if _listener is not None:
            _listener(fn_arn, event_body)

    LogStream._send_log_events = send_log_events  # type: ignore[method-assign]  # noqa: SLF001
    notifications._invoke_awslambda = invoke_function  # noqa: SLF001
