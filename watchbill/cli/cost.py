"""Say what the monitors cost a month: by rule, kind, function or item, at list prices."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from rich.table import Table

    from monitors.cost import Bill, Line

FORMAT_VERSION = "1"
FIELDS = {"rule": "rule", "kind": "kind", "function": "resource", "item": "item"}


@click.command()
@spec_option
@environment_option
@click.option("--by", type=click.Choice(list(FIELDS)), default="rule", show_default=True, help="What to sum up by.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--budget", type=float, metavar="USD", help="Exit 1 when the month costs more than this.")
def command(spec: Path, environment: str | None, by: str, as_json: bool, budget: float | None) -> None:
    """Say what the monitors cost a month: by rule, kind, function or item, at list prices.

    Needs no account. An alarm costs by the metrics it reads, so a rate of two metrics costs twice a plain one.
    """
    from monitors.cost import canary_engines, estimate
    from watchbill.project import load_project

    project = load_project(spec, environment, pack=False)
    bill = estimate(project.plan, project.dashboards)
    if as_json:
        click.echo(json.dumps(_document(bill, by, canary_engines(project.plan)), indent=2))
    else:
        _print(bill, by, canary_engines(project.plan))
    if budget is not None and bill.total > budget:
        click.echo(f"error: ${bill.total:,.2f} a month is over the budget of ${budget:,.2f}", err=True)
        sys.exit(1)


def _document(bill: Bill, by: str, engines: Mapping[str, float]) -> dict[str, Any]:
    from monitors import prices
    from monitors.cost import LEFT_OUT

    return {
        "format_version": FORMAT_VERSION,
        "currency": prices.CURRENCY,
        "as_of": prices.AS_OF,
        "region": prices.REGION,
        "total": bill.total,
        "by": by,
        "groups": [
            {"name": name or None, "lines": len(lines), "units": _units(lines), "price": _price(lines)}
            for name, lines in bill.by(FIELDS[by]).items()
        ],
        "canaries": dict(engines),
        "left_out": LEFT_OUT,
    }


def _print(bill: Bill, by: str, engines: Mapping[str, float]) -> None:
    from monitors import prices
    from monitors.cost import LEFT_OUT
    from watchbill.cli._cloud import consoles

    out, err, pen = consoles()
    out.print(_table(bill, by))
    if engines:
        said = ", ".join(f"${price:,.2f} by engine {engine}" for engine, price in engines.items())
        out.print(pen(f"Running the canaries: {said}; their alarms and metrics come on top."))
    note = f"List prices of {prices.AS_OF} in {prices.REGION}; free tier ({prices.FREE_TIER}) not taken off. {LEFT_OUT}"
    err.print(pen(note), style="dim")


def _table(bill: Bill, by: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column(by, "total", no_wrap=True, overflow="fold")
    table.add_column("what")
    table.add_column("units", str(_units(bill.lines)), justify="right", no_wrap=True)
    table.add_column("$/month", f"{bill.total:,.2f}", justify="right", no_wrap=True, footer_style="bold")
    for name, lines in bill.by(FIELDS[by]).items():
        table.add_row(name or "(whole service)", _content(lines), str(_units(lines)), f"{_price(lines):,.2f}")
    return table


def _content(lines: Sequence[Line]) -> str:
    from collections import Counter

    from watchbill.cloud.headline import plural

    counts = Counter(line.item.value for line in lines)
    return ", ".join(f"{count} {plural(item, count)}" for item, count in counts.items())


def _units(lines: Sequence[Line]) -> int:
    return sum(line.units for line in lines)


def _price(lines: Sequence[Line]) -> float:
    return round(sum(line.price for line in lines), 6)
