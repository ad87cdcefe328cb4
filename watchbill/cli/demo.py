"""See it all work on this machine: deploy, run, alert, change, fail, roll back, destroy. No account needed."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from watchbill.cli._options import environment_option, spec_option

if TYPE_CHECKING:
    from rich.console import Console

    from monitors.model.plan import Plan
    from watchbill.cloud.render.signs import Pen
    from watchbill.demo.story import Story
    from watchbill.local.neighbours import Neighbours


@click.command()
@spec_option
@environment_option
@click.option("--keep", is_flag=True, help="Stop after deploying, and leave the cloud running for --local commands.")
@click.option("--support", is_flag=True, help="Print what the embedded cloud does and does not do, type by type.")
def command(spec: Path, environment: str | None, keep: bool, support: bool) -> None:
    """See it all work on this machine: deploy, run, alert, change, fail, roll back, destroy. No account needed.

    Runs an embedded cloud on 127.0.0.1 and reaches it through boto3, exactly as AWS is reached. Works on a copy of
    the spec; your files are not touched.
    """
    from watchbill.cli._cloud import consoles

    out, _, pen = consoles()
    if support:
        _print_support(out)
        return
    from watchbill.cloud.connection import Connection
    from watchbill.cloud.error import in_words
    from watchbill.demo.copy import ProjectCopy
    from watchbill.demo.story import Story
    from watchbill.local.clock import RealClock, VirtualClock
    from watchbill.local.cloud import EmbeddedCloud
    from watchbill.local.neighbours import neighbours
    from watchbill.reading import read_bundle, read_plan

    began = time.monotonic()
    environment = environment or next(iter(read_bundle(spec).environments), None)
    plan = read_plan(spec, environment)
    with tempfile.TemporaryDirectory() as folder, EmbeddedCloud(region=plan.service.region) as cloud, in_words():
        out.print(pen(f"The embedded cloud answers at {cloud.endpoint_url}: in memory, on this machine only."))
        copy = ProjectCopy.make(spec, plan, Path(folder))
        story = Story(copy, environment, Connection(plan.service.region, cloud.endpoint_url), out, pen)
        with neighbours(cloud, plan, RealClock() if keep else VirtualClock()) as around:
            story.build()
            if keep:
                _stay(out, pen, around, plan)
                return
            if story.has_workers:
                story.probe(around)
                story.process(around)
            if story.has_router:
                story.alert(around)
        _go_on(story)
        out.print(pen(f"\n[bold]Done in {time.monotonic() - began:.0f} s.[/] Try it yourself: watchbill demo --keep"))


def _go_on(story: Story) -> None:
    story.change()
    story.fail()
    story.remove()


def _stay(out: Console, pen: Pen, around: Neighbours, plan: Plan) -> None:
    from watchbill.cloud.endpoint import leave_note, take_back
    from watchbill.local.serving import News, serve

    address = around.cloud.endpoint_url
    note = leave_note(address)
    out.print(pen(f"\nIt runs on at [bold]{address}[/] until Ctrl-C. In another terminal, in this folder, try:"))
    function = next((entry.resource.key for entry in plan.of_kind("lambda_function")), None)
    looks = (f"invoke {function}", f"logs {function} --follow") if function else ()
    for example in ("plan", *looks, "deploy", "destroy"):
        out.print(f"  watchbill {example} --local --env {plan.service.environment}")

    def say(line: str) -> None:
        out.print(line, markup=False, soft_wrap=True)

    try:
        serve(around.runner, News(around.cloud, around.runner, around.slack, around.pagerduty), say)
    finally:
        take_back(note)
    out.print("stopped")


def _print_support(out: Console) -> None:
    from rich import box
    from rich.table import Table

    from watchbill.local.cloudformation.registry import supported_types

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("type", style="bold", no_wrap=True)
    table.add_column("properties", justify="right")
    table.add_column("what it does not do")
    for support in supported_types().values():
        table.add_row(support.type, str(len(support.properties)), support.note or "-")
    out.print(table, soft_wrap=False)
    out.print(
        "Any other type, and any property beside these, is refused before anything is deployed: silence is never "
        "success. Nothing leaves this machine.",
        soft_wrap=False,
    )
