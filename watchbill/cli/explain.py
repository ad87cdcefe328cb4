"""Explain a rule or an alarm: what it means, why it has its form, what to do, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("name")
@spec_option
@environment_option
def command(name: str, spec: Path, environment: str | None) -> None:
    """Explain NAME, a rule (lambda_function.throttled) or an alarm of the spec by its full name.

    A rule is explained with the alarms it makes for the spec, an alarm with its expression and who is told.
    """
    from monitors.catalogue import load_catalogue
    from watchbill.explanation import explain_alarm, explain_rule, suggest

    catalogue = load_catalogue()
    rule = next((entry for entry in catalogue.rules if name in (entry.id, entry.symptom)), None)
    plan = None
    if rule is None or (spec.is_file() and environment):
        from watchbill.reading import read_plan

        plan = read_plan(spec, environment)
    if rule is not None:
        click.echo("\n".join(explain_rule(rule, plan)))
        return
    alarm = next((one for one in plan.every_alarm if one.name == name), None) if plan else None
    if plan is None or alarm is None:
        raise click.BadParameter(
            f"no rule or alarm is called {name!r}{suggest(name, catalogue, plan)}", param_hint="NAME"
        )
    click.echo("\n".join(explain_alarm(alarm, catalogue.rule(alarm.rule), plan)))
