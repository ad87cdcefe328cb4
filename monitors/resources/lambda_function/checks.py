"""What must hold between functions, their triggers and what triggers them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from monitors.spec.flaw import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from monitors.resources.lambda_function.spec import Spec, Trigger

BATCHED = ("batch_size", "batch_window_seconds", "filters")
STREAMED = ("parallelization_factor", "maximum_retries", "maximum_age_seconds", "tumbling_window_seconds", "on_failure")
FITTING = {
    "stream": (*BATCHED, *STREAMED),
    "table": (*BATCHED, *STREAMED),
    "queue": BATCHED,
    "bucket": ("prefix", "suffix", "on_failure"),
    "api": ("route",),
    "schedule": ("input", "on_failure"),
}
"""Settings a source takes; anything else would be ignored by AWS, or refused when deployed."""
UNWINDOWED_BATCH_MAX = 10  # CreateEventSourceMapping: a queue's larger batches need a window of at least a second
SET_BY_LAMBDA = frozenset({
    "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
})  # fmt: skip
"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, reserved environment variables."""


def check(resources: Mapping[str, Mapping[str, Any]]) -> Iterator[Flaw]:
    """Every flaw of every function."""
    functions: Mapping[str, Spec] = resources.get("lambda_function", {})
    for key, function in functions.items():
        for index, trigger in enumerate(function.triggers):
            path = ("functions", key, "triggers", index)
            yield from _unfitting(trigger, path)
            yield from _queue(key, function, trigger, path, resources.get("sqs_queue", {}))
            yield from _table(trigger, path, resources.get("dynamodb_table", {}))
        yield from _variables(key, function)
        yield from _queries(key, function)
        yield from _log_stream(key, function, resources.get("kinesis_stream", {}))
    yield from _overlapping(functions)
    yield from _routes(functions)


def _unfitting(trigger: Trigger, path: tuple[str | int, ...]) -> Iterator[Flaw]:
    fitting = {trigger.source, *FITTING[trigger.source]}
    for name in sorted(trigger.model_fields_set - fitting):
        yield Flaw(
            code="trigger-setting",
            message=f"`{name}` does not fit a trigger by `{trigger.source}`",
            path=(*path, name),
            help=f"remove it; such a trigger takes {', '.join(FITTING[trigger.source])}",
            on_key=True,
        )


def _queue(key: str, function: Spec, trigger: Trigger, path: tuple[str | int, ...], queues: Any) -> Iterator[Flaw]:
    queue = queues.get(trigger.queue) if trigger.queue else None
    if queue is None:
        return
    if queue.visibility_timeout_seconds < function.timeout_seconds:
        yield Flaw(
            code="visibility-too-short",
            message=(
                f"messages of `{trigger.queue}` show again after {queue.visibility_timeout_seconds} s, "
                f"while `{key}` may still work on them for {function.timeout_seconds} s"
            ),
            path=("queues", str(trigger.queue), "visibility_timeout_seconds"),
            help=f"AWS advises six times the function's timeout: {min(6 * function.timeout_seconds, 43_200)}",
        )
    size, window = trigger.batch_size or 10, trigger.batch_window_seconds
    if queue.fifo and (size > UNWINDOWED_BATCH_MAX or window):
        field = "batch_window_seconds" if window else "batch_size"
        yield Flaw(code="trigger-setting", message="a FIFO queue gives batches of at most 10, without a window",
                   path=(*path, field), help="remove it")  # fmt: skip
    elif size > UNWINDOWED_BATCH_MAX and not window:
        yield Flaw(code="trigger-setting", message=f"batches of {size} messages need a batch window",
                   path=(*path, "batch_size"), help="add `batch_window_seconds: 1` or more, or stay at 10")  # fmt: skip


def _table(trigger: Trigger, path: tuple[str | int, ...], tables: Any) -> Iterator[Flaw]:
    table = tables.get(trigger.table) if trigger.table else None
    if table is not None and not table.stream:
        yield Flaw(code="table-without-stream", message=f"`{trigger.table}` has no stream to trigger anything",
                   path=(*path, "table"), help=f"set `stream: true` on the table `{trigger.table}`")  # fmt: skip


