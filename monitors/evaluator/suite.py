"""The form of a test file: what alarm, which series, what is expected. docs/alarm-tests.schema.json is made of this."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, WithJsonSchema, model_validator

from monitors.evaluator import duration, notation
from monitors.evaluator.cron import MuteRuleError
from monitors.evaluator.mute import MuteRule
from monitors.evaluator.state import State
from monitors.spec.model import SpecModel, problem

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema


def _seconds(value: object) -> object:
    if isinstance(value, str):
        try:
            return duration.parse(value)
        except ValueError as error:
            raise problem("invalid-duration", str(error)) from error
    if value == 0 and not isinstance(value, bool):
        return 0
    raise problem("invalid-duration", f"{value!r} has no unit", help="write it like 90s, 5m, 1h05m or 2d")


Duration = Annotated[
    int,
    BeforeValidator(_seconds),
    WithJsonSchema({"type": ["string", "integer"], "pattern": duration.PATTERN, "examples": ["5m", "1h05m"]}),
]
"""Seconds, written with units. A bare 0 needs none."""
StateName = Annotated[State, Field(strict=False, description="OK, ALARM or INSUFFICIENT_DATA.")]


def _points(value: str) -> str:
    try:
        notation.check(value)
    except notation.NotationError as error:
        raise problem("invalid-points", f"{error} (character {error.position + 1})") from error
    return value


Points = Annotated[str, AfterValidator(_points)]


class SeriesSpec(SpecModel):
    """The points of one metric."""

    points: Points = Field(description="Values, one an interval, in series notation.", examples=["0 for 10m 8 for 5m"])
    every: Duration | None = Field(None, description="The interval; the test's `every` unless given.")
    delay: Duration = Field(0, ge=0, description="How long after its minute's end a point is published.")
    samples: float = Field(1, gt=0, description="Equal samples each point stands for; what percentiles count.")

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": ["string", "number"], "description": "The points alone."}, handler(core)]}


def _series(value: object) -> object:
    if isinstance(value, bool):
        return value
    return {"points": str(value)} if isinstance(value, (str, int, float)) else value


Series = Annotated[SeriesSpec, BeforeValidator(_series)]


class Expectation(SpecModel):
    """One thing that must be so. Exactly one of state, never, always, opened, incidents, notified."""

    at: Duration | None = Field(None, description="When `state` or `notified` is looked at, from the test's beginning.")
    state: StateName | None = Field(None, description="The state at `at`.")
    because: str | None = Field(None, description="Words that the reason for that state contains.")
    never: StateName | None = Field(None, description="A state that must not be, from `from` until `until`.")
    always: StateName | None = Field(None, description="The only state that may be, from `from` until `until`.")
    since: Duration | None = Field(None, alias="from", description="Beginning of `never`, `always` or `notified`.")
    until: Duration | None = Field(None, description="End of `never`, `always` or `notified: nobody`.")
    alarm: str | None = Field(None, description="Which alarm: its name, or trip, hold or step. The trip unless given.")
    opened: Duration | None = Field(None, description="When an incident opens. All of its alarm must be listed.")
    closed: Duration | Literal["never"] | None = Field(None, description="When that incident closes; or never.")
    severity: str | None = Field(None, description="The worst severity of that incident.")
    incidents: int | None = Field(None, ge=0, description="How many incidents there are in all.")
    notified: StateName | Literal["nobody"] | None = Field(
        None, description="The state whose actions run at `at`; or nobody, from `from` until `until`."
    )

    @model_validator(mode="after")
    def _check(self) -> Expectation:
        kinds = ("state", "never", "always", "opened", "incidents", "notified")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise problem(
                "one-expectation", f"says {', '.join(given) or 'nothing'}; it takes one of {', '.join(kinds)}"
            )
        allowed = {
            "state": {"at", "because", "alarm"},
            "opened": {"closed", "severity", "alarm"},
            "incidents": {"alarm"},
            "notified": {"since", "until", "alarm"} if self.notified == "nobody" else {"at", "alarm"},
        }.get(given[0], {"since", "until", "alarm"})
        extra = [
            name
            for name in type(self).model_fields
            if name not in {*allowed, given[0]} and getattr(self, name) is not None
        ]
        if extra:
            named = "from" if extra[0] == "since" else extra[0]
            raise problem("stray-key", f"`{named}` does not go with `{given[0]}`", field=named)
        if "at" in allowed and self.at is None:
            raise problem("missing-time", f"`{given[0]}` needs `at`", field=given[0])
        return self


class MuteSpec(SpecModel):
    """A mute rule: no actions while it is active."""

    schedule: str = Field(description="cron(…) or at(…).", examples=["cron(0 2 * * ?)", "at(2026-01-05T00:10)"])
    duration: str = Field(description="PT1M to P15D.", examples=["PT1H"])
    timezone: str = Field("UTC", description="IANA name or offset.")
    alarms: list[str] = Field(default_factory=list, description="Alarms it mutes; all of the test unless given.")

    @model_validator(mode="after")
    def _check(self) -> MuteSpec:
        try:
            list(self.rule.windows(0, 0))
        except (MuteRuleError, ValueError) as error:
            raise problem("invalid-mute", str(error)) from error
        return self

    @property
    def rule(self) -> MuteRule:
        return MuteRule(self.schedule, self.duration, self.timezone)


class Setting(SpecModel):
    """What a test is about. Stated for the whole file, for a test, or shared between both."""

    rule: str | None = Field(None, description="A rule of the catalogue.", examples=["lambda_function.error_rate_high"])
    resource: dict[str, Any] | None = Field(None, description="The resource's settings, as in config.yaml.")
    spec: dict[str, Any] | None = Field(None, description="Other keys of config.yaml that the rule looks at.")
    alarm: str | None = Field(
        None,
        description="An alarm by name: of `template`, or else of the plan; there also as rule/resource.",
        examples=["lambda_function.error_rate_high/load"],
    )
    environment: str | None = Field(None, description="Which environment's plan `alarm` is of, unless --env says so.")
    template: str | None = Field(None, description="A template or DescribeAlarms dump, relative to this file.")
    parameters: dict[str, str] = Field(default_factory=dict, description="The template's parameters.")
    alarms: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="Alarms by name, with CloudFormation's properties."
    )
    parts: dict[Literal["trip", "hold", "step"], str] = Field(
        default_factory=dict, description="Which of the alarms trips, holds and raises one incident."
    )
    series: dict[str, Series] = Field(
        default_factory=dict,
        description="Points by `Namespace/Metric{Dimension=value}`, metric name, or the id in the alarm's metrics; "
        "of a log alarm by `results` or `lines`, and `results{field=value}` where it has `by`.",
    )
    every: Duration = Field(60, gt=0, description="The interval between points.")
    before: Duration = Field(0, ge=0, description="The alarm is this old at the beginning; first values held so long.")
    start: AwareDatetime | None = Field(
        None, strict=False, description="The beginning; Monday 2026-01-05T00:00Z unless given."
    )
    mutes: list[MuteSpec] = Field(default_factory=list, description="Mute rules.")

    @model_validator(mode="after")
    def _check(self) -> Setting:
        for name, series in self.series.items():
            interval = series.every or self.every
            if interval % 60 and interval not in (1, 5, 10, 20, 30):
                raise problem(
                    "invalid-interval", f"{interval}s is no interval CloudWatch keeps", field=f"series.{name}"
                )
            try:
                notation.parse(series.points, interval)
            except notation.NotationError as error:
                detail = f"{error} (character {error.position + 1})"
                raise problem("invalid-points", detail, field=f"series.{name}") from error
        return self


Sort = Literal["trip", "recovery", "healthy", "missing"]
"""An incident opens; it closes; ordinary traffic opens none; what gaps in the data do."""


class Case(Setting):
    """One test."""

    name: str = Field(min_length=1, description="What must be so, as a sentence.")
    expect: list[Expectation] = Field(min_length=1, description="All that must be so.")
    until: Duration | None = Field(None, ge=0, description="The end; that of the series and expectations unless given.")
    shows: list[Sort] = Field(default_factory=list, description="What it shows; every rule wants each of them once.")
    depends: str | None = Field(None, min_length=10, description="Why it is accepted that the outcome is not certain.")


class Suite(Setting):
    """A test file. What stands beside `tests` holds for each that does not say otherwise; mappings are merged."""

    tests: list[Case] = Field(min_length=1, description="The tests.")
