"""Show what deploying would change: alarms, dashboards, costs, and what was changed by hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._cloud import connect, consoles, local_option, where
from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from watchbill.cloud.glossary import Glossary
    from watchbill.cloud.proposal import Proposal
    from watchbill.project import Project

file_type = click.Path(path_type=Path, dir_okay=False)
CHANGES_PRESENT = 2


@click.command()
@spec_option
@environment_option
@local_option
@click.option("--all", "every", is_flag=True, help="List new and removed stacks resource by resource.")
@click.option("--drift", is_flag=True, help="Let CloudFormation compare every resource with life, not alarms alone.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit 0 without changes, 2 with changes, 1 on an error.")
@click.option("--gitlab-report", type=file_type, metavar="FILE", help="Write what GitLab's plan widget reads.")
@click.option("--markdown", type=file_type, metavar="FILE", help="Write a note for the merge request.")
def command(
    spec: Path,
    environment: str | None,
    local: bool,
    every: bool,
    drift: bool,
    as_json: bool,
    detailed_exitcode: bool,
    gitlab_report: Path | None,
    markdown: Path | None,
) -> None:
    """Show what deploying would change: alarms, dashboards, costs, and what was changed by hand.

    Reads only. Compares the spec with the deployed templates, and those with the alarms as they are now.
    """
    from watchbill.cli._output import warn_if_untold
    from watchbill.cloud.error import in_words
    from watchbill.cloud.glossary import write_glossary
    from watchbill.cloud.proposal import propose
    from watchbill.cloud.render.plan_json import plan_document
    from watchbill.cloud.render.plan_text import PlanText
    from watchbill.project import load_project

    project = load_project(spec, environment, local=local)
    warn_if_untold(project.plan)
    connection = connect(project, local=local)
    out, err, pen = consoles()
    with in_words():
        err.print(pen(where(project, connection)), style="dim", soft_wrap=True)
        proposal = propose(connection, project.owner, project.stacks, drift=drift)
    glossary = write_glossary(project.plan)
    difference = proposal.difference
    if as_json:
        click.echo(json.dumps(plan_document(difference, glossary, project.plan.service.environment), indent=2))
    else:
        for line in PlanText(difference, glossary, str(spec), pen, every=every).lines():
            out.print(line, soft_wrap=True)
    _write_reports(project, proposal, glossary, gitlab_report, markdown)
    if detailed_exitcode and difference.pending:
        sys.exit(CHANGES_PRESENT)


def _write_reports(
    project: Project, proposal: Proposal, glossary: Glossary, gitlab: Path | None, markdown: Path | None
) -> None:
    from watchbill.cloud.render.plan_json import gitlab_report
    from watchbill.cloud.render.plan_markdown import plan_markdown

    service = project.plan.service
    if gitlab is not None:
        gitlab.write_text(json.dumps(gitlab_report(proposal.difference)) + "\n", encoding="utf-8")
    if markdown is not None:
        text = plan_markdown(proposal.difference, glossary, service.spec_file, service.name, service.environment)
        markdown.write_text(text, encoding="utf-8")
