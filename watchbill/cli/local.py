"""Run the embedded cloud here until interrupted; --local commands find it."""

from __future__ import annotations

import rich_click as click


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Port on 127.0.0.1; any free one unless given.")
@click.option("--region", default="us-east-1", show_default=True, help="Region that it answers for.")
def command(port: int, region: str) -> None:
    """Run the embedded cloud here until interrupted; --local commands in this folder find it.

    It listens on 127.0.0.1 only, keeps everything in memory and forgets it when it ends.
    """
    from watchbill.cloud.endpoint import leave_note
    from watchbill.local.cloud import EmbeddedCloud

    cloud = EmbeddedCloud(region=region, port=port)
    note = leave_note(cloud.endpoint_url)
    click.echo(cloud.endpoint_url)
    click.echo("The embedded cloud runs. Stop it with Ctrl-C; try `watchbill deploy --local` beside it.", err=True)
    try:
        cloud.serve()
    except KeyboardInterrupt:
        click.echo("stopped", err=True)
    finally:
        note.unlink(missing_ok=True)
