"""Receivers: where alerts are delivered. The channel's name is a folder of workers/alert_router/channels."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitors.spec.model import Key, Secret, SpecModel, problem
from monitors.spec.shape import Refers
from monitors.spec.window import HoursSpec

ADDRESS = r"^[^@\s,]+@[^@\s,]+$"
Address = Annotated[str, Field(pattern=ADDRESS)]
RECIPIENTS_MAX = 50  # of one message, by SES


class PaceSpec(SpecModel):
    """How fast a receiver may be told; what is faster waits its turn."""

    per_minute: float = Field(gt=0, le=600, description="Messages a minute, in the long run.", examples=[30])
    burst: int = Field(1, ge=1, le=100, description="How many may come at once.")


class AnyReceiver(SpecModel):
    """What can be said of any receiver."""

    ROUTED: ClassVar[bool] = True
    """Whether only the alert router can deliver there; SNS reaches mailboxes without it."""

    fallbacks: list[Annotated[Key, Refers("receivers")]] = Field(
        default_factory=list,
        description="Told instead, in this order, when it refuses or cannot be reached.",
        examples=[["team"]],
    )
    quiet: list[HoursSpec] = Field(
        default_factory=list, description="Hours in which news of P3 and P4 wait; P1 and P2 never do."
    )
    pace: PaceSpec | None = Field(None, description="The channel's own limit unless given.")

    @property
    def needs_router(self) -> bool:
        return self.ROUTED

    def settings(self) -> dict[str, str]:
        """What its channel reads, as text; without what is not set."""
        facts = self.model_dump(exclude={"channel", *AnyReceiver.model_fields})
        return {name: _text(value) for name, value in facts.items() if not isinstance(value, dict) and _text(value)}

    def secrets(self) -> dict[str, str]:
        """Names of secrets by setting."""
        found = ((name, getattr(self, name)) for name in type(self).model_fields)
        return {name: value.secret for name, value in found if isinstance(value, Secret)}


class PagerDutyReceiver(AnyReceiver):
    """A PagerDuty service, by Events API v2."""

    channel: Literal["pagerduty"] = Field(description="Where this receiver delivers to.")
    routing_key: Secret = Field(description="The integration's routing key, by reference.")
    webhook_secret: Secret | None = Field(
        None, description="Signs what PagerDuty posts to /webhooks/pagerduty: acknowledged there is acknowledged here."
    )
    events_url: str = Field(
        "", pattern=r"^(https://\S+)?$", description="Another Events API.", examples=["https://events.eu.pagerduty.com"]
    )
    schedule_url: str = Field(
        "", description="Where people see who is on call.", examples=["https://example.pagerduty.com/schedules"]
    )


class SlackReceiver(AnyReceiver):
    """A Slack channel, by a bot token."""

    channel: Literal["slack"] = Field(description="Where this receiver delivers to.")
    to: str = Field(pattern=r"^#[a-z0-9_-]{1,80}$", description="Channel name.", examples=["#verifiedfan-api"])
    token: Secret = Field(description="Bot token, by reference.")
    signing_secret: Secret | None = Field(
        None, description="The app's signing secret: its buttons post to /webhooks/slack, and acknowledge."
    )
    charts: bool = Field(True, description="Puts the alarm's chart into the thread.")
    api_url: str = Field(
        "", pattern=r"^(https?://\S+)?$", description="Another Web API.", examples=["https://slack-gov.com/api/"]
    )


class EmailReceiver(AnyReceiver):
    """Email, by SES."""

    ROUTED: ClassVar[bool] = False

    channel: Literal["email"] = Field(description="Where this receiver delivers to.")
    sender: str = Field(pattern=ADDRESS, description="A verified SES identity.", examples=["watchbill@example.com"])
    to: list[Address] = Field(min_length=1, max_length=RECIPIENTS_MAX, description="Recipients.")
    region: str = Field(
        "", pattern=r"^([a-z]{2}(-[a-z]+)+-\d)?$", description="Region of SES; the service's own unless given.",
        examples=["us-east-1"],
    )  # fmt: skip
    api_url: str = Field("", pattern=r"^(https?://\S+)?$", description="Another endpoint.", examples=["https://ses.x"])


class SmtpReceiver(AnyReceiver):
    """Email, by an SMTP server, for those without SES."""

    channel: Literal["smtp"] = Field(description="Where this receiver delivers to.")
    host: str = Field(pattern=r"^\S+$", description="The server.", examples=["mail.example.com"])
    port: int | None = Field(
        None, ge=1, le=65_535, description="587, or 465 for implicit TLS, unless given.", examples=[2525]
    )
    tls: Literal["starttls", "implicit"] = Field("starttls", description="Never in the clear.")
    sender: str = Field(pattern=ADDRESS, description="From whom.", examples=["watchbill@example.com"])
    to: list[Address] = Field(min_length=1, max_length=RECIPIENTS_MAX, description="Recipients.")
    username: str = Field("", description="To log in with.", examples=["watchbill"])
    password: Secret | None = Field(None, description="To log in with, by reference.")

    @model_validator(mode="after")
    def _both_or_none(self) -> Self:
        if bool(self.username) != (self.password is not None):
            here, lacking = ("username", "password") if self.username else ("password", "username")
            raise problem("login-incomplete", f"it has a {here} and no {lacking}", field=here,
                          help=f"add `{lacking}:`, or remove `{here}:`")  # fmt: skip
        return self


class SnsReceiver(AnyReceiver):
    """Mail that SNS itself sends. Plain, but needs neither SES nor a secret: the last of all fallbacks."""

    channel: Literal["sns"] = Field(description="Where this receiver delivers to.")
    to: list[Address] = Field(
        default_factory=list,
        description="Subscribed to this service's topic for high alerts; each must confirm once.",
        examples=[["on-call@example.com"]],
    )
    topic_arn: str = Field(
        "",
        pattern=r"^(arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+)?$",
        description="A topic of somebody else, instead of this service's.",
        examples=["arn:aws:sns:us-east-1:123456789012:operations"],
    )

    @property
    def needs_router(self) -> bool:
        return bool(self.topic_arn)

    @model_validator(mode="after")
    def _whose_topic(self) -> Self:
        if self.topic_arn and self.to:
            raise problem("topic-of-others", "it has a topic and addresses", field="to",
                          help="subscribe them where that topic is made, or remove `topic_arn:`")  # fmt: skip
        return self


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


ReceiverSpec = Annotated[
    PagerDutyReceiver | SlackReceiver | EmailReceiver | SmtpReceiver | SnsReceiver, Field(discriminator="channel")
]
