"""Receivers: where alerts are delivered. The channel's name is a folder of workers/alert_router/channels."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitors.spec.model import Secret, SpecModel


class PagerDutyReceiver(SpecModel):
    """A PagerDuty service, by Events API v2."""

    channel: Literal["pagerduty"] = Field(description="Where this receiver delivers to.")
    routing_key: Secret = Field(description="The integration's routing key, by reference.")
    schedule_url: str = Field(
        "", description="Where people see who is on call.", examples=["https://example.pagerduty.com/schedules"]
    )


class SlackReceiver(SpecModel):
    """A Slack channel, by a bot token."""

    channel: Literal["slack"] = Field(description="Where this receiver delivers to.")
    to: str = Field(pattern=r"^#[a-z0-9_-]{1,80}$", description="Channel name.", examples=["#verifiedfan-api"])
    token: Secret = Field(description="Bot token, by reference.")


class EmailReceiver(SpecModel):
    """Email, by SES."""

    channel: Literal["email"] = Field(description="Where this receiver delivers to.")
    sender: str = Field(
        pattern=r"^[^@\s]+@[^@\s]+$", description="A verified SES identity.", examples=["watchbill@example.com"]
    )
    to: list[str] = Field(min_length=1, description="Recipients.")


ReceiverSpec = Annotated[PagerDutyReceiver | SlackReceiver | EmailReceiver, Field(discriminator="channel")]
