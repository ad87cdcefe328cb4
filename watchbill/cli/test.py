"""Run the alarm tests: timelines in, states, incidents and notifications checked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from monitors.model.problem import Problem
    from watchbill.proof.session import Report


NOTHING = "no test file: name one, or write tests/alarms/NAME.yaml or NAME.alarms.yaml beside a template"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("-f", "--format", "form", type=click.Choice(["full", "junit", "json"]), default="full", show_default=True)
@click.option("-k", "--filter", "wanted", default="", metavar="TEXT", help="Only tests that mention TEXT, in any case.")
@click.option("-v", "--verbose", is_flag=True, help="Draw passed tests too.")
@click.option("--strict", is_flag=True, help="A test that rests on undocumented behaviour fails.")
@click.option("-w", "--watch", is_flag=True, help="Run again whenever a file changes.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of test files, and run nothing.")
@spec_option
@environment_option
def command(
    paths: tuple[Path, ...],
    form: str,
    wanted: str,
    verbose: bool,
    strict: bool,
    watch: bool,
    schema: bool,
    spec: Path,
    environment: str | None,
) -> None:
    """Run the alarm tests in PATHS.

    Unless given: tests/alarms and *.alarms.yaml beside the workers, or *.alarms.yaml here where there is neither.

    Every test also runs at other minutes and under other readings of what AWS does not document; the output says what
    its outcome depends on. Exit code 1: a test failed or cannot run. 2: wrong usage, or nothing to run.
    """
    if schema:
        _print_schema()
        return
    code, read = _run(paths, form, wanted, spec, environment, verbose=verbose, strict=strict)
    if watch:
        _run_again_on_change(paths, [spec, *read])
    raise SystemExit(code)


def _run_again_on_change(paths: tuple[Path, ...], read: list[Path]) -> None:
    """In a new process, for rules are Python: changed ones are to be read too."""
    import os
    import sys

    from watchbill.proof.waiting import wait_for_change

    click.secho("watching; Ctrl-C ends", fg="bright_black", err=True)
    wait_for_change(paths, read)
    click.echo(err=True)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - what was called, once more


def _print_schema() -> None:
    import json

    from monitors.evaluator.schema import build_schema

    click.echo(json.dumps(build_schema(), indent=2, ensure_ascii=False))


def _run(
    paths: tuple[Path, ...], form: str, wanted: str, spec: Path, environment: str | None, *, verbose: bool, strict: bool
) -> tuple[int, list[Path]]:
    """The exit code, and the files that were read: tests and the templates they name."""
    import time

    from watchbill.proof.session import find_files, read_file, run_cases

    begun, reports, problems, read = time.perf_counter(), list["Report"](), list["Problem"](), list[Path]()
    for file in find_files(paths):
        cases, found = read_file(file)
        problems += found
        read += [file, *(file.parent / case.case.template for case in cases if case.case.template)]
        told_file, told = form != "full", set[str]()
        for report in run_cases(file, cases, spec=spec, environment=environment, wanted=wanted):
            if not told_file:
                click.secho(str(file), bold=True)
                told_file = True
            reports.append(report)
            if form == "full":
                _print(report, told, verbose=verbose)
    _finish(form, reports, problems, time.perf_counter() - begun, strict=strict)
    if not reports and not problems:
        click.echo(f"no test mentions {wanted!r}" if wanted else NOTHING, err=True)
    failed = problems or any(report.failed or (strict and report.depends) for report in reports)
    return 1 if failed else 0 if reports else 2, read


def _print(report: Report, told: set[str], *, verbose: bool) -> None:
    """`told` are the doubts told of this file before, and this report's after."""
    from watchbill.proof.full import finding_lines, report_lines

    for text, colour in report_lines(report, verbose=verbose, told=told):
        click.secho(f"  {text}".rstrip(), fg=colour or None)
    told.update(text for text, _ in finding_lines(report))


def _finish(form: str, reports: list[Report], problems: list[Problem], seconds: float, *, strict: bool) -> None:
    if form == "junit":
        from watchbill.proof.junit import to_junit

        click.echo(to_junit(reports, problems, strict=strict))
    elif form == "json":
        import json

        from watchbill.proof.data import to_data

        click.echo(json.dumps(to_data(reports, problems), indent=2))
    else:
        from watchbill.proof.full import summary

        for problem in problems:
            click.secho(f"{problem.source}: {problem.message}", fg="red")
            if problem.help:
                click.echo(f"    {problem.help}")
        text, colour = summary(reports, len(problems), seconds)
        click.secho(text, fg=colour)
