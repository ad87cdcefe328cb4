"""Check the spec: every problem at once, with its place and what to do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, format_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path

    from monitors.model.plan import Plan


@click.command()
@spec_option
@environment_option
@format_option
def command(spec: Path, environment: str | None, form: str) -> None:
    """Check the spec: every problem at once, with its place and what to do.

    Without an environment, every one of the spec is checked.
    """
    from watchbill.cli._output import print_findings, warn_if_untold
    from watchbill.findings import Findings
    from watchbill.reading import check_spec

    result = check_spec(spec, environment)
    findings = Findings(problems=result.problems, texts=result.texts, folder=spec.parent)
    if findings.problems or form != "full":
        print_findings(findings, form)
    else:
        for plan in result.plans:
            click.echo(f"{spec}: valid for {plan.service.environment}: {_contents(plan)}")
            warn_if_untold(plan)
    sys.exit(1 if findings.problems else 0)


def _contents(plan: Plan) -> str:
    alarms = sum(1 for _ in plan.every_alarm)
    return f"{len(plan.resources)} resources, {alarms} alarms, {len(plan.receivers)} receivers"
