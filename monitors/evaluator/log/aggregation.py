"""AggregationExpression: `count(*)`, `avg(latency) by host, path | sort desc`."""

from __future__ import annotations

import re
from dataclasses import dataclass

FUNCTIONS = ("count", "avg", "sum", "min", "max")
MAX_FIELDS = 5
MAX_LENGTH = 2_048
_EXPRESSION = re.compile(
    r"\s*(?P<function>\w+)\s*\(\s*(?P<field>[^()]*?)\s*\)"
    r"(?:\s+by\s+(?P<fields>[^|]+?))?(?:\s*\|\s*sort\s+(?:asc|desc))?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`field` is `*` for count(*); each combination of `fields` is a contributor."""

    function: str
    field: str
    fields: tuple[str, ...] = ()

    @property
    def counts_nothing(self) -> bool:
        """Documented: count(*) of no lines is 0, a value like any other. With `by` there is nobody to count for."""
        return self.function == "count" and self.field == "*" and not self.fields


def parse(text: str) -> Aggregation:
    """Raises ValueError, with what is wrong and what is possible."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"{len(text):,} characters; CloudWatch takes {MAX_LENGTH:,}")
    match = _EXPRESSION.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not one aggregation, such as count(*) or avg(latency) by host | sort desc")
    function, field = match["function"].lower(), match["field"]
    if function not in FUNCTIONS:
        raise ValueError(f"there is no function {match['function']}; log alarms have {', '.join(FUNCTIONS)}")
    if not field or (field == "*" and function != "count"):
        raise ValueError(f"{function}({field}) names no field")
    fields = tuple(part.strip() for part in (match["fields"] or "").split(",") if part.strip())
    if any("(" in part for part in fields):
        raise ValueError("`by` takes fields; bin() belongs in the query itself")
    if len(fields) > MAX_FIELDS:
        raise ValueError(f"{len(fields)} fields after `by`; CloudWatch takes {MAX_FIELDS}")
    return Aggregation(function, field, fields)
