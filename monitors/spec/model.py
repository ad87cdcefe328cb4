"""What every part of a spec shares: strict frozen models, durations, references to secrets and to other resources."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from monitors.model.alarm import Priority, Severity
from monitors.spec.shape import Refers

KEY_PATTERN = r"^[A-Za-z][A-Za-z0-9_-]{0,63}$"
Key = Annotated[str, Field(pattern=KEY_PATTERN, description="A name within the spec.")]
"""Spec keys are ASCII: logical ids and alarm names are made of them, and AWS takes no others everywhere."""


def problem(code: str, message: str, *, field: str = "", help: str = "") -> PydanticCustomError:  # noqa: A002
    """An error for model validators. `field` is the dotted path below the model that the caret should mark."""
    return PydanticCustomError(code, "{message}", {"message": message, "field": field, "help": help})


class SpecModel(BaseModel):
    """Frozen; unknown keys are errors; no type is coerced silently."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Secret(SpecModel):
    """A reference to a secret. The value itself never stands in a spec."""

    secret: str = Field(
        description="Secrets Manager name, or an SSM parameter's name beginning with a slash.",
        examples=["prd2011/slack/bot-token", "/prd2011/pagerduty/routing-key"],
    )


class RuleTuning(SpecModel):
    """What can be said about any rule, at any level. Rules add their own thresholds, with units in the names."""

    enabled: bool = Field(True, description="false turns the rule off; it needs a reason.")
    reason: str | None = Field(
        None,
        min_length=10,
        description="Why the rule is off or differs; shown in docs and plan.",
        examples=["a batch job runs for hours by design"],
    )
    priority: Priority | None = Field(None, strict=False, description="high → PagerDuty, medium → Slack, low → email.")
    severity: Severity | None = Field(None, strict=False, description="The incident's level, P1 to P4.")
    notes: str | None = Field(
        None,
        description="Added to the runbook of this rule, for this resource.",
        examples=["Ask the data team before redriving."],
    )

    @model_validator(mode="after")
    def _off_for_a_reason(self) -> Self:
        if not self.enabled and self.reason is None and "enabled" in self.model_fields_set:
            raise problem(
                "rule-off-without-reason",
                "a rule is turned off without a reason",
                field="enabled",
                help="add `reason:`; it is shown in docs and plan to whoever misses the alarm",
            )
        return self


class ResourceSpec(SpecModel):
    """What can be said about any resource. A kind adds its own fields, and states its facts as class variables."""

    SECTION: ClassVar[str | None] = None
    """Top-level key of config.yaml that lists resources of this kind; None for kinds that are derived."""
    TITLE: ClassVar[str]
    """How people call the kind: `Lambda function`."""
    SHORT: ClassVar[str]
    """How alarm names call it: `lambda`."""
    NAME_TEMPLATE: ClassVar[str] = "{product}-{environment}-{name}"
    NAME_PATTERN: ClassVar[str] = r"^[A-Za-z0-9_-]+$"
    NAME_MAX: ClassVar[int] = 64
    FLOW: ClassVar[int]
    """Place in the data flow: dashboards list kinds in this order."""
    DASHBOARD: ClassVar[str | None] = None
    """Title of the dashboard that shows every resource of this kind; kinds may share one."""

    name: str | None = Field(
        None,
        description="Goes into the name template as {name}; the key in kebab-case unless given.",
        examples=["load-db"],
    )
    owner: Annotated[Key, Refers("teams")] | None = Field(
        None,
        description="A team of `teams:`; the service's owner unless given.",
        examples=["verifiedfan-api"],
    )
    critical: bool = Field(False, description="Critical resources get the stricter rules, and page.")
    managed: bool = Field(True, description="false: another tool creates it, only its monitors are generated.")
    description: str = Field(
        "",
        description="One line for dashboards and runbooks.",
        examples=["Reads score files and puts them on the stream."],
    )
    tags: dict[str, str] = Field(default_factory=dict, description="Added to everything made for this resource.")

    @classmethod
    def physical_name(cls, name: str, settings: Self) -> str:
        """The templated name as AWS wants it (a FIFO queue's ends in .fifo)."""
        return name
