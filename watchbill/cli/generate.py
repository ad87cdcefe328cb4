"""Write what the spec becomes: CloudFormation templates, runbooks and other files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from watchbill.output import Written
    from watchbill.project import Project

BLOCK = "<!-- watchbill:begin"
"""Marks a page that people write in beside its generated blocks."""


@click.command()
@spec_option
@environment_option
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to write; build/<environment> unless given.",
)
@click.option(
    "--check", is_flag=True, help="Write nothing; exit 1 when files on disk differ from what would be written."
)
def command(spec: Path, environment: str | None, output: Path | None, check: bool) -> None:
    """Write what the spec becomes: CloudFormation templates, runbooks and other files.

    Needs no account. The same spec gives the same bytes. Only files that watchbill wrote itself are ever replaced or
    deleted; hand-written parts of runbooks are kept.
    """
    from watchbill.cli._output import warn_if_untold
    from watchbill.output import compare, write
    from watchbill.project import load_project

    project = load_project(spec, environment)
    warn_if_untold(project.plan)
    folder = output or Path("build") / project.plan.service.environment
    files = _files(project, folder)
    shared = [path for path, text in files.items() if BLOCK in text]
    result = compare(folder, files) if check else write(folder, files, shared=shared)
    resources = sum(stack.resources for stack in project.stacks)
    click.echo(f"{folder}: {len(project.stacks)} stacks with {resources} resources, {len(project.files)} other files")
    click.echo(_say(result, check=check), err=True)
    for path in result.kept:
        click.echo(f"kept, for somebody wrote into it: {folder / path}", err=True)
    if check and result.differs:
        for path in (*result.created, *result.changed, *result.removed):
            click.echo(f"differs: {folder / path}", err=True)
        sys.exit(1)


def _files(project: Project, folder: Path) -> dict[str, str]:
    """Path → text. A page that people may write in starts from the copy on disk."""
    from generators.runbooks.merge import merge

    files = {f"stacks/{stack.name}.json": stack.template for stack in project.stacks}
    for file in project.files:
        present = folder / file.path
        existing = present.read_text(encoding="utf-8") if present.is_file() else None
        files[file.path] = merge(existing, file.text) if BLOCK in file.text else file.text
    return files


def _say(result: Written, *, check: bool) -> str:
    would = "to be " if check else ""
    return (
        f"{len(result.created)} {would}created, {len(result.changed)} {would}changed, "
        f"{len(result.removed)} {would}removed, {result.unchanged} unchanged"
    )
