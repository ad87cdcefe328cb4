"""Explain a rule or an alarm: what it means, why it has its form, what to do, who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path

    from monitors.model.plan import Plan


@click.command()
@click.argument("name")
@click.option(
    "--series",
    multiple=True,
    metavar="ID=POINTS",
    help="What would the alarm do? For example errors='0 for 10m 8 for 5m'.",
)
@click.option("--before", default="1h", show_default=True, help="With --series: the alarm is that old already.")
@spec_option
@environment_option
def command(name: str, series: tuple[str, ...], before: str, spec: Path, environment: str | None) -> None:
    """Explain NAME: a rule (lambda_function.throttled), or an alarm of the spec by its full name or as RULE/RESOURCE.

    A rule is explained with the alarms it makes for the spec, an alarm with its expression and who is told. With
    --series, an alarm's states are shown as CloudWatch would set them if its metrics went so.
    """
    from monitors.catalogue import load_catalogue
    from watchbill.explanation import explain_alarm, explain_rule, suggest

    catalogue = load_catalogue()
    rule = next((entry for entry in catalogue.rules if name in (entry.id, entry.symptom)), None)
    plan = None
    if rule is None or (spec.is_file() and environment):
        from watchbill.reading import read_plan

        plan = read_plan(spec, environment)
    if rule is not None and series:
        raise click.BadParameter(f"{name!r} is a rule; --series is played to one alarm", param_hint="NAME")
    if rule is not None:
        click.echo("\n".join(explain_rule(rule, plan)))
        return
    alarm = next((one for one in plan.every_alarm if name in (one.name, one.id)), None) if plan else None
    if plan is None or alarm is None:
        raise click.BadParameter(
            f"no rule or alarm is called {name!r}{suggest(name, catalogue, plan)}", param_hint="NAME"
        )
    if series:
        _rehearse(plan, alarm.name, series, before)
        return
    click.echo("\n".join(explain_alarm(alarm, catalogue.rule(alarm.rule), plan)))


def _rehearse(plan: Plan, alarm: str, series: tuple[str, ...], before: str) -> None:
    from pydantic import ValidationError

    from monitors.evaluator.subject import SubjectError
    from watchbill.proof.rehearsal import rehearse

    try:
        lines = list(rehearse(plan, alarm, series, before))
    except ValidationError as error:
        raise click.BadParameter(
            "; ".join(one["msg"] for one in error.errors()), param_hint="--series or --before"
        ) from error
    except SubjectError as error:
        raise click.BadParameter(str(error), param_hint="--series") from error
    for text, colour in lines:
        click.secho(text, fg=colour or None)
