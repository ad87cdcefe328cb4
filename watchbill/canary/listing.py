"""What `canary list` shows: each canary's way in, its timing and its checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table

from generators.canaries.probe import ready_probes
from generators.canaries.timing import expression, rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monitors.model.plan import Plan

Row = dict[str, Any]


def listing(plan: Plan) -> list[Row]:
    """One row a canary, by its function's key. Raises PlanError with every problem of any canary."""
    rows = []
    for probe in sorted(ready_probes(plan), key=lambda one: one.canary.function):
        canary = probe.canary
        rows.append(
            {
                "function": canary.function,
                "canary": canary.name,
                "way": probe.way,
                "target": probe.target.name if probe.target else probe.function.name,
                "engine": canary.engine,
                "schedule": rate(canary) if canary.engine == "synthetics" else expression(canary),
                "timeout_seconds": canary.timeout_seconds,
                "checks": [check.kind for check in canary.checks],
            }
        )
    return rows


def table(rows: Sequence[Row]) -> Table:
    """For people."""
    shown = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    for heading in ("function", "goes in by", "schedule", "timeout"):
        shown.add_column(heading, no_wrap=True, justify="right" if heading == "timeout" else "left")
    shown.add_column("checks")
    for row in rows:
        shown.add_row(
            row["function"], row["way"], row["schedule"], f"{row['timeout_seconds']} s", ", ".join(row["checks"])
        )
    return shown
