"""List the rules: what each watches, its thresholds, whom it tells."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from monitors.catalogue import Entry


@click.command()
@click.argument("kind", required=False)
@click.option("--json", "as_data", is_flag=True, help="Everything about each rule, as JSON.")
@click.option("--markdown", is_flag=True, help="docs/rules.md, to stdout.")
def command(kind: str | None, as_data: bool, markdown: bool) -> None:
    """List the rules, all or of one KIND: what each watches, its thresholds, whom it tells."""
    from monitors.catalogue import load_catalogue

    catalogue = load_catalogue()
    if markdown:
        from watchbill.rules_page import rules_page

        click.echo(rules_page(catalogue), nl=False)
        return
    if kind is not None and kind not in catalogue.kinds:
        raise click.BadParameter(f"{kind!r} is none of {', '.join(catalogue.kinds)}", param_hint="KIND")
    entries = [entry for entry in catalogue.rules if kind in (None, entry.kind)]
    if as_data:
        _print_json(entries)
    else:
        _print_table(entries)


def _print_json(entries: list[Entry]) -> None:
    import orjson

    from watchbill.rule_facts import as_json

    click.echo(orjson.dumps([as_json(entry) for entry in entries], option=orjson.OPT_INDENT_2))


def _print_table(entries: list[Entry]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from watchbill.rule_facts import settings_of, starts_on

    styles = {"high": "red", "medium": "yellow", "low": "blue"}
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Rule", no_wrap=True)
    table.add_column("Symptom", ratio=3)
    table.add_column("Thresholds", ratio=2)
    table.add_column("Priority", no_wrap=True)
    table.add_column("Sev.", no_wrap=True)
    for entry in entries:
        thresholds = ", ".join(f"{s.name} {s.default}" for s in settings_of(entry) if s.default is not None)
        priority = entry.rule.priority.value if starts_on(entry) else "off"
        style = styles.get(priority, "dim")
        table.add_row(entry.id, entry.essay.symptom, thresholds, f"[{style}]{priority}[/]", entry.rule.severity.value)
    width = None if sys.stdout.isatty() else 180
    Console(width=width, highlight=False).print(table)
