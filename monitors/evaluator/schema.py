"""JSON Schema of test files, for editors: docs/alarm-tests.schema.json."""

from __future__ import annotations

from typing import Any

from monitors.evaluator.suite import Suite


def build_schema() -> dict[str, Any]:
    """The schema of `Suite`, draft 2020-12."""
    schema = Suite.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Watchbill alarm tests"}
