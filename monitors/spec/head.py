"""The head of a spec: everything but the resources, whose models each kind brings."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from monitors.model.alarm import Priority, Severity
from monitors.spec.model import Key, SpecModel
from monitors.spec.receiver import ReceiverSpec
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


class MatchSpec(SpecModel):
    """Which alerts a route takes. Every given field must match; one of its values is enough."""

    priority: list[Annotated[Priority, Field(strict=False)]] = Field(
        default_factory=list, description="high, medium, low."
    )
    severity: list[Annotated[Severity, Field(strict=False)]] = Field(default_factory=list, description="P1 to P4.")
    owner: list[Annotated[Key, Refers("teams")]] = Field(default_factory=list, description="Teams.")
    rule: list[Annotated[str, Refers("rules")]] = Field(
        default_factory=list, description="Rule ids.", examples=[["router.errors"]]
    )


class RouteSpec(SpecModel):
    """Alerts that match are told to these receivers."""

    match: MatchSpec = Field(default_factory=MatchSpec, description="Empty: every alert.")
    to: list[Annotated[Key, Refers("receivers")]] = Field(
        min_length=1, description="Receivers, in the order they are told."
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


class RouterSpec(SpecModel):
    """The alert router. Off until it is deployed: an alarm on a series that nobody emits is a dead alarm."""

    enabled: bool = Field(False, description="true once the alert router is deployed: adds its own health alarms.")


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
    canaries: CanariesSpec = Field(default_factory=CanariesSpec, description="The canaries.")
    router: RouterSpec = Field(default_factory=RouterSpec, description="The alert router.")
    reports: ReportsSpec = Field(default_factory=ReportsSpec, description="What is mailed each week.")
    names: dict[str, str] = Field(
        default_factory=dict,
        description="Name templates by kind; {product} {environment} {region} {service} {name} {key}.",
        examples=[{"lambda_function": "{product}-{environment}-{name}"}],
    )
