"""Write a commented spec to start from, and its schema for editors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import spec_option

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_FILE = "config.schema.json"


@click.command()
@spec_option
@click.option("--force", is_flag=True, help="Overwrite files that exist.")
def command(spec: Path, *, force: bool) -> None:
    """Write a commented spec to start from, and its schema for editors.

    The spec is valid as it is: change it to what you run, and check it with `watchbill validate`.
    """
    from watchbill.schema import schema_text
    from watchbill.starter import starter_text

    files = {spec: starter_text(), spec.with_name(SCHEMA_FILE): schema_text()}
    taken = [str(path) for path in files if path.exists()]
    if taken and not force:
        raise click.ClickException(f"{' and '.join(taken)} exist{'s' * (len(taken) == 1)}; --force overwrites")
    spec.parent.mkdir(parents=True, exist_ok=True)
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}", err=True)
    click.echo(f"next: watchbill validate --spec {spec}", err=True)
