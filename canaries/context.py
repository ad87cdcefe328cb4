"""What ways and checks see of the run that they are part of. No I/O here: generators read checks without any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from canaries.definition import Definition
    from canaries.run import Run


class Clock(Protocol):
    """The time that a run lives in, so that tests can let minutes pass at once. `now` is in epoch seconds."""

    def now(self) -> float: ...

    def sleep(self, seconds: float) -> None: ...


class Reply(Protocol):
    """What an invoked function answered."""

    @property
    def payload(self) -> Any: ...


class Context(Protocol):
    """One run of one canary."""

    definition: Definition
    run: Run
    clock: Clock
    kept: dict[str, Any]
    """What ways and checks must remember for their clean-up."""

    @property
    def reply(self) -> Reply | None:
        """The function's answer, where it was invoked."""

    @property
    def payload(self) -> Any:
        """event.json as this run sends it."""

    def clients(self, service: str) -> Any:
        """A boto3 client."""

    def text(self, template: str) -> str:
        """A setting with this run's words filled in."""
