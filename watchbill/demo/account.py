"""The demo's files accounted for to the last line, beside an independent count."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich import box
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from watchbill.demo.haul import Haul
    from watchbill.demo.traffic import Delivery


@contextmanager
def watch_work(console: Console, total: int) -> Iterator[Callable[[int], None]]:
    """A bar of the records stored so far, on a terminal; a log gets the table behind it only."""
    columns = (TextColumn("records stored"), BarColumn(40), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("stored", total=total)
        yield lambda done: progress.update(task, completed=done)


def account(haul: Haul, scores: Delivery, fans: Delivery) -> Table:
    """What stands in each place, a column a file."""
    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column("where", style="bold")
    table.add_column("score file", justify="right")
    table.add_column("fan list", justify="right")
    pair = (scores, fans)
    for where, values in (
        ("lines uploaded", [len(one.lines) for one in pair]),
        ("  filtered by rank", [one.filtered for one in pair]),
        ("  duplicate fans", [one.duplicate for one in pair]),
        ("  invalid, to be parked", [one.invalid for one in pair]),
        ("stored in the table", [haul.stored(one.campaign) for one in pair]),
        ("counted for the campaign", [haul.counted(one.campaign).total() for one in pair]),
        ("sent to the Entry service", [haul.entries(one.campaign) for one in pair]),
    ):
        table.add_row(where, *(f"{value:,}" for value in values))
    return table


def claims(haul: Haul, scores: Delivery, fans: Delivery) -> Iterator[tuple[str, bool]]:
    """What must be so, each with whether it is."""
    for name, one in (("score file", scores), ("fan list", fans)):
        whole = one.good + one.filtered + one.duplicate + one.invalid == len(one.lines)
        yield f"every good line of the {name} is stored once", whole and haul.stored(one.campaign) == one.good
        yield f"its counts are exact: {_spelled(one)}", haul.counted(one.campaign) == one.verdicts
    invalid = scores.invalid + fans.invalid
    yield f"the {invalid} invalid lines lie in the parking bucket, with their causes", haul.parked() == invalid
    told = haul.posts()
    yield f"Slack was told once a campaign: {' · '.join(told)}", len(told) == len((scores, fans))


def _spelled(delivery: Delivery) -> str:
    return ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(delivery.verdicts.items()))