def _variables(key: str, function: Spec) -> Iterator[Flaw]:
    taken: dict[str, str] = dict.fromkeys(function.environment, "environment")
    for name in function.environment:
        if name in SET_BY_LAMBDA:
            yield Flaw(code="reserved-variable", message=f"Lambda sets `{name}` itself", on_key=True,
                       path=("functions", key, "environment", name), help="choose another name")  # fmt: skip
    for index, use in enumerate(function.uses):
        if use.env is None:
            continue
        path = ("functions", key, "uses", index, "env")
        if use.env in SET_BY_LAMBDA:
            yield Flaw(code="reserved-variable", message=f"Lambda sets `{use.env}` itself", path=path,
                       help="choose another name")  # fmt: skip
        if use.env in taken:
            yield Flaw(code="duplicate-variable", message=f"`{use.env}` is already set by {taken[use.env]}", path=path,
                       help="choose another name")  # fmt: skip
        taken.setdefault(use.env, f"uses, entry {index + 1}")


def _queries(key: str, function: Spec) -> Iterator[Flaw]:
    seen: set[str] = set()
    for index, query in enumerate(function.queries):
        if query.name in seen:
            yield Flaw(code="duplicate-query", message=f"a query named `{query.name}` stands above",
                       path=("functions", key, "queries", index, "name"), help="choose another name")  # fmt: skip
        seen.add(query.name)


def _log_stream(key: str, function: Spec, streams: Any) -> Iterator[Flaw]:
    asked = function.use_log_stream and "use_log_stream" in function.model_fields_set
    if asked and not any(stream.log_stream for stream in streams.values()):
        yield Flaw(code="no-log-stream", message=f"`{key}` asks for the log stream, and no stream is one",
                   path=("functions", key, "use_log_stream"),
                   help="set `log_stream: true` on a stream, or remove `use_log_stream`")  # fmt: skip


def _overlapping(functions: Mapping[str, Spec]) -> Iterator[Flaw]:
    """S3 refuses two notifications of one bucket whose prefixes and suffixes could both match a key."""
    seen: dict[str, list[tuple[Trigger, str]]] = defaultdict(list)
    for key, function in functions.items():
        for index, trigger in enumerate(function.triggers):
            if trigger.bucket is None:
                continue
            for other, owner in seen[trigger.bucket]:
                if _nested(trigger.prefix, other.prefix, str.startswith) and _nested(
                    trigger.suffix, other.suffix, str.endswith
                ):
                    yield Flaw(code="overlapping-triggers",
                               message=f"keys of `{trigger.bucket}` may match this trigger and one of `{owner}`",
                               path=("functions", key, "triggers", index, "bucket"),
                               help="S3 takes no overlap: give them prefixes of which none begins another")  # fmt: skip
                    break
            seen[trigger.bucket].append((trigger, key))


def _nested(one: str, other: str, test: Any) -> bool:
    return bool(test(one, other) or test(other, one))


def _routes(functions: Mapping[str, Spec]) -> Iterator[Flaw]:
    taken: dict[tuple[str, str], str] = {}
    for key, function in functions.items():
        for index, trigger in enumerate(function.triggers):
            if trigger.api is None or trigger.route is None:
                continue
            owner = taken.setdefault((trigger.api, trigger.route), key)
            path = ("functions", key, "triggers", index)
            if taken[trigger.api, trigger.route] is not key or _repeated(function, index):
                yield Flaw(code="duplicate-route", message=f"`{trigger.route}` already leads to `{owner}`",
                           path=(*path, "route"), help="one route leads to one function")  # fmt: skip


def _repeated(function: Spec, index: int) -> bool:
    trigger = function.triggers[index]
    return any(other.api == trigger.api and other.route == trigger.route for other in function.triggers[:index])
