"""Write a commented spec to start from, a handler it names, and the spec's schema for editors."""

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
    """Write a commented spec to start from, a handler it names, and the spec's schema for editors.

    All of it works as it is: change it to what you run, and check it with `watchbill validate`.
    """
    from watchbill.schema import schema_text
    from watchbill.starter import starter_files, starter_text

    files = {spec: starter_text(), spec.with_name(SCHEMA_FILE): schema_text()}
    files |= {spec.parent / path: text for path, text in sorted(starter_files().items())}
    taken = [str(path) for path in files if path.exists()]
    if taken and not force:
        raise click.ClickException(f"{', '.join(taken)} exist{'s' * (len(taken) == 1)}; --force overwrites")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}", err=True)
    click.echo(f"next: watchbill validate --spec {spec}", err=True)
