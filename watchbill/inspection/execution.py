"""Runs a debugging command through boto3 and gives its answer as the `aws` command would print it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from watchbill.inspection.aws_line import (
    OF_THE_CLI,
    SECONDS_AGO,
    WITHOUT_EFFECT,
    AwsLine,
    LineError,
    convert,
    read_line,
)

if TYPE_CHECKING:
    from pathlib import Path

    from watchbill.cloud.connection import Connection
    from watchbill.inspection.log_line import LogLine

FILE = "file://"
LONGEST_SECONDS = 910.0
"""A function may run for 900 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Executor:
    """`folder` is where `file://` paths begin."""

    connection: Connection
    folder: Path

    def run(self, line: str, *, changes: bool = False) -> Any:
        """The answer, JSON-able, `--query` applied, or the lines of a log; asked once only where it `changes` state.

        Raises LineError, botocore's own errors, and OSError for a payload that cannot be read.
        """
        call = read_line(line)
        if (call.service, call.operation) == ("logs", "tail"):
            return self._tail(call)
        connection = self.connection
        client = connection.patient(call.service, LONGEST_SECONDS) if changes else connection.client(call.service)
        return self._ask(call, client)

    def _ask(self, call: AwsLine, client: Any) -> Any:
        import jmespath  # type: ignore[import-untyped]  # comes with botocore

        try:
            operation = client.meta.method_to_api_mapping[call.operation]
        except KeyError:
            raise LineError(f"{call.service} has no operation {call.operation}") from None
        parameters = self._parameters(call, client.meta.service_model.operation_model(operation).input_shape)
        if client.can_paginate(call.operation):
            limit = call.options.get("max_items")
            pages = client.get_paginator(call.operation).paginate(
                **parameters, PaginationConfig={"MaxItems": int(limit[0])} if limit else {}
            )
            answer = pages.build_full_result()
        else:
            answer = getattr(client, call.operation)(**parameters)
        answer = plain({name: value for name, value in answer.items() if name != "ResponseMetadata"})
        query = call.options.get("query")
        return jmespath.search(query[0], answer) if query else answer

    def _parameters(self, call: AwsLine, shape: Any) -> dict[str, Any]:
        from botocore import xform_name

        members = {xform_name(name): name for name in shape.members}
        parameters = {}
        for option, words in call.options.items():
            if option in members:
                name = members[option]
                parameters[name] = convert(shape.members[name], [self._word(word) for word in words])
            elif option not in (*OF_THE_CLI, *WITHOUT_EFFECT):
                raise LineError(f"{call.service} {call.operation} has no option {option}")
        return parameters

    def _word(self, word: str) -> Any:
        if word.startswith(FILE):
            return (self.folder / word.removeprefix(FILE)).read_bytes()
        if not word.startswith("$("):
            return word
        if word in SECONDS_AGO:
            return datetime.fromtimestamp(time.time() - SECONDS_AGO[word], UTC).isoformat(timespec="seconds")
        return self.run(word.removeprefix("$(").removesuffix(")"))

    def _tail(self, call: AwsLine) -> tuple[LogLine, ...]:
        """What `aws logs tail` prints before it follows."""
        from watchbill.inspection.log_line import read_event
        from watchbill.inspection.log_reader import LogReader
        from watchbill.inspection.span import read_span

        since = time.time() - read_span(call.options["since"][0])
        events = LogReader(self.connection.client("logs"), call.positions[0]).read(since)
        return tuple(read_event(event["timestamp"], event["message"]) for event in events)


def plain(value: Any) -> Any:
    """An answer of boto3 with nothing in it that JSON lacks."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat()
    if hasattr(value, "read"):
        return value.read().decode("utf-8", "replace")
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
