"""Print the JSON Schema of a spec, for editors."""

from __future__ import annotations

import rich_click as click


@click.command()
def command() -> None:
    """Print the JSON Schema of a spec, for editors.

    `watchbill schema > config.schema.json`, and as the first line of the spec:
    `# yaml-language-server: $schema=config.schema.json`
    """
    from watchbill.schema import schema_text

    click.echo(schema_text(), nl=False)
