"""Four numbers over all functions: availability, invocations a minute, error rate, slowest p99."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generators.artefact import JSON
    from generators.dashboards.body import Grid
    from monitors.model.plan import Plan

FUNCTIONS_MAX = 100
"""Four widgets × two metrics × 100 functions stay well under the 2,500 metrics of a dashboard."""


def add_numbers(grid: Grid, plan: Plan) -> None:
    """Four number widgets, 6 × 3 each, with sparklines; none where there is no function."""
    functions = [entry.resource for entry in plan.of_kind("lambda_function")]
    functions = sorted(functions, key=lambda f: (not f.critical, f.key))[:FUNCTIONS_MAX]
    if not functions:
        return
    names = [function.name for function in functions]
    region = plan.service.region
    calls = _hidden("Invocations", "Sum", names, "c")
    errors = _hidden("Errors", "Sum", names, "e")
    durations = _hidden("Duration", "p99", names, "d")
    # METRICS("x") would also match ids that merely contain x, so sums name their ids.
    all_calls, all_errors = _sum("c", len(names)), _sum("e", len(names))
    for title, expression, metrics in (
        ("Availability %", f"100 - 100 * {all_errors} / {all_calls}", [*calls, *errors]),
        ("Invocations / min", f"{all_calls} / 5", calls),
        ("Error rate %", f"100 * {all_errors} / {all_calls}", [*calls, *errors]),
        ("Slowest p99, ms", f"MAX([{', '.join(f'd{i}' for i in range(len(names)))}])", durations),
    ):
        total: list[object] = [{"expression": expression, "id": "total", "label": title}]
        grid.add("metric", 6, 3, _number(title, region, [total, *metrics]))
    grid.new_row()


def _number(title: str, region: str, metrics: list[list[object]]) -> JSON:
    return {
        "title": title,
        "region": region,
        "view": "singleValue",
        "sparkline": True,
        "period": 300,
        "metrics": metrics,
    }


def _hidden(metric: str, statistic: str, names: list[str], prefix: str) -> list[list[object]]:
    return [
        [
            "AWS/Lambda",
            metric,
            "FunctionName",
            name,
            {"id": f"{prefix}{index}", "stat": statistic, "period": 300, "visible": False},
        ]
        for index, name in enumerate(names)
    ]


def _sum(prefix: str, count: int) -> str:
    return f"SUM([{', '.join(f'{prefix}{index}' for index in range(count))}])"
