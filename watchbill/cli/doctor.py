"""Is everything in place so that somebody is told? Subscriptions, policies, secrets, queues, mutes, clock, quotas."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import consoles, local_option, place, reach
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@spec_option
@environment_option
@local_option
@click.option("--probe", is_flag=True, help="Ask Slack and PagerDuty, too, whether they answer; sends no secret.")
@click.option("--drift", is_flag=True, help="Let CloudFormation compare every resource with life: takes minutes.")
@click.option("--only", multiple=True, metavar="CHECK", help="Only this check; may be given several times.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    spec: Path, environment: str | None, local: bool, probe: bool, drift: bool, only: tuple[str, ...], as_json: bool
) -> None:
    """Look whether everything is in place so that somebody is told. Reads only.

    Exit code 1: something is wrong. Warnings, and what the role in use may not look at, are told and do not count.
    """
    from watchbill.doctor.examination import examine, find_checks
    from watchbill.doctor.finding import Verdict
    from watchbill.doctor.patient import Patient
    from watchbill.doctor.render.doctor_text import doctor_document, doctor_lines
    from watchbill.oncall.moment import now
    from watchbill.project import load_project

    if unknown := [name for name in only if name not in find_checks()]:
        known = ", ".join(find_checks())
        raise click.BadParameter(f"there is no check {', '.join(unknown)}; there are {known}", param_hint="--only")
    project = load_project(spec, environment, local=local, pack=False)
    connection = reach(project.plan.service, local=local)
    patient = Patient(
        plan=project.plan, connection=connection, at=now(), account=project.account, probe=probe, drift=drift
    )
    out, err, pen = consoles()
    results = examine(patient, only)
    err.print(pen(place(project.plan.service, connection)), style="dim", soft_wrap=True)
    if as_json:
        click.echo(json.dumps(doctor_document(results), indent=2))
    else:
        for line in doctor_lines(results, pen):
            out.print(line)
    if any(result.verdict is Verdict.PROBLEM for result in results):
        sys.exit(1)
