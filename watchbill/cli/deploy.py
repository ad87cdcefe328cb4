"""Deploy everything the spec asks for: change sets, side by side, rolled back where they fail."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import ask, connect, consoles, local_option, parallel_option, where, yes_option
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from pathlib import Path

    from watchbill.cloud.deployment import Report
    from watchbill.cloud.proposal import Proposal

INTERRUPTED = 130


@click.command()
@spec_option
@environment_option
@local_option
@yes_option
@parallel_option
@click.option("--allow-data-loss", is_flag=True, help="Go on although tables, queues, streams or buckets lose data.")
@click.option(
    "--mute",
    "mute_minutes",
    type=click.IntRange(1, 120),
    metavar="MINUTES",
    help="Hold alarms back for so long, but the router's own; lifted at once when the deployment fails.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every stack's outcome as one JSON document.")
def command(
    spec: Path,
    environment: str | None,
    local: bool,
    yes: bool,
    parallel: int,
    allow_data_loss: bool,
    mute_minutes: int | None,
    as_json: bool,
) -> None:
    """Deploy everything the spec asks for: change sets, side by side, rolled back where they fail.

    Run it again after an interruption or a failure: it goes on where it stopped. Stacks without a change are left
    alone; stacks whose resource left the spec are removed last.
    """
    from watchbill.cli._output import warn_if_untold
    from watchbill.cloud.deployment import ARTEFACTS, deploy
    from watchbill.cloud.error import in_words
    from watchbill.cloud.glossary import write_glossary
    from watchbill.cloud.proposal import propose
    from watchbill.cloud.render.plan_text import PlanText
    from watchbill.cloud.render.progress import progress_for
    from watchbill.oncall.deployment_mute import mute_for_deployment
    from watchbill.oncall.moment import now
    from watchbill.oncall.mute import lift_mute
    from watchbill.project import load_project

    project = load_project(spec, environment, local=local)
    warn_if_untold(project.plan)
    connection = connect(project, local=local)
    _, err, pen = consoles()
    with in_words():
        err.print(pen(where(project, connection)), style="dim", soft_wrap=True)
        proposal = propose(connection, project.owner, project.stacks)
        for line in PlanText(proposal.difference, write_glossary(project.plan), str(spec), pen).lines():
            err.print(line, soft_wrap=True)
        err.print()
        pending = proposal.difference.pending
        if pending:
            refuse_losses(proposal, allowed=allow_data_loss)
            ask(f"Deploy these changes to {project.plan.service.environment}?", "deploy", yes=yes)
        muted = mute_for_deployment(connection, project.plan, mute_minutes, now()) if pending and mute_minutes else ()
        with progress_for(err, pen, len(pending) + ARTEFACTS) as progress:
            digest = project.plan.service.spec_digest
            report = deploy(connection, proposal, project.code, digest, progress, workers=parallel)
        if report.failures:
            for mute in muted:
                lift_mute(connection, mute.name)
    _print(report, as_json=as_json)
    if report.failures:
        err.print("Run the same command again to go on from here.", style="dim")
        sys.exit(INTERRUPTED if report.interrupted else 1)


def refuse_losses(proposal: Proposal, *, allowed: bool) -> None:
    """Raises CloudError naming what would be lost, unless that is allowed."""
    from watchbill.cloud.error import CloudError

    losses = proposal.difference.losses
    if losses and not allowed:
        names = ", ".join(f"{loss.noun} {loss.name}" for loss in losses)
        raise CloudError(f"this would lose the data of {names}. Nothing was done. If that is meant: --allow-data-loss")


def _print(report: Report, *, as_json: bool) -> None:
    from watchbill.cloud.render.report import report_document, say_report

    click.echo(json.dumps(report_document(report), indent=2) if as_json else say_report(report))
