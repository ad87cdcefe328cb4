"""Who is told of what, how often, and when not: routes, the router's habits, maintenance windows."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from monitors.model.alarm import Priority, Severity
from monitors.model.route import Match
from monitors.spec.model import Key, Secret, SpecModel
from monitors.spec.shape import Refers
from monitors.spec.window import StretchSpec


class MatchSpec(SpecModel):
    """Which alerts. Every given field must match; one of its values is enough."""

    priority: list[Annotated[Priority, Field(strict=False)]] = Field(
        default_factory=list, description="high, medium, low."
    )
    severity: list[Annotated[Severity, Field(strict=False)]] = Field(default_factory=list, description="P1 to P4.")
    owner: list[Annotated[Key, Refers("teams")]] = Field(default_factory=list, description="Teams.")
    rule: list[Annotated[str, Refers("rules")]] = Field(
        default_factory=list,
        description="Rule ids; `lambda_function.*` for all of a kind.",
        examples=[["router.errors", "canary.*"]],
    )
    environment: list[Annotated[Key, Refers("environments")]] = Field(
        default_factory=list, description="Environments; elsewhere the entry is left out.", examples=[["prd1"]]
    )

    def match(self) -> Match:
        return Match(
            priorities=tuple(self.priority),
            severities=tuple(self.severity),
            owners=tuple(self.owner),
            rules=tuple(self.rule),
            environments=tuple(self.environment),
        )


class MuteMatchSpec(MatchSpec):
    """Which alarms a mute silences."""

    resource: list[str] = Field(
        default_factory=list, description="Keys of this spec; may hold `*`.", examples=[["demand-table", "load*"]]
    )

    def match(self) -> Match:
        found = super().match()
        return Match(
            priorities=found.priorities,
            severities=found.severities,
            owners=found.owners,
            rules=found.rules,
            environments=found.environments,
            resources=tuple(self.resource),
        )


class RouteSpec(SpecModel):
    """Alerts that match are told to these receivers."""

    match: MatchSpec = Field(default_factory=MatchSpec, description="Empty: every alert.")
    to: list[Annotated[Key, Refers("receivers")]] = Field(
        min_length=1, description="Receivers, in the order they are told."
    )


class PromotionSpec(SpecModel):
    """Who is told as well when nobody acknowledges."""

    match: MatchSpec = Field(default_factory=MatchSpec, description="Of which alerts.", examples=[{"severity": ["P3"]}])
    after_minutes: int = Field(ge=1, le=1440, description="Since it was opened.", examples=[30])
    to: list[Annotated[Key, Refers("receivers")]] = Field(
        min_length=1, description="Receivers that the route has not told yet."
    )


class ReminderSpec(SpecModel):
    """How often receivers hear again of what nobody acknowledges."""

    match: MatchSpec = Field(default_factory=MatchSpec, description="Of which alerts; the first that matches counts.")
    every_minutes: int = Field(ge=5, le=1440, description="Between two reminders.", examples=[60])


class InhibitionSpec(SpecModel):
    """What one incident says for others of the same service."""

    name: Key = Field(description="Named in the log of what was not told.", examples=["table-down"])
    by: MatchSpec = Field(
        description="While such an incident is open …", examples=[{"rule": ["dynamodb_table.throttled"]}]
    )
    silences: MatchSpec = Field(description="… such incidents are not told.", examples=[{"severity": ["P4"]}])


class MuteSpec(StretchSpec):
    """A maintenance window: what trips in it is told when it ends, if it lasts. Ends of incidents always are."""

    reason: str = Field(
        min_length=10, description="Shown to whoever misses an alert.", examples=["the vendor restarts nightly"]
    )
    match: MuteMatchSpec = Field(default_factory=MuteMatchSpec, description="Empty: every alarm but the router's own.")


class RouterSpec(SpecModel):
    """The alert router, Watchbill's own function between alarms and receivers."""

    enabled: bool | None = Field(
        None,
        description="Unless given, true where a receiver needs it: all do but email and this service's own topic.",
        examples=[True],
    )
    fallback_minutes: int = Field(
        5, ge=1, le=60, description="A receiver that cannot be reached for so long is given up for its fallback."
    )
    reopen_hours: int = Field(
        4, ge=0, le=168, description="What was resolved by hand and is still in alarm is opened again; 0: never."
    )
    promotions: list[PromotionSpec] = Field(
        default_factory=list, description="Whom to tell as well when nobody acknowledges; the first match counts."
    )
    reminders: list[ReminderSpec] | None = Field(
        None, description="Unless given, high after 30 minutes and medium after 4 hours.", examples=[[]]
    )
    inhibitions: list[InhibitionSpec] | None = Field(
        None,
        description="Unless given: all functions failing silences the single ones, a P1 silences P3 and P4.",
        examples=[[]],
    )
    heartbeat_url: Secret | None = Field(
        None, description="Address of a dead man's switch outside the account, by reference: asked once a minute."
    )
    environment: dict[str, str] = Field(
        default_factory=dict,
        description="Variables added to its function.",
        examples=[{"HTTPS_PROXY": "http://proxy.example.com:3128"}],
    )
