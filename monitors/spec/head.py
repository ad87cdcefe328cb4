"""The head of a spec: everything but the resources, whose models each kind brings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitors.spec.alerting import MuteSpec, RouterSpec, RouteSpec
from monitors.spec.model import Key, SpecModel
from monitors.spec.receiver import EmailReceiver, ReceiverSpec, SmtpReceiver, SnsReceiver
from monitors.spec.report import ReportsSpec
from monitors.spec.shape import Refers


class TeamSpec(SpecModel):
    """Who owns resources, and how to reach them."""

    channel: str = Field(description="Where the team talks.", examples=["#verifiedfan-api"])
    on_call: str = Field(description="Where the schedule is.", examples=["PagerDuty: Verified Fan API"])
    escalation: list[str] = Field(default_factory=list, description="Who is called next, in order.")
    email: str = Field("", description="A mailbox people read.", examples=["verifiedfan-api@example.com"])


class LinksSpec(SpecModel):
    """Where this service's pages live. Absolute, no trailing slash: they go into notifications."""

    repository: str = Field(
        pattern=r"^https?://.*[^/]$",
        description="The repository's page.",
        examples=["https://git.example.com/team/workers"],
    )
    runbooks: str = Field(
        pattern=r"^https?://.*[^/]$",
        description="Folder that the generated runbooks are read in.",
        examples=["https://git.example.com/team/workers/-/blob/main/docs/runbooks"],
    )
    documentation: str = Field(
        "", description="Architecture and other pages.", examples=["https://wiki.example.com/workers"]
    )


class CanariesSpec(SpecModel):
    """The canaries, and what runs them."""

    enabled: bool = Field(False, description="true: deploys a canary for every function, with its schedule and alarms.")
    engine: Literal["lambda", "synthetics"] = Field(
        "lambda", description="lambda: one runner for all, by schedules. synthetics: CloudWatch Synthetics, dearer."
    )
    runtime: str = Field(
        "syn-python-selenium-14.0",
        pattern=r"^syn-python-selenium-\d+\.\d+$",
        description="Synthetics' runtime; the lambda engine has none.",
    )


class Head(SpecModel):
    """One service in one environment, after `defaults` and `environments` have been merged in."""

    version: Literal[1] = Field(description="Version of this format.")
    service: str = Field(
        pattern=r"^[a-z][a-z0-9-]{1,40}$", description="The service's name.", examples=["vf-api-workers"]
    )
    description: str = Field(
        "", description="One line on what the service does.", examples=["Moves fan scores from S3 to DynamoDB."]
    )
    product: str = Field(
        pattern=r"^[a-z][a-z0-9]{1,20}$", description="Product code, first part of names.", examples=["prd2011"]
    )
    region: str = Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$", description="AWS region.", examples=["us-east-1"])
    account: str | None = Field(
        None, pattern=r"^\d{12}$", description="Deploying anywhere else is refused.", examples=["123456789012"]
    )
    owner: Annotated[Key, Refers("teams")] = Field(
        description="The team of `teams:` that owns what nobody else does.", examples=["verifiedfan-api"]
    )
    links: LinksSpec = Field(description="Where pages live.")
    teams: dict[Key, TeamSpec] = Field(min_length=1, description="Teams by name.")
    receivers: dict[Key, ReceiverSpec] = Field(default_factory=dict, description="Places to deliver alerts to.")
    routing: list[RouteSpec] = Field(default_factory=list, description="First match wins.")
    mutes: dict[Key, MuteSpec] = Field(
        default_factory=dict,
        description="Maintenance windows by name.",
        examples=[{"nightly-restart": {"reason": "the vendor restarts nightly", "hours": "02:00-03:00"}}],
    )
    canaries: CanariesSpec = Field(default_factory=CanariesSpec, description="The canaries.")
    router: RouterSpec = Field(default_factory=RouterSpec, description="The alert router.")
    reports: ReportsSpec = Field(default_factory=ReportsSpec, description="What is mailed each week.")
    names: dict[str, str] = Field(
        default_factory=dict,
        description="Name templates by kind; {product} {environment} {region} {service} {name} {key}.",
        examples=[{"lambda_function": "{product}-{environment}-{name}"}],
    )

    @property
    def has_router(self) -> bool:
        """As the spec says; else whether a receiver needs one."""
        said = self.router.enabled
        return said if said is not None else any(receiver.needs_router for receiver in self.receivers.values())

    @property
    def break_glass(self) -> tuple[str, ...]:
        """Whom SNS mails by itself: those that an sns receiver names, else every mailbox that the spec knows."""
        receivers = self.receivers.values()
        named = [address for one in receivers if isinstance(one, SnsReceiver) for address in one.to]
        mailboxes = [
            address for one in receivers if isinstance(one, EmailReceiver | SmtpReceiver) for address in one.to
        ]
        teams = [team.email for team in self.teams.values() if team.email]
        return tuple(sorted(set(named or mailboxes or teams)))
