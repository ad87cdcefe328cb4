"""Draw the dashboards as one HTML page with invented data; no account needed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from watchbill.cli._options import environment_option, spec_option


@click.command()
@spec_option
@environment_option
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("preview.html"), help="File to write.")
@click.option("--breach/--healthy", default=True, help="Let series cross their thresholds, or stay well below.")
def command(spec: Path, environment: str | None, output: Path, breach: bool) -> None:
    """Draw the dashboards as one HTML page with invented data; no account needed."""
    from generators.dashboards import dashboards
    from watchbill.preview.page import render_page
    from watchbill.reading import read_plan

    plan = read_plan(spec, environment)
    made = list(dashboards(plan))
    end = datetime.now(UTC).replace(second=0, microsecond=0)
    title = f"{plan.service.name} {plan.service.environment}"
    output.write_text(render_page(made, end, service=title, breach=breach), encoding="utf-8")
    click.echo(f"{output}: {len(made)} dashboards, {sum(len(d.widgets) for d in made)} widgets", err=True)
