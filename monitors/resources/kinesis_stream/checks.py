"""What must hold between streams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monitors.spec.flaw import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def check(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    """At most one stream takes the functions' logs."""
    taking = [key for key, stream in resources.get("kinesis_stream", {}).items() if stream.log_stream]
    for key in taking[1:]:
        yield Flaw(
            code="two-log-streams",
            message=f"`{taking[0]}` is the log stream already",
            path=("streams", key, "log_stream"),
            help="functions subscribe to one stream: keep `log_stream: true` on one",
        )
