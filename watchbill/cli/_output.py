"""Printing findings: in colour to a terminal, plain to anything else."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from monitors.model.plan import Plan
    from watchbill.findings import Findings

STYLES = (
    (re.compile(r"^error\[[a-z0-9-]+\]", re.MULTILINE), "bold red"),
    (re.compile(r"^warning\[[a-z0-9-]+\]", re.MULTILINE), "bold yellow"),
    (re.compile(r"^ *-->.*$", re.MULTILINE), "cyan"),
    (re.compile(r"^ *\d* \|", re.MULTILINE), "blue"),
    (re.compile(r"(?<=\| ) *\^+$", re.MULTILINE), "bold red"),
    (re.compile(r"^ *= help:", re.MULTILINE), "bold green"),
)


def print_findings(findings: Findings, form: str, *, err: bool = False) -> None:
    """Print all findings in one format, to stdout or stderr."""
    from watchbill.findings import render

    text = render(findings, form)
    stream = sys.stderr if err else sys.stdout
    if form == "full" and stream.isatty() and "NO_COLOR" not in os.environ:
        _paint(text, err=err)
    else:
        click.echo(text.encode(stream.encoding or "utf-8", "replace"), err=err)


def warn_if_untold(plan: Plan) -> None:
    """Say on stderr that a plan's alarms have nobody to tell: fine for a first look, and for nothing else."""
    if not plan.routes and any(True for _ in plan.every_alarm):
        click.echo(
            f"warning: {plan.service.spec_file} has no routing: nobody would be told of any alarm\n"
            "  = help: add receivers: and routing:, as the spec that `watchbill init` writes shows",
            err=True,
        )


def _paint(text: str, *, err: bool) -> None:
    from rich.console import Console
    from rich.text import Text

    painted = Text(text)
    for pattern, style in STYLES:
        painted.highlight_regex(pattern, style)
    Console(stderr=err, highlight=False, soft_wrap=True).print(painted)
