"""The inventory of a cloud as tables people like to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.columns import Columns
from rich.table import Table
from rich.text import Text

from watchbill.cloud.headline import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from watchbill.demo.inventory import Inventory


def inventory_tables(inventory: Inventory) -> Iterator[RenderableType]:
    """Functions with what watches them, then dashboards beside topics, then everything counted."""
    yield _functions(inventory)
    yield Columns([_pairs("dashboard", "widgets", inventory.dashboards), _pairs("topic", "told", inventory.topics)])
    yield _counts(inventory)


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)


def _functions(inventory: Inventory) -> Table:
    table = _table()
    table.add_column("function", style="bold", no_wrap=True)
    for heading in ("memory", "timeout", "sources", "alarms", "queries", "logs kept"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in sorted(inventory.functions, key=lambda row: row.name):
        days = f"{row.log_days} d" if row.log_days else "for ever"
        table.add_row(
            row.name,
            f"{row.memory_mb:,} MB",
            f"{row.timeout_seconds} s",
            str(row.sources or "-"),
            f"[green]{row.alarms}[/]",
            f"[cyan]{row.queries}[/]",
            days,
        )
    return table


def _pairs(name: str, count: str, rows: Sequence[tuple[str, int]]) -> Table:
    table = _table()
    table.add_column(name, style="bold", no_wrap=True)
    table.add_column(count, justify="right")
    for row in rows:
        table.add_row(row[0], str(row[1]))
    return table


def _counts(inventory: Inventory) -> Text:
    parts = [f"{count:,} {plural(noun, count)}" for noun, count in inventory.counts.items() if count]
    return Text(f"In all: {', '.join(parts)}.")
