"""What a user may say about a Lambda function."""

from __future__ import annotations

import json
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from monitors.spec.model import Key, ResourceSpec, SpecModel, problem
from monitors.spec.shape import Refers

SOURCES = ("stream", "queue", "bucket", "table", "api", "schedule")
TARGETS = ("stream", "queue", "bucket", "table", "function", "secret")


class Trigger(SpecModel):
    """What invokes the function: exactly one of stream, queue, bucket, table, api, schedule."""

    stream: Annotated[Key, Refers("streams")] | None = Field(
        None, description="A stream of `streams:`.", examples=["scores-stream"]
    )
    queue: Annotated[Key, Refers("queues")] | None = Field(
        None, description="A queue of `queues:`.", examples=["orders-queue"]
    )
    bucket: Annotated[Key, Refers("buckets")] | None = Field(
        None,
        description="A bucket of `buckets:`; objects created there invoke the function.",
        examples=["score-files"],
    )
    table: Annotated[Key, Refers("tables")] | None = Field(
        None, description="A table of `tables:`, by its stream.", examples=["demand-table"]
    )
    api: Annotated[Key, Refers("apis")] | None = Field(
        None, description="An API of `apis:`.", examples=["campaigns-api"]
    )
    schedule: str | None = Field(None, description="An EventBridge Scheduler expression.", examples=["rate(1 hour)"])
    batch_size: int | None = Field(
        None, ge=1, le=10_000, description="Records a batch: stream, table, queue.", examples=[500]
    )
    batch_window_seconds: int | None = Field(
        None, ge=0, le=300, description="How long to gather a batch.", examples=[5]
    )
    parallelization_factor: int = Field(1, ge=1, le=10, description="Batches a shard at a time: stream, table.")
    maximum_retries: int = Field(5, ge=0, le=10_000, description="Tries before a batch goes to on_failure.")
    maximum_age_seconds: int = Field(86_400, ge=60, le=604_800, description="Older records go to on_failure.")
    tumbling_window_seconds: int | None = Field(
        None, ge=1, le=900, description="Stream and table sources.", examples=[30]
    )
    on_failure: Annotated[Key, Refers("buckets", "queues")] | None = Field(
        None,
        description="A bucket or queue that takes what could not be processed.",
        examples=["parked-records"],
    )
    prefix: str = Field("", description="Bucket: only keys that begin so.", examples=["scores/"])
    suffix: str = Field("", description="Bucket: only keys that end so.", examples=[".csv"])
    filters: list[str] = Field(default_factory=list, description="Event source filters, each a JSON pattern.")
    route: str | None = Field(None, description="API: method and path.", examples=["GET /campaigns/{eventId}"])
    input: str | None = Field(
        None, description="Schedule: the event, as JSON.", examples=['{"reconcile": {"repair": true}}']
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        named = [source for source in SOURCES if getattr(self, source) is not None]
        if len(named) != 1:
            said = " and ".join(named) if named else "none"
            raise problem(
                "trigger-source",
                f"a trigger names exactly one source, this one names {said}",
                help=f"keep one of {', '.join(SOURCES)}; a function may have several triggers",
            )
        if self.api is not None and self.route is None:
            raise problem("trigger-route", "an API trigger needs a route", help='add e.g. route: "GET /items/{id}"')
        if self.input is not None and not _is_json(self.input):
            raise problem(
                "trigger-input", "the event of a schedule is no JSON", field="input", help="quote it as one text"
            )
        return self

    @property
    def source(self) -> str:
        """Which field is set: `stream`, `queue`…"""
        return next(source for source in SOURCES if getattr(self, source) is not None)

    @property
    def is_stream(self) -> bool:
        """True for sources with an iterator: Kinesis and DynamoDB streams."""
        return self.source in ("stream", "table")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


class Use(SpecModel):
    """Something the function touches: gives its role exactly these rights, and its environment the name."""

    stream: Annotated[Key, Refers("streams")] | None = Field(
        None, description="A stream of `streams:`.", examples=["scores-stream"]
    )
    queue: Annotated[Key, Refers("queues")] | None = Field(
        None, description="A queue of `queues:`.", examples=["orders-queue"]
    )
    bucket: Annotated[Key, Refers("buckets")] | None = Field(
        None, description="A bucket of `buckets:`.", examples=["score-files"]
    )
    table: Annotated[Key, Refers("tables")] | None = Field(
        None, description="A table of `tables:`.", examples=["demand-table"]
    )
    function: Annotated[Key, Refers("functions")] | None = Field(
        None,
        description="A function of `functions:` to invoke; its own, to continue itself.",
        examples=["loadScoresToStream"],
    )
    secret: str | None = Field(None, description="A Secrets Manager name.", examples=["prd2011/slack/bot-token"])
    access: list[Literal["read", "write"]] = Field(
        ["read"],
        min_length=1,
        description="read: get, query, receive. write: put, update, delete, send, invoke.",
    )
    env: str | None = Field(
        None,
        pattern=r"^[A-Z][A-Z0-9_]*$",
        description="Environment variable that gets the name (queues: the URL).",
        examples=["DEMAND_TABLE"],
    )

    @model_validator(mode="after")
    def _one_target(self) -> Self:
        named = [name for name in TARGETS if getattr(self, name) is not None]
        if len(named) != 1:
            raise problem("use-target", f"an entry of uses names exactly one of {', '.join(TARGETS)}")
        return self

    @property
    def target(self) -> str:
        """Which field is set."""
        return next(name for name in TARGETS if getattr(self, name) is not None)


class CanaryCheck(SpecModel):
    """One thing that must be true after a canary's event went in."""

    kind: Key = Field(description="A check of canaries/checks.", examples=["response", "item_written"])
    within_seconds: float = Field(30, gt=0, le=600, description="How long to wait for it.")
    settings: dict[str, str | int | float | bool] = Field(
        default_factory=dict, description="The check's own facts: see canaries/checks."
    )


class CanarySpec(SpecModel):
    """How the function is probed. The event is event.json beside the handler; `canary-0000-run` in it means the run."""

    enabled: bool = Field(True, description="false: no canary for this function.")
    every_minutes: int = Field(5, ge=1, le=1440, description="The operations manual says 5.")
    timeout_seconds: int = Field(60, ge=3, le=840, description="A probe that takes longer has failed.")
    through: Literal["invoke", "trigger"] = Field("invoke", description="Invoke the function, or use its trigger.")
    content: str = Field(
        "",
        description="Text of the object that the event speaks of, where a bucket triggers the function.",
        examples=["id,score\ncanary-0000-run,1\n"],
    )
    items: list[dict[str, str | int | float | bool]] = Field(
        default_factory=list,
        description="Items that stand in the function's table before the event goes in.",
        examples=[[{"PK": "campaign:canary-0000-run", "SK": "meta:counts", "total": 1}]],
    )
    checks: list[CanaryCheck] = Field(default_factory=list, description="Checked in order.")


class QuerySpec(SpecModel):
    """A saved Logs Insights query on this function's log group."""

    name: str = Field(min_length=1, max_length=80, description="As the console shows it.", examples=["write results"])
    text: str = Field(
        min_length=10,
        max_length=10_000,
        description="Logs Insights query language.",
        examples=["filter level = 'ERROR' | sort @timestamp desc"],
    )
    description: str = Field("", description="What it answers.", examples=["Refused writes, newest first."])


class Spec(ResourceSpec):
    """A Lambda function, its triggers, and what it touches."""

    SECTION: ClassVar[str | None] = "functions"
    TITLE: ClassVar[str] = "Lambda function"
    SHORT: ClassVar[str] = "lambda"
    NAME_TEMPLATE: ClassVar[str] = "{product}-{environment}-{region}-{name}"
    NAME_PATTERN: ClassVar[str] = r"^[A-Za-z0-9_-]+$"
    NAME_MAX: ClassVar[int] = 64
    FLOW: ClassVar[int] = 30
    DASHBOARD: ClassVar[str | None] = "Lambda performance"

    handler: str | None = Field(
        None,
        description="Python path of the handler; its folder holds monitors.yaml and event.json.",
        examples=["workers.load_scores_to_dynamodb.handler.handle"],
    )
    runtime: str = Field("python3.13", description="Lambda runtime identifier.", examples=["python3.13"])
    architecture: Literal["x86_64", "arm64"] = Field("arm64", description="Instruction set.")
    memory_size_mb: int = Field(2048, ge=128, le=10_240, description="Memory; CPU follows it.")
    timeout_seconds: int = Field(60, ge=1, le=900, description="The function's own limit; duration rules are % of it.")
    reserved_concurrency: int = Field(-1, ge=-1, description="-1: unreserved.")
    log_retention_days: Literal[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653] = Field(
        7, description="CloudWatch Logs retention."
    )
    log_format: Literal["json", "text"] = Field(
        "json", description="Format of the function's logs; text only where another tool owns the function."
    )
    use_log_stream: bool = Field(True, description="Subscribe the log group to the service's log stream.")
    tracing: bool = Field(False, description="X-Ray active tracing.")
    environment: dict[str, str] = Field(default_factory=dict, description="Plain environment variables; no secrets.")
    triggers: list[Trigger] = Field(default_factory=list, description="What invokes it.")
    uses: list[Use] = Field(default_factory=list, description="What it touches.")
    log_fields: list[str] = Field(
        default_factory=list, description="Key log fields, for queries.", examples=[["count.in", "count.failed"]]
    )
    queries: list[QuerySpec] = Field(default_factory=list, description="Saved queries of its own.")
    canary: CanarySpec = Field(default_factory=CanarySpec, description="How it is probed.")
    runbook_notes: str = Field(
        "",
        description="Markdown for this function's runbooks.",
        examples=["A healthy batch ends with one `batch written` line."],
    )

    @staticmethod
    def log_group(function_name: str) -> str:
        """Lambda's own choice of name; the operations manual's too."""
        return f"/aws/lambda/{function_name}"
